package sweep

import (
	"fmt"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
)

// loss is what the mail to a domain lost and waited with the value in force, and what the rival changes about it.
type loss struct {
	domain        string
	now, then     [3]analysis.Estimate // as experiment.Losses
	change        [3]analysis.Estimate
	known, differ bool
}

// losses are those of each domain of recipients.
func (s *Sweep) losses() (all []loss) {
	then := s.rivalChoice()
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

// losersTable is the table of whose mail the rival bounces, loses and keeps waiting; nothing where nobody's mail fares otherwise.
func (s *Sweep) losersTable() *layout.Section {
	now, then := s.Plan.Current, s.rivalChoice()
	g := &layout.Table{Head: []string{"mail to", "good mail\nbounced, %", "lost, %", "wait, mean"}, TextColumns: 1}
	var same []string
	for _, l := range s.losses() {
		switch {
		case l.differ:
			g.Add(l.domain, "", "", "")
			g.Add(fares("  "+s.Plan.Marked(now), l.now, level)...)
			g.Add(fares("  "+s.Plan.Marked(then), l.then, level)...)
			g.Add(l.differs()...)
		case l.known:
			same = append(same, l.domain)
		}
	}
	if len(g.Rows) == 0 || now == then {
		return nil
	}
	t := &layout.Section{Title: "Who is affected: " + s.Plan.Label(then) + " " + s.against(), Table: g.Optional(1, 2),
		Paragraphs: []string{"Mail by recipient domain. Lost: bounced, and not delivered by sending it again either. Wait: until the mail arrives or the sender gets the NDR."}}
	if len(same) > 0 {
		t.Notes = append(t.Notes, "Nothing changes for mail to "+english.Listed(same, 5)+".")
	}
	if s.Plan.Others > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("Mail also goes to %s more, which %s not listed.", english.Counted(int64(s.Plan.Others), "domain", "domains"), isAre(s.Plan.Others)))
	}
	return t
}

// fares are a row of the table of losers.
func fares(name string, of [3]analysis.Estimate, write func(analysis.Estimate, experiment.Measure) string) []string {
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
func level(e analysis.Estimate, m experiment.Measure) string {
	e.Bounded = false
	return between(e, m)
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// waitingTable is the table of all waiting in one unit, of a thousand mails: what arrives late, and what nobody knows of yet.
func (s *Sweep) waitingTable() *layout.Section {
	if !s.known(experiment.BouncedGood) {
		return nil
	}
	hours := func(e analysis.Estimate, write func(float64) string) string {
		return ranging(e, func(v float64) string { return write(1000 * v / 60) })
	}
	return &layout.Section{
		Title:      "Waiting, in hours per 1000 mails",
		Paragraphs: []string{"For delivery: of mail that arrives, from when it was first written. For the NDR: of mail that does not arrive. Lost: good mail that bounced and was not delivered by sending it again either, per 1000 mails."},
		Table: s.eachChoice([]string{"for delivery", "for the NDR", "together", s.over(), "lost"}, func(i int, o *analysis.Outcome) []string {
			late, told := o.Measures[experiment.WaitingLate], o.Measures[experiment.WaitingTold]
			late.Bounded, told.Bounded = false, false
			lost := o.Measures[experiment.BouncedLost]
			return []string{hours(late, brief), hours(told, brief), hours(o.Measures[experiment.Waiting], brief), hours(o.Difference[experiment.Waiting], risen),
				ranging(lost, func(v float64) string { return brief(1000 * v) })}
		}).Optional(2, 1),
	}
}
