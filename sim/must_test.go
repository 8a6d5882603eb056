package sim_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/load"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// storm runs a scenario written in its own language, and has its records beside its result.
type storm struct {
	config  *sim.Config
	result  *sim.Result
	records []sim.Record
}

func play(t testing.TB, text string, set ...string) storm {
	t.Helper()
	out := storm{config: configured(t, text, set...)}
	w := sim.New(out.config, func(r *sim.Record) { out.records = append(out.records, *r) })
	for !w.Advance(1 << 20) {
		if w.Served() > 50_000_000 {
			t.Fatal("this storm does not end")
		}
	}
	out.result = scenariotest.Finish(t, w)
	return out
}

// configured is a scenario that is right, and written in its own language.
func configured(t scenariotest.TB, text string, set ...string) *sim.Config {
	t.Helper()
	s, err := load.Load("-", load.Options{Stdin: strings.NewReader(text), Set: set})
	if err != nil {
		t.Fatal(err, text)
	}
	return s.Config
}

func (s storm) of(kind sim.Kind) (rows []sim.Record) {
	for _, r := range s.records {
		if r.Kind == kind {
			rows = append(rows, r)
		}
	}
	return rows
}

func (s storm) want(t testing.TB, id metrics.ID, want int64) {
	t.Helper()
	if got := s.result.Values[id]; got.Num != want*max(got.Den, 1) || !got.Known {
		t.Errorf("%s = %+v, want %d", metrics.Catalogue[id].Name, got, want)
	}
}

// oneHop is a host that sends to a relay with the recipient's mailbox.
func oneHop(profile, mail, fault string) string {
	return scenariotest.Mail("deck", "sender@contoso.example", "partner@fabrikam.example", "27MB", mail) +
		scenariotest.Host("exo", profile, "contoso.example", "*=relay") +
		scenariotest.Host("relay", "", "fabrikam.example", "") +
		scenariotest.Table("host.relay.fault.trouble", fault)
}

// still switches jitter off where a profile has any.
func still(profile string) []string {
	switch profile {
	case "exchange-online":
		return []string{`host.exo.jitter = "0%"`, noLastTry}
	case "exchange-online-dane":
		return []string{noLastTry}
	case "exchange-online-bursts":
		return []string{`host.exo.pickup_delay = "none"`, noLastTry}
	case "exchange-online-queue":
		return []string{`host.exo.move_every = "never"`, noLastTry}
	}
	return nil
}

const noLastTry = `host.exo.last_try = "none"`

const refused = `kind = "connection-refused"`

func TestAttemptsOfEveryProfile(t *testing.T) {
	for _, c := range []struct {
		profile   string
		day, life int64
		ndr       time.Duration // 0: drawn
	}{
		{"exchange-online", 29, 29, 0},
		{"exchange-online-dane", 26, 26, 0},
		{"exchange-online-fixed15", 96, 96, 24 * time.Hour},
		{"exchange-online-observed", 13, 13, 1443 * time.Minute},
		{"exchange-online-bursts", 13, 13, 0},
		{"exchange-online-queue", 144, 144, 0},
		{"exchange-server-mailbox", 151, 295, 0},
		{"exchange-server-edge", 56, 104, 0},
		{"exchange-server-2013", 151, 295, 0},
		{"postfix", 25, 108, 7220 * time.Minute},
		{"sendmail", 144, 721, 7200 * time.Minute},
		{"qmail", 15, 40, 10140 * time.Minute},
		{"rfc5321", 14, 62, 5 * 24 * time.Hour},
	} {
		t.Run(c.profile, func(t *testing.T) {
			s := play(t, oneHop(c.profile, "", refused), still(c.profile)...)
			s.want(t, metrics.Attempts, c.life)
			day := int64(0)
			for _, r := range s.of(sim.Talked) {
				if r.At < 24*time.Hour {
					day++
				}
			}
			if day != c.day {
				t.Errorf("%d attempts in a day, want %d", day, c.day)
			}
			if c.ndr > 0 {
				s.want(t, metrics.NDRFirst, int64(c.ndr))
			}
		})
	}
}

func TestCodesAtExpiry(t *testing.T) {
	for _, c := range []struct {
		fault       string
		code        uint16
		class, s, d uint32
		while       string
	}{
		{refused, 550, 5, 4, 316, "450 4.4.316"},
		{`kind = "certificate-mismatch"`, 550, 5, 4, 317, "450 4.4.317"},
		{`kind = "defer"` + "\ncode = \"451 4.3.2\"", 550, 5, 4, 300, "451 4.3.2"},
		{`kind = "drop-after-data"`, 550, 5, 4, 318, "450 4.4.318"},
		{`kind = "greeting-reject"`, 550, 5, 4, 317, "450 4.4.317"},
		{`kind = "dns-failure"`, 550, 5, 4, 312, "450 4.4.312"},
		{`kind = "connect-timeout"`, 550, 5, 4, 316, "450 4.4.315"},
		{`kind = "unreachable"`, 550, 5, 4, 316, "450 4.4.316"},
	} {
		s := play(t, oneHop("exchange-online", "", c.fault))
		rows := s.of(sim.Bounced)
		want := smtp.Reply{Code: c.code, Enhanced: smtp.Status(c.class, c.s, c.d)}
		if len(rows) != 1 || rows[0].Reply != want || rows[0].Flags&sim.FlagExpired == 0 {
			t.Errorf("%s ends in %v, want one NDR with %v", c.fault, rows, want)
		}
		if got := s.of(sim.Deferred)[0].Reply.String(); got != c.while {
			t.Errorf("%s defers with %s, want %s", c.fault, got, c.while)
		}
	}
	s := play(t, oneHop("exchange-online", "", `kind = "reject"`+"\ncode = \"550 5.1.1\""))
	if rows := s.of(sim.Bounced); len(rows) != 1 || rows[0].Reply.String() != "550 5.1.1" || rows[0].At != 0 {
		t.Errorf("a 5xx at RCPT bounces at once with its own code, got %v", rows)
	}
}

// A domain that does not exist is refused at once by all but Exchange Server, which defers it until expiry.
func TestNoSuchDomain(t *testing.T) {
	for _, c := range []struct{ profile, nothing, null string }{
		{"exchange-online", "550 5.4.310", "556 5.1.10"},
		{"postfix", "550 5.4.4", "556 5.1.0"},
		{"qmail", "550 5.1.2", "550 5.4.4"},
		{"sendmail", "550 5.1.2", "550 5.1.2"},
		{"rfc5321", "550 5.1.2", "556 5.1.10"},
		{"exchange-server-mailbox", "", ""},
	} {
		for answer, want := range map[string]string{"no-such-domain": c.nothing, "null-mx": c.null} {
			s := play(t, oneHop(c.profile, "", `kind = "dns-failure"`+"\nanswer = \""+answer+"\""))
			rows := s.of(sim.Bounced)
			if len(rows) != 1 {
				t.Errorf("%s, %s: %d NDRs", c.profile, answer, len(rows))
				continue
			}
			at, expired := rows[0].At == 0, rows[0].Flags&sim.FlagExpired != 0
			if want != "" && (rows[0].Reply.String() != want || !at || expired) || want == "" && (at || !expired) {
				t.Errorf("%s, %s: NDR %s after %v", c.profile, answer, rows[0].Reply, rows[0].At)
			}
			s.want(t, metrics.Sessions, int64(len(s.of(sim.Talked))))
		}
	}
}

// The 10th gap grows with the queue: 54 min alone, 11/10 of it from 1000 waiting, the cap from 10000.
func TestDynamicGrowth(t *testing.T) {
	for queue, want := range map[int]time.Duration{1: 54 * time.Minute, 1000: 3564 * time.Second, 10000: time.Hour} {
		s := play(t, oneHop("exchange-online", fmt.Sprintf("count = %d", queue), refused), `length = "8h"`, `host.exo.jitter = "0%"`)
		var times []time.Duration
		for _, r := range s.of(sim.Talked) {
			if r.Message == 0 {
				times = append(times, r.At)
			}
		}
		if got := times[10] - times[9]; got != want {
			t.Errorf("with %d queued the 10th gap is %v, want %v", queue, got, want)
		}
	}
}

func TestQueueTimerSparesAttempts(t *testing.T) {
	s := play(t, oneHop("exchange-server-mailbox", "count = 1000", refused), `length = "1d"`)
	s.want(t, metrics.Attempts, 151)
	s.want(t, metrics.Pending, 1000)
}

// After an outage the queue timer finds the next hop open, and all that waited goes in order of receipt.
func TestQueueTimerRecovers(t *testing.T) {
	s := play(t, oneHop("exchange-server-mailbox", "count = 100\nlasts = \"1h\"", refused+"\nends = \"2h\""))
	s.want(t, metrics.Delivered, 100)
	rows := s.of(sim.HandedOver)
	for i, r := range rows {
		if i > 0 && r.Copy < rows[i-1].Copy {
			t.Fatalf("copy %d went after copy %d", r.Copy, rows[i-1].Copy)
		}
		if want := s.of(sim.Talked)[0].At + 124*time.Minute; r.At != want { // 34 min, then 9 times 10
			t.Fatalf("copy %d went at %v, want %v", r.Copy, r.At, want)
		}
	}
}

func rollout(good string) string { return "kind = \"tls-rollout\"\ngood = \"" + good + "\"" }

func TestStickyPoolHalfGood(t *testing.T) {
	s := play(t, oneHop("exchange-online-fixed15", "count = 4000", rollout("50%")), `length = "1h1m"`, `host.exo.pool = {servers = 40, pick = "sticky"}`)
	got := s.result.Values[metrics.Pending].Num
	if got < 1900 || got > 2100 {
		t.Errorf("%d of 4000 undelivered after 1 h with half the servers good and sticky, want about half", got)
	}
}

func TestDrawnPool(t *testing.T) {
	const n = 200_000
	for good, left := range map[string]float64{"50%": 0.03125, "25%": 0.2373, "10%": 0.59049} {
		c := configured(t, oneHop("exchange-online-fixed15", fmt.Sprintf("count = %d", n), rollout(good)),
			`length = "1h1m"`, `host.exo.pool = {servers = 40, pick = "drawn"}`)
		r := scenariotest.Finish(t, sim.New(c, nil))
		got := float64(r.Values[metrics.Pending].Num) / n
		if sigma := 4 * 0.5 / 447; got < left-sigma || got > left+sigma {
			t.Errorf("with %s of the servers good %.4f are undelivered after 1 h, want %.4f", good, got, left)
		}
	}
}

var fiveRecipients = scenariotest.Mail("deck", "sender@contoso.example",
	"a@fabrikam.example b@fabrikam.example c@fabrikam.example d@fabrikam.example e@fabrikam.example", "10MB") +
	scenariotest.Host("exo", "exchange-online-fixed15", "contoso.example", "*=relay") +
	scenariotest.Host("relay", "", "fabrikam.example", "") +
	scenariotest.Fault("relay", "full", "defer", `code = "452 4.2.2"`, `rcpt_to = "e@fabrikam.example"`, `ends = "40m"`)

func TestOneOfFiveFails(t *testing.T) {
	s := play(t, fiveRecipients)
	s.want(t, metrics.Delivered, 5)
	s.want(t, metrics.Attempts, 4)
	s.want(t, metrics.WireBytes, 20_000_000) // once for the four, nothing while RCPT is refused, once for the fifth
	s.want(t, metrics.WireWasted, 0)
	s.want(t, metrics.Copies, 5)
	if len(s.of(sim.Refused)) != 1 {
		t.Errorf("RCPT refused one of several %d times, want once: later it is tried alone", len(s.of(sim.Refused)))
	}
}

var threeHops = scenariotest.Mail("deck", "sender@contoso.example", "partner@fabrikam.example", "27MB") +
	scenariotest.Host("exo", "exchange-online-fixed15", "contoso.example", "*=relay") +
	scenariotest.Host("relay", "exchange-server-edge", "", "*=inner") +
	scenariotest.Host("inner", "exchange-server-mailbox", "", "*=fabrikam") +
	scenariotest.Host("fabrikam", "", "fabrikam.example", "")

func TestThreeHopsWithoutFaults(t *testing.T) {
	s := play(t, threeHops)
	s.want(t, metrics.Amplification, 1)
	s.want(t, metrics.Attempts, 3)
	s.want(t, metrics.WireBytes, 81_000_000)
	s.want(t, metrics.WireWasted, 0)
	s.want(t, metrics.Delivered, 1)
}

func TestRefusedBehindTheRelay(t *testing.T) {
	s := play(t, threeHops+scenariotest.Fault("relay", "lost-reply", "drop-after-data")+
		scenariotest.Fault("inner", "no", "reject", `code = "550 5.7.1"`))
	s.want(t, metrics.NDRCount, 97) // 96 of the relay, one of exo when the time is over
	s.want(t, metrics.NDRExcess, 96)
	if got := s.result.Hosts[1].Values[metrics.NDRCount].Num; got != 96 {
		t.Errorf("the relay wrote %d NDRs, want 96", got)
	}
	s.want(t, metrics.WireWasted, 96*2*27_000_000-96*27_000_000)
}

// A draw is keyed by its origin: what else happens moves no other message's jitter, server or luck.
func TestNothingMovesOtherDraws(t *testing.T) {
	const trouble = "kind = \"defer\"\nshare = \"60%\""
	plain := play(t, oneHop("exchange-online", "count = 50\nlasts = \"2h\"", trouble))
	more := play(t, oneHop("exchange-online", "count = 50\nlasts = \"2h\"", trouble)+
		scenariotest.Fault("relay", "a-first", "reject", `share = "50%"`, `mail_from = "other@contoso.example"`)+
		scenariotest.Mail("another", "other@contoso.example", "partner@fabrikam.example", "", `size = {p50 = "75KB", p90 = "2MB"}`, "count = 20",
			`lasts = "1h"`))
	told := func(s storm) (lines []string) {
		for _, r := range s.of(sim.Talked) {
			if r.Bytes == 27_000_000 || r.Bytes == 0 && s.from(r) == "sender@contoso.example" {
				lines = append(lines, fmt.Sprint(r.At, r.Server, r.Attempt, r.Reply, r.Until))
			}
		}
		return lines
	}
	if a, b := told(plain), told(more); strings.Join(a, "\n") != strings.Join(b, "\n") {
		t.Errorf("another mail table and another fault moved the draws: %d and %d sessions", len(a), len(b))
	}
}

func (s storm) from(r sim.Record) string {
	for _, w := range s.of(sim.Written) {
		if w.Message == r.Message && w.Bytes == 27_000_000 {
			return "sender@contoso.example"
		}
	}
	return ""
}
