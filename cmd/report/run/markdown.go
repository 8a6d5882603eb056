package run

import (
	"bytes"
	"fmt"
	"io"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/sim/metrics"
)

// ticketMetrics are those that a ticket needs; those without a value are left out.
var ticketMetrics = []metrics.ID{metrics.Messages, metrics.Deliveries, metrics.Attempts, metrics.Amplification, metrics.Copies, metrics.Duplicates,
	metrics.NDRCount, metrics.NDRFirst, metrics.DeliveryP50, metrics.DeliveryMax, metrics.SilenceMax, metrics.WireBytes, metrics.WireWasted,
	metrics.QueuePeak, metrics.QueueEmptyAt}

// Markdown writes a summary that pastes into a ticket.
func Markdown(w io.Writer, r *Run) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "## %s\n\n%s\n\n", layout.Escaped(r.Title()), layout.Escaped(Sentence(r)))
	r.outcomesTable(&b)
	r.keyTable(&b)
	r.expectTable(&b)
	if r.Result.Stopped != "" {
		fmt.Fprintf(&b, "**Stopped:** %s; the numbers are those until then.\n\n", layout.Escaped(r.Result.Stopped))
	}
	for i, warning := range r.Result.Warnings {
		if i == 0 {
			b.WriteString("Warnings:\n\n")
		}
		fmt.Fprintf(&b, "- %s\n", layout.Escaped(warning))
	}
	if len(r.Result.Warnings) > 0 {
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "`mailstorm run %s --seed %d`, version %s, digest `%x`; time zone %s\n", r.Config.Name, r.Config.Seed, r.Version, r.Result.Digest, r.Zone())
	_, err := w.Write(b.Bytes())
	return err
}

func (r *Run) outcomesTable(b *bytes.Buffer) {
	b.WriteString("| deliveries | 0 copies | 1 copy | 2 or more |\n| --- | ---: | ---: | ---: |\n")
	for i, name := range OutcomeRows {
		row := r.Result.Fates[i]
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", name, english.Number(row[0]), english.Number(row[1]), english.Number(row[2]))
	}
	b.WriteString("\n")
}

func (r *Run) keyTable(b *bytes.Buffer) {
	b.WriteString("| metric | value |\n| --- | ---: |\n")
	for _, id := range ticketMetrics {
		if m := metrics.Catalogue[id]; r.Result.Values[id].Known {
			fmt.Fprintf(b, "| %s | %s |\n", m.Name, english.Value(r.Result.Values[id], m.Unit))
		}
	}
	b.WriteString("\n")
}

func (r *Run) expectTable(b *bytes.Buffer) {
	s := expectationsText(r)
	if s == "" {
		return
	}
	fmt.Fprintf(b, "Expectations: %s.\n\n", s)
	head := "| metric | expected | actual | |\n| --- | --- | ---: | --- |\n"
	for _, e := range r.Expect {
		if e.Mark() == notMet {
			fmt.Fprintf(b, "%s| %s | %s | %s | **not met** |\n", head, e.Name, layout.Escaped(e.Wanted), layout.Escaped(e.Actual))
			head = ""
		}
	}
	if head == "" {
		b.WriteString("\n")
	}
}
