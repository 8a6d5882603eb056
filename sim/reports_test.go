package sim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// dsns lists the DSNs of a storm: what, when, how large, about how many recipients.
func (s storm) dsns() (all []string) {
	about, due := map[uint32]int{}, []sim.Record{}
	for _, r := range s.records {
		switch {
		case r.Kind != sim.Bounced && r.Kind != sim.Notified && r.Flags&sim.FlagReport == 0:
		case r.Kind == sim.Written:
			all = append(all, fmt.Sprintf("%v at %v: %d bytes about %d", due[0].Kind, r.At, r.Bytes, 1+about[r.Message]))
			due = due[1:]
		case r.Kind != sim.Bounced && r.Kind != sim.Notified:
		case r.Parent > 0:
			about[uint32(r.Parent-1)]++
		default:
			due = append(due, r)
		}
	}
	return all
}

// reporting is a message to some recipients at a host that defers them, or refuses those that a fault names.
func reporting(to, size, profile string, lines ...string) string {
	return scenariotest.Mail("one", "ann@contoso.example", to, size, `at = "0s"`) + scenariotest.Host("sender", profile, "contoso.example", "*=far", lines...) +
		scenariotest.Host("far", "rfc5321", "far.example", "")
}

// What Postfix 3.7.11 wrote, its timers divided by 100: one NDR at once for who does not exist, one notice at 48 s and one NDR at 208 s for the two others.
// By hand: attempts at 0 3 6 12 24 48 87 126 165 204 s; 2 kB and the message of 1 kB, which a notice does not hold, and 300 bytes for the second recipient.
func TestOneDSNForAllThatFailTogether(t *testing.T) {
	s := play(t, reporting("ok@far.example gone@far.example b@far.example c@far.example", "1kB", "postfix", `message_expiration = "200s"`, `delay_notice = "30s"`,
		`minimum = "3s"`, `maximum = "40s"`, `every = "3s"`)+
		scenariotest.Fault("far", "gone", "reject", `code = "550 5.1.1"`, `phase = "rcpt"`, `rcpt_to = "gone@far.example"`)+
		scenariotest.Fault("far", "later", "defer", `code = "450 4.2.0"`, `phase = "rcpt"`, `rcpt_to = ["b@far.example", "c@far.example"]`))
	if want := []string{"bounced at 0s: 3000 bytes about 1", "notified at 48s: 2300 bytes about 2", "bounced at 3m24s: 3300 bytes about 2"}; !slices.Equal(s.dsns(), want) {
		t.Errorf("DSNs %q, want %q", s.dsns(), want)
	}
	v := s.result.Values
	if v[metrics.DSNCount].Num != 3 || v[metrics.NDRCount].Num != 3 || v[metrics.NDRDelivered].Num != 3 || v[metrics.DelayCount].Num != 2 || s.result.Fates[sim.RowNDR][0] != 3 {
		t.Errorf("%d DSNs, %d NDRs, %d delivered, %d delays, fates %v", v[metrics.DSNCount].Num, v[metrics.NDRCount].Num, v[metrics.NDRDelivered].Num, v[metrics.DelayCount].Num, s.result.Fates)
	}
}

// Bytes of the NDR for a message of 1 kB, 30 kB and 2 MB, as measured; and of one NDR for three or 60 recipients.
func TestSizesOfDSNs(t *testing.T) {
	sixty := ""
	for i := range 60 {
		sixty += fmt.Sprintf(" r%d@far.example", i)
	}
	for _, row := range []struct {
		profile, to, size string
		real              int64
	}{
		{"postfix", "b@far.example", "1kB", 3_000}, {"postfix", "b@far.example", "30kB", 32_000}, {"postfix", "b@far.example", "2MB", 2_100},
		{"sendmail", "b@far.example", "1kB", 2_800}, {"sendmail", "b@far.example", "30kB", 31_800}, {"sendmail", "b@far.example", "2MB", 2_001_800},
		{"sendmail", "b@far.example c@far.example d@far.example", "1kB", 3_500}, {"qmail", "b@far.example", "2kB", 2_900},
		{"qmail", "b@far.example c@far.example", "2kB", 3_100}, {"exim", "b@far.example", "1kB", 2_700}, {"exim", "b@far.example", "30kB", 31_700}, {"exim", "b@far.example", "2MB", 1_800},
		{"postfix", strings.TrimSpace(sixty), "1kB", 20_900}, {"exim", strings.TrimSpace(sixty), "3kB", 25_900}, {"sendmail", strings.TrimSpace(sixty), "2kB", 28_200},
		{"opensmtpd", "b@far.example", "1kB", 2_200}, {"opensmtpd", "b@far.example", "30kB", 31_300}, {"opensmtpd", "b@far.example", "2MB", 2_001_300},
		{"nullmailer", "b@far.example", "1kB", 1_400}, {"nullmailer", "b@far.example", "2MB", 1_300},
	} {
		s := play(t, reporting(row.to, row.size, row.profile)+scenariotest.Fault("far", "gone", "reject", `code = "550 5.1.1"`, `phase = "rcpt"`))
		got := int64(0)
		for _, r := range s.of(sim.Written)[1:] {
			got += r.Bytes
		}
		if got < row.real*85/100 || got > row.real*115/100 || s.result.Values[metrics.DSNCount].Num != 1 {
			t.Errorf("%s, %s: %d DSNs of %d bytes, the real one had %d", row.profile, row.size, s.result.Values[metrics.DSNCount].Num, got, row.real)
		}
	}
}

// A delay notice of sendmail or OpenSMTPD returns the message: 2.8 kB about 1 kB, and 30.8 kB about 29.4 kB in reality. That of Postfix has 2.4 kB.
func TestSizesOfDelayNotices(t *testing.T) {
	for _, row := range []struct {
		profile, size string
		real          int64
	}{{"sendmail", "971B", 2_822}, {"opensmtpd", "29359B", 30_823}, {"postfix", "30kB", 2_350}, {"exim", "30kB", 2_000}} {
		s := play(t, `length = "30h"`+"\n"+reporting("b@far.example", row.size, row.profile, `delay_notice = "4h"`)+scenariotest.Fault("far", "later", "defer"))
		if got := s.of(sim.Written)[1].Bytes; got < row.real*85/100 || got > row.real*115/100 {
			t.Errorf("%s, %s: a delay notice of %d bytes, the real one had %d", row.profile, row.size, got, row.real)
		}
	}
}

// Postfix 3.7.11 tried 60 recipients in two transactions, of 50 and 10, and wrote one delay notice of 22.6 kB and one NDR of 20.9 kB about all of them.
func TestOneDSNForAllTransactions(t *testing.T) {
	for _, lines := range [][]string{{"defer"}, {"defer", `phase = "dot"`}, {"connection-refused"}, {"hang"}, {"drop-after-data"}} {
		for _, host := range [][]string{nil, {`round_trip = "100ms"`, `work = "20ms"`}} {
			s := play(t, scenariotest.Mail("one", "ann@contoso.example", people(60), "1kB", `at = "0s"`)+
				scenariotest.Host("sender", "postfix", "contoso.example", "*=far", `delay_notice = "1h"`)+scenariotest.Host("far", "rfc5321", "far.example", "", host...)+
				scenariotest.Fault("far", "it", lines[0], lines[1:]...))
			v, written := s.result.Values, s.of(sim.Written)[1:]
			if v[metrics.DSNCount].Num != 2 || v[metrics.DelayCount].Num != 60 || v[metrics.NDRCount].Num != 60 {
				t.Fatalf("%v, %v: %d DSNs, %d delays, %d NDRs", lines, host, v[metrics.DSNCount].Num, v[metrics.DelayCount].Num, v[metrics.NDRCount].Num)
			}
			near(t, "the delay notice", written[0].Bytes, 22_600, 15)
			near(t, "the NDR", written[1].Bytes, 20_900, 15)
		}
	}
}

// A profile without the new figures writes what it always wrote.
func TestOldDSNs(t *testing.T) {
	s := play(t, reporting("b@far.example c@far.example", "30kB", "postfix", `dsn_size = "50kB"`, `dsn_per = "recipient"`, `dsn_recipient = "none"`, `dsn_returns = "headers"`)+
		scenariotest.Fault("far", "gone", "reject", `code = "550 5.1.1"`, `phase = "rcpt"`))
	if want := []string{"bounced at 0s: 50000 bytes about 1", "bounced at 0s: 50000 bytes about 1"}; !slices.Equal(s.dsns(), want) {
		t.Errorf("DSNs %q, want %q", s.dsns(), want)
	}
}

// Each duplicate that a host holds is given up by itself, though three of them are at the same scan of its queue. They came at 0, 10, 20 and 30 s.
// At the scan of 600 s only the first is ten minutes old; the others wait as long again as they are old, until the scan of 1200 s.
func TestDuplicatesHaveDSNsOfTheirOwn(t *testing.T) {
	s := play(t, scenariotest.Mail("one", "ann@contoso.example", "b@far.example c@dead.example", "1kB", `at = "0s"`)+
		scenariotest.Host("sender", "rfc5321", "contoso.example", "*=relay", `steps = ["10s"]`, `message_expiration = "35s"`)+
		scenariotest.Host("relay", "postfix", "", "contoso.example=sender far.example=far dead.example=dead", `message_expiration = "10m"`)+
		scenariotest.Fault("relay", "late", "drop-after-data")+scenariotest.Host("far", "rfc5321", "far.example", "")+scenariotest.Fault("far", "it", "connection-refused")+
		scenariotest.Host("dead", "rfc5321", "dead.example", "")+scenariotest.Fault("dead", "it", "connection-refused"))
	var late []string
	for _, d := range s.dsns() {
		if !strings.Contains(d, " 35s:") {
			late = append(late, d)
		}
	}
	if want := append([]string{"bounced at 10m0s: 3300 bytes about 2"}, slices.Repeat([]string{"bounced at 20m0s: 3300 bytes about 2"}, 3)...); !slices.Equal(late, want) {
		t.Errorf("DSNs %q, want %q", late, want)
	}
}

// When delay notices are written. OpenSMTPD 6.8 with a limit of 8 minutes warns at 400 s, because the next attempt at 1600 s is past it. Exim 4.96 with a
// limit of 30 s, its timers divided by 100, warned at attempts, 33 64 92 132 151 193, and after a 450 at RCPT
// at its queue runs, 30 60 90 120 151 181.
func TestWhenDelayNoticesAreWritten(t *testing.T) {
	const again = `delay_notice_again = "30s"`
	exim := []string{`steps = ["4s", "4s", "4s", "4s", "4s", "4s", "8s", "12s", "18s", "28s", "40s", "20s"]`, `delay_notice = "30s"`,
		`expiry = "after-attempt"`, `message_expiration = "200s"`}
	for _, row := range []struct {
		profile string
		lines   []string
		want    string
	}{
		{"qmail", []string{`message_expiration = "30m"`, `expiry = "timer"`, `delay_notice = "8m"`, `delay_notice_at = "next-try"`}, "6m40s"},
		{"qmail", []string{`message_expiration = "30m"`, `expiry = "timer"`, `delay_notice = "8m"`, `delay_notice_at = "attempt"`}, "26m40s"},
		{"rfc5321", append(exim, `delay_notice_at = "attempt"`, again), "32s 1m2s 1m30s 2m10s 2m30s 3m10s"},
		{"rfc5321", append(exim, `delay_notice_at = "run"`, `every = "2s"`, again), "30s 1m0s 1m30s 2m0s 2m30s 3m0s"},
		{"rfc5321", append(exim, `delay_notice_at = "run"`, `every = "2s"`, again, `phase = "1s"`), "31s 1m1s 1m31s 2m1s 2m31s 3m1s"},
		{"rfc5321", append(exim, `delay_notice_at = "timer"`, again), "30s 1m0s 1m30s 2m0s 2m30s 3m0s"},
		{"rfc5321", append(exim, `delay_notice_at = "timer"`), "30s"},
		{"rfc5321", append(exim, `delay_notice_at = "timer"`, `change.more = {at = "100s", `+again+`}`), "30s 1m40s 2m0s 2m30s 3m0s"},
	} {
		s := play(t, reporting("b@far.example", "1kB", row.profile, row.lines...)+scenariotest.Fault("far", "later", "connection-refused"))
		var at []string
		for _, r := range s.of(sim.Notified) {
			at = append(at, r.At.String())
		}
		if got := strings.Join(at, " "); got != row.want {
			t.Errorf("%s, %v: notices at %s, want %s", row.profile, row.lines, got, row.want)
		}
		if n := s.result.Values[metrics.DSNCount].Num; n != int64(len(at))+1 {
			t.Errorf("%d DSNs for %d notices and an NDR", n, len(at))
		}
	}
}

// A list of five of whom two are gone: one NDR for both in each round, so that a round of 5 s has five messages, however long it goes on. Those of
// 5 s, 10 s, ..., 115 s are 23 rounds.
func TestALoopThroughAListDoesNotDouble(t *testing.T) {
	s := play(t, `length = "2m"`+"\n"+scenariotest.Mail("one", "out@far.example", "list@contoso.example", "20kB", `at = "0s"`)+
		scenariotest.Host("contoso", "exchange-server-mailbox", "contoso.example", "*=far", `external_forward = "leaves"`)+
		scenariotest.Rule("list@contoso.example", "members", "forward", `to = ["a@far.example", "b@far.example", "c@far.example", "gone1@far.example", "gone2@far.example"]`, `after = "5s"`)+
		scenariotest.Host("far", "rfc5321", "far.example", "*=contoso")+scenariotest.Guard("far", "gone", "unknown-recipient", `rcpt_to = ["gone1@far.example", "gone2@far.example"]`))
	if v := s.result.Values; v[metrics.AutoCount].Num != 115 || v[metrics.DSNCount].Num != 23 {
		t.Errorf("%d messages and %d DSNs, want 115 and 23", v[metrics.AutoCount].Num, v[metrics.DSNCount].Num)
	}
}
