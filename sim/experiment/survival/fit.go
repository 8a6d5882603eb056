package survival

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

const (
	leastSeen        = 0.1 // of the shortest outages that an estimate is about
	fewest           = 8   // spells
	perWeek          = 7 * 86400
	critical         = 3.841 // 95 % of a chi-squared number with one degree of freedom
	mostNone         = 3.689 // outages expected where the chance of none is 2.5 %
	mostObservations = 10_000
	mostSpells       = 400 // the work grows with their square
	rounds           = 3
)

// percents are those of points: enough that the lines between them do not make the tail longer.
var percents = []float64{0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 84, 88, 90, 92, 94, 95, 96, 97, 98, 98.5, 99, 99.5}

// Fit estimates. Equal input gives equal output.
func Fit(o *Observed) *Estimate {
	e := &Estimate{Spells: len(o.Spells), Span: o.Span, Up: o.up(), TooFew: true}
	for i := range o.Spells {
		if s := &o.Spells[i]; s.BeganFrom == Unbegun || s.EndedTo == Unended {
			e.Open++
		}
	}
	c, shares := o.cells()
	for _, share := range shares {
		e.Shares = append(e.Shares, significant(share))
	}
	e.Least, e.Half = o.seenFrom(leastSeen, shares), o.seenFrom(0.5, shares)
	switch {
	case e.Least == Unended:
		e.PerWeek.High = math.Inf(1)
	case e.Spells == 0:
		e.PerWeek.High = significant(mostNone * perWeek / o.beginnings(float64(e.Least), shares))
	default:
		e.fit(c)
	}
	return e
}

// cells cuts the lengths, and finds which share of outages each destination has; the chance to be seen is that of an average outage.
func (o *Observed) cells() (c *cells, shares []float64) {
	spells, part := thinned(o.Spells)
	if len(spells) == 0 {
		return nil, nil
	}
	for round := 0; ; round++ {
		least := o.seenFrom(leastSeen, shares)
		if least == Unended {
			return nil, shares
		}
		c = newCells(spells, least, func(length float64) float64 { return part * o.beginnings(length, shares) })
		if len(o.watched) == 1 || round == rounds {
			return c, shares
		}
		shares = o.shares(c, c.spread(c.laws()[0]))
	}
}

// thinned keeps some spells of very many, evenly, and says which part: as if the others had not been seen.
func thinned(spells []Spell) (kept []Spell, part float64) {
	if len(spells) <= mostSpells {
		return spells, 1
	}
	for i := range mostSpells {
		kept = append(kept, spells[int64(i)*int64(len(spells))/mostSpells])
	}
	return kept, mostSpells / float64(len(spells))
}

func (e *Estimate) fit(c *cells) {
	from, _ := slices.BinarySearch(c.edges, e.Least)
	laws := c.laws()
	counts := c.spread(laws[0])
	p := newProfile(c.rows, critical)
	more := p.more()
	e.PerWeek = c.perWeek(p, more, counts, from)
	for _, l := range lates {
		e.Late = append(e.Late, c.late(p, more, counts, l, e.Up))
	}
	longer := sum(counts[from:])
	if e.TooFew = longer < fewest; longer < 0.5 {
		return
	}
	for _, percent := range Percents {
		q := Quantile{Percent: percent, Value: c.quantile(counts, from, float64(percent)/100)}
		low, high := p.bounds(c, from, float64(percent)/100)
		q.Low, q.High = min(low, q.Value), max(high, q.Value)
		e.Quantiles = append(e.Quantiles, q)
	}
	e.Beyond = c.steps(p.best, from)
	for i, l := range laws {
		e.Laws = append(e.Laws, c.law(l, laws[0], e.Least, i == 0))
	}
	e.Points, e.Observations = c.points(counts, from), c.observations(p, counts, from)
}

// laws are fitted, the likeliest first; a parameter more must earn its keep (Akaike).
func (c *cells) laws() (all []fitted) {
	for i := range families {
		all = append(all, c.fit(&families[i]))
	}
	slices.SortStableFunc(all, func(a, b fitted) int { return cmp.Compare(a.aic(), b.aic()) })
	return all
}

// emSteps are enough that a law of another shape does not decide where outages go: of outages of 1 h, and one in five of 20 h, a single step gave 0.79
// times what bounces after 12 h, and three give 0.92 times. All steps would heap them up, and make little of what few mails see.
const emSteps = 3

// spread spreads each spell over what its bounds leave open, first as a law has it: some steps of the EM algorithm.
func (c *cells) spread(l fitted) []float64 {
	counts := make([]float64, len(l.masses))
	for j, m := range l.masses {
		counts[j] = m * l.rate * c.seen[j]
	}
	m := (&profile{rows: c.rows}).tilted(counts, 0)
	for range emSteps {
		for j, gain := range m.gains(m.fits(counts)) {
			counts[j] *= gain
		}
	}
	return counts
}

// perWeek is the rate of lengths beyond an edge.
func (c *cells) perWeek(p, more *profile, counts []float64, from int) Interval {
	weights := make([]float64, len(counts))
	for j := from; j < len(weights); j++ {
		weights[j] = perWeek / c.seen[j]
	}
	return c.interval(p, more, weights, counts)
}

// more is the profile with one spell more, of which nothing is known.
func (p *profile) more() *profile {
	one := make([]float64, len(p.best))
	for j := range one {
		one[j] = 1
	}
	return newProfile(append(slices.Clip(p.rows), one), p.critical)
}

// interval is that of a linear function of the counts. Its upper end is that of one spell more, as Clopper and Pearson's is.
func (c *cells) interval(p, more *profile, weights, counts []float64) Interval {
	value := dot(weights, counts)
	return Interval{significant(value), significant(min(value, p.interval(weights).Low)), significant(max(value, more.interval(weights).High))}
}

// steps are where the nonparametric estimate falls.
func (c *cells) steps(counts []float64, from int) (steps []Step) {
	rates := c.rates(counts)
	all := sum(rates[from:])
	steps = append(steps, Step{c.edges[from], 1})
	for j := from; j < len(rates)-1; j++ {
		if left := sum(rates[j+1:]) / all; rates[j]/all > 1e-4 {
			steps = append(steps, Step{c.edges[j+1], significant(left)})
		}
	}
	return steps
}

func (c *cells) law(l, first fitted, least int64, bounds bool) Law {
	f, at := l.family, float64(max(1, least))
	out := Law{Name: f.name, Scale: int64(math.Round(l.scale)), Shape: significant(l.shape), AIC: math.Round(100*(l.aic()-first.aic())) / 100,
		PerWeek: significant(l.rate * perWeek * f.beyond(at, l.scale, l.shape))}
	var ring []fitted
	if bounds {
		ring = c.border(l, critical)
	}
	for _, percent := range Percents {
		q := Quantile{Percent: percent, Value: l.beyond(at, float64(percent)/100)}
		q.Low, q.High = q.Value, q.Value
		for _, r := range ring {
			v := r.beyond(at, float64(percent)/100)
			q.Low, q.High = min(q.Low, v), max(q.High, v)
		}
		out.Quantiles = append(out.Quantiles, q)
	}
	return out
}

// beyond is a quantile of the lengths beyond one.
func (l fitted) beyond(length, share float64) int64 {
	longer := l.family.beyond(length, l.scale, l.shape)
	q := l.family.quantile(1-float64(longer*(1-share)), l.scale, l.shape)
	return int64(math.Round(min(q, longest)))
}

// points describe the law by quantiles. The last of them is where the line to it has the mean of what lies beyond the one before.
func (c *cells) points(counts []float64, from int) (points []Point) {
	for _, percent := range percents {
		length := c.quantile(counts, from, percent/100)
		points = append(points, Point{percent, min(length, c.edges[len(c.edges)-1])})
	}
	last := points[len(points)-1]
	return append(points, Point{100, max(last.Length, 2*c.meanBeyond(counts, from, last.Percent/100)-last.Length)})
}

// meanBeyond is the mean of the lengths beyond a quantile.
func (c *cells) meanBeyond(counts []float64, from int, share float64) int64 {
	rates := c.rates(counts)
	rest := (1 - share) * sum(rates[from:])
	all, total := rest, 0.0
	for j := len(rates) - 1; j >= from && rest > 0; j-- {
		a, b := c.bounds(j)
		part := min(rest, rates[j])
		total += float64(part * (a + b) / 2)
		rest -= part
	}
	return int64(total / all)
}

// observations is how long a list of outages had to be for its longest tenth to be as uncertain as the rate of such outages is.
func (c *cells) observations(p *profile, counts []float64, from int) int {
	weights := make([]float64, len(counts))
	for j := c.cellOf(counts, from, 0.9); j < len(weights); j++ {
		weights[j] = 1 / c.seen[j]
	}
	i := p.interval(weights)
	deviation := math.Log(max(i.High, i.Value)/max(i.Low, i.Value/1000)) / (2 * 1.96)
	return int(max(2, min(mostObservations, 9/(deviation*deviation))))
}

// significant keeps four digits, so that no architecture's rounding shows.
func significant(x float64) float64 {
	x, _ = strconv.ParseFloat(strconv.FormatFloat(x, 'g', 4, 64), 64)
	return x
}
