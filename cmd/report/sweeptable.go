package report

import (
	"fmt"
	"slices"
	"strings"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
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
func waits(of *experiment.Quantiles, r *experiment.Rank) []string {
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

// changes is the table of differences where no expiration is varied: the measures that differ, with intervals.
func (s *Sweep) changes() *section {
	if s.known(experiment.BouncedGood) {
		return nil
	}
	return &section{title: "Measures, and differences " + s.against(), table: s.measuresGrid(func(m experiment.Measure) bool {
		for i := range s.Plan.Choices {
			if d := s.outcome(i).Difference[m]; d.Known && (d.Value != 0 || d.Low != d.High) {
				return true
			}
		}
		return false
	})}
}

// measuresGrid is a table with a row for each measure and choice.
func (s *Sweep) measuresGrid(wanted func(experiment.Measure) bool) *grid {
	g := &grid{head: []string{"measure", "value", "is", "difference"}, texts: 2}
	for m := range experiment.Measures {
		if !s.known(m) || !wanted(m) {
			continue
		}
		name := experiment.Sheets[m].Name
		if experiment.Sheets[m].Share {
			name += ", %"
		}
		for i := range s.Plan.Choices {
			o, difference := s.outcome(i), ""
			if i != s.Plan.Current {
				difference = change(o.Difference[m], m)
			}
			g.add(name, s.Plan.Marked(i), between(o.Measures[m], m), difference)
			name = ""
		}
	}
	return g
}

// extra are the tables of metrics that were asked for.
func (s *Sweep) extra() (all []*section) {
	for i, id := range s.Plan.Metrics() {
		m := metrics.Catalogue[id]
		t := &section{title: m.Name + " of the run", words: []string{"Over replications, one value each: " + m.Meaning + "."}}
		t.table = s.eachChoice([]string{"mean", "5 %", "median", "95 %", "least", "most", "known in"}, func(_ int, o *experiment.Outcome) []string {
			q := o.Extra[i]
			cells := []string{spreadWord(mean(q.Mean, id, q.Mean.Value), m.Unit)}
			for _, v := range []int64{q.P5, q.P50, q.P95, q.Least, q.Most} {
				cells = append(cells, spreadWord(scaled(v, id, q.Known > 0), m.Unit))
			}
			return append(cells, Number(int64(q.Known)))
		})
		all = append(all, t)
	}
	return all
}

// spreadWord writes a value as people compare it.
func spreadWord(v metrics.Value, unit metrics.Unit) string {
	switch {
	case !v.Known:
		return nothing
	case unit == metrics.Ratio || unit == metrics.Count:
		return brief(float64(v.Num) / float64(v.Den))
	case unit == metrics.Bytes:
		return roughly(v.Num)
	default:
		return Value(v, unit)
	}
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
	best, other := s.Findings[0].Advice.Best, all.Advice.Best
	switch {
	case best == other:
		return text + " The advice would be the same."
	case other < 0:
		return text + " Then no value would hold all limits."
	default:
		return text + fmt.Sprintf(" Then the advice would be %s.", s.Plan.Label(other))
	}
}

// decided is the table of limits and costs.
func (s *Sweep) decided() *section {
	a := s.Findings[0].Advice
	if a == nil {
		return nil
	}
	d := s.Plan.Decision
	g := &grid{head: []string{"value", "limits"}, texts: 2}
	if len(d.Weights) > 0 {
		g.head, g.texts = []string{"value", "limits", "cost"}, 2
	}
	for i, v := range a.Verdicts {
		cells := []string{s.Plan.Marked(i), verdictWords(v, d)}
		if len(d.Weights) > 0 {
			cost := nothing
			if v.Cost.Known {
				cost = brief(v.Cost.Value) + " (" + brief(v.Cost.Low) + " to " + brief(v.Cost.High) + ")"
			}
			cells = append(cells, cost)
		}
		g.add(cells...)
	}
	t := &section{title: "The decision", table: g}
	if len(d.Weights) > 0 {
		var costs []string
		for _, w := range d.Weights {
			costs = append(costs, w.String())
		}
		t.words = []string{"Costs: " + strings.Join(costs, "; ") + "."}
	}
	var names []string
	for _, w := range append(slices.Clone(d.Limits), d.Weights...) {
		if subject, ok := experiment.LookupSubject(w.Subject); ok && !slices.Contains(names, w.Subject) {
			names = append(names, w.Subject)
			t.notes = append(t.notes, w.Subject+": "+subject.Meaning()+".")
		}
	}
	return t
}
