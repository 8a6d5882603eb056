package player

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

func stageOf(t *testing.T, name string, set ...string) *Stage {
	return newStage(stormOf(t, name, set...))
}

// Hosts stand in the order of the routes, whatever the order of the scenario.
func TestHostsStandInTheOrderOfTheRoutes(t *testing.T) {
	s := stageOf(t, "four-mx")
	columns := map[string]int{}
	for i, h := range s.Hosts {
		columns[h.Name] = h.Column
		if i > 0 && h.Column < s.Hosts[i-1].Column {
			t.Errorf("%s stands behind %s, which is further away", h.Name, s.Hosts[i-1].Name)
		}
	}
	if columns["postfix"] != 0 || columns["mx1"] != 1 || columns["mx4"] != 1 || columns["store"] != 2 {
		t.Errorf("the columns are %v", columns)
	}
}

// A host stands to the right of those that hand mail to it, on whichever way; where mail enters stays at the left.
func TestRoutesLeadToTheRight(t *testing.T) {
	for scenario, want := range map[string]string{
		"erp-resubmits":   "erp 0, postfix 1, relay 2",
		"list-and-direct": "exo 0, list 0, gateway 1, inner 2",
		"hop-limit":       "fabrikam 0, exo 1, onprem 2", // there it goes round
	} {
		var columns []string
		for _, h := range stageOf(t, scenario).Hosts {
			columns = append(columns, fmt.Sprint(h.Name, " ", h.Column))
		}
		if got := strings.Join(columns, ", "); got != want {
			t.Errorf("%s: the hosts stand at %s, want %s", scenario, got, want)
		}
	}
}

// The player pauses where a fault begins or ends and where somebody intervenes, unless that is often.
func TestStopsAtSpans(t *testing.T) {
	for scenario, want := range map[string]string{
		"certificate-runs-out": "2h0m0s the intervention runs-out of exo, 6h0m0s the intervention renewed of exo",
		"weekend-outage":       "105h0m0s the fault down of fabrikam begins, 169h0m0s the fault down of fabrikam is over",
		"silent-loss":          "",
	} {
		var stops []string
		for _, s := range stageOf(t, scenario).Stops {
			if s.Span || strings.Contains(s.What, "intervention") {
				stops = append(stops, fmt.Sprint(s.At, " ", s.What))
			}
		}
		if got := strings.Join(stops, ", "); got != want {
			t.Errorf("%s: it pauses at %q, want %q", scenario, got, want)
		}
	}
	var many []string
	for i := range mostSpanStops {
		many = append(many, fmt.Sprintf(`host.exo.fault.f%d={kind="unreachable", starts="%dm", ends="%dm"}`, i, i+1, i+2))
	}
	if slices.ContainsFunc(stageOf(t, "deck-after-data", many...).Stops, func(s Stop) bool { return s.Span }) {
		t.Error("it pauses at each of many faults")
	}
}

// Who sees what first, and where the storm turns, is what the results say.
func TestSightsAndStops(t *testing.T) {
	s := stageOf(t, "deck-after-data")
	seen := map[string]time.Duration{}
	for _, sight := range s.Sees {
		seen[sight.Who+": "+sight.What] = sight.At
	}
	if at, ok := seen["recipient: second copy"]; !ok || at != 15*time.Minute {
		t.Errorf("the second copy is seen at %v", at)
	}
	if at, ok := seen["administrator: pending"]; !ok || at != 10*time.Minute {
		t.Errorf("pending mail is seen at %v", at)
	}
	if _, ok := seen["sender: NDR"]; ok {
		t.Error("the sender sees an NDR that there is not")
	}
	var stops []string
	for _, stop := range s.Stops {
		stops = append(stops, stop.What)
	}
	want := []string{"kept, and the sender did not hear it", "a message trace of exo shows mail as pending", "a second copy lies in a mailbox",
		"the fault lost-reply of relay is over"}
	if !slices.Equal(stops, want) {
		t.Errorf("it stops at %q, want %q", stops, want)
	}
	if s.Result.Noticed == nil || s.Result.Noticed.What != "second copy" {
		t.Errorf("noticed first is %+v", s.Result.Noticed)
	}
}

// A fault or a guard holds while the run says, whoever began or ended it: its span, a draw or a change.
func TestSpansFollowChanges(t *testing.T) {
	for _, c := range []struct{ scenario, name, want string }{
		{"certificate-runs-out", "valid", "0s 2h0m0s, 6h0m0s forever"},
		{"certificate-runs-out", "expired", "2h0m0s 6h0m0s"},
		{"deck-stopped-five-ways", "again", "2h0m0s forever"},
		{"deck-after-data", "lost-reply", "0s 4h0m0s"},
	} {
		var spans []string
		for _, s := range stageOf(t, c.scenario).Spans {
			if s.Name == c.name {
				ends := s.Ends.String()
				if s.Ends < 0 {
					ends = "forever"
				}
				spans = append(spans, s.Starts.String()+" "+ends)
			}
		}
		if got := strings.Join(spans, ", "); got != c.want {
			t.Errorf("%s: %s holds %q, want %q", c.scenario, c.name, got, c.want)
		}
	}
}

// The spans of all faults end and begin as the run says at its end, also where they are drawn.
func TestSpansAreThoseOfTheRun(t *testing.T) {
	for _, e := range scenarios.Library() {
		storm := stormOf(t, e.Name, "length='2d'")
		stage := newStage(storm)
		for _, s := range storm.Run.Result.Spans {
			want := Span{Host: slices.IndexFunc(stage.Hosts, func(h Host) bool { return h.Number == s.Host }), Sort: "fault", Name: s.Name, Kind: s.Kind, Starts: s.Starts, Ends: s.Ends}
			if s.Ends == 0 {
				want.Ends = -1
			}
			if played := s.Starts == 0 || s.Starts < storm.Run.Result.End; played && (s.Ends == 0 || s.Ends > s.Starts) && !slices.Contains(stage.Spans, want) {
				t.Errorf("%s: no span is %+v", e.Name, want)
			}
		}
	}
}

// An intervention that shortens the expiration moves the deadlines of what waits.
func TestInterventionsMoveDeadlines(t *testing.T) {
	s := stageOf(t, "deck-worst-case", `host.exo.change.shorter={at="2h", message_expiration="12h"}`)
	if c := s.Copies[0]; c.Deadline != 24*time.Hour || len(c.Moved) != 1 || c.Moved[0] != (Moved{2 * time.Hour, 12 * time.Hour}) {
		t.Errorf("the copy is %+v", c)
	}
}

// A copy expires when the profile of its host says, and an NDR tells of the deliveries that expired.
func TestDeadlinesAndNDRs(t *testing.T) {
	s := stageOf(t, "deck-worst-case", "host.exo.message_expiration=13h")
	if s.Copies[0].Deadline != 13*time.Hour || !slices.Equal(s.Copies[0].To, []uint32{1}) {
		t.Errorf("the copy is %+v", s.Copies[0])
	}
	i := slices.IndexFunc(s.Messages, func(m Message) bool { return m.Sort == "NDR" })
	if i < 0 || !slices.Equal(s.Messages[i].About, []uint32{1}) || s.Messages[i].From != -1 || s.Addresses[s.Messages[i].To[0]] != "sender@contoso.example" {
		t.Errorf("the messages are %+v", s.Messages)
	}
}

// Columns of a series add up to the metrics of the run, however long it is.
func TestSeriesAddsUp(t *testing.T) {
	for _, name := range []string{"weekend-outage", "thundering-herd", "reply-all-storm", "wrong-region", "newsletter-limits", "answers-to-forged-senders", "deck-stopped-five-ways",
		"nobody-answers", "back-pressure"} {
		s := stormOf(t, name)
		s.Records.crowded = true
		stage, series := newStage(s), s.Records.series
		var sum [counts]int64
		var sessions int64
		for _, b := range series.slices {
			for i, n := range b.counts {
				sum[i] += n
			}
			for _, l := range b.links {
				for _, n := range l[:truths] {
					sessions += n
				}
			}
		}
		if got := sum[countArrived] + sum[countDuplicates]; got != stage.Result.Copies {
			t.Errorf("%s: %d copies, want %d", name, got, stage.Result.Copies)
		}
		for count, id := range map[int]metrics.ID{countNDRs: metrics.NDRDelivered, countBytes: metrics.WireBytes, countAutomaticBytes: metrics.AutoBytes} {
			if want := s.Run.Result.Values[id].Num; sum[count] != want {
				t.Errorf("%s: of %s there are %d, want %d", name, countNames[count], sum[count], want)
			}
		}
		written, settled := series.countDeliveries(s.Run.Deliveries)
		if got := total(written); got != stage.Result.Deliveries {
			t.Errorf("%s: %d deliveries, want %d", name, got, stage.Result.Deliveries)
		}
		open := stage.Result.Fates[sim.RowPending][0] + stage.Result.Fates[sim.RowAccepted][0]
		if got := total(written) - total(settled); got < open {
			t.Errorf("%s: %d deliveries neither arrived nor bounced, and %d ended so", name, got, open)
		}
		if sessions == 0 || len(series.slices) > mostSlices {
			t.Errorf("%s: %d sessions in %d slices", name, sessions, len(series.slices))
		}
	}
}

func total(all []int64) (n int64) {
	for _, each := range all {
		n += each
	}
	return n
}

// Slices that are put together hold what both held.
func TestSlicesBecomeWider(t *testing.T) {
	narrow, wide := stormOf(t, "weekend-outage"), stormOf(t, "weekend-outage")
	narrow.Records.finish()
	wide.Records.finish()
	before := wide.Records.series.width
	wide.Records.series.halve()
	a, b := narrow.Records.series.slices, wide.Records.series.slices
	if wide.Records.series.width != 2*before || len(b) != (len(a)+1)/2 {
		t.Fatalf("%d slices of %v became %d of %v", len(a), before, len(b), wide.Records.series.width)
	}
	for i := range b {
		last := min(2*i+1, len(a)-1)
		want := a[2*i].counts[countArrived]
		if last > 2*i {
			want += a[last].counts[countArrived]
		}
		if b[i].counts[countArrived] != want || b[i].queue[0] != a[last].queue[0] {
			t.Fatalf("slice %d holds %d copies and a queue of %d, want %d and %d", i, b[i].counts[countArrived], b[i].queue[0], want, a[last].queue[0])
		}
	}
}
