package survival

import (
	"cmp"
	"slices"
)

func observe(timelines []Timeline) *Observed {
	o := &Observed{from: Unended, to: Unbegun}
	for d := range timelines {
		t := &timelines[d]
		o.Span += t.To - t.From
		o.from, o.to = min(o.from, t.From), max(o.to, t.To)
		attempts := o.sortedAttempts(t)
		runs := o.dismiss(runsOf(attempts))
		o.addSpells(runs, d)
		w := watch(attempts, runs, t.To-t.From)
		w.watchOthers(t.Others, t.GivenUp)
		o.watched = append(o.watched, w)
	}
	return o
}

// sortedAttempts are those that tell something, in order of time. At a moment that saw both it was up.
func (o *Observed) sortedAttempts(t *Timeline) []Attempt {
	slices.SortFunc(t.Attempts, func(a, b Attempt) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Outcome, b.Outcome), cmp.Compare(a.Message, b.Message))
	})
	told := make([]Attempt, 0, len(t.Attempts))
	for _, a := range t.Attempts {
		n := len(told)
		switch {
		case a.Outcome == Lost:
			o.LeftOut[LostReply]++
		case a.Outcome == Up && n > 0 && told[n-1].Outcome == Up && told[n-1].At == a.At:
		case a.Outcome == Down && n > 0 && told[n-1].Outcome == Up && told[n-1].At == a.At:
			o.LeftOut[Mixed]++
		default:
			told = append(told, a)
		}
	}
	return told
}

// run is a run of failures without a success between them.
type run struct {
	spell Spell
	first int   // its place among the attempts
	only  int64 // the message, if it is only one; else -1
	why   Reason
}

func runsOf(attempts []Attempt) (runs []run) {
	for i := 0; i < len(attempts); i++ {
		if attempts[i].Outcome != Down {
			continue
		}
		r := run{spell: Spell{BeganFrom: Unbegun, BeganTo: attempts[i].At, EndedTo: Unended}, first: i, only: int64(attempts[i].Message), why: Reasons}
		if i > 0 {
			r.spell.BeganFrom = attempts[i-1].At
		}
		for ; i < len(attempts) && attempts[i].Outcome == Down; i++ {
			r.spell.EndedFrom = attempts[i].At
			r.spell.Attempts++
			if int64(attempts[i].Message) != r.only {
				r.only = -1
			}
		}
		if i < len(attempts) {
			r.spell.EndedTo = attempts[i].At
		}
		runs = append(runs, r)
	}
	return runs
}

// apart is how long a host must work before what follows is another outage, and how long it must fail for an outage that none of its
// neighbours can deny.
const apart = 3600

// dismiss marks runs that are no outage.
func (o *Observed) dismiss(runs []run) []run {
	for i := 1; i < len(runs); i++ {
		a, b := &runs[i-1], &runs[i]
		switch {
		case a.only >= 0 && a.only == b.only:
			a.why, b.why = OneMessage, OneMessage
		case b.spell.BeganTo-a.spell.EndedTo < apart:
			a.mixed()
			b.mixed()
		}
	}
	for i := range runs {
		if runs[i].why < Reasons {
			o.LeftOut[runs[i].why] += uint32(runs[i].spell.Attempts)
		}
	}
	return runs
}

func (r *run) mixed() {
	if r.why == Reasons && r.spell.EndedFrom-r.spell.BeganTo < apart {
		r.why = Mixed
	}
}

func (o *Observed) addSpells(runs []run, destination int) {
	for _, r := range runs {
		if r.why == Reasons {
			r.spell.Destination = destination
			o.Spells = append(o.Spells, r.spell)
		}
	}
}

// watch takes in the gaps before attempts: while an outage lasts none can begin, and of the gap in which it ends half is left on average.
func watch(attempts []Attempt, runs []run, span int64) watched {
	w := watched{span: span}
	before, down, known := int64(0), false, false
	for i, a := range attempts {
		if len(runs) > 0 && i == runs[0].first+runs[0].spell.Attempts {
			runs = runs[1:]
		}
		fails := a.Outcome == Down
		if fails && len(runs) > 0 && i >= runs[0].first && runs[0].why < Reasons {
			continue
		}
		switch {
		case !known:
			w.open++
		case !down:
			w.add(a.At - before)
		case !fails:
			w.add((a.At - before) / 2)
		}
		before, down, known = a.At, fails, true
	}
	w.sort()
	return w
}
