package outlook

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/sim/metrics"
)

// Text writes one screen: the answer, the table, how each is done, and the TOML of the best.
func Text(to io.Writer, o *Outlook, style layout.Style) error {
	if err := layout.SectionsText(to, o.headline(), o.sections(), style); err != nil {
		return err
	}
	best := o.Best()
	if best == 0 || o.Choices[best].TOML == "" {
		return nil
	}
	tables := strings.SplitAfter(o.Choices[best].TOML, "\n\n")
	p := layout.NewPage(to, style)
	p.Line("")
	p.Line(style.Strong("In the scenario: " + o.Choices[best].Name + " (--format markdown shows all)"))
	p.Verbatim(strings.TrimSuffix(tables[0], "\n\n"))
	if more := len(tables) - 1; more > 0 {
		p.Line("")
		p.Line(fmt.Sprintf("# and %s", english.Counted(int64(more), "table more, of another host", "tables more, one for each host")))
	}
	return p.Flush()
}

// Markdown writes the same for a ticket, with the TOML of all.
func Markdown(to io.Writer, o *Outlook) error {
	if err := layout.SectionsMarkdown(to, o.headline(), o.sections()); err != nil {
		return err
	}
	for _, c := range o.Choices {
		if c.TOML == "" {
			continue
		}
		if _, err := fmt.Fprintf(to, "\n### %s\n\n```toml\n%s```\n", layout.Escaped(upper(c.Name)), c.TOML); err != nil {
			return err
		}
	}
	return nil
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// Clock writes times as the people of the scenario read them.
func (o *Outlook) Clock() english.Clock {
	return english.NewClock(o.Config.Clock, o.Choices[0].Result.End)
}

// headline says what helps most and its price, and what else does where that is impossible or too dear.
func (o *Outlook) headline() string {
	when := fmt.Sprintf("At %s %s (after %s)", o.Clock().At(o.At), o.Config.Clock.Location(), english.Span(o.At))
	best := o.Best()
	if best == 0 {
		return when + " nothing of this helps: no duplicates, NDRs, waiting or data are saved."
	}
	c := &o.Choices[best]
	text := fmt.Sprintf("%s it helps most to %s: %s. %s", when, c.Name, o.savings(c), o.price(c))
	if free := o.free(); o.hasPrice(c) && free > 0 {
		text += fmt.Sprintf(" If no mail may be later or lost, the best is to %s: %s.", o.Choices[free].Name, o.savings(&o.Choices[free]))
	}
	if other := o.best(func(c *Choice) bool { return c.Key != "repair" }); c.Key == "repair" && other > 0 {
		c := &o.Choices[other]
		text += fmt.Sprintf(" If you cannot repair it now, %s: %s. %s", c.Name, o.savings(c), o.price(c))
	}
	return text
}

// price is a sentence about what a choice costs.
func (o *Outlook) price(c *Choice) string {
	if parts := o.prices(c); len(parts) > 0 {
		return fmt.Sprintf("What it costs: %s.", english.Listed(parts, len(parts)))
	}
	if n := o.comes(c, metrics.NDRCount); n > 0 {
		return fmt.Sprintf("No mail is later or lost by it, but %s still written.", english.Counted(n, "NDR is", "NDRs are"))
	}
	return "No mail is later or lost by it."
}

// savings are what a choice saves, of how much, and which mail arrives sooner or at all.
func (o *Outlook) savings(c *Choice) string {
	parts := slices.Concat(o.saving(c, metrics.Duplicates, "duplicate"), o.saving(c, metrics.NDRCount, "NDR"), o.saving(c, metrics.WireBytes, ""))
	var said []string
	if len(parts) > 0 {
		said = append(said, "that saves "+english.Listed(parts, len(parts)))
	}
	e := o.effectOf(c)
	if e.rescued > 0 {
		said = append(said, english.Counted(e.rescued, "mail arrives", "mails arrive")+" that otherwise would not")
	}
	if e.sooner > 0 && e.waiting > 0 {
		said = append(said, e.gain())
	}
	return strings.Join(said, "; ")
}

// saving is what a choice saves of a metric, which is data where it has no noun.
func (o *Outlook) saving(c *Choice, id metrics.ID, noun string) []string {
	n, all := o.saves(c, id), o.comes(&o.Choices[0], id)
	amount := english.Size
	if noun != "" {
		amount = func(n int64) string { return english.Counted(n, noun, noun+"s") }
	}
	switch {
	case n <= 0:
		return nil
	case n == all && n == 1:
		return []string{"the " + noun}
	case n == all:
		return []string{"all " + amount(n)}
	case noun == "":
		return []string{amount(n) + " of " + amount(all)}
	}
	return []string{english.Number(n) + " of " + amount(all)}
}

// gain is that mail comes sooner.
func (e *effect) gain() string {
	return fmt.Sprintf("%s up to %s sooner", english.Counted(e.sooner, "mail arrives", "mails arrive"), english.Span(e.soonest))
}

// prices are what a choice makes worse.
func (o *Outlook) prices(c *Choice) (parts []string) {
	e := o.effectOf(c)
	if e.missing > 0 {
		parts = append(parts, english.Counted(e.missing, "mail does not arrive", "mails do not arrive"))
	}
	if e.pending > 0 {
		parts = append(parts, english.Counted(e.pending, "mail still waits", "mails still wait")+" when the scenario ends")
	}
	if e.lost > 0 {
		parts = append(parts, english.Counted(e.lost, "mail is lost without an NDR", "mails are lost without an NDR"))
	}
	if n := -o.saves(c, metrics.NDRCount); n > 0 {
		text := english.Counted(n, "more NDR is sent", "more NDRs are sent")
		if untrue := -o.saves(c, metrics.DeliveredFalse); untrue > 0 {
			text += fmt.Sprintf(" (%s for mail that arrived)", english.Number(untrue))
		}
		parts = append(parts, text)
	}
	if e.later > 0 {
		parts = append(parts, fmt.Sprintf("%s up to %s later", english.Counted(e.later, "mail arrives", "mails arrive"), english.Span(e.latest)))
	}
	return parts
}

func (o *Outlook) sections() []layout.Section {
	grid := &layout.Table{TextColumns: 1,
		Head: []string{"from then on", "copies", "duplicates", "NDRs", "false\nNDRs", "data", "duplicates\nsaved", "NDRs\nsaved", "data\nsaved"}}
	table := layout.Section{Table: grid.Optional(8, 7, 6)}
	how := layout.Section{Title: "What it costs, and how it is done"}
	for i := range o.Choices {
		c := &o.Choices[i]
		row := []string{c.Name}
		for _, id := range counted {
			row = append(row, english.Value(metrics.Int(o.comes(c, id)), metrics.Catalogue[id].Unit))
		}
		for _, id := range []metrics.ID{metrics.Duplicates, metrics.NDRCount, metrics.WireBytes} {
			row = append(row, o.saved(i, id))
		}
		table.Table.Add(row...)
		if i > 0 {
			how.Notes = append(how.Notes, o.note(c))
		}
		if c.Result.Stopped != "" {
			table.Notes = append(table.Notes, fmt.Sprintf("%s stopped: %s; what was counted so far.", c.Name, c.Result.Stopped))
		}
	}
	return []layout.Section{table, how}
}

// saved is what a choice saves, empty for doing nothing.
func (o *Outlook) saved(choice int, id metrics.ID) string {
	n := o.saves(&o.Choices[choice], id)
	switch {
	case choice == 0:
		return ""
	case n < 0:
		return "-" + english.Value(metrics.Int(-n), metrics.Catalogue[id].Unit)
	}
	return english.Value(metrics.Int(n), metrics.Catalogue[id].Unit)
}

// note says of a choice what it costs and how it is done.
func (o *Outlook) note(c *Choice) string {
	said := o.prices(c)
	if len(said) == 0 {
		said = []string{"no mail is later or lost"}
	}
	text := c.Name + ": " + english.Listed(said, len(said))
	if e := o.effectOf(c); e.sooner > 0 {
		text += "; " + e.gain()
	}
	if c.Remark != "" {
		text += "; " + c.Remark
	}
	for _, d := range c.Doing {
		mark := "documented"
		if !d.Documented {
			mark = "not documented"
		}
		text += fmt.Sprintf(". %s: %s (%s)", d.Product, d.Line, mark)
	}
	return text + "."
}
