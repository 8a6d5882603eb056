package sim_test

import (
	"fmt"
	"strings"
	"testing"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// faultsOfHosts are what hosts of a list do.
var faultsOfHosts = map[string][]string{
	"ok": nil, "refused": {"connection-refused"}, "421": {"greeting-defer"}, "554": {"greeting-reject"}, "450": {"defer", `code = "450 4.3.2"`},
	"550": {"reject", `code = "550 5.7.1"`}, "drop": {"drop-after-data"}, "timeout": {"connect-timeout"}, "tls": {"tls-rollout", `good = "0%"`},
}

// walk gives a message a list of next hops, and tells how often each was called, and how it ended.
func walk(t *testing.T, profile string, hops ...string) (called []int, end string) {
	t.Helper()
	var names []string
	text := ""
	for i, h := range hops {
		name := fmt.Sprintf("mx%d", i)
		names = append(names, name)
		text += scenariotest.Host(name, "rfc5321", "", "far.example=home")
		if f := faultsOfHosts[h]; f != nil {
			text += scenariotest.Fault(name, "it", f[0], f[1:]...)
		}
	}
	s := play(t, scenariotest.Mail("one", "ann@contoso.example", "bob@far.example", "20kB")+
		scenariotest.Host("sender", profile, "contoso.example", "far.example="+strings.Join(names, ","))+text+scenariotest.Host("home", "rfc5321", "far.example", ""))
	called = make([]int, len(hops))
	for _, r := range s.records {
		switch {
		case r.Kind == sim.Talked && r.Host == 0:
			called[r.Peer-1]++
		case r.Kind == sim.HandedOver && r.Host == 0 && end == "":
			end = "delivered"
			if r.At.Minutes() > 1 {
				end = "delivered late"
			}
		case r.Kind == sim.Bounced && end == "":
			end = "NDR"
			if r.At.Minutes() < 1 {
				end = "NDR at once"
			}
		}
	}
	return called, end
}

// The lists that Postfix 3.7 and sendmail 8.17 were given, and what they did. Postfix tries five hosts in an attempt, of which two may get as far
// as MAIL; a 5xx greeting of one host is no reason to return mail that the next one takes.
func TestListsOfNextHops(t *testing.T) {
	for _, c := range []struct {
		profile, hops, end string
		last               int // calls of the last host
	}{
		{"postfix", "refused refused refused refused ok", "delivered", 1},
		{"postfix", "refused refused refused refused refused ok", "NDR", 0},
		{"postfix", "421 421 ok", "delivered", 1},
		{"postfix", "421 421 421 421 ok", "delivered", 1},
		{"postfix", "450 450 ok", "NDR", 0},
		{"postfix", "drop drop ok", "NDR", 0},
		{"postfix", "refused 450 450 ok", "NDR", 0},
		{"postfix", "450 ok", "delivered", 1},
		{"postfix", "554 ok", "delivered", 1},
		{"postfix", "550 ok", "NDR at once", 0},
		{"sendmail", "554 ok", "delivered", 1},
		{"sendmail", "554", "NDR at once", 1},
		{"sendmail", "554 554", "NDR at once", 1},
		{"sendmail", "refused refused refused refused refused ok", "delivered", 1},
		{"sendmail", "drop drop ok", "delivered", 1},
		{"exim", "refused refused refused refused ok", "delivered", 1},
		{"exim", "refused refused refused refused refused ok", "delivered late", 1}, // by the next queue run, which passes over the five
		{"exim", "421 421 ok", "delivered", 1},
		{"exim", "450 450 ok", "delivered", 1},
		{"rfc5321", "554 ok", "delivered", 1},
		{"rfc5321", "refused refused 421 ok", "delivered", 1},
		{"application", "554 ok", "NDR at once", 0},
		{"exchange-online", "refused refused ok", "delivered", 1},
	} {
		called, end := walk(t, c.profile, strings.Fields(c.hops)...)
		if end != c.end || called[len(called)-1] != c.last {
			t.Errorf("%s, %s: %s, calls %d, want %s, and %d of the last host", c.profile, c.hops, end, called, c.end, c.last)
		}
	}
}

// Exim has a retry record for each host of a list: mail goes past a host that is known to be down, which is called once in a quarter of an hour.
// Postfix calls it for each message.
func TestMailGoesPastAHostThatIsDown(t *testing.T) {
	for profile, calls := range map[string]int{"exim": 3, "postfix": 40} {
		s := play(t, scenariotest.Mail("many", "ann@contoso.example", "bob@far.example", "20kB", "count = 40", `lasts = "40m"`)+
			scenariotest.Host("sender", profile, "contoso.example", "*=mx1,mx2")+scenariotest.Host("mx1", "rfc5321", "", "*=mx2")+
			scenariotest.Host("mx2", "rfc5321", "far.example", "")+scenariotest.Fault("mx1", "it", "connection-refused"))
		called, late := 0, s.result.Values[metrics.Deferrals].Num+s.result.Values[metrics.Suspended].Num
		for _, r := range s.records {
			if r.Kind == sim.Talked && r.Peer == 1 {
				called++
			}
		}
		if called != calls || late != 0 {
			t.Errorf("%s: the host that is down was called %d times, want %d; %d deferrals", profile, called, calls, late)
		}
	}
}

// A destination of Postfix's fails when all hosts of its list have failed: five hosts that refuse are one failure of five that it takes to leave
// the destination alone. Postfix 3.7 tried one message with them at each of its times, 30 sessions within 60 s; see the tests with real servers.
func TestAListFailsAsAWhole(t *testing.T) {
	for _, c := range []struct {
		messages            int
		sessions, suspended int64
	}{{1, 5, 0}, {8, 25, 3}} {
		s := play(t, `length = "2m"`+"\n"+scenariotest.Mail("many", "ann@contoso.example", "bob@far.example", "20kB", fmt.Sprintf("count = %d", c.messages), `at = "1s"`)+
			scenariotest.Host("sender", "postfix", "contoso.example", "*=mx1,mx2,mx3,mx4,mx5")+
			scenariotest.Host("mx1", "rfc5321", "", "*=mx5")+scenariotest.Host("mx2", "rfc5321", "", "*=mx5")+scenariotest.Host("mx3", "rfc5321", "", "*=mx5")+
			scenariotest.Host("mx4", "rfc5321", "", "*=mx5")+scenariotest.Host("mx5", "rfc5321", "far.example", "")+
			scenariotest.Fault("mx1", "it", "connection-refused")+scenariotest.Fault("mx2", "it", "connection-refused")+scenariotest.Fault("mx3", "it", "connection-refused")+
			scenariotest.Fault("mx4", "it", "connection-refused")+scenariotest.Fault("mx5", "it", "connection-refused"))
		if got := s.result.Values; got[metrics.Sessions].Num != c.sessions || got[metrics.Suspended].Num != c.suspended {
			t.Errorf("%d messages: %d sessions, %d suspended, want %d and %d", c.messages, got[metrics.Sessions].Num, got[metrics.Suspended].Num, c.sessions, c.suspended)
		}
	}
}

// A name with two addresses is tried at both in one attempt: one server of two that is down costs a session, and no time.
func TestTwoAddressesOfAName(t *testing.T) {
	for _, addresses := range []string{"1", "2"} {
		s := play(t, scenariotest.Mail("many", "ann@contoso.example", "bob@far.example", "20kB", "count = 40", `at = "0s"`)+
			scenariotest.Host("sender", "sendmail", "contoso.example", "*=far")+
			scenariotest.Host("far", "rfc5321", "far.example", "", "ip_addresses = "+addresses, `pool = {servers = 2, pick = "drawn"}`)+
			scenariotest.Fault("far", "one", "greeting-defer", `of = "receiver-servers"`, `share = "50%"`))
		late := s.result.Values[metrics.Deferrals].Num
		if addresses == "2" && (late != 0 || s.result.Values[metrics.Sessions].Num <= 40) || addresses == "1" && late == 0 {
			t.Errorf("%s addresses: %d deferrals, %d sessions", addresses, late, s.result.Values[metrics.Sessions].Num)
		}
	}
}
