package grid

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
	"mailstorm/scenarios/resolve"
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// Experiment is what the tables [experiment] and [decision] say; the zero value when there are none.
type Experiment struct {
	Vary      []Axis
	States    []Axis               // what is shown side by side and never advised, beside what of Vary nobody can choose
	Prior     []float64            // how likely each combination of states is, those of the last key one after the other; empty: not said
	Runs      uint32               // replications; 0: not said
	Precision float64              // how narrow the confidence interval must be, as a part of the value; 0: not said
	Narrow    string               // Precision as it is written
	Promise   experiment.Guarantee // of advice; what is not said is experiment.Usual
	MostRuns  uint32               // with Precision or a decision; 0: not said
	Current   []string             // by axis, one of its values each; empty: not said
	Metrics   []metrics.ID
	Decision  experiment.Decision
}

// reader reads [experiment] and [decision].
type reader struct {
	*resolve.Names
	experiment Experiment
	particular int // limits and weights beside the measures
}

func Read(n *resolve.Names, experiment, decision *decode.Table) Experiment {
	l := &reader{Names: n}
	l.readExperiment(experiment, len(decision.Node.Children) > 0)
	l.readDecision(decision)
	return l.experiment
}

func (l *reader) readExperiment(t *decode.Table, decides bool) {
	e := &l.experiment
	vary, states, prior := t.Get("vary"), t.Get("states"), t.Get("prior")
	current, precision := t.Get("current"), t.Get("precision")
	confidence, loss := t.Get("confidence"), t.Get("loss")
	runs, most := t.ReadPositive("runs", &e.Runs), t.ReadPositive("most_runs", &e.MostRuns)
	columns := t.Get("metrics")
	t.Done()
	if vary != nil {
		e.Vary = l.axes(vary, "vary")
	}
	l.states(states, prior)
	if precision != nil {
		l.precision(precision)
	}
	l.promise(confidence, loss, decides)
	switch {
	case most == nil:
	case precision == nil && !decides:
		l.Report(most.KeyProblem("most_runs has no effect without precision or a decision; write precision or [decision] as well, or runs alone"))
	case runs != nil && e.MostRuns < e.Runs:
		l.Report(most.Problem("most_runs = %d is less than runs = %d", e.MostRuns, e.Runs))
	}
	if current != nil && (vary == nil || len(e.Vary) > 0) {
		l.current(current)
	}
	if columns != nil {
		l.extra(columns)
	}
}

// axes reads {KEY = "A..B/STEP", KEY = [...]}, the keys with quotes around all of them or not.
func (l *reader) axes(n *parse.Node, name string) []Axis {
	if n.Kind != parse.Table || len(n.Children) == 0 {
		l.Report(n.Problem("%s must be a table of keys and their values, as in {\"host.exo.message_expiration\" = \"12h..24h/1h\"}", name))
		return nil
	}
	axes, before := l.keys(n), len(l.Problems)
	for i := range axes {
		axes[i].Values = l.values(axes[i].at)
	}
	if len(l.Problems) > before {
		return nil
	}
	if p := Check(axes); p != nil {
		l.Report(p)
		return nil
	}
	return axes
}

// keys are the dotted keys of a table, without values; none when there are too many.
func (l *reader) keys(n *parse.Node) (axes []Axis) {
	n.Leaves("", func(e *parse.Node, key string) { axes = append(axes, Axis{Key: key, at: e}) })
	if len(axes) > MostAxes {
		l.Report(axes[MostAxes].at.KeyProblem("more than %d keys are varied, which is the limit", MostAxes))
		return nil
	}
	return axes
}

// values are those of a range or a list; none when something is wrong with them.
func (l *reader) values(n *parse.Node) (all []string) {
	var err error
	switch s := n.Text(); {
	case n.Kind == parse.List && len(n.Children) == 0:
		l.Report(n.Problem("this list is empty; write the values of %s", n.Path()))
	case n.Kind == parse.List:
		for _, e := range n.Children {
			all = append(all, l.setting(e))
		}
		all, err = list(all)
	case strings.Contains(s, ".."):
		all, err = steps(s)
	default:
		l.Report(n.Problem("%s is not a range; "+axisHint+", or a list, as in [\"12h\", \"24h\"]", n.Describe()))
	}
	if err != nil {
		l.Report(n.Problem("%s", err))
	}
	return all
}

// setting is a value as an override takes it.
func (l *reader) setting(n *parse.Node) string {
	if _, isTime := n.Value.(time.Time); isTime {
		l.Report(n.Problem("put the date in quotes"))
	}
	if s, ok := n.Value.(string); ok {
		return s
	}
	return n.Source.Text[n.ValueSpan.From:n.ValueSpan.To]
}

// precision reads how narrow the confidence interval must be, as a share of the value.
func (l *reader) precision(n *parse.Node) {
	if decode.ParseWord(l.Decoder, n, &l.experiment.Precision, ParsePrecision) {
		l.experiment.Narrow, _ = n.Written()
	}
}

// promise reads how sure advice has to be.
func (l *reader) promise(confidence, loss *parse.Node, decides bool) {
	for _, n := range []*parse.Node{confidence, loss} {
		if n != nil && !decides {
			l.Report(n.KeyProblem("%s has no effect without a decision; write a table [decision] as well", n.Name))
			return
		}
	}
	if confidence != nil || loss != nil {
		l.experiment.Promise = experiment.DefaultGuarantee
	}
	if confidence != nil {
		decode.ParseWord(l.Decoder, confidence, &l.experiment.Promise.Confidence, ParseConfidence)
	}
	if loss != nil {
		p := &l.experiment.Promise
		decode.ParseWord(l.Decoder, loss, p, func(s string) (experiment.Guarantee, error) { return ParseLoss(*p, s) })
	}
}

// ParseConfidence reads "95%" or "0.95".
func ParseConfidence(s string) (float64, error) {
	share, err := quantity.ExactShare(s)
	if err != nil {
		return 0, err
	}
	confidence, _ := share.Float64()
	if confidence < 0.5 || confidence >= 1 {
		return 0, fmt.Errorf("%s is not a valid confidence; write at least 50 %% and less than 100 %%", parse.Quoted(s))
	}
	return confidence, nil
}

// ParseLoss reads what makes no difference: "5%" of the median cost of the values, or "20" in the unit in which the report writes costs.
func ParseLoss(p experiment.Guarantee, s string) (experiment.Guarantee, error) {
	number, share := strings.CutSuffix(s, "%")
	loss, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if p.Relative = share; share {
		loss /= 100
	}
	if err != nil || !(loss >= 0 && loss < 1e15) || share && loss >= 1 {
		return p, fmt.Errorf("%s is not a valid loss; write a cost in the unit of the report, as in 20, or a share of the median cost, as in \"5%%\"", parse.Quoted(s))
	}
	p.Indifference = loss
	return p, nil
}

// ParsePrecision reads "2%" or "0.02".
func ParsePrecision(s string) (float64, error) {
	share, err := quantity.ExactShare(s)
	if err != nil {
		return 0, err
	}
	precision, _ := share.Float64()
	if precision <= 0 || precision >= 1 {
		return 0, fmt.Errorf("%s is not a valid precision; write more than 0 %% and less than 100 %%", parse.Quoted(s))
	}
	return precision, nil
}

// current finds what is in force among the values.
func (l *reader) current(n *parse.Node) {
	axes, given := l.experiment.Vary, map[string]*parse.Node{}
	switch {
	case len(axes) == 0:
		l.Report(n.KeyProblem("current needs varied keys; write vary as well"))
		return
	case n.Kind == parse.Table:
		for _, c := range l.keys(n) {
			given[Canonical(c.Key)] = c.at
			l.isVaried(c)
		}
	case len(axes) > 1:
		l.Report(n.Problem("several keys are varied; write current = {KEY = VALUE, ...} with a value for each of them"))
		return
	default:
		given[Canonical(axes[0].Key)] = n
	}
	for _, a := range axes {
		v := given[Canonical(a.Key)]
		if v == nil {
			l.Report(n.Problem("current has no value for %s", a.Key))
		} else if index, err := a.Find(l.setting(v)); err != nil {
			l.Report(v.Problem("%s", err))
		} else {
			l.experiment.Current = append(l.experiment.Current, a.Values[index])
		}
	}
}

// isVaried complains of a key of current that nobody varies.
func (l *reader) isVaried(c Axis) {
	var keys []string
	for _, a := range l.experiment.Vary {
		if Canonical(a.Key) == Canonical(c.Key) {
			return
		}
		keys = append(keys, a.Key)
	}
	l.Report(c.at.KeyProblem("%s is not varied", c.Key)).Suggest("keys", c.Key, keys)
}

// extra reads the metrics that get columns of their own.
func (l *reader) extra(n *parse.Node) {
	var names []string
	if !l.Decode(n, &names) {
		return
	}
	for i, e := range parse.Elements(n) {
		id, host, ok := l.Metric(parse.ValuePhrase(e, names[i]))
		switch {
		case !ok:
		case host >= 0:
			l.Report(e.Problem("%s is a metric of one host; an experiment takes metrics of the whole run", names[i]))
		case slices.Contains(l.experiment.Metrics, id):
			l.Report(e.Problem("%s is here twice", names[i]))
		default:
			l.experiment.Metrics = append(l.experiment.Metrics, id)
		}
	}
}
