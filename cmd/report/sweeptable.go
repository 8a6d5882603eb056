package report

import (
	"fmt"
	"slices"
	"strings"

	"mailstorm/sim/experiment"
)

// eachChoice makes a table with a row for each choice.
func (s *Sweep) eachChoice(head []string, cells func(choice int, o *experiment.Outcome) []string) *grid {
	g := &grid{head: append([]string{"value"}, head...), texts: 1}
	for i := range s.Plan.Choices {
		g.add(append([]string{s.Plan.Marked(i)}, cells(i, s.outcome(i))...)...)
	}
	return g
}

func (s *Sweep) against() string { return "against " + s.Plan.Label(s.Plan.Current) }

// over is the same above a column, which several keys would make wide.
func (s *Sweep) over() string {
	return "against " + strings.Join(s.Plan.Choices[s.Plan.Current], ",\n")
}

// bounced is the table of good mail; nothing when no expiration is varied.
func (s *Sweep) bounced() *section {
	if !s.known(experiment.BouncedGood) {
		return nil
	}
	head := []string{"%", s.over() + ",\npercentage points", "had " + s.Plan.standard(1) + "\nbeen allowed, %", "late mail,\n%", "false\nNDRs, %"}
	return &section{
		title: "Good mail bounced",
		words: []string{fmt.Sprintf("Of all mail: told \"not delivered\", though %s would have delivered it%s. Late mail: of what was deferred at least once or never arrived.", s.Plan.standard(0), s.Plan.otherwise())},
		table: s.eachChoice(head, func(_ int, o *experiment.Outcome) []string {
			return []string{between(o.Measures[experiment.BouncedGood], experiment.BouncedGood),
				change(o.Difference[experiment.BouncedGood], experiment.BouncedGood),
				alone(o, experiment.BouncedLong), alone(o, experiment.BouncedLate), alone(o, experiment.FalseNDRs)}
		}).spares(2),
	}
}

// alone is a measure without its interval.
func alone(o *experiment.Outcome, m experiment.Measure) string {
	if !o.Measures[m].Known {
		return nothing
	}
	return amount(o.Measures[m].Value, m)
}

// told is the table of when people know that their mail did not arrive.
func (s *Sweep) told() *section {
	if !s.anybody(func(o *experiment.Outcome) uint64 { return o.Told.Count }) {
		return nil
	}
	head := []string{"median", "95 %", "longest", s.against() + ",\nmedian", s.against() + ",\n95 %"}
	return &section{
		title: "Until an NDR comes",
		words: []string{"From submission, of mail that " + s.dead() + ", over messages; hours:minutes. Longest: so far; more replications can only make it longer."},
		table: s.eachChoice(head, func(_ int, o *experiment.Outcome) []string {
			median, slow, longest := waits(&o.Told, &o.Told.P50), waits(&o.Told, &o.Told.P95), waits(&o.Told, &o.Told.Max)
			return []string{median[0], slow[0], longest[0], median[1], slow[1]}
		}).spares(5, 4),
	}
}

// silence is the table of how long people hear nothing, with and without delay notices.
func (s *Sweep) silence() *section {
	if !s.anybody(func(o *experiment.Outcome) uint64 { return o.Silence.Count }) {
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
	t := &section{
		title: "Until anything is heard",
		words: []string{"From submission to the first NDR or delay notice, of mail that had not arrived by then, over messages; hours:minutes."},
		table: s.eachChoice(head, func(i int, o *experiment.Outcome) []string {
			slow, longest := waits(&o.Silence, &o.Silence.P95), waits(&o.Silence, &o.Silence.Max)
			if noticed == nil {
				return []string{slow[0], longest[0], slow[1]}
			}
			q := &noticed.Summary.Choices[i].Silence
			other := waits(q, &q.P95)
			return []string{slow[0], longest[0], other[0], slow[1], other[1]}
		}).spares(spare...),
	}
	if s.Plan.Strangers && s.Plan.Variants[0].Applies == ownUsers {
		t.notes = append(t.notes, "It includes mail by strangers, which the value does not concern (message_expiration_applies = own).")
	}
	if noticed != nil {
		t.notes = append(t.notes, fmt.Sprintf("Whether Exchange Online sends delay notices is unknown: what is said %s rests on %s.", word, replications(noticed.Summary.Runs)))
	}
	return t
}

// dead says which mail the NDR is waited for.
func (s *Sweep) dead() string {
	if !s.known(experiment.BouncedLong) {
		return "never arrived"
	}
	return "not even " + s.Plan.standard(1) + " would deliver"
}

// anybody tells whether any choice has such messages.
func (s *Sweep) anybody(count func(*experiment.Outcome) uint64) bool {
	for i := range s.Plan.Choices {
		if count(s.outcome(i)) > 0 {
			return true
		}
	}
	return false
}

// waits are a quantile over messages and its difference, as cells.
func waits(of *experiment.Quantiles, r *experiment.QuantileEstimate) []string {
	if of.Count == 0 {
		return []string{nothing, nothing}
	}
	is := experiment.Estimate{Value: float64(r.Minute), Low: float64(r.Low), High: float64(r.High), Known: true, Bounded: r.Bounded}
	return []string{ranging(is, hoursMinutes), ranging(r.Difference, gained)}
}

func replications(n uint32) string { return counted(int64(n), "replication", "replications") }

// ownUsers is whose mail an expiration concerns unless a profile says that it concerns all.
const ownUsers = "own"

// burden is the table of what storms cost.
func (s *Sweep) burden() *section {
	head, worst := []string{}, len(s.Plan.Worst) > 0
	t := &section{title: "What storms cost"}
	if worst {
		head = append(head, "never acknowledged,\nduplicates", "bytes")
		t.words = []string{"Never acknowledged: one 27 MB message whose 250 is lost for ever (" + s.Plan.WorstOf + ", with the watched host's own retry schedule). The rest is this scenario: duplicates, copies beside the first because people wrote again, and bytes per delivery; the queue's peak."}
	}
	head = append(head, "duplicates", "second copies,\nwritten again", "bytes", "queue\npeak", "peak "+s.over())
	t.table = s.eachChoice(head, func(i int, o *experiment.Outcome) []string {
		var cells []string
		if worst {
			cells = append(cells, Number(s.Plan.Worst[i].Duplicates), Size(s.Plan.Worst[i].Bytes))
		}
		return append(cells, alone(o, experiment.Duplicates), alone(o, experiment.ExtraCopies), alone(o, experiment.WireBytes), alone(o, experiment.QueuePeak),
			change(o.Difference[experiment.QueuePeak], experiment.QueuePeak))
	}).spares(len(head))
	return t
}

// strangers is the table of whose good mail bounces, where the two differ or would.
func (s *Sweep) strangers() *section {
	all := s.forAll()
	if !s.Plan.Strangers || !s.known(experiment.BouncedStrangers) {
		return nil
	}
	head := []string{"own users', %", "strangers', %"}
	if all != nil {
		head = append(head, "strangers', if it\nholds for all, %")
	}
	t := &section{title: "Whose good mail bounces", table: s.eachChoice(head, func(i int, o *experiment.Outcome) []string {
		cells := []string{between(o.Measures[experiment.BouncedOwn], experiment.BouncedOwn), between(o.Measures[experiment.BouncedStrangers], experiment.BouncedStrangers)}
		if all != nil {
			cells = append(cells, between(all.Summary.Choices[i].Measures[experiment.BouncedStrangers], experiment.BouncedStrangers))
		}
		return cells
	})}
	if all != nil {
		t.notes = []string{s.inbound(all)}
	}
	return t
}

// inbound says what it would mean if the expiration concerned everybody's mail.
func (s *Sweep) inbound(all *Finding) string {
	text := fmt.Sprintf("Microsoft speaks of mail by the organisation's own users (message_expiration_applies = own, inferred). If the value holds for "+
		"inbound mail, too, customers' mail bounces as the last column says, from %s.", replications(all.Summary.Runs))
	if all.Advice == nil || s.Findings[0].Advice == nil {
		return text
	}
	switch here, there := s.Findings[0].Advice, all.Advice; {
	case there.Answer == experiment.Undecided:
		return text + " These are too few to say whether the advice would be the same."
	case there.Answer == experiment.Infeasible:
		return text + " Then no value would hold all limits."
	case len(there.Best) == 0 || len(here.Best) > 0 && slices.Contains(there.Best, here.Best[0]):
		return text + " The advice would be the same."
	default:
		return text + fmt.Sprintf(" Then the advice would be %s.", s.Plan.Label(there.Best[0]))
	}
}
