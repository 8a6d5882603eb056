package expect

import (
	"math/big"
	"slices"

	"mailstorm/scenarios/quantity"
	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// meets compares an answer with what is wanted.
func (w *condition) meets(what kind, a *[3]answer) bool {
	switch {
	case w.none:
		return a[0].exists(what) == w.not
	case what == number:
		return w.meetsNumber(a)
	}
	any, all := false, a[0].exists(what)
	for _, c := range a[0].codes {
		in := slices.ContainsFunc(w.codes, func(r smtp.Reply) bool { return fits(c.reply, r) })
		any, all = any || in, all && in
	}
	for row := range a[0].fates {
		for column, n := range a[0].fates[row] {
			in := w.fates[row][column]
			any, all = any || what == fate && in && n > 0, all && (what != fate || in || n == 0)
		}
	}
	if w.not {
		return !any
	}
	return all
}

// fits reports whether a reply is what was written, which may lack a part.
func fits(r, written smtp.Reply) bool {
	return (written.Code == 0 || r.Code == written.Code) && (written.Enhanced == 0 || r.Enhanced == written.Enhanced)
}

func (a *answer) exists(what kind) bool {
	switch what {
	case number:
		return a.number.Known
	case code:
		return len(a.codes) > 0
	default:
		return a.fates != [3][3]int64{}
	}
}

func (w *condition) meetsNumber(a *[3]answer) bool {
	low, high, known := w.ends(a)
	if !known || !a[0].number.Known {
		return w.not
	}
	n, within := rat(a[0].number), true
	if low != nil {
		c := n.Cmp(low)
		within = within && (c > 0 || c == 0 && !w.open)
	}
	if high != nil {
		c := n.Cmp(high)
		within = within && (c < 0 || c == 0 && !w.open)
	}
	return within != w.not
}

// ends are what a number is compared with in this run; they may not exist.
func (w *condition) ends(a *[3]answer) (low, high *big.Rat, known bool) {
	known = true
	end := func(t *bound, a *answer) *big.Rat {
		switch {
		case t == nil:
			return nil
		case t.other == nil:
			return t.value
		case !a.number.Known:
			known = false
			return nil
		}
		return rat(a.number)
	}
	low = end(w.low, &a[1])
	high = end(w.high, &a[2])
	return low, high, known
}

// near is the nearest value that would have been met.
func (w *condition) near(a *[3]answer, unit metrics.Unit) metrics.Value {
	low, high, known := w.ends(a)
	if w.none || w.not || !known || !a[0].number.Known {
		return metrics.Value{}
	}
	n, step := rat(a[0].number), new(big.Rat)
	if w.open && unit == metrics.Count {
		step = quantity.Whole(1)
	}
	if low != nil && n.Cmp(low) <= 0 {
		return value(step.Add(low, step))
	}
	return value(step.Sub(high, step))
}
