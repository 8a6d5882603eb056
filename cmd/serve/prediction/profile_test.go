package prediction

import (
	"math"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/profile"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// A profile whose durations are k times as long tries k times as late.
func TestSlower(t *testing.T) {
	const k = 100
	for _, e := range profile.Library() {
		slow, err := Slower(e.Profile, k)
		if err != nil {
			t.Fatal(err)
		}
		p := *e.Profile
		if p.Shaping.Every > 0 {
			p.Shaping.Phase, slow.Shaping.Phase = retry.Phase{}, retry.Phase{}
		}
		for n := range uint32(12) {
			h := retry.History{Failures: n + 1, Received: 7 * time.Second, Started: 7*time.Second + time.Duration(n*n)*time.Minute, Waiting: 1, Priority: retry.Normal, Draw: 1 << 63}
			h.Ended = h.Started
			want := p.Schedule.Next(h) * k
			late := h
			late.Received, late.Started, late.Ended = h.Received*k, h.Started*k, h.Ended*k
			rest := time.Microsecond
			if p.Shape == "root" { // it takes whole seconds from under the root
				rest = want / 15
			}
			if got := slow.Schedule.Next(late); (got - want).Abs() > rest {
				t.Errorf("%s, failure %d: %v, want %v", e.Name, n+1, got, want)
			}
		}
		if slow.Lifetime != p.Lifetime*k || slow.Notice != p.Notice*k || slow.Patience[4] != p.Patience[4]*k || slow.Shaping.First != p.Shaping.First*k {
			t.Errorf("%s: %+v", e.Name, slow)
		}
		if e.Profile.Shape == "root" && slow.Shaping.Skip != e.Profile.Shaping.Skip*10 {
			t.Errorf("%s skips %d s", e.Name, slow.Shaping.Skip)
		}
	}
}

func TestSlowerRefuses(t *testing.T) {
	for by, want := range map[float64]string{1e12: "longer than a simulation lasts", 1e-9: "message_retry|minimum|steps|maximum|every|phase|message_expiration"} {
		for _, e := range profile.Library() {
			_, err := Slower(e.Profile, by)
			if err == nil || by > 1 && !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "profile "+e.Name) {
				t.Errorf("%s by %v: %v", e.Name, by, err)
			}
		}
	}
}

func TestSlowerQuantities(t *testing.T) {
	p := *profile.Library()[0].Profile
	p.Shaping.Pickup = random.Quantity{Points: []random.Point{{Share: random.All, Value: 5}}, Samples: []int64{1, 2}, Mean: 3}
	p.TLS.After = math.MaxInt64 / 2
	slow, err := Slower(&p, 10)
	if err != nil {
		t.Fatal(err)
	}
	if q := slow.Shaping.Pickup; q.Points[0].Value != 50 || q.Samples[1] != 20 || q.Mean != 30 || slow.TLS.After != math.MaxInt64/2 {
		t.Errorf("%+v", slow)
	}
	if q := p.Shaping.Pickup; q.Points[0].Value != 5 || q.Samples[1] != 2 {
		t.Error("the profile itself was changed")
	}
}
