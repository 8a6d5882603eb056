package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// Style is how text is laid out.
type Style struct {
	Color bool
	Width int // columns; 0: 100
}

func (s Style) width() int {
	if s.Width == 0 {
		return 100
	}
	return max(s.Width, 40)
}

func (s Style) strong(text string) string {
	if !s.Color {
		return text
	}
	return "\x1b[1m" + text + "\x1b[0m"
}

func (s Style) faint(text string) string {
	if !s.Color || text == "" {
		return text
	}
	return "\x1b[2m" + text + "\x1b[0m"
}

// Text writes the report that people read: a sentence, the fates, a line for each role concerned, the wire, the assumption.
func Text(to io.Writer, r *Run, style Style) error {
	w := newPage(to, style)
	headline(w, r)
	fatesTable(w, r.Result)
	for _, line := range roles(r) {
		w.entry(line.who, line.what)
	}
	w.line("")
	w.entry("wire", wire(r))
	w.entryIf("by themselves", automatic(r))
	w.entryIf("seen", seen(r))
	for i, s := range assumptions(r) {
		w.entry([]string{"rests on", ""}[min(i, 1)], s)
	}
	expectations(w, r)
	for _, warning := range r.Result.Warnings {
		w.entry("warning", warning)
	}
	w.entryIf("stopped", r.stopped())
	w.entry("times are", r.Config.Clock.Location().String())
	w.line(style.faint(fmt.Sprintf("%-18s %s, seed %d, digest %x", "run", r.Config.Name, r.Config.Seed, r.Result.Digest[:8])))
	return w.flush()
}

// page lays text out in two columns: who, and what.
type page struct {
	out   *bufio.Writer
	style Style
}

func newPage(to io.Writer, style Style) *page { return &page{bufio.NewWriter(to), style} }

// flush writes what is left.
func (p *page) flush() error { return p.out.Flush() }

// verbatim writes a text as it is.
func (p *page) verbatim(text string) { p.out.WriteString(text) }

const margin = 19

func (p *page) line(s string) {
	p.out.WriteString(strings.TrimRight(withoutOrders(s), " ") + "\n")
}

// entry writes a line with a name before it, wrapped behind the name.
func (p *page) entry(who, what string) {
	if len(who) >= margin {
		p.line(who)
		who = ""
	}
	for i, part := range wrap(what, p.style.width()-margin) {
		if i > 0 {
			who = ""
		}
		p.line(fmt.Sprintf("%-18s %s", who, part))
	}
}

// entryIf writes a line if there is anything to say.
func (p *page) entryIf(who, what string) {
	if what != "" {
		p.entry(who, what)
	}
}

// wrap breaks a text between words such that no line is wider, if a word allows it.
func wrap(text string, width int) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	return append(lines, line)
}

func headline(p *page, r *Run) {
	for _, line := range wrap(Sentence(r), p.style.width()) {
		p.line(p.style.strong(line))
	}
	p.line("")
}

// fates writes the table of design: rows what the sender was told, columns what the recipient has.
func fatesTable(p *page, r *sim.Result) {
	p.line(fmt.Sprintf("%-24s %32s", "", "copies in the mailbox"))
	p.line(fmt.Sprintf("%-24s %10s %10s %11s", "the sender of ...", "0", "1", "2 or more"))
	for i, name := range senderWas {
		row := r.Fates[i]
		p.line(fmt.Sprintf("%-24s %10s %10s %11s   %s", name, tally(row[0]), tally(row[1]), tally(row[2]), p.style.faint(strings.Join(cells(i, row), ", "))))
	}
	p.line("")
}

// senderWas names the rows of the fates: what the sender of a delivery was told.
var senderWas = [3]string{sim.RowNDR: "was told \"not delivered\"", sim.RowPending: "is still waiting", sim.RowAccepted: "was told nothing"}

func tally(n int64) string {
	if n == 0 {
		return "-"
	}
	return Number(n)
}

// Fates names the nine cells, by row and column.
var Fates = [3][3]string{
	{"honest NDR", "false NDR", "false NDR and duplicates"},
	{"waiting", "in doubt", "storm running"},
	{"lost", "delivered", "duplicated"},
}

func cells(row int, counts [3]int64) (names []string) {
	for column, n := range counts {
		if n > 0 {
			names = append(names, Fates[row][column])
		}
	}
	return names
}

func wire(r *Run) string {
	bytes, wasted := r.value(metrics.WireBytes), r.value(metrics.WireWasted)
	s := Size(bytes)
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
		s += ", " + Size(wasted) + " of it for nothing"
	}
	if peak := r.Result.Values[metrics.WirePeak]; peak.Num > 0 && bytes > peak.Num {
		s += "; " + Size(peak.Num) + " in the busiest minute"
	}
	if n := r.value(metrics.Cleartext); n > 0 {
		s += "; " + counted(n, "session", "sessions") + " without TLS"
	}
	return s
}

// expectations writes what was expected side by side, and what is too long for that in words.
func expectations(p *page, r *Run) {
	short := func(e *Verdict) bool { return len(e.Name) <= 30 && len(e.Wanted) <= 20 && len(e.Actual) <= 18 }
	name, wanted, actual, mark := 19, 16, 14, len("not met")
	for i := range r.Expect {
		if e := &r.Expect[i]; short(e) {
			name, wanted, actual = max(name, len(e.Name)), max(wanted, len(e.Wanted)), max(actual, len(e.Actual))
			mark = max(mark, len(e.mark()))
		}
	}
	fits := name+wanted+actual+mark+len("expected           ")+len("  is  ") <= p.style.width()
	for i := range r.Expect {
		e, who := &r.Expect[i], []string{"expected", ""}[min(i, 1)]
		if fits && short(e) {
			p.line(fmt.Sprintf("%-18s %-*s %-*s is %-*s %s", who, name, e.Name, wanted, e.Wanted, actual, e.Actual, e.mark()))
			continue
		}
		p.entry(who, fmt.Sprintf("%s: wanted %s, is %s: %s", e.Name, e.Wanted, e.Actual, e.mark()))
	}
}

// mark says whether an expectation is met, as far as one run can tell.
func (e *Verdict) mark() string {
	switch {
	case e.Many:
		return "here"
	case e.OK:
		return "ok"
	case e.Varied:
		return "without --set"
	}
	return "not met"
}

// Exactly writes a value as it is compared with an expectation, a duration to the second.
func Exactly(v metrics.Value, unit metrics.Unit) string {
	if v.Known && unit == metrics.Duration {
		return Whole(durationOf(v))
	}
	return Value(v, unit)
}

// Value writes a metric's value with its unit, as people say it.
func Value(v metrics.Value, unit metrics.Unit) string {
	if !v.Known {
		return "none"
	}
	switch unit {
	case metrics.Duration:
		return Span(durationOf(v))
	case metrics.Bytes:
		return Size(v.Num / v.Den)
	case metrics.Rate:
		return Size(v.Num/v.Den) + "/s"
	case metrics.Ratio:
		return Exact(v, unit)
	default:
		return Number(v.Num / v.Den)
	}
}
