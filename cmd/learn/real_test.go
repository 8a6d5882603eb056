package learn

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/records"
	"mailstorm/scenarios/records/formats"
)

// slowed stretches the times of a log whose server ran faster.
type slowed struct {
	*records.Messages
	from time.Time
	by   int64
}

func (s slowed) Event(e *records.Event) {
	stretch := func(at time.Time) time.Time {
		if at.IsZero() {
			return at
		}
		return monday.Add(at.Sub(s.from) * time.Duration(s.by))
	}
	slow := *e
	slow.At, slow.Arrived, slow.Grain = stretch(e.At), stretch(e.Arrived), e.Grain*time.Duration(s.by)
	s.Messages.Event(&slow)
}

// Rules that grow go by the ages of the attempts before. Sessions of this server lasted up to a tenth of a wait, so its attempts came later and later.
func TestRealRules(t *testing.T) {
	own, _, err := profile.ReadFile("testdata/exim.toml")
	if err != nil {
		t.Fatal(err)
	}
	files, err := formats.Open([]string{"testdata/exim-drop.log"}, records.Options{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	l := New(Options{Own: []string{"sender.test"}, Profile: own})
	ms := records.NewMessages(1<<20, l.Message, func(file string, line, _ int, what, _ string) { t.Errorf("%s:%d: %s", file, line, what) })
	if err := files.Read(slowed{ms, time.Date(2026, 11, 30, 6, 37, 0, 0, time.UTC), 100}); err != nil {
		t.Fatal(err)
	}
	ms.Close()
	if best := l.Findings().Schedule.Candidates[0]; best.Profile != own.Name && !slices.Contains(best.Alike, own.Name) || best.Distance > 0.03 {
		t.Errorf("the nearest is %s %s, distance %g, p = %g", best.Profile, best.Alike, best.Distance, best.P)
	}
}

// Real servers whose timers ran faster, and gave up after two minutes. Postfix had all its defaults divided by 100, sendmail a queue run in ten
// seconds; Exim's retry rules were not those of the profile.
func TestRealServers(t *testing.T) {
	for name, by := range map[string]int64{"postfix": 100, "exim": 1, "sendmail": 60} {
		l := New(Options{Own: []string{"sender.test"}})
		logs, _ := filepath.Glob("../../scenarios/records/maillog/testdata/" + name + "-*.log")
		for _, log := range logs {
			files, err := formats.Open([]string{log}, records.Options{Year: 2026, Zone: time.UTC})
			if err != nil {
				t.Fatal(err)
			}
			ms := records.NewMessages(1<<20, l.Message, func(file string, line, _ int, what, _ string) { t.Errorf("%s:%d: %s", file, line, what) })
			if err := files.Read(slowed{ms, time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC), by}); err != nil {
				t.Fatal(err)
			}
			ms.Close()
		}
		f, lifetime := l.Findings().Schedule, time.Duration(120*by)*time.Second
		if best := f.Candidates[0]; len(logs) < 3 || by > 1 && (best.Profile != name || best.Distance > 0.05) {
			t.Errorf("%s, from %d logs: nearest are %+v", name, len(logs), best)
		}
		if b := f.Expiration; b.Least >= lifetime || b.Most < lifetime || by != 100 && b.Guess != lifetime { // 12,000 s are not round
			t.Errorf("%s gives up between %s and %s, as after %s", name, b.Least, b.Most, b.Guess)
		}
	}
}
