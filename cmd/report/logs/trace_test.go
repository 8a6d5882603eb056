package logs

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/report/reporttest"
	"mailstorm/cmd/report/run"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// witness is a run with what its administrators see.
type witness struct {
	*run.Run
	world   *sim.World
	records []sim.Record
	seen    *MessageTrace
	log     *Maillog
}

// witnessed runs a scenario of the library, or one that is written out.
func witnessed(t testing.TB, scenario string, set ...string) *witness {
	t.Helper()
	return simulate(t, reporttest.Load(t, scenario, set...))
}

func simulate(t testing.TB, s *load.Scenario) *witness {
	t.Helper()
	w := &witness{seen: NewMessageTrace(s.Config), log: NewMaillog(s.Config)}
	storm := reporttest.Simulate(t, s, w.seen.Take, w.log.Take, func(r *sim.Record) { w.records = append(w.records, *r) })
	w.world = storm.World
	w.Run = &run.Run{Config: s.Config, Result: storm.Result, Profiles: s.Profiles, Deliveries: w.world.Deliveries, GeneratedBy: w.world.GeneratedBy}
	return w
}

// traced reads trace.csv again: one map a line, from column to value.
func (w *witness) traced(t testing.TB) (lines []map[string]string) {
	t.Helper()
	return columns(t, reporttest.Written(t, w.seen.Write, w.Run))
}

func columns(t testing.TB, text string) (lines []map[string]string) {
	t.Helper()
	all := reporttest.Rows(t, text)
	for _, row := range all[1:] {
		line := map[string]string{}
		for i, name := range all[0] {
			line[name] = row[i]
		}
		lines = append(lines, line)
	}
	return lines
}

// minutes lists when an event was logged, since the clock's zero.
func (w *witness) minutes(t testing.TB, event string) (all []int) {
	t.Helper()
	for _, line := range w.traced(t) {
		if line["event_id"] != event {
			continue
		}
		at, err := time.Parse(time.RFC3339, line["date_time_utc"])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, int(at.Sub(w.Config.Clock)/time.Minute))
	}
	return all
}

func TestTheTraceHasTheColumnsOfTheExtendedReport(t *testing.T) {
	w := witnessed(t, "connection-refused")
	const want = "date_time_utc,client_ip,client_hostname,server_ip,server_hostname,source_context,connector_id,source,event_id," +
		"internal_message_id,message_id,network_message_id,recipient_address,recipient_status,total_bytes,recipient_count," +
		"related_recipient_address,reference,message_subject,sender_address,return_path,message_info,directionality,tenant_id," +
		"original_client_ip,original_server_ip,custom_data"
	if got, _, _ := strings.Cut(reporttest.Written(t, w.seen.Write, w.Run), "\n"); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

// Who lives elsewhere has no mailbox here that could have written: such mail came by SMTP.
func TestMailFromOutsideArrivesBySMTP(t *testing.T) {
	for scenario, want := range map[string]string{"rc4-rollout": "SMTP", "connection-refused": "STOREDRIVER"} {
		n := 0
		for _, line := range witnessed(t, scenario).traced(t) {
			if line["event_id"] == "RECEIVE" {
				if n++; line["source"] != want {
					t.Fatalf("%s: received by %s, want %s", scenario, line["source"], want)
				}
			}
		}
		if n == 0 {
			t.Errorf("%s: nothing was received", scenario)
		}
	}
}

// The field report's first trace, to a host that refuses: deferrals up to 155 min, the next at 667, the failure at 1443.
func TestTheTraceHidesAttemptsThatFindNoHost(t *testing.T) {
	for _, name := range []string{"connection-refused", "certificate-mismatch"} {
		for _, profile := range []string{"exchange-online", "exchange-online-fixed15", "exchange-online-dane"} {
			t.Run(name+"/"+profile, func(t *testing.T) {
				w := witnessed(t, name, fmt.Sprintf("host.exo.profile=%q", profile))
				shown, failed := w.minutes(t, "DEFER"), w.minutes(t, "FAIL")
				early := slices.IndexFunc(shown, func(m int) bool { return m >= 160 })
				if early != attemptsBefore(w, 160*time.Minute) {
					t.Errorf("%d deferrals within 160 min, not %d", early, attemptsBefore(w, 160*time.Minute))
				}
				late := shown[early:]
				if len(late) != 2 || late[0] < 667 || late[0] > 667+66 || late[1] < 1334 || late[1] > 1334+66 {
					t.Errorf("after a silence come %v, not one each behind 667 and 1334 min", late)
				}
				if len(failed) != 1 || failed[0] < 1440 || failed[0] > 1453 {
					t.Errorf("failures at %v", failed)
				}
			})
		}
	}
}

// For 160 minutes every deferral is logged; the one at their very end is hidden.
func TestTheTraceFallsSilentAtTheEndOfItsTalk(t *testing.T) {
	for step, want := range map[string][]int{"9599s": {0, 159}, "9600s": {0}} {
		w := witnessed(t, "connection-refused", `host.exo.profile="exchange-online-fixed15"`, `host.exo.steps=["`+step+`"]`, `host.exo.cap="none"`, `length="3h"`)
		if got := w.minutes(t, "DEFER"); !slices.Equal(got, want) {
			t.Errorf("attempts %s apart: deferrals shown at %v min, want %v", step, got, want)
		}
	}
}

func attemptsBefore(w *witness, end time.Duration) (n int) {
	for i := range w.records {
		if w.records[i].Kind == sim.Deferred && w.records[i].At < end {
			n++
		}
	}
	return n
}

// What replays a trace is shown whole: the gaps of the field report come out again.
func TestTheReplayIsShownWhole(t *testing.T) {
	w := witnessed(t, "connection-refused", `host.exo.profile="exchange-online-observed"`)
	shown := w.minutes(t, "DEFER")
	want := []int{3, 20, 36, 52, 72, 93, 113, 135, 155, 667, 1233, 1333, 1427}
	if !slices.Equal(shown, want) {
		t.Errorf("\n got %v\nwant %v", shown, want)
	}
	if failed := w.minutes(t, "FAIL"); !slices.Equal(failed, []int{1443}) {
		t.Errorf("failed at %v, not 1443 min", failed)
	}
}

// So do those of its second trace, of a certificate with another name, which ended after 484 min.
func TestTheSecondReplayIsShownWhole(t *testing.T) {
	w := witnessed(t, "certificate-mismatch", `host.exo.profile="exchange-online-observed-mismatch"`)
	if shown, want := w.minutes(t, "DEFER"), []int{2, 22, 37, 57, 77, 97, 118, 138, 158}; !slices.Equal(shown, want) {
		t.Errorf("\n got %v\nwant %v", shown, want)
	}
	if failed := w.minutes(t, "FAIL"); !slices.Equal(failed, []int{484}) {
		t.Errorf("failed at %v, not 484 min", failed)
	}
}

// Where a session broke behind the data, or a server said 4xx, every deferral is logged.
func TestTheTraceShowsAllThatHadASession(t *testing.T) {
	for _, name := range []string{"deck-after-data", "deck-worst-case"} {
		w := witnessed(t, name)
		if shown, want := len(w.minutes(t, "DEFER")), w.Result.Values[metrics.Deferrals].Num; int64(shown) != want {
			t.Errorf("%s: %d of %d deferrals are shown", name, shown, want)
		}
	}
	w := witnessed(t, "connection-refused", `host.router.fault.closed.kind="greeting-defer"`)
	if shown, want := len(w.minutes(t, "DEFER")), w.Result.Values[metrics.Deferrals].Num; int64(shown) != want {
		t.Errorf("4xx at the greeting: %d of %d deferrals are shown", shown, want)
	}
}

// Rows in order of time; each failure, hand-over and copy of Exchange Online once; nobody unknown.
func TestTheTraceLeavesOutNothingElse(t *testing.T) {
	for _, name := range storms() {
		w := witnessed(t, name)
		if w.seen.Left() > 0 || !w.seen.Wanted() {
			continue
		}
		want := map[string]int{}
		for i := range w.records {
			r := &w.records[i]
			if w.Config.Hosts[r.Host].Profile.Family != "exchange-online" {
				continue
			}
			switch r.Kind {
			case sim.HandedOver, sim.Lost:
				want["SEND"]++
			case sim.Bounced, sim.Died:
				want["FAIL"]++
			case sim.Delivered:
				want["DELIVER"]++
			case sim.Written:
				if r.Flags&sim.FlagReport != 0 {
					want["DSN"]++
				}
			}
		}
		got, last := map[string]int{}, ""
		for _, line := range w.traced(t) {
			got[line["event_id"]]++
			if line["date_time_utc"] < last || line["recipient_address"] == "" || line["sender_address"] == "" {
				t.Fatalf("%s: %v", title(name), line)
			}
			last = line["date_time_utc"]
		}
		for _, event := range []string{"SEND", "FAIL", "DELIVER", "DSN"} {
			if got[event] != want[event] {
				t.Errorf("%s: %d times %s, not %d", title(name), got[event], event, want[event])
			}
		}
	}
}

// A copy for several recipients names those it is for, and no others of the message.
func TestTheTraceNamesTheRecipientsOfACopy(t *testing.T) {
	w := witnessed(t, reporttest.TwoHosts)
	count := map[string]int{}
	for _, line := range w.traced(t) {
		count[line["event_id"]+" "+line["server_hostname"]+" "+line["recipient_address"]]++
	}
	both := 0
	for key, n := range count {
		if strings.HasPrefix(key, "DEFER relay") && key != "DEFER relay partner@fabrikam.example" ||
			strings.HasPrefix(key, "DEFER void") && key != "DEFER void nobody@nowhere.example" {
			t.Errorf("%d times %s", n, key)
		}
		if strings.HasSuffix(key, "partner@fabrikam.example;nobody@nowhere.example") && strings.HasPrefix(key, "RECEIVE") {
			both += n
		}
	}
	if both != 2 || count["SEND relay partner@fabrikam.example"] != 2 {
		t.Errorf("%d messages received for both, %v", both, count)
	}
}

// A copy that still waits when the run ends names whom it is for all the same.
func TestTheTraceNamesTheRecipientsOfACopyThatWaits(t *testing.T) {
	w := witnessed(t, "connection-refused", `length="1h"`, `mail.test.to=["a@fabrikam.example", "me@contoso.example", "b@fabrikam.example"]`)
	lines := w.traced(t)
	for _, line := range lines {
		if line["event_id"] == "DEFER" && (line["recipient_address"] != "a@fabrikam.example;b@fabrikam.example" || line["recipient_count"] != "2") {
			t.Error(line)
		}
	}
	if len(lines) < 5 {
		t.Errorf("only %d lines", len(lines))
	}
}

// online is a scene of one Exchange Online host and another host, for records that are made by hand.
func online() *sim.Config {
	return &sim.Config{Name: "scene", Clock: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC),
		Addresses: []sim.Address{{Name: "a@contoso.example", Domain: "contoso.example"}, {Name: "b@fabrikam.example", Domain: "fabrikam.example"}},
		Mails:     []sim.Mail{{Name: "deck, big", From: 1, To: []int{0}}},
		Hosts: []sim.Host{
			{Name: "exo", Profile: &retry.Profile{Name: "x", Family: "exchange-online"}, Own: []bool{true, false}, Paths: []int{sim.MailboxHere, 0}, Routes: [][]int{{1}}},
			{Name: "relay", Profile: &retry.Profile{}, Own: []bool{false, true}, Paths: []int{0, sim.MailboxHere}, Routes: [][]int{{0}}},
		}}
}

func oneDelivery(yield func(sim.Delivery) bool) { yield(sim.Delivery{Size: 1000}) }

func noLetter(uint32) (from, to int) { return -1, -1 }

// byHand is the trace of records that come to the first host of the scene.
func byHand(t *testing.T, records ...sim.Record) []map[string]string {
	t.Helper()
	s := NewMessageTrace(online())
	for i := range records {
		s.Take(&records[i])
	}
	var b bytes.Buffer
	if err := s.Write(&b, &run.Run{Result: &sim.Result{}, Deliveries: oneDelivery, GeneratedBy: noLetter}); err != nil {
		t.Fatal(err)
	}
	return columns(t, b.String())
}

func TestWhatAHostDoesWithAnArrivalHasAnEvent(t *testing.T) {
	for kind, want := range map[sim.Kind]string{
		sim.Delivered: "STOREDRIVER/DELIVER", sim.Suppressed: "STOREDRIVER/DUPLICATEDELIVER", sim.Discarded: "AGENT/DROP",
		sim.Quarantined: "AGENT/DROP", sim.Bounced: "STOREDRIVER/FAIL", sim.Died: "STOREDRIVER/FAIL",
	} {
		lines := byHand(t, sim.Record{Kind: kind, At: time.Minute, Copy: 7, Peer: 1})
		if len(lines) != 2 || lines[0]["event_id"] != "RECEIVE" || lines[0]["source"] != "SMTP" || lines[0]["client_hostname"] != "relay" {
			t.Fatalf("%v: %v", kind, lines)
		}
		if got := lines[1]["source"] + "/" + lines[1]["event_id"]; got != want {
			t.Errorf("%v is %s, not %s", kind, got, want)
		}
	}
}

func TestOneArrivalIsReceivedOnce(t *testing.T) {
	lines := byHand(t,
		sim.Record{Kind: sim.Kept, Copy: 8, Parent: 7, Peer: 1, Bytes: 1000},
		sim.Record{Kind: sim.Stopped, Copy: 7, Peer: sim.NoPeer},
		sim.Record{Kind: sim.Delivered, Copy: 7, Peer: 1},
		sim.Record{Kind: sim.Delivered, Copy: 9, Peer: 1}) // another copy of the message, at the same moment
	var events []string
	for _, line := range lines {
		events = append(events, line["event_id"])
	}
	if got := strings.Join(events, " "); got != "RECEIVE THROTTLE DELIVER RECEIVE DELIVER" {
		t.Error(got)
	}
}

func TestA250IsShownAsSentWhetherTheMailIsThereOrNot(t *testing.T) {
	for _, kind := range []sim.Kind{sim.HandedOver, sim.Lost} {
		lines := byHand(t,
			sim.Record{Kind: sim.Written, Delivery: sim.None, Peer: sim.NoPeer, Bytes: 1000},
			sim.Record{Kind: sim.Kept, Copy: 1, Peer: sim.NoPeer, Bytes: 1000},
			sim.Record{Kind: sim.Talked, Copy: 1, Attempt: 1, Peer: 1, Phase: smtp.Dot, Reply: smtp.OK},
			sim.Record{Kind: kind, Copy: 1, Attempt: 1, Peer: 1})
		if len(lines) != 2 || lines[1]["event_id"] != "SEND" || lines[1]["recipient_status"] != "250 2.0.0" || lines[1]["server_hostname"] != "relay" {
			t.Errorf("%v: %v", kind, lines)
		}
		if lines[0]["message_id"] != "<deck--big.1@fabrikam.example>" || lines[0]["total_bytes"] != "1000" {
			t.Error(lines[0])
		}
	}
}

func TestWhatIsPurgedWithAnNDREndsOnce(t *testing.T) {
	lines := byHand(t,
		sim.Record{Kind: sim.Kept, Copy: 8, Parent: 7, Peer: 1},
		sim.Record{Kind: sim.Purged, Copy: 8, Peer: sim.NoPeer},
		sim.Record{Kind: sim.Bounced, Copy: 8, Peer: sim.NoPeer})
	if len(lines) != 3 || lines[1]["event_id"] != "DROP" || lines[2]["event_id"] != "FAIL" {
		t.Error(lines)
	}
}

func TestWhatFindsNoRoomIsCounted(t *testing.T) {
	s := NewMessageTrace(online())
	s.most = 10
	for range 25 {
		s.Take(&sim.Record{Kind: sim.Delivered, Copy: 7, Peer: 1})
	}
	if s.Left() != 15 || s.kept != 10 {
		t.Errorf("%d kept, %d left", s.kept, s.Left())
	}
}

func BenchmarkSeen(b *testing.B) {
	s := NewMessageTrace(online())
	r := sim.Record{Kind: sim.Deferred, Copy: 7, Peer: sim.NoPeer}
	for b.Loop() {
		s.Take(&r)
		if s.kept == s.most {
			s.kept, s.pages = 0, nil
		}
	}
}
