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

// Text writes the report that people read: a sentence, the fates, a line for each role concerned, the wire, the assumption.
func Text(to io.Writer, r *Run, style layout.Style) error {
	w := layout.NewPage(to, style)
	headline(w, r)
	fatesTable(w, r.Result)
	for _, line := range Roles(r) {
		w.Entry(line.Who, line.What)
	}
	w.Line("")
	w.Entry("wire", Wire(r))
	w.EntryIf("by themselves", Automatic(r))
	w.EntryIf("seen", Visible(r))
	for i, s := range assumptions(r) {
		w.Entry([]string{"rests on", ""}[min(i, 1)], s)
	}
	expectations(w, r)
	for _, warning := range r.Result.Warnings {
		w.Entry("warning", warning)
	}
	w.EntryIf("stopped", r.Stopped())
	w.Entry("times are", r.Config.Clock.Location().String())
	w.Line(style.Faint(fmt.Sprintf("%-18s %s, seed %d, digest %x", "run", r.Config.Name, r.Config.Seed, r.Result.Digest[:8])))
	return w.Flush()
}

func headline(p *layout.Page, r *Run) {
	for _, line := range layout.Wrap(Sentence(r), p.Style.Columns()) {
		p.Line(p.Style.Strong(line))
	}
	p.Line("")
}

// fates writes the table of design: rows what the sender was told, columns what the recipient has.
func fatesTable(p *layout.Page, r *sim.Result) {
	p.Line(fmt.Sprintf("%-24s %32s", "", "copies in the mailbox"))
	p.Line(fmt.Sprintf("%-24s %10s %10s %11s", "the sender of ...", "0", "1", "2 or more"))
	for i, name := range SenderWas {
		row := r.Fates[i]
		p.Line(fmt.Sprintf("%-24s %10s %10s %11s   %s", name, tally(row[0]), tally(row[1]), tally(row[2]), p.Style.Faint(strings.Join(cells(i, row), ", "))))
	}
	p.Line("")
}

func tally(n int64) string {
	if n == 0 {
		return "-"
	}
	return english.Number(n)
}

func cells(row int, counts [3]int64) (names []string) {
	for column, n := range counts {
		if n > 0 {
			names = append(names, Fates[row][column])
		}
	}
	return names
}

func Wire(r *Run) string {
	bytes, wasted := r.value(metrics.WireBytes), r.value(metrics.WireWasted)
	s := english.Size(bytes)
	switch {
	case bytes == 0 && r.value(metrics.AutoBytes) > 0:
		return "nothing that people wrote crossed"
	case bytes == 0:
		return "no message data crossed"
	case wasted == 0:
		s += ", none of it for nothing"
	case wasted == bytes:
		s += ", all of it for nothing"
	default:
		s += ", " + english.Size(wasted) + " of it for nothing"
	}
	if peak := r.Result.Values[metrics.WirePeak]; peak.Num > 0 && bytes > peak.Num {
		s += "; " + english.Size(peak.Num) + " in the busiest minute"
	}
	if n := r.value(metrics.Cleartext); n > 0 {
		s += "; " + english.Counted(n, "session", "sessions") + " without TLS"
	}
	return s
}

// expectations writes what was expected side by side, and what is too long for that in words.
func expectations(p *layout.Page, r *Run) {
	short := func(e *Verdict) bool { return len(e.Name) <= 30 && len(e.Wanted) <= 20 && len(e.Actual) <= 18 }
	name, wanted, actual, mark := 19, 16, 14, len("not met")
	for i := range r.Expect {
		if e := &r.Expect[i]; short(e) {
			name, wanted, actual = max(name, len(e.Name)), max(wanted, len(e.Wanted)), max(actual, len(e.Actual))
			mark = max(mark, len(e.Mark()))
		}
	}
	fits := name+wanted+actual+mark+len("expected           ")+len("  is  ") <= p.Style.Columns()
	for i := range r.Expect {
		e, who := &r.Expect[i], []string{"expected", ""}[min(i, 1)]
		if fits && short(e) {
			p.Line(fmt.Sprintf("%-18s %-*s %-*s is %-*s %s", who, name, e.Name, wanted, e.Wanted, actual, e.Actual, e.Mark()))
			continue
		}
		p.Entry(who, fmt.Sprintf("%s: wanted %s, is %s: %s", e.Name, e.Wanted, e.Actual, e.Mark()))
	}
}
