package run

import (
	"fmt"
	"io"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Text writes the report that people read: the answer, the outcomes, what each role saw, and what the numbers depend on.
func Text(to io.Writer, r *Run, style layout.Style) error {
	w := layout.NewPage(to, style)
	headline(w, r)
	outcomesTable(w, r.Result)
	roles := Roles(r)
	for _, line := range roles {
		w.MakeRoom(line.Who)
	}
	for _, line := range roles {
		w.Entry(line.Who, line.What)
	}
	if len(roles) > 0 {
		w.Line("")
	}
	w.Entry("traffic", Traffic(r))
	w.EntryIf("automatic", Automatic(r))
	w.EntryIf("visible", Visible(r))
	entries(w, "queue", Queues(r))
	if profiles := profilesUsed(r); len(profiles) > 0 {
		entries(w, "profiles", profiles)
		entries(w, "other profiles", OtherProfiles(r))
		entries(w, "unknown", Unknown(r))
	}
	expectations(w, r)
	for _, warning := range r.Result.Warnings {
		w.Entry("warning", warning)
	}
	w.EntryIf("stopped", r.Stopped())
	w.Entry("time zone", r.Zone())
	w.EntryFaint("run", fmt.Sprintf("%s, seed %d, digest %x", r.Config.Name, r.Config.Seed, r.Result.Digest[:8]))
	return w.Flush()
}

func headline(p *layout.Page, r *Run) {
	for _, line := range layout.Wrap(Sentence(r), p.Style.Columns()) {
		p.Line(p.Style.Strong(line))
	}
	p.Line("")
}

func entries(p *layout.Page, name string, lines []string) {
	for _, line := range lines {
		p.Entry(name, line)
		name = ""
	}
}

// outcomesTable has a row for what senders received and a column for the copies of recipients.
func outcomesTable(p *layout.Page, r *sim.Result) {
	p.Line(fmt.Sprintf("%-24s %32s", "", "copies in the mailbox"))
	p.Line(fmt.Sprintf("%-24s %10s %10s %11s", "deliveries", "0", "1", "2 or more"))
	for i, name := range OutcomeRows {
		line := fmt.Sprintf("%-24s", name)
		var names []string
		for column, n := range r.Fates[i] {
			count, outcome := fmt.Sprintf(" %*s", []int{10, 10, 11}[column], tally(n)), Outcomes[i][column]
			if n > 0 && IsBad[i][column] {
				styled := p.Style.Bad
				if i == sim.RowAccepted && column == 2 {
					styled = p.Style.Warn
				}
				count, outcome = styled(count), styled(outcome)
			}
			if line += count; n > 0 {
				names = append(names, outcome)
			}
		}
		p.Line(line + "   " + strings.Join(names, ", "))
	}
	p.Line("")
}

func tally(n int64) string {
	if n == 0 {
		return "-"
	}
	return english.Number(n)
}

// Traffic is the message data that was transferred.
func Traffic(r *Run) string {
	bytes, wasted := r.value(metrics.WireBytes), r.value(metrics.WireWasted)
	s := english.Size(bytes)
	switch {
	case bytes == 0 && r.value(metrics.AutoBytes) > 0:
		return "automatic messages only"
	case bytes == 0:
		return "no message data"
	case wasted == 0:
		s += ", none wasted"
	case wasted == bytes:
		s += ", all wasted"
	default:
		s += ", " + english.Size(wasted) + " of it wasted"
	}
	if peak := r.Result.Values[metrics.WirePeak]; peak.Num > 0 && bytes > peak.Num {
		s += "; " + english.Size(peak.Num) + " in the busiest minute"
	}
	if n := r.value(metrics.Cleartext); n > 0 {
		s += "; " + english.Counted(n, "session", "sessions") + " without TLS"
	}
	return s
}

// expectations counts those that hold, and shows those that do not.
func expectations(p *layout.Page, r *Run) {
	name := "expectations"
	if s := expectationsText(r); s != "" {
		p.Entry(name, s)
		name = ""
	}
	for i := range r.Expect {
		if e := &r.Expect[i]; e.Mark() == notMet {
			p.EntryBad(name, fmt.Sprintf("not met: %s: expected %s, got %s", e.Name, e.Wanted, e.Actual))
		}
	}
}

// expectationsText counts the expectations by their verdicts.
func expectationsText(r *Run) string {
	var held, judged, many, varied int64
	without := ""
	for i := range r.Expect {
		switch e := &r.Expect[i]; {
		case e.Many:
			many++
		case e.OK:
			held++
			judged++
		case e.Varied != "":
			varied++
			without = e.Varied
		default:
			judged++
		}
	}
	var parts []string
	if judged > 0 {
		parts = append(parts, english.Number(held)+" of "+english.Number(judged)+" met")
	}
	if varied > 0 {
		parts = append(parts, english.Number(varied)+" for the scenario without "+without)
	}
	if many > 0 {
		parts = append(parts, english.Number(many)+" for many runs (see mailstorm test)")
	}
	return strings.Join(parts, "; ")
}
