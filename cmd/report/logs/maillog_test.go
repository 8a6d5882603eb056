package logs

import (
	"bytes"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/report/reporttest"
	"mailstorm/scenarios"
	"mailstorm/scenarios/records"
	"mailstorm/scenarios/records/maillog"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// offices is mail between Postfix hosts: a relay that says 4xx for an hour and 5xx to one recipient for ever, mailboxes that are
// down for two hours, and replies that get lost.
var offices = scenariotest.Mail("letter", "sender@contoso.example", "partner@fabrikam.example", "40KB", "count = 200", `starts = "0s"`,
	`lasts = "4h"`) +
	scenariotest.Mail("astray", "sender@contoso.example", "nobody@fabrikam.example", "3KB", "count = 7", `starts = "2h"`, `lasts = "1h"`) +
	scenariotest.Host("contoso", "postfix", "contoso.example", "fabrikam.example=relay") +
	scenariotest.Host("relay", "postfix", "", "fabrikam.example=fabrikam *=contoso") +
	scenariotest.Fault("relay", "later", "defer", `ends = "1h"`, `share = "50%"`) +
	scenariotest.Fault("relay", "never", "reject", `rcpt_to = ["nobody@fabrikam.example"]`) +
	scenariotest.Fault("relay", "lost-reply", "drop-after-data", `starts = "150m"`, `ends = "160m"`) +
	scenariotest.Host("fabrikam", "postfix", "fabrikam.example", "*=relay") +
	scenariotest.Fault("fabrikam", "down", "connection-refused", `starts = "1h"`, `ends = "3h"`)

// menagerie has what the library has not: several recipients with different ways, guards and mailboxes of all kinds, sessions
// that take time, delay notices, an administrator who purges.
var menagerie = scenariotest.Mail("news", "sender@contoso.example",
	"a@fabrikam.example b@fabrikam.example c@void.example d@contoso.example full@fabrikam.example", "", `size = {p50 = "40KB", p90 = "2MB"}`, "count = 60", `starts = "0s"`, `lasts = "6h"`) +
	scenariotest.Mail("again", "sender@contoso.example", "a@fabrikam.example away@fabrikam.example", "100KB", "count = 30", `starts = "1h"`,
		`lasts = "6h"`) +
	scenariotest.Host("contoso", "exchange-server-mailbox", "contoso.example", "fabrikam.example=relay,second void.example=void",
		`message_expiration = "18h"`) +
	scenariotest.Table("host.contoso.change.sweep", `at = "7h"`, `purge = "with-ndr"`) +
	scenariotest.Host("relay", "postfix", "", "fabrikam.example=fabrikam *=contoso", `bandwidth = "1Mbit/s"`) +
	scenariotest.Guard("relay", "twice", "duplicate-check") +
	scenariotest.Guard("relay", "dull", "discard", `share = "10%"`) +
	scenariotest.Guard("relay", "odd", "quarantine", `share = "10%"`) +
	scenariotest.Guard("relay", "big", "size-limit", `limit = "1500KB"`) +
	scenariotest.Fault("relay", "lost-reply", "drop-after-data", `share = "30%"`, `ends = "4h"`) +
	scenariotest.Fault("relay", "some", "defer", `of = "recipients"`, `share = "20%"`, `ends = "2h"`) +
	scenariotest.Host("second", "exchange-online", "", "fabrikam.example=fabrikam *=contoso") +
	scenariotest.Host("fabrikam", "exchange-online", "fabrikam.example", "*=relay") +
	scenariotest.Guard("fabrikam", "grey", "greylist") +
	scenariotest.Guard("fabrikam", "unknown", "unknown-recipient", `rcpt_to = ["b@fabrikam.example"]`) +
	scenariotest.Guard("fabrikam", "gone", "discard", `share = "10%"`) +
	scenariotest.Host("void", "postfix", "void.example", "") +
	scenariotest.Fault("void", "broken", "drop-mid-data") +
	scenariotest.Table(`mailbox."a@fabrikam.example"`, `dedup = "7d"`) +
	scenariotest.Table(`mailbox."full@fabrikam.example"`, `quota = "300KB"`) +
	scenariotest.Rule("away@fabrikam.example", "away", "out-of-office")

// logged is the maillog of a run.
func (w *witness) logged(t testing.TB) string {
	t.Helper()
	return reporttest.Written(t, w.log.Write, w.Run)
}

// totals are the grand totals of pflogsumm.
type totals struct{ received, delivered, deferred, deferrals, bounced, rejected, discarded, held, bytes string }

var (
	total     = regexp.MustCompile(`(?m)^ *(\d+)([km]?) +(received|delivered|deferred|bounced|rejected|held|discarded|bytes received)`)
	deferrals = regexp.MustCompile(`\((\d+[km]?) *deferrals\)`)
)

// summed lets the real pflogsumm count a log.
func summed(t *testing.T, log string) (sum totals, report string) {
	t.Helper()
	cmd := exec.Command(pflogsumm(t))
	cmd.Env = append(cmd.Environ(), "LC_ALL=C", "TZ=UTC")
	cmd.Stdin = strings.NewReader(log)
	var complained bytes.Buffer
	cmd.Stderr = &complained
	out, err := cmd.Output()
	if err != nil || complained.Len() > 0 {
		t.Fatalf("pflogsumm: %v\n%s", err, complained.String())
	}
	to := map[string]*string{"received": &sum.received, "delivered": &sum.delivered, "deferred": &sum.deferred, "bounced": &sum.bounced,
		"rejected": &sum.rejected, "held": &sum.held, "discarded": &sum.discarded, "bytes received": &sum.bytes}
	for _, m := range total.FindAllStringSubmatch(string(out), -1) {
		if field := to[m[3]]; *field == "" {
			*field = m[1] + m[2]
		}
	}
	sum.deferrals = "0"
	if m := deferrals.FindStringSubmatch(string(out)); m != nil {
		sum.deferrals = m[1]
	}
	return sum, string(out)
}

func pflogsumm(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("pflogsumm")
	if err != nil {
		t.Skip("pflogsumm is not on PATH: apt-get download pflogsumm, dpkg -x it, and add its usr/sbin")
	}
	return path
}

// shortened writes a number as pflogsumm does.
func shortened(n int64) string {
	switch {
	case n > 512<<20:
		return strconv.FormatInt(n>>20, 10) + "m"
	case n > 512<<10:
		return strconv.FormatInt(n>>10, 10) + "k"
	default:
		return strconv.FormatInt(n, 10)
	}
}

// What an administrator counts with pflogsumm are the metrics of the run.
func TestPflogsummCountsTheMetrics(t *testing.T) {
	w := witnessed(t, offices)
	v := func(id metrics.ID) int64 { return w.Result.Values[id].Num }
	sum, report := summed(t, w.logged(t))
	if v(metrics.Deferrals) < 100 || v(metrics.NDRCount) != 7 || v(metrics.Duplicates) == 0 {
		t.Fatalf("no storm: %d deferrals, %d NDRs, %d duplicates", v(metrics.Deferrals), v(metrics.NDRCount), v(metrics.Duplicates))
	}
	handed := v(metrics.Attempts) - v(metrics.Deferrals) - v(metrics.NDRCount)
	kept := int64(0)
	for i := range w.Result.Hosts {
		kept += w.Result.Hosts[i].Values[metrics.Kept].Num
	}
	for _, row := range []struct{ name, got, want string }{
		{"received", sum.received, shortened(v(metrics.Messages) + kept)},
		{"delivered", sum.delivered, shortened(handed + v(metrics.Copies) + v(metrics.NDRDelivered))},
		{"deferrals", sum.deferrals, shortened(v(metrics.Deferrals) + v(metrics.Suspended))},
		{"bounced", sum.bounced, shortened(v(metrics.NDRCount))},
		{"bytes received", sum.bytes, shortened((v(metrics.Messages)-7+kept)*40_000 + 7*3000)},
	} {
		if row.got != row.want {
			t.Errorf("%s: pflogsumm counts %s, the run %s\n%s", row.name, row.got, row.want, report)
		}
	}
	if domain := fmt.Sprintf(`(?m)^ +%d .* fabrikam\.example$`, handed+v(metrics.Copies)); !regexp.MustCompile(domain).MatchString(report) {
		t.Errorf("no line %s in\n%s", domain, report)
	}
}

// Every scenario of the library, as if all its hosts were Postfix: pflogsumm counts what the records tell, kind by kind.
func TestPflogsummCountsTheRecords(t *testing.T) {
	pflogsumm(t)
	for _, name := range storms() {
		t.Run(title(name), func(t *testing.T) {
			w := allPostfix(t, name)
			if w.log.Left() > 0 {
				t.Skip("a log for the first million records only")
			}
			got, report := summed(t, w.logged(t))
			got.bytes = ""
			if want := w.counted(); got != want {
				t.Errorf("\npflogsumm %+v\n  records %+v\n%s", got, want, report)
			}
		})
	}
}

// tally is a sink that counts what the reader of records finds in a log.
type tally struct {
	t                             *testing.T
	delivered, deferrals, bounced int64
}

func (n *tally) Event(e *records.Event) {
	switch {
	case e.To == "": // removed, expired or notified
	case e.Kind == records.Sent || e.Kind == records.Delivered:
		n.delivered++
	case e.Kind == records.Deferred || e.Kind == records.Suspended:
		n.deferrals++
	case e.Kind == records.Failed:
		n.bounced++
	}
}

func (n *tally) Unusable(_ string, line, _ int, what, _ string) {
	n.t.Errorf("line %d cannot be used: %s", line, what)
}

// What a reader of mail logs finds in ours is what the records tell.
func TestTheLogIsReadAsItIsMeant(t *testing.T) {
	for _, name := range storms() {
		t.Run(title(name), func(t *testing.T) {
			w := allPostfix(t, name)
			if w.log.Left() > 0 {
				t.Skip("a log for the first million records only")
			}
			n := tally{t: t}
			o := records.Options{Zone: time.UTC, Year: w.Config.Clock.Year()}
			if err := maillog.Formats[0].Read("maillog", strings.NewReader(w.logged(t)), o, &n); err != nil {
				t.Fatal(err)
			}
			want := w.counted()
			if got := [...]string{shortened(n.delivered), shortened(n.deferrals), shortened(n.bounced)}; got != [...]string{want.delivered, want.deferrals, want.bounced} {
				t.Errorf("delivered, deferrals, bounced: read %v, recorded %s %s %s", got, want.delivered, want.deferrals, want.bounced)
			}
		})
	}
}

// storms are the library and the menagerie.
func storms() []string {
	names := []string{menagerie}
	for _, e := range scenarios.Library() {
		names = append(names, e.Name)
	}
	return names
}

func title(name string) string {
	if name == menagerie {
		return "menagerie"
	}
	return name
}

// allPostfix runs a scenario whose hosts all behave as they do and log as Postfix would.
func allPostfix(t testing.TB, name string) *witness {
	t.Helper()
	s := reporttest.Load(t, name)
	for i := range s.Config.Hosts {
		profile := *s.Config.Hosts[i].Profile
		profile.Family = "postfix"
		s.Config.Hosts[i].Profile = &profile
	}
	return simulate(t, s)
}

// counted is what pflogsumm should find where all hosts are Postfix and the run ended by itself, from the records alone.
func (w *witness) counted() totals {
	var n struct{ received, delivered, deferrals, bounced, rejected, discarded, held int64 }
	waits := map[uint64]bool{}
	ends := map[uint64]int64{} // recipients still to leave a copy
	own := map[uint64]uint16{}
	goes := func(i int) bool { // a recipient leaves a copy; who is removed with an NDR leaves with that
		r := &w.records[i]
		told := r.Kind == sim.Purged && i+1 < len(w.records) && w.records[i+1].Kind == sim.Bounced && w.records[i+1].Copy == r.Copy
		return leaves(r) && r.Copy > 0 && own[r.Copy] == r.Host && !told
	}
	for i := range w.records {
		if r := &w.records[i]; r.Kind == sim.Kept {
			own[r.Copy] = r.Host
		} else if goes(i) {
			ends[r.Copy]++
		}
	}
	for i := range w.records {
		r := &w.records[i]
		switch r.Kind {
		case sim.Written:
			if r.Flags&sim.FlagReport == 0 {
				n.received++
			}
		case sim.Talked:
			if r.Phase >= smtp.Data {
				n.received++
			}
			each := i+1 < len(w.records) && w.records[i+1].Kind == sim.Refused
			if (r.Cause == smtp.Said || r.Cause == smtp.Declined) && !(each && r.Phase == smtp.Rcpt) {
				n.rejected++
			}
		case sim.Refused:
			n.rejected++
		case sim.HandedOver, sim.Lost, sim.Delivered:
			n.delivered++
		case sim.Suppressed:
			if w.Config.Hosts[r.Host].Own[w.to(r)] {
				n.delivered++
			} else {
				n.discarded++
			}
		case sim.Discarded:
			n.discarded++
		case sim.Diverted:
			n.received++ // by the other host as well
		case sim.Quarantined:
			n.held++
		case sim.Deferred:
			n.deferrals += ends[r.Copy]
			waits[r.Copy] = true
		case sim.Bounced, sim.Died:
			if r.Flags&sim.FlagExpired == 0 && (i == 0 || w.records[i-1].Kind != sim.Purged) {
				n.bounced++
			}
		}
		if goes(i) {
			ends[r.Copy]--
		}
	}
	return totals{shortened(n.received), shortened(n.delivered), w.files(waits), shortened(n.deferrals), shortened(n.bounced),
		shortened(n.rejected), shortened(n.discarded), shortened(n.held), ""}
}

// to is the recipient of a record's delivery.
func (w *witness) to(r *sim.Record) (to int) {
	for d := range w.Deliveries {
		if d.Number == r.Delivery {
			return d.To
		}
	}
	_, to = w.world.GeneratedBy(r.Message)
	return to
}

// files counts the arrivals to which copies belong: those of one message from one copy to one host at one time.
func (w *witness) files(copies map[uint64]bool) string {
	type key struct {
		at      time.Duration
		parent  uint64
		message uint32
		host    uint16
	}
	all := map[key]bool{}
	for i := range w.records {
		if r := &w.records[i]; r.Kind == sim.Kept && copies[r.Copy] {
			all[key{r.At, r.Parent, r.Message, r.Host}] = true
		}
	}
	return shortened(int64(len(all)))
}

var logLine = regexp.MustCompile(`^(\w{3} [ \d]\d \d\d:\d\d:\d\d) (\S+) postfix/(\w+)\[(\d+)\]: (?:([0-9A-F]{10}): )?(.+)$`)

// Each queue file is begun, queued, and removed once, behind all its recipients; time runs forward; no line is strange.
func TestAQueueFileHasOneLife(t *testing.T) {
	for _, name := range storms() {
		w := allPostfix(t, name)
		if w.log.Left() > 0 || w.Result.Values[metrics.Pending].Num > 0 {
			continue
		}
		life := map[string][]string{}
		last := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC) // a traditional stamp has no year
		for _, line := range strings.Split(strings.TrimSuffix(w.logged(t), "\n"), "\n") {
			m := logLine.FindStringSubmatch(line)
			if m == nil || strings.Contains(line, "<>, relay") {
				t.Fatalf("%s: %s", title(name), line)
			}
			at, err := time.Parse(time.Stamp, m[1])
			if err != nil || at.Before(last) && w.Result.End < 300*24*time.Hour { // beyond that the year may end
				t.Fatalf("%s: time runs back to %s", title(name), line)
			}
			last = at
			if m[3] == "postsuper" {
				m[6] += " by hand"
			}
			if m[5] != "" {
				life[m[5]] = append(life[m[5]], m[6])
			}
		}
		for id, lines := range life {
			if wrong := judged(lines); wrong != "" {
				t.Errorf("%s: %s %s:\n%s", title(name), id, wrong, strings.Join(lines, "\n"))
			}
		}
	}
}

var (
	nrcpt = regexp.MustCompile(`nrcpt=(\d+)`)
	final = regexp.MustCompile(`^to=<[^>]+>, relay=\S+, delay=[\d.]+, delays=[\d.]+/0/[\d.]+/[\d.]+, dsn=[245]\.\d+\.\d+, status=(sent|bounced) \(.+\)$`)
)

// judged says what is wrong with the life of a queue file, if anything. What expires is said once for all.
func judged(lines []string) string {
	queued, done, removed, expired := 0, 0, 0, false
	for i, line := range lines {
		switch m := nrcpt.FindStringSubmatch(line); {
		case m != nil:
			queued, _ = strconv.Atoi(m[1])
		case final.MatchString(line):
			done++
		case strings.Contains(line, "expired, returned to sender"):
			expired = true
		case line == "removed", line == "removed by hand":
			removed++
			expired = expired || line != "removed"
			if i != len(lines)-1 {
				return "goes on after its removal"
			}
		}
	}
	switch {
	case queued > 0 && removed != 1:
		return fmt.Sprintf("is removed %d times", removed)
	case queued != done && !expired || done > queued:
		return fmt.Sprintf("has %d recipients and %d ends", queued, done)
	case queued == 0 && removed > 0:
		return "is removed without having been queued"
	}
	return ""
}

func TestPostfixSaysWhyInItsOwnWords(t *testing.T) {
	log := witnessed(t, offices).logged(t)
	for _, part := range []string{
		"contoso postfix/pickup[1001]: ",
		": from=<sender@contoso.example>, size=40000, nrcpt=1 (queue active)\n",
		"status=deferred (host relay[",
		" said: 451 4.3.0 (in reply to RCPT TO command))\n",
		"status=deferred (connect to fabrikam[",
		"]:25: Connection refused)\n",
		" while sending end of data -- message may be sent more than once)\n",
		" lost connection after END-OF-MESSAGE from contoso[",
		": NOQUEUE: reject: RCPT from contoso[",
		": sender non-delivery notification: ",
		"relay=virtual, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (delivered to maildir)\n",
	} {
		if !strings.Contains(log, part) {
			t.Errorf("nowhere %q", part)
		}
	}
}

func TestQueueIDsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for n := range uint64(100_000) {
		id := queueID(n)
		if len(id) != 10 || seen[id] {
			t.Fatalf("%s again, or too long", id)
		}
		seen[id] = true
	}
	if queueID(1) == queueID(1+1<<39) {
		t.Error("arrivals half of all ids apart have the same one: an even factor halves them")
	}
}

func TestDelaysAreSeconds(t *testing.T) {
	for d, want := range map[time.Duration]string{0: "0", 15 * time.Minute: "900", 1500 * time.Millisecond: "1.5", 70 * time.Millisecond: "0.07", 5 * time.Millisecond: "0"} {
		if got := delay(d); got != want {
			t.Errorf("%v is %s, not %s", d, got, want)
		}
	}
}

// Postfix writes one line for a report, however many it is about: at once about the one who does not exist, and at the end about the two others.
func TestOneNotificationForSeveral(t *testing.T) {
	text := scenariotest.Mail("one", "ann@contoso.example", "gone@far.example b@far.example c@dead.example", "20kB", `at = "0s"`) +
		scenariotest.Host("sender", "postfix", "contoso.example", "dead.example=dead *=far", `message_expiration = "2h"`, `delay_notice = "30m"`) +
		scenariotest.Host("dead", "rfc5321", "dead.example", "") + scenariotest.Fault("dead", "it", "connection-refused") +
		scenariotest.Host("far", "rfc5321", "far.example", "") + scenariotest.Fault("far", "gone", "reject", `phase = "rcpt"`, `rcpt_to = "gone@far.example"`) +
		scenariotest.Fault("far", "later", "defer", `phase = "rcpt"`, `rcpt_to = "b@far.example"`)
	log := witnessed(t, text).logged(t)
	if delay, failed := strings.Count(log, "sender delay notification: "), strings.Count(log, "sender non-delivery notification: "); delay != 1 || failed != 2 {
		t.Errorf("%d and %d notifications, want 1 and 2:\n%s", delay, failed, log)
	}
}
