package sim_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// A connection that ends at RCPT ends for all recipients of the message.
func TestSessionsThatEndAtRcpt(t *testing.T) {
	for _, kind := range []string{"drop-before-data", "hang"} {
		s := play(t, scenariotest.Mail("one", "ann@contoso.example", "bob@far.example eve@far.example", "20kB")+
			scenariotest.Host("sender", "postfix", "contoso.example", "*=far")+scenariotest.Host("far", "rfc5321", "far.example", "")+
			scenariotest.Fault("far", "it", kind, `phase = "rcpt"`, `rcpt_to = "eve@far.example"`, `lasts = "1m"`))
		got := s.result.Values
		if got[metrics.Deferrals].Num != 1 || got[metrics.Copies].Num != 2 || got[metrics.WireBytes].Num != 20_000 {
			t.Errorf("%s: %d deferrals, %d copies, %d bytes", kind, got[metrics.Deferrals].Num, got[metrics.Copies].Num, got[metrics.WireBytes].Num)
		}
	}
}

// Postfix 3.7 split 60 recipients into 50 and 10 at each of its attempts; notqmail opened a connection for each of 3 recipients, and sent the
// message three times.
func TestRecipientsOfOneTransaction(t *testing.T) {
	for _, c := range []struct {
		profile         string
		recipients      int
		lasts           string // 450 at RCPT
		sessions, bytes int64
		transfers       int64 // that are needed
	}{
		{"postfix", 60, "1h", 2 * 5, 40_000, 2}, // at 0, 5, 10, 20, 40 and 80 min
		{"postfix", 50, "1h", 5, 20_000, 1},
		{"qmail", 3, "20m", 3 * 2, 60_000, 3}, // at 0, 400 and 1600 s
		{"rfc5321", 60, "20m", 1, 20_000, 1},
	} {
		c.sessions += c.transfers // the last ones succeed
		s := play(t, scenariotest.Mail("one", "ann@contoso.example", people(c.recipients), "20kB")+
			scenariotest.Host("sender", c.profile, "contoso.example", "*=far")+scenariotest.Host("far", "rfc5321", "far.example", "")+
			scenariotest.Fault("far", "it", "defer", `lasts = "`+c.lasts+`"`))
		got := s.result.Values
		if got[metrics.Attempts].Num != c.sessions || got[metrics.Sessions].Num != c.sessions || got[metrics.WireBytes].Num != c.bytes ||
			got[metrics.Copies].Num != int64(c.recipients) {
			t.Errorf("%s, %d recipients: %d attempts, %d sessions, %d bytes, %d copies", c.profile, c.recipients, got[metrics.Attempts].Num, got[metrics.Sessions].Num,
				got[metrics.WireBytes].Num, got[metrics.Copies].Num)
		}
		if a := got[metrics.Amplification]; c.sessions*a.Den != a.Num*c.transfers {
			t.Errorf("%s: the amplification is %d/%d", c.profile, a.Num, a.Den)
		}
	}
}

// people are so many recipients on one host.
func people(n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("r%d@far.example", i))
	}
	return strings.Join(all, " ")
}

// A host that takes 100 recipients in a transaction gets 250 in three, at once or one at each attempt, as the sender does.
func TestTransactionLimit(t *testing.T) {
	for _, c := range []struct {
		rest              string
		attempts, seconds int64
	}{
		{"at-once", 1, 0},
		{"next-attempt", 3, 3600},
	} {
		s := play(t, scenariotest.Mail("one", "ann@contoso.example", people(250), "20kB")+
			scenariotest.Host("sender", "rfc5321", "contoso.example", "*=far", `rest_of_recipients = "`+c.rest+`"`)+
			scenariotest.Host("far", "rfc5321", "far.example", "")+scenariotest.Guard("far", "few", "transaction-limit"))
		got := s.result.Values
		if got[metrics.Attempts].Num != c.attempts || got[metrics.Sessions].Num != 3 || got[metrics.WireBytes].Num != 60_000 ||
			got[metrics.Copies].Num != 250 || got[metrics.DeliveryMax].Num/1e9 != c.seconds {
			t.Errorf("%s: %d attempts, %d sessions, %d bytes, %d copies, the last after %d s", c.rest, got[metrics.Attempts].Num, got[metrics.Sessions].Num,
				got[metrics.WireBytes].Num, got[metrics.Copies].Num, got[metrics.DeliveryMax].Num/1e9)
		}
	}
}

// bulk is 100 messages of Postfix to a host that says 250 after a second.
func bulk(t *testing.T, lines ...string) storm {
	t.Helper()
	return play(t, scenariotest.Mail("all", "ann@contoso.example", "bob@far.example", "20kB", "count = 100", `at = "0s"`)+
		scenariotest.Host("sender", "postfix", "contoso.example", "*=far", lines...)+scenariotest.Host("far", "rfc5321", "far.example", "")+
		scenariotest.Fault("far", "it", "slow-reply", `delay = "1s"`))
}

// Postfix 3.7 begins with 5 sessions at a time, one more with each success: 100 messages took it 7.5 s, of which half a second was its own.
func TestSlowStart(t *testing.T) {
	at, end := map[time.Duration]int{}, time.Duration(0)
	for _, r := range bulk(t).records {
		if r.Kind == sim.Talked {
			at[r.At]++
			end = max(end, r.Until)
		}
	}
	want := map[time.Duration]int{0: 5, time.Second: 10, 2 * time.Second: 20, 3 * time.Second: 20, 4 * time.Second: 20, 5 * time.Second: 20, 6 * time.Second: 5}
	if !maps.Equal(at, want) || end != 7*time.Second {
		t.Errorf("sessions began as %v, the last ended after %s", at, end)
	}
}

// Postfix 3.7 sent 100 messages on 25 connections: the first five closed theirs, because nothing had been delivered when they began.
func TestReusedConnections(t *testing.T) {
	for _, c := range []struct {
		lines       []string
		connections int64
	}{
		{nil, 25},
		{[]string{`reuse = 2`}, 55},           // 10 new ones at each second from 1 to 5 s
		{[]string{`reuse_idle = "none"`}, 25}, // the next message is there
		{[]string{`reuse_lasts = "2s"`}, 5 + 10 + 10 + 10 + 10 + 10}, // each serves two
	} {
		got := bulk(t, c.lines...).result.Values
		if got[metrics.Connections].Num != c.connections || got[metrics.Sessions].Num != 100 {
			t.Errorf("%v: %d connections, %d sessions, want %d and 100", c.lines, got[metrics.Connections].Num, got[metrics.Sessions].Num, c.connections)
		}
	}
}

// And 23 messages to a host that says 421 after 5 of a connection, none of them deferred; 30 messages that heard 450 at RCPT took it 300 contacts,
// 101 of them on a connection that was open.
func TestConnectionsThatAreFull(t *testing.T) {
	far := scenariotest.Host("sender", "postfix", "contoso.example", "*=far", `minimum = "3s"`, `maximum = "40s"`, `every = "3s"`, `message_expiration = "200s"`) +
		scenariotest.Host("far", "rfc5321", "far.example", "", `round_trip = "1ms"`, `work = "2ms"`)
	all := func(n int) string {
		return scenariotest.Mail("all", "ann@contoso.example", "bob@far.example", "20kB", fmt.Sprintf("count = %d", n), `at = "0s"`)
	}
	got := play(t, all(23)+far+scenariotest.Fault("far", "full", "messages-per-connection", `messages = 5`)).result.Values
	open := play(t, all(23)+far).result.Values[metrics.Connections].Num
	if got[metrics.Deferrals].Num != 0 || got[metrics.Copies].Num != 23 || got[metrics.Connections].Num < open {
		t.Errorf("%d deferrals, %d copies, %d connections, and %d without the limit", got[metrics.Deferrals].Num, got[metrics.Copies].Num, got[metrics.Connections].Num, open)
	}
	got = play(t, all(30)+far+scenariotest.Fault("far", "no", "defer", `code = "450 4.3.2"`)).result.Values
	near(t, "30 messages that hear 450: sessions", got[metrics.Sessions].Num, 300, 15)
	near(t, "30 messages that hear 450: connections", got[metrics.Connections].Num, 300-101, 15)
}

// A session on a new connection takes seven round trips until DATA, with TLS, and one more until its 250; what fails ends earlier. On the wire of
// a host without round_trip and work nothing takes time.
func TestRoundTrips(t *testing.T) {
	for _, c := range []struct {
		fault []string
		want  time.Duration
	}{
		{nil, 8*100*time.Millisecond + time.Second},
		{[]string{"connection-refused"}, 100 * time.Millisecond},
		{[]string{"dns-failure"}, 0},
		{[]string{"greeting-defer"}, 200 * time.Millisecond},
		{[]string{"defer"}, 700 * time.Millisecond},
		{[]string{"no-starttls"}, 5*100*time.Millisecond + time.Second},
		{[]string{"defer", `phase = "dot"`}, 8*100*time.Millisecond + time.Second},
		{[]string{"drop-after-data", `dies_after = "3s"`}, 700*time.Millisecond + 3*time.Second},
	} {
		text := scenariotest.Mail("one", "ann@contoso.example", "bob@far.example", "20kB") + scenariotest.Host("sender", "rfc5321", "contoso.example", "*=far") +
			scenariotest.Host("far", "rfc5321", "far.example", "", `round_trip = "100ms"`, `work = "1s"`)
		if c.fault != nil {
			text += scenariotest.Fault("far", "it", c.fault[0], c.fault[1:]...)
		}
		if first := play(t, text).of(sim.Talked)[0]; first.Until != c.want {
			t.Errorf("%v: the session ends after %s, want %s", c.fault, first.Until, c.want)
		}
	}
}

// What sendmail 8.17 did with 8 messages that heard 450 at RCPT, its timers divided by 100: a connection for each at first, and one in each of its
// 13 queue runs. Where the host drops connections until 60 s, the first run after that has one connection for all.
func TestConnectionsOfQueueRuns(t *testing.T) {
	for _, c := range []struct {
		fault       []string
		connections int64
	}{
		{[]string{"defer", `code = "450 4.2.0"`}, 8 + 13},
		{[]string{"drop-after-data", `lasts = "60s"`}, 8 + 5 + 1},
	} {
		for _, trip := range []string{"", `round_trip = "1ms"`} {
			lines := []string{}
			if trip != "" {
				lines = append(lines, trip)
			}
			got := play(t, scenariotest.Mail("all", "ann@contoso.example", "bob@far.example", "20kB", `count = 8`, `at = "3s"`)+
				scenariotest.Host("sender", "sendmail", "contoso.example", "*=far", `every = "10s"`, `message_expiration = "120s"`, `delay_notice = "30s"`)+
				scenariotest.Host("far", "rfc5321", "far.example", "", lines...)+scenariotest.Fault("far", "it", c.fault[0], c.fault[1:]...)).result.Values
			if got[metrics.Connections].Num != c.connections {
				t.Errorf("%v, %s: %d connections in %d sessions, want %d", c.fault, trip, got[metrics.Connections].Num, got[metrics.Sessions].Num, c.connections)
			}
		}
	}
}

// Each message of Exim's has a connection of its own, but after an outage those that waited go down one. Exchange Server sends 20 messages on a
// connection, OpenSMTPD 100, KumoMTA 1024, while others wait.
func TestConnectionsOfBulkMail(t *testing.T) {
	bulk := func(sender string, n int, lines ...string) string {
		return scenariotest.Mail("all", "ann@contoso.example", "bob@far.example", "20kB", fmt.Sprintf("count = %d", n), `at = "0s"`) +
			scenariotest.Host("sender", sender, "contoso.example", "*=far", lines...) + scenariotest.Host("far", "rfc5321", "far.example", "")
	}
	for _, c := range []struct {
		sender      string
		fault       []string
		connections int64
	}{
		{"exim", nil, 1000},
		{"exim", []string{"defer", `code = "450 4.2.0"`, `lasts = "10m"`, `phase = "data"`}, 1000 + 1000}, // the messages failed, and not the host
		{"exim", []string{"connection-refused", `lasts = "10m"`}, 1 + 2},                                  // the first speaks for all; 500 go with the one after the outage
		{"sendmail", nil, 1000},
		{"exchange-server-mailbox", nil, 50},
		{"exchange-server-edge", nil, 50},
		{"exchange-online", nil, 1000},
		{"opensmtpd", nil, 10},
		{"kumomta", nil, 1},
		{"qmail", nil, 1000},
	} {
		text := bulk(c.sender, 1000)
		if c.fault != nil {
			text += scenariotest.Fault("far", "it", c.fault[0], c.fault[1:]...)
		}
		got := play(t, text).result.Values
		if got[metrics.Connections].Num != c.connections || got[metrics.Copies].Num != 1000 {
			t.Errorf("%s, %v: %d connections, %d sessions, %d copies, want %d connections", c.sender, c.fault, got[metrics.Connections].Num, got[metrics.Sessions].Num,
				got[metrics.Copies].Num, c.connections)
		}
	}
}

// A host that handles a message every two seconds has 99 of them behind the last of 100, on however many connections they come; none of them is too
// long for anybody.
func TestOverloadCountsMessages(t *testing.T) {
	for _, sender := range []string{"postfix", "exchange-server-mailbox", "exchange-online"} {
		got := play(t, scenariotest.Mail("all", "ann@contoso.example", "bob@far.example", "20kB", "count = 100", `at = "0s"`)+
			scenariotest.Host("sender", sender, "contoso.example", "*=far")+scenariotest.Host("far", "rfc5321", "far.example", "")+
			scenariotest.Guard("far", "slow", "overload", `rate = "30/m"`)).result.Values
		if got[metrics.DeliveryMax].Num != 200e9 || got[metrics.Deferrals].Num != 0 || got[metrics.Copies].Num != 100 {
			t.Errorf("%s: the last after %d s, %d deferrals, %d copies, %d connections", sender, got[metrics.DeliveryMax].Num/1e9, got[metrics.Deferrals].Num, got[metrics.Copies].Num,
				got[metrics.Connections].Num)
		}
	}
}
