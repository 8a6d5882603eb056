package sweep

import (
	"fmt"
	"slices"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
)

// eachChoice makes a table with a row for each choice.
func (s *Sweep) eachChoice(head []string, cells func(choice int, o *analysis.Outcome) []string) *layout.Table {
	g := &layout.Table{Head: append([]string{"value"}, head...), TextColumns: 1}
	for i := range s.Plan.Choices {
		g.Add(append([]string{s.Plan.Marked(i)}, cells(i, s.outcome(i))...)...)
	}
	return g
}

func (s *Sweep) against() string { return "against " + s.Plan.Label(s.Plan.Current) }

// over is the same above a column, which several keys would make wide.
func (s *Sweep) over() string {
	return "against " + strings.Join(s.Plan.Choices[s.Plan.Current], ",\n")
}

// bouncedTable is the table of good mail; nothing when no expiration is varied.
func (s *Sweep) bouncedTable() *layout.Section {
	if !s.known(experiment.BouncedGood) {
		return nil
	}
	head := []string{"%", s.over() + ",\npercentage points", s.Plan.Standard(1) + " would\ndeliver it, %", "late mail,\n%", "false\nNDRs, %"}
	return &layout.Section{
		Title:      "Good mail bounced",
		Paragraphs: []string{fmt.Sprintf("The share of all mail that got an NDR although %s would have delivered it%s. Late mail: the same as a share of the mail that was deferred at least once or never arrived.", s.Plan.Standard(0), s.Plan.StandardRemark())},
		Table: s.eachChoice(head, func(_ int, o *analysis.Outcome) []string {
			return []string{between(o.Measures[experiment.BouncedGood], experiment.BouncedGood),
				change(o.Difference[experiment.BouncedGood], experiment.BouncedGood),
				alone(o, experiment.BouncedLong), alone(o, experiment.BouncedLate), alone(o, experiment.FalseNDRs)}
		}).Optional(2),
	}
}

// alone is a measure without its interval.
func alone(o *analysis.Outcome, m experiment.Measure) string {
	if !o.Measures[m].Known {
		return noValue
	}
	return amount(o.Measures[m].Value, m)
}

// toldTable is the table of when people know that their mail did not arrive.
func (s *Sweep) toldTable() *layout.Section {
	if !s.hasAny(func(o *analysis.Outcome) uint64 { return o.Told.Count }) {
		return nil
	}
	head := []string{"median", "95 %", "longest", s.against() + ",\nmedian", s.against() + ",\n95 %"}
	return &layout.Section{
		Title:      "Time to the NDR",
		Paragraphs: []string{"From submission to NDR, for mail that " + s.undeliverable() + "; hours:minutes. Longest: the longest so far; more replications can only increase it."},
		Table: s.eachChoice(head, func(_ int, o *analysis.Outcome) []string {
			median, slow, longest := waits(&o.Told, &o.Told.P50), waits(&o.Told, &o.Told.P95), waits(&o.Told, &o.Told.Max)
			return []string{median[0], slow[0], longest[0], median[1], slow[1]}
		}).Optional(5, 4),
	}
}

// silenceTable is the table of how long people hear nothing, with and without delay notices.
func (s *Sweep) silenceTable() *layout.Section {
	if !s.hasAny(func(o *analysis.Outcome) uint64 { return o.Silence.Count }) {
		return nil
	}
	noticed, word := s.noticed()
	head := []string{"95 %", "longest"}
	if noticed != nil {
		head = append(head, word+",\n95 %")
	}
	spare := []int{3}
	if head = append(head, s.against()+",\n95 %"); noticed != nil {
		head, spare = append(head, s.against()+",\n"+word), []int{5, 4}
	}
	t := &layout.Section{
		Title:      "Time to the first notice",
		Paragraphs: []string{"From submission to the first NDR or delay notice, for mail that had not arrived by then; hours:minutes."},
		Table: s.eachChoice(head, func(i int, o *analysis.Outcome) []string {
			slow, longest := waits(&o.Silence, &o.Silence.P95), waits(&o.Silence, &o.Silence.Max)
			if noticed == nil {
				return []string{slow[0], longest[0], slow[1]}
			}
			q := &noticed.Summary.Choices[i].Silence
			other := waits(q, &q.P95)
			return []string{slow[0], longest[0], other[0], slow[1], other[1]}
		}).Optional(spare...),
	}
	if s.Plan.Strangers && s.Plan.Variants[0].Applies == ownUsers {
		t.Notes = append(t.Notes, "This includes mail from strangers, to which the value does not apply (message_expiration_applies = own).")
	}
	if noticed != nil {
		t.Notes = append(t.Notes, fmt.Sprintf("Whether Exchange Online sends delay notices is unknown. The figures %s are from %s.", word, replications(noticed.Summary.Runs)))
	}
	return t
}

// undeliverable says which mail the NDR is waited for.
func (s *Sweep) undeliverable() string {
	if !s.known(experiment.BouncedLong) {
		return "never arrived"
	}
	return "not even " + s.Plan.Standard(1) + " would deliver"
}

// hasAny tells whether any choice has such messages.
func (s *Sweep) hasAny(count func(*analysis.Outcome) uint64) bool {
	for i := range s.Plan.Choices {
		if count(s.outcome(i)) > 0 {
			return true
		}
	}
	return false
}

// waits are a quantile over messages and its difference, as cells.
func waits(of *analysis.Quantiles, r *analysis.QuantileEstimate) []string {
	if of.Count == 0 {
		return []string{noValue, noValue}
	}
	is := analysis.Estimate{Value: float64(r.Minute), Low: float64(r.Low), High: float64(r.High), Known: true, Bounded: r.Bounded}
	return []string{ranging(is, hoursMinutes), ranging(r.Difference, gained)}
}

func replications(n uint32) string { return english.Counted(int64(n), "replication", "replications") }

// ownUsers is whose mail an expiration concerns unless a profile says that it concerns all.
const ownUsers = "own"

// stormCosts is the table of what storms cost.
func (s *Sweep) stormCosts() *layout.Section {
	head, worst := []string{}, len(s.Plan.Worst) > 0
	t := &layout.Section{Title: "Duplicates, bytes and queue"}
	if worst {
		head = append(head, "never acknowledged,\nduplicates", "bytes")
		t.Paragraphs = []string{"Never acknowledged: one 27 MB message whose 250 reply never arrives (" + s.Plan.WorstOf + ", with the retry schedule of the watched host). The other columns are about this scenario: duplicates and bytes per delivery, extra copies from people who sent a message again, and the peak of the queue."}
	}
	head = append(head, "duplicates", "copies from\nresends", "bytes", "queue\npeak", "peak "+s.over())
	t.Table = s.eachChoice(head, func(i int, o *analysis.Outcome) []string {
		var cells []string
		if worst {
			cells = append(cells, english.Number(s.Plan.Worst[i].Duplicates), english.Size(s.Plan.Worst[i].Bytes))
		}
		return append(cells, alone(o, experiment.Duplicates), alone(o, experiment.ExtraCopies), alone(o, experiment.WireBytes), alone(o, experiment.QueuePeak),
			change(o.Difference[experiment.QueuePeak], experiment.QueuePeak))
	}).Optional(len(head))
	return t
}

// strangersTable is the table of whose good mail bounces, where the two differ or would.
func (s *Sweep) strangersTable() *layout.Section {
	all := s.forAll()
	if !s.Plan.Strangers || !s.known(experiment.BouncedStrangers) {
		return nil
	}
	head := []string{"own users', %", "strangers', %"}
	if all != nil {
		head = append(head, "strangers', if it\napplies to all, %")
	}
	t := &layout.Section{Title: "Whose good mail bounces", Table: s.eachChoice(head, func(i int, o *analysis.Outcome) []string {
		cells := []string{between(o.Measures[experiment.BouncedOwn], experiment.BouncedOwn), between(o.Measures[experiment.BouncedStrangers], experiment.BouncedStrangers)}
		if all != nil {
			cells = append(cells, between(all.Summary.Choices[i].Measures[experiment.BouncedStrangers], experiment.BouncedStrangers))
		}
		return cells
	})}
	if all != nil {
		t.Notes = []string{s.inbound(all)}
	}
	return t
}

// inbound says what it would mean if the expiration concerned everybody's mail.
func (s *Sweep) inbound(all *Finding) string {
	text := fmt.Sprintf("Microsoft describes the setting for mail from the organisation's own users (message_expiration_applies = own, inferred). If it applies to "+
		"inbound mail too, customers' mail bounces as in the last column (%s).", replications(all.Summary.Runs))
	if all.Advice == nil || s.Findings[0].Advice == nil {
		return text
	}
	switch here, there := s.Findings[0].Advice, all.Advice; {
	case there.Answer == analysis.Undecided:
		return text + " These are too few to tell whether the advice would change."
	case there.Answer == analysis.Infeasible:
		return text + " Then no value would meet all limits."
	case len(there.Best) == 0 || len(here.Best) > 0 && slices.Contains(there.Best, here.Best[0]):
		return text + " The advice would be the same."
	default:
		return text + fmt.Sprintf(" Then the advice would be %s.", s.Plan.Label(there.Best[0]))
	}
}
