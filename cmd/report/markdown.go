package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"mailstorm/sim/metrics"
)

// key are the metrics that a ticket needs; those that a run does not have are left out.
var key = []metrics.ID{metrics.Messages, metrics.Deliveries, metrics.Attempts, metrics.Amplification, metrics.Copies, metrics.Duplicates,
	metrics.NDRCount, metrics.NDRFirst, metrics.DeliveryP50, metrics.DeliveryMax, metrics.SilenceMax, metrics.WireBytes, metrics.WireWasted,
	metrics.QueuePeak, metrics.QueueEmptyAt}

// Markdown writes a summary that pastes into a ticket.
func Markdown(w io.Writer, r *Run) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "## %s\n\n%s\n\n", Escaped(r.title()), Escaped(Sentence(r)))
	r.fatesTable(&b)
	r.keyTable(&b)
	r.expectTable(&b)
	if r.Result.Stopped != "" {
		fmt.Fprintf(&b, "**Stopped:** %s; what was counted so far.\n\n", Escaped(r.Result.Stopped))
	}
	for i, warning := range r.Result.Warnings {
		if i == 0 {
			b.WriteString("Warnings:\n\n")
		}
		fmt.Fprintf(&b, "- %s\n", Escaped(warning))
	}
	if len(r.Result.Warnings) > 0 {
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "`mailstorm run %s --seed %d`, version %s, digest `%x`\n", r.Config.Name, r.Config.Seed, r.Version, r.Result.Digest)
	_, err := w.Write(b.Bytes())
	return err
}

func (r *Run) fatesTable(b *bytes.Buffer) {
	b.WriteString("| the sender ... | 0 copies | 1 copy | 2 or more |\n| --- | ---: | ---: | ---: |\n")
	for i, name := range senderWas {
		row := r.Result.Fates[i]
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", name, Number(row[0]), Number(row[1]), Number(row[2]))
	}
	b.WriteString("\n")
}

func (r *Run) keyTable(b *bytes.Buffer) {
	b.WriteString("| metric | value |\n| --- | ---: |\n")
	for _, id := range key {
		if m := metrics.Catalogue[id]; r.Result.Values[id].Known {
			fmt.Fprintf(b, "| %s | %s |\n", m.Name, Value(r.Result.Values[id], m.Unit))
		}
	}
	b.WriteString("\n")
}

func (r *Run) expectTable(b *bytes.Buffer) {
	if len(r.Expect) == 0 {
		return
	}
	b.WriteString("| expected | wanted | actual | |\n| --- | --- | ---: | --- |\n")
	for _, e := range r.Expect {
		mark := e.mark()
		if mark == "not met" {
			mark = "**not met**"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", e.Name, Escaped(e.Wanted), Escaped(e.Actual), mark)
	}
	b.WriteString("\n")
}

// Escaped keeps text from being read as markup, and on one line.
func Escaped(s string) string {
	return strings.NewReplacer("\\", "\\\\", "|", "\\|", "*", "\\*", "_", "\\_", "`", "\\`", "<", "\\<", "[", "\\[", "#", "\\#", "\n", " ", "\r", " ").Replace(s)
}
