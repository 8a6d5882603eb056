package report

import (
	"fmt"
	"strconv"

	"mailstorm/sim/experiment"
)

// loss is what the mail to a domain lost and waited with the value in force, and what the rival changes about it.
type loss struct {
	domain        string
	now, then     [3]experiment.Estimate // as experiment.Losses
	change        [3]experiment.Estimate
	known, differ bool
}

// losses are those of each domain of recipients.
func (s *Sweep) losses() (all []loss) {
	then := s.rival()
	for _, domain := range s.Plan.Domains {
		l := loss{domain: domain}
		for i, m := range experiment.Losses {
			of := experiment.Subject{Measure: m, Group: "@" + domain}
			l.now[i], l.then[i], l.change[i] = s.outcome(s.Plan.Current).Estimate(of), s.outcome(then).Estimate(of), s.outcome(then).Change(of)
			l.known = l.known || l.now[i].Known || l.then[i].Known
			l.differ = l.differ || change(l.change[i], m) != "0" && l.change[i].Known && l.change[i].Value != 0
		}
		all = append(all, l)
	}
	return all
}

// losers is the table of whose mail the rival bounces, loses and keeps waiting; nothing where nobody's mail fares otherwise.
func (s *Sweep) losers() *section {
	now, then := s.Plan.Current, s.rival()
	g := &grid{head: []string{"mail to", "good mail\nbounced, %", "lost, %", "waits, mean"}, texts: 1}
	var same []string
	for _, l := range s.losses() {
		switch {
		case l.differ:
			g.add(l.domain, "", "", "")
			g.add(fares("  "+s.Plan.Marked(now), l.now, level)...)
			g.add(fares("  "+s.Plan.Marked(then), l.then, level)...)
			g.add(l.differs()...)
		case l.known:
			same = append(same, l.domain)
		}
	}
	if len(g.rows) == 0 || now == then {
		return nil
	}
	t := &section{title: "Who loses, " + s.Plan.Label(then) + " " + s.against(), table: g.spares(1, 2),
		words: []string{"Of the mail to each domain. Lost: bounced, and not written again or in vain. Waits: until it arrives, or the sender knows that it does not."}}
	if len(same) > 0 {
		t.notes = append(t.notes, "The mail to "+listed(same, 5)+" fares the same.")
	}
	if s.Plan.Others > 0 {
		t.notes = append(t.notes, fmt.Sprintf("Mail goes to %s more, which %s not told apart.", counted(int64(s.Plan.Others), "domain", "domains"), isAre(s.Plan.Others)))
	}
	return t
}

// fares are a row of the table of losers.
func fares(name string, of [3]experiment.Estimate, write func(experiment.Estimate, experiment.Measure) string) []string {
	row := []string{name}
	for k, m := range experiment.Losses {
		row = append(row, write(of[k], m))
	}
	return row
}

// differs is the row of differences. Of what neither value ever did, the interval would speak of the number of replications and not of the domain.
func (l *loss) differs() []string {
	row := fares("  difference", l.change, change)
	for k, m := range experiment.Losses {
		if experiment.Catalogue[m].Share && l.now[k].Known && l.now[k].Value == 0 && l.then[k].Value == 0 {
			row[1+k] = "none seen"
		}
	}
	return row
}

// level is a number without its interval: that of the difference counts.
func level(e experiment.Estimate, m experiment.Measure) string {
	e.Bounded = false
	return between(e, m)
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// whoLoses are the same numbers for programs.
func (s *Sweep) whoLoses() string {
	var all []string
	for _, l := range s.losses() {
		fields := []string{field("recipients", text("@"+l.domain))}
		for k, m := range experiment.Losses {
			fields = append(fields, field(experiment.Catalogue[m].Name, object(field("unit", text(unitOf(m))), field("current", estimated(l.now[k], m)),
				field("rival", estimated(l.then[k], m)), field("difference", estimated(l.change[k], m)))))
		}
		all = append(all, object(fields...))
	}
	label := func(choice int) string { return list(texts(s.Plan.Choices[choice])) }
	return block([]string{field("current", label(s.Plan.Current)), field("rival", label(s.rival())),
		field("domains", block(all, "[]", "    ")), field("other_domains", strconv.Itoa(s.Plan.Others))}, "{}", "  ")
}

// waited is the table of all waiting in one unit, of a thousand mails: what arrives late, and what nobody knows of yet.
func (s *Sweep) waited() *section {
	if !s.known(experiment.BouncedGood) {
		return nil
	}
	hours := func(e experiment.Estimate, write func(float64) string) string {
		return ranging(e, func(v float64) string { return write(1000 * v / 60) })
	}
	return &section{
		title: "Waiting, in hours per 1000 mails",
		words: []string{"For mail that arrives, since it was first written. For word of mail that does not arrive. Lost: good mail bounced, and not written again or in vain; of 1000 mails."},
		table: s.eachChoice([]string{"for mail", "for word", "together", s.over(), "lost"}, func(i int, o *experiment.Outcome) []string {
			late, told := o.Measures[experiment.WaitingLate], o.Measures[experiment.WaitingTold]
			late.Bounded, told.Bounded = false, false
			lost := o.Measures[experiment.BouncedLost]
			return []string{hours(late, brief), hours(told, brief), hours(o.Measures[experiment.Waiting], brief), hours(o.Difference[experiment.Waiting], risen),
				ranging(lost, func(v float64) string { return brief(1000 * v) })}
		}).spares(2, 1),
	}
}

// cost writes one in the unit of the decision.
func (d *Decision) cost(v float64) string {
	wants, _ := (&Plan{Decision: d}).Wants()
	return wants.Money(v)
}

// per is by what costs are multiplied to be read, and their unit then.
func (d *Decision) per() (factor float64, unit string) {
	wants, _ := (&Plan{Decision: d}).Wants()
	return wants.Per()
}
