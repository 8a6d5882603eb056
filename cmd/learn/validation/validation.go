// Package validation simulates what was learned from records and says where the records fall among the storms: whether the model explains them.
package validation

import (
	"cmp"
	"context"
	"math"
	"slices"

	"mailstorm/cmd/learn"
	"mailstorm/sim"
	"mailstorm/sim/experiment"
)

// Options say with what records are compared, and how often it is simulated.
type Options struct {
	Config *sim.Config // of one week of mail, from a Monday on
	Runs   int
	Cores  int
	Most   float64            // recipients of all storms; 0: what takes some 20 s
	Step   func(done, of int) // hears of each storm
}

// Result is where the records fall among simulated storms.
type Result struct {
	Runs  int
	Weeks int     // of each storm
	OneIn int     // so many messages of the records one was simulated
	P     float64 // the chance that a storm of the model itself is as far from the others as the records are, all figures together
	Rows  []Row
	Why   string // why nothing was simulated; empty: it was
}

// Row is one figure.
type Row struct {
	Statistic         Statistic
	Missing           string    // why the records do not show it; empty: they do
	Observed          float64   // of the records
	Low, Middle, High float64   // of the storms: their median, and what holds 95 % of them
	Below, Equal, N   int       // storms with less, with as much, and in all
	P                 float64   // the chance that a storm of the model is as far out; below 5 % the figure does not fit
	Part              string    // of DayParts and TimeParts: where the records differ most
	PartObserved      float64   // share of deferred recipients there
	PartMiddle        float64   // the same of the storms on average
	Storms            []float64 // their values, ascending

	values []float64 // of the records, and of each storm
}

// Fits reports whether the storms explain a figure.
func (r *Row) Fits() bool { return r.Missing != "" || r.P >= 0.05 }

// Fits reports whether the storms explain all figures together.
func (r *Result) Fits() bool { return r.P >= 0.05 }

// Statistic is one of learn.DelayFigures, or a distance between parts of the week.
type Statistic int

// The distances: the share of deferrals that fall on other parts of the week than those of the storms.
const (
	DayParts = Statistic(learn.DelayFigures) + iota
	TimeParts
	Statistics
)

// far reports whether only a large value is out of place.
func (s Statistic) far() bool { return s >= DayParts }

const (
	// fewestRuns let a figure that is farther out than all storms have a chance below 5 %.
	fewestRuns = 39
	// usualMost recipients of all storms take some 20 s on two cores.
	usualMost = 6_000_000
	// fewestWith storms need a value, where some have none.
	fewestWith = 19
	// fewestKnown is the share of recipients whose attempts are known, below which shares of all are not.
	fewestKnown = 0.9
)

// Validate simulates the scenario as often and as long as the records are, and compares.
func Validate(ctx context.Context, f *learn.Findings, o Options) (*Result, error) {
	r := &Result{Runs: o.Runs, OneIn: 1}
	observed := f.Delays
	switch {
	case observed.Recipients == 0 && observed.Unknown > 0:
		r.Why = "the records do not tell of attempts: a list of messages shows neither deferrals nor waits"
	case observed.Recipients == 0:
		r.Why = "the records tell of no outbound mail"
	case len(o.Config.Mails) == 0:
		r.Why = "the scenario has no mail"
	}
	if r.Why != "" {
		return r, nil
	}
	r.Weeks = max(1, int(math.Ceil(f.Last.Sub(o.Config.Clock.Add(lead(o.Config))).Hours()/learn.Week)))
	expected, most := recipients(o.Config)*float64(r.Weeks), cmp.Or(o.Most, usualMost)
	r.Runs = max(int(min(float64(o.Runs), most/expected)), min(o.Runs, fewestRuns))
	r.OneIn = max(1, int(math.Ceil(expected*float64(r.Runs)/most)))
	storms, err := o.simulate(ctx, stretched(o.Config, r.Weeks, r.OneIn), r.Runs, f)
	if err != nil {
		return nil, err
	}
	thinned := expected/float64(r.OneIn) < 0.7*float64(observed.Recipients)*float64(r.Weeks)/max(1, f.Last.Sub(f.First).Hours()/learn.Week)
	r.compare(f, storms, thinned)
	return r, nil
}

// recipients are those of one week of a scenario.
func recipients(c *sim.Config) (sum float64) {
	for i := range c.Mails {
		m := &c.Mails[i]
		if m.Rate.Per <= 0 {
			continue
		}
		hours := float64(learn.Week)
		if days := counted(m.Hours.Days[:]); days > 0 {
			hours = float64(days) * (m.Hours.Until - m.Hours.From).Hours()
		}
		sum += float64(m.Rate.Count) * hours / m.Rate.Per.Hours() * float64(len(m.To))
	}
	return sum
}

func counted(all []bool) (n int) {
	for _, is := range all {
		if is {
			n++
		}
	}
	return n
}

// simulate runs storms on some cores, and gives them in the order of their seeds.
func (o *Options) simulate(ctx context.Context, c *sim.Config, runs int, f *learn.Findings) ([]*learn.Delays, error) {
	type outcome struct {
		run    int
		delays *learn.Delays
		err    error
	}
	seeds, done := make(chan int), make(chan outcome)
	observed := experiment.ObservedIn(c)
	for range max(o.Cores, 1) {
		go func() {
			for run := range seeds {
				d, err := delays(ctx, experiment.Sample(c, observed, int64(run)+1), int64(run)+1, f.First, f.Last, f.Zone)
				done <- outcome{run, d, err}
			}
		}()
	}
	go func() {
		defer close(seeds)
		for run := range runs {
			seeds <- run
		}
	}()
	storms := make([]*learn.Delays, runs)
	var err error
	for n := range runs {
		out := <-done
		storms[out.run] = out.delays
		if err == nil {
			err = out.err // the first stands for all: an interrupt ends each storm
		}
		if o.Step != nil {
			o.Step(n+1, runs)
		}
	}
	return storms, err
}

// compare fills in the rows.
func (r *Result) compare(f *learn.Findings, storms []*learn.Delays, thinned bool) {
	observed := f.Delays.Figures(f.First, f.Last)
	simulated := make([][learn.DelayFigures]float64, len(storms))
	for i, s := range storms {
		simulated[i] = s.Figures(f.First, f.Last)
	}
	for figure := range learn.DelayFigures {
		row := Row{Statistic: Statistic(figure), Missing: missing(f, figure, thinned)}
		if row.Missing == "" {
			values := make([]float64, len(storms))
			for i := range storms {
				values[i] = simulated[i][figure]
			}
			row.place(observed[figure], values)
		}
		r.Rows = append(r.Rows, row)
	}
	r.Rows = append(r.Rows, partsRow(DayParts, f, storms, (*learn.Delays).Days), partsRow(TimeParts, f, storms, (*learn.Delays).Times))
	r.P = global(r.Rows)
	for i := range r.Rows {
		r.Rows[i].values = nil
	}
}

// missing says why records do not show a figure.
func missing(f *learn.Findings, figure learn.DelayFigure, thinned bool) string {
	d := f.Delays
	all := float64(d.Recipients + d.Unknown)
	switch figure {
	case learn.DeferredShare, learn.LongShare, learn.ExpiredShare, learn.QueueMost:
		if float64(d.Recipients) < fewestKnown*all {
			return "attempts are known of some of the mail only"
		}
	case learn.DaysShare, learn.QueueHours:
		if float64(d.Recipients) < fewestKnown*all {
			return "attempts are known of some of the mail only"
		}
		if thinned {
			return "the storms have less mail than the records, so they meet fewer outages"
		}
	case learn.AttemptsMean:
		if f.Hides {
			return "a message trace hides attempts"
		}
	}
	return ""
}

const few = 5 // deferred recipients say nothing about parts of a week

// partsRow compares how deferred recipients spread over parts of the week: how much of that would have to move to make it what all storms
// and the records are on average.
func partsRow(statistic Statistic, f *learn.Findings, storms []*learn.Delays, of func(*learn.Delays) learn.Parts) Row {
	row := Row{Statistic: statistic}
	names := of(f.Delays).Names
	var shares [][]float64
	for _, d := range append([]*learn.Delays{f.Delays}, storms...) {
		shares = append(shares, spread(of(d).Counts))
	}
	if shares[0] == nil {
		row.Missing = "too few were deferred"
		return row
	}
	middle, n := make([]float64, len(names)), 0
	for _, s := range shares {
		if s != nil {
			n++
			for i := range s {
				middle[i] += s[i]
			}
		}
	}
	for i := range middle {
		middle[i] /= float64(n)
	}
	var values []float64
	for _, s := range shares[1:] {
		values = append(values, distance(s, middle))
	}
	row.place(distance(shares[0], middle), values)
	most := 0
	for i := range names {
		if math.Abs(shares[0][i]-middle[i]) > math.Abs(shares[0][most]-middle[most])+1e-9 {
			most = i
		}
	}
	row.Part, row.PartObserved, row.PartMiddle = names[most], learn.Rounded(shares[0][most]), learn.Rounded(middle[most])
	return row
}

// spread is the share of each part; nil where there are few.
func spread(counts []int) []float64 {
	all := 0
	for _, n := range counts {
		all += n
	}
	if all < few {
		return nil
	}
	shares := make([]float64, len(counts))
	for i, n := range counts {
		shares[i] = float64(n) / float64(all)
	}
	return shares
}

func distance(shares, middle []float64) float64 {
	if shares == nil {
		return math.NaN()
	}
	sum := 0.0
	for i := range shares {
		sum += math.Abs(shares[i] - middle[i])
	}
	return learn.Rounded(sum / 2)
}

// place ranks the records' value among those of storms.
func (r *Row) place(observed float64, values []float64) {
	if math.IsNaN(observed) {
		r.Missing = "none was met"
		return
	}
	known := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	slices.Sort(known)
	if len(known) < fewestWith {
		r.Missing = "too few storms have any"
		return
	}
	r.Storms = known
	r.Observed, r.N, r.values = observed, len(known), append([]float64{observed}, values...)
	r.Low, r.Middle, r.High = nearestRank(known, 0.025), nearestRank(known, 0.5), nearestRank(known, 0.975)
	for _, v := range known {
		switch {
		case v < observed:
			r.Below++
		case v == observed:
			r.Equal++
		}
	}
	above := r.N - r.Below - r.Equal
	as := 1 + r.Equal + above
	if !r.Statistic.far() {
		as = min(r.N+1, 2*(1+r.Equal+min(r.Below, above)))
	}
	r.P = learn.Rounded(float64(as) / float64(r.N+1))
}

func nearestRank(sorted []float64, share float64) float64 {
	return sorted[min(len(sorted)-1, max(0, int(math.Ceil(share*float64(len(sorted))-1e-9))-1))]
}

// global is the chance of all figures together (a global envelope test: Myllymäki and others, 2017): the records and each storm are ordered by
// the ranks of their figures, the farthest out first.
func global(rows []Row) float64 {
	var all [][]int // for the records and each storm
	for i := range rows {
		values := rows[i].values
		if values == nil {
			continue
		}
		if all == nil {
			all = make([][]int, len(values))
		}
		for k := range values {
			all[k] = append(all[k], depth(values, k, rows[i].Statistic.far()))
		}
	}
	if all == nil {
		return 1
	}
	for _, depths := range all {
		slices.Sort(depths)
	}
	as := 0
	for _, depths := range all {
		if slices.Compare(depths, all[0]) <= 0 {
			as++
		}
	}
	return learn.Rounded(float64(as) / float64(len(all)))
}

// depth is how many of all are as far out as one, on its own side.
func depth(values []float64, one int, far bool) int {
	if math.IsNaN(values[one]) {
		return len(values)
	}
	low, high := 0, 0
	for _, v := range values {
		if v <= values[one] {
			low++
		}
		if v >= values[one] {
			high++
		}
	}
	if far {
		return high
	}
	return min(low, high)
}
