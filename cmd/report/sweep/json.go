package sweep

import (
	"fmt"
	"io"
	"math"
	"strconv"

	"mailstorm/cmd/report/encode"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
	"mailstorm/sim/metrics"
)

const sweepSchema = "mailstorm/sweep/v1"

// JSON writes sweep.json: one object.
func JSON(w io.Writer, s *Sweep) error {
	p := s.Plan
	fields := []string{
		encode.Field("schema", encode.Text(sweepSchema)),
		encode.Field("scenario", encode.Text(p.Scenario)), encode.Field("title", encode.Text(p.Title)), encode.Field("version", encode.Text(p.Version)),
		encode.Field("sha256", encode.Text(p.Text)), encode.Field("set", encode.List(encode.Texts(p.Set))), encode.Field("command", encode.Text(p.Command())),
		encode.Field("keys", encode.List(encode.Texts(p.Keys))), encode.Field("current", strconv.Itoa(p.Current)),
		encode.Field("seed", strconv.FormatInt(p.Seed, 10)), encode.Field("runs", strconv.FormatUint(uint64(s.main().Runs), 10)),
		encode.Field("standards", encode.List(encode.Texts(p.StandardNames()))),
		encode.Field("choices", encode.Block(s.choices(0, "    "), "[]", "  ")),
		encode.Field("advice", s.advice(0)),
		encode.Field("who_loses", s.whoLoses()),
		encode.Field("variants", encode.Block(s.variants(), "[]", "  ")),
		encode.Field("same_under_all", encode.Block(s.same(), "[]", "  ")),
		encode.Field("worlds", encode.Block(s.worldsJSON(), "[]", "  ")),
		encode.Field("states", s.statesJSON()),
		encode.Field("answer", encode.Block(encode.Texts(s.answer()), "[]", "  ")),
		encode.Field("warnings", encode.Block(encode.Texts(p.Warnings), "[]", "  ")),
	}
	if s.Stopped != "" {
		fields = append(fields, encode.Field("stopped", encode.Text(s.Stopped)))
	}
	_, err := io.WriteString(w, encode.Block(fields, "{}", "")+"\n")
	return err
}

// choices are all that is known of each choice of a variant.
func (s *Sweep) choices(variant int, indent string) (all []string) {
	for i := range s.Plan.Choices {
		o := &s.Findings[variant].Summary.Choices[i]
		fields := []string{
			encode.Field("values", encode.List(encode.Texts(s.Plan.Choices[i]))),
			encode.Field("measures", encode.Block(measured(o), "{}", indent+"  ")),
			encode.Field("told", quantiles(o.Told)),
			encode.Field("silence", quantiles(o.Silence)),
		}
		if variant == 0 {
			if len(s.Plan.Worst) > 0 {
				w := s.Plan.Worst[i]
				fields = append(fields, encode.Field("never_acknowledged", fmt.Sprintf(`{"duplicates": %d, "wire.bytes": %d}`, w.Duplicates, w.Bytes)))
			}
			fields = append(fields, encode.Field("metrics", encode.Block(s.extras(o), "{}", indent+"  ")))
		}
		all = append(all, encode.Block(fields, "{}", indent))
	}
	return all
}

// measured are the measures, and behind them what the decision asks of times and of some recipients.
func measured(o *analysis.Outcome) (fields []string) {
	for m := range experiment.Measures {
		value := "null"
		if e := o.Measures[m]; e.Known {
			value = encode.Object(append(estimates(e, o.Difference[m], m), encode.Field("unpaired", estimated(o.Unpaired[m], m)))...)
		}
		fields = append(fields, encode.Field(experiment.Catalogue[m].Name, value))
	}
	for _, p := range asked(o) {
		value := "null"
		if p.Estimate.Known {
			value = encode.Object(estimates(p.Estimate, p.Difference, p.Subject.Measure)...)
		}
		fields = append(fields, encode.Field(p.Subject.Name(), value))
	}
	return fields
}

// asked are what the decision asks beside the measures; a part of all mail, as costs are, has no name of its own.
func asked(o *analysis.Outcome) (all []analysis.CustomEstimate) {
	for _, p := range o.Custom {
		if !p.Subject.OfAll {
			all = append(all, p)
		}
	}
	return all
}

func estimates(e, difference analysis.Estimate, m experiment.Measure) []string {
	return []string{encode.Field("unit", encode.Text(unitOf(m))), encode.Field("value", forPrograms(e.Value, m)), encode.Field("low", bound(e, e.Low, m)), encode.Field("high", bound(e, e.High, m)),
		encode.Field("difference", estimated(difference, m))}
}

func estimated(e analysis.Estimate, m experiment.Measure) string {
	if !e.Known {
		return "null"
	}
	return encode.Object(encode.Field("value", forPrograms(e.Value, m)), encode.Field("low", bound(e, e.Low, m)), encode.Field("high", bound(e, e.High, m)))
}

// bound is an end of an interval, if there is one.
func bound(e analysis.Estimate, v float64, m experiment.Measure) string {
	if !e.Bounded {
		return "null"
	}
	return forPrograms(v, m)
}

// quantiles are in seconds, as all durations are; survival is a list of [seconds, how many are still waiting].
func quantiles(q analysis.Quantiles) string {
	var alive []string
	for _, b := range q.Survival {
		alive = append(alive, fmt.Sprintf("[%d, %d]", int64(b.Minute)*60, b.Count))
	}
	at := func(r analysis.QuantileEstimate) string {
		if q.Count == 0 {
			return "null"
		}
		cells := rankCells(r)
		for i := range cells {
			if cells[i] == "" {
				cells[i] = "null"
			}
		}
		difference := "null"
		if r.Difference.Known {
			difference = encode.Object(encode.Field("value", cells[3]), encode.Field("low", cells[4]), encode.Field("high", cells[5]))
		}
		return encode.Object(encode.Field("value", cells[0]), encode.Field("low", cells[1]), encode.Field("high", cells[2]), encode.Field("difference", difference))
	}
	return encode.Object(encode.Field("count", strconv.FormatUint(q.Count, 10)), encode.Field("p50", at(q.P50)), encode.Field("p95", at(q.P95)), encode.Field("max", at(q.Max)), encode.Field("survival", encode.List(alive)))
}

// rankCells are a quantile in seconds with its interval, and its difference with that; what does not exist is empty.
func rankCells(r analysis.QuantileEstimate) []string {
	seconds := func(minutes float64) string { return strconv.FormatInt(int64(math.Round(60*minutes)), 10) }
	cells := []string{seconds(float64(r.Minute)), "", "", "", "", ""}
	if r.Bounded {
		cells[1], cells[2] = seconds(float64(r.Low)), seconds(float64(r.High))
	}
	if d := r.Difference; d.Known {
		cells[3] = seconds(d.Value)
		if d.Bounded {
			cells[4], cells[5] = seconds(d.Low), seconds(d.High)
		}
	}
	return cells
}

func (s *Sweep) extras(o *analysis.Outcome) (fields []string) {
	for i, id := range s.Plan.Metrics() {
		q, unit := o.Extra[i], metrics.Catalogue[id].Unit
		number := func(v metrics.Value) string {
			if text := encode.Exact(v, unit); text != "" {
				return text
			}
			return "null"
		}
		value := []string{encode.Field("unit", encode.Text(encode.Unit(unit))), encode.Field("known", strconv.FormatUint(uint64(q.Known), 10))}
		for _, part := range s.spread(q, id) {
			value = append(value, encode.Field(part.name, number(part.value)))
		}
		fields = append(fields, encode.Field(metrics.Catalogue[id].Name, encode.Object(value...)))
	}
	return fields
}

// statistic is a number that describes a metric over replications.
type statistic struct {
	name  string
	unit  metrics.Unit
	value metrics.Value
}

// spread names the numbers that describe a metric over replications.
func (s *Sweep) spread(q analysis.RunQuantiles, id metrics.ID) (all []statistic) {
	add := func(name string, v metrics.Value) { all = append(all, statistic{name, metrics.Catalogue[id].Unit, v}) }
	add("mean", mean(q.Mean, id, q.Mean.Value))
	add("low", mean(q.Mean, id, q.Mean.Low))
	add("high", mean(q.Mean, id, q.Mean.High))
	for _, part := range []struct {
		name string
		v    int64
	}{{"p5", q.P5}, {"p50", q.P50}, {"p95", q.P95}, {"least", q.Least}, {"most", q.Most}} {
		add(part.name, scaled(part.v, id, q.Known > 0))
	}
	return all
}

// variants are the sweeps with something else assumed; the first is the scenario as it is and stands above.
func (s *Sweep) variants() (all []string) {
	for i := 1; i < len(s.Findings); i++ {
		if s.Findings[i].Summary == nil {
			continue
		}
		v := s.Plan.Variants[i]
		all = append(all, encode.Block([]string{encode.Field("world", encode.Text(v.World)), encode.Field("where", encode.Text(v.Where)), encode.Field("state", encode.List(encode.Texts(v.State))), encode.Field("profile", encode.Text(v.Profile)), encode.Field("recovery", encode.Text(v.Recovery)), encode.Field("delay_notice", encode.Text(v.Notice)),
			encode.Field("applies", encode.Text(v.Applies)), encode.Field("set", encode.List(encode.Texts(v.Set))), encode.Field("runs", strconv.FormatUint(uint64(s.Findings[i].Summary.Runs), 10)),
			encode.Field("choices", encode.Block(s.choices(i, "        "), "[]", "      ")), encode.Field("advice", s.advice(i))}, "{}", "    "))
	}
	return all
}
