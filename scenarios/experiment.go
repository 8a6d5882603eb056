package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

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
	Promise   experiment.Guarantee // of advice; what is not said is experiment.DefaultGuarantee
	MostRuns  uint32               // with Precision or a decision; 0: not said
	Current   []string             // by axis, one of its values each; empty: not said
	Metrics   []metrics.ID
	Decision  experiment.Decision
}

func (l *loading) readExperiment(t *table, decides bool) {
	e := &l.experiment
	vary, states, prior := t.get("vary"), t.get("states"), t.get("prior")
	current, precision := t.get("current"), t.get("precision")
	confidence, loss := t.get("confidence"), t.get("loss")
	runs, most := t.more("runs", &e.Runs), t.more("most_runs", &e.MostRuns)
	columns := t.get("metrics")
	t.done()
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
		l.complain(most.misnamed("most_runs bounds the runs that precision or a decision asks for; write precision or [decision] as well, or runs alone"))
	case runs != nil && e.MostRuns < e.Runs:
		l.complain(most.problem("most_runs = %d is less than runs = %d", e.MostRuns, e.Runs))
	}
	if current != nil && (vary == nil || len(e.Vary) > 0) {
		l.current(current)
	}
	if columns != nil {
		l.extra(columns)
	}
}

// leaves visits all that is no table, and empty tables, with the dotted key.
func (n *node) leaves(prefix string, visit func(n *node, key string)) {
	for _, e := range n.inner {
		key := e.name
		if prefix != "" {
			key = prefix + "." + toml.Key{e.name}.String()
		}
		if e.shape == tableShape && len(e.inner) > 0 {
			e.leaves(key, visit)
		} else if e.shape != absent {
			visit(e, key)
		}
	}
}

// axes reads {KEY = "A..B/STEP", KEY = [...]}, the keys with quotes around all of them or not.
func (l *loading) axes(n *node, name string) []Axis {
	if n.shape != tableShape || len(n.inner) == 0 {
		l.complain(n.problem("%s is a table of keys and their values, as in {\"host.exo.message_expiration\" = \"12h..24h/1h\"}", name))
		return nil
	}
	axes, before := l.keys(n), len(l.problems)
	for i := range axes {
		axes[i].Values = l.values(axes[i].at)
	}
	if len(l.problems) > before {
		return nil
	}
	if p := gridProblem(axes); p != nil {
		l.complain(p)
		return nil
	}
	return axes
}

// keys are the dotted keys of a table, without values; none when there are too many.
func (l *loading) keys(n *node) (axes []Axis) {
	n.leaves("", func(e *node, key string) { axes = append(axes, Axis{Key: key, at: e}) })
	if len(axes) > mostAxes {
		l.complain(axes[mostAxes].at.misnamed("more than %d keys are varied; that is the most", mostAxes))
		return nil
	}
	return axes
}

// values are those of a range or a list; none when something is wrong with them.
func (l *loading) values(n *node) (all []string) {
	var err error
	switch s := n.text(); {
	case n.shape == listShape && len(n.inner) == 0:
		l.complain(n.problem("an empty list; write the values of %s", n.path()))
	case n.shape == listShape:
		for _, e := range n.inner {
			all = append(all, l.setting(e))
		}
		all, err = list(all)
	case strings.Contains(s, ".."):
		all, err = steps(s)
	default:
		l.complain(n.problem("%s is no range; "+axisHint+", or a list, as in [\"12h\", \"24h\"]", n.kind()))
	}
	if err != nil {
		l.complain(n.problem("%s", err))
	}
	return all
}

// setting is a value as an override takes it.
func (l *loading) setting(n *node) string {
	if _, isTime := n.value.(time.Time); isTime {
		l.complain(n.problem("put the date between quotes"))
	}
	if s, ok := n.value.(string); ok {
		return s
	}
	return n.src.text[n.is.from:n.is.to]
}

// precision reads how narrow the confidence interval must be, as a share of the value.
func (l *loading) precision(n *node) {
	if word(&l.reading, n, &l.experiment.Precision, ParsePrecision) {
		l.experiment.Narrow, _ = n.word()
	}
}

// promise reads how sure advice has to be.
func (l *loading) promise(confidence, loss *node, decides bool) {
	for _, n := range []*node{confidence, loss} {
		if n != nil && !decides {
			l.complain(n.misnamed("%s says how sure a decision has to be; write a table [decision] as well", n.name))
			return
		}
	}
	if confidence != nil || loss != nil {
		l.experiment.Promise = experiment.DefaultGuarantee
	}
	if confidence != nil {
		word(&l.reading, confidence, &l.experiment.Promise.Confidence, ParseConfidence)
	}
	if loss != nil {
		p := &l.experiment.Promise
		word(&l.reading, loss, p, func(s string) (experiment.Guarantee, error) { return ParseLoss(*p, s) })
	}
}

// ParseConfidence reads "95%" or "0.95".
func ParseConfidence(s string) (float64, error) {
	share, err := exactShare(s)
	if err != nil {
		return 0, err
	}
	confidence, _ := share.Float64()
	if confidence < 0.5 || confidence >= 1 {
		return 0, fmt.Errorf("%s is no confidence, which is 50 %% at least and less than 100 %%", quoted(s))
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
		return p, fmt.Errorf("%s is no loss: write a number of what the report counts costs in, such as h per 1000 mails, as in 20, or a part of their median cost, as in \"5%%\"", quoted(s))
	}
	p.Indifference = loss
	return p, nil
}

// ParsePrecision reads "2%" or "0.02".
func ParsePrecision(s string) (float64, error) {
	share, err := exactShare(s)
	if err != nil {
		return 0, err
	}
	precision, _ := share.Float64()
	if precision <= 0 || precision >= 1 {
		return 0, fmt.Errorf("%s is no precision, which lies between 0 and 100 %%, both excluded", quoted(s))
	}
	return precision, nil
}

// current finds what is in force among the values.
func (l *loading) current(n *node) {
	axes, given := l.experiment.Vary, map[string]*node{}
	switch {
	case len(axes) == 0:
		l.complain(n.misnamed("nothing is varied, so nothing is current; write vary as well"))
		return
	case n.shape == tableShape:
		for _, c := range l.keys(n) {
			given[canonical(c.Key)] = c.at
			l.isVaried(c)
		}
	case len(axes) > 1:
		l.complain(n.problem("several keys are varied; write current = {KEY = VALUE, ...} with a value for each of them"))
		return
	default:
		given[canonical(axes[0].Key)] = n
	}
	for _, a := range axes {
		v := given[canonical(a.Key)]
		if v == nil {
			l.complain(n.problem("current lacks %s", a.Key))
		} else if index, err := a.Find(l.setting(v)); err != nil {
			l.complain(v.problem("%s", err)).among("values", "", a.Values)
		} else {
			l.experiment.Current = append(l.experiment.Current, a.Values[index])
		}
	}
}

// isVaried complains of a key of current that nobody varies.
func (l *loading) isVaried(c Axis) {
	var keys []string
	for _, a := range l.experiment.Vary {
		if canonical(a.Key) == canonical(c.Key) {
			return
		}
		keys = append(keys, a.Key)
	}
	l.complain(c.at.misnamed("%s is not varied", c.Key)).among("keys", c.Key, keys)
}

// extra reads the metrics that get columns of their own.
func (l *loading) extra(n *node) {
	var names []string
	if !l.fill(n, &names) {
		return
	}
	for i, e := range several(n) {
		id, host, ok := l.metric(valuePhrase(e, names[i]))
		switch {
		case !ok:
		case host >= 0:
			l.complain(e.problem("%s is of one host; an experiment takes metrics of the whole run", names[i]))
		case slices.Contains(l.experiment.Metrics, id):
			l.complain(e.problem("%s stands here twice", names[i]))
		default:
			l.experiment.Metrics = append(l.experiment.Metrics, id)
		}
	}
}
