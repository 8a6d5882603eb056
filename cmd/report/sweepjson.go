package report

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

const sweepSchema = "mailstorm/sweep/v1"

// SweepJSON writes sweep.json: one object.
func SweepJSON(w io.Writer, s *Sweep) error {
	p := s.Plan
	fields := []string{
		field("schema", text(sweepSchema)),
		field("scenario", text(p.Scenario)), field("title", text(p.Title)), field("version", text(p.Version)),
		field("sha256", text(p.Text)), field("set", list(texts(p.Set))), field("command", text(p.Command())),
		field("keys", list(texts(p.Keys))), field("current", strconv.Itoa(p.Current)),
		field("seed", strconv.FormatInt(p.Seed, 10)), field("runs", strconv.FormatUint(uint64(s.main().Runs), 10)),
		field("standards", list(texts(p.standards()))),
		field("choices", block(s.choices(0, "    "), "[]", "  ")),
		field("advice", s.advice(0)),
		field("who_loses", s.whoLoses()),
		field("variants", block(s.variants(), "[]", "  ")),
		field("same_under_all", block(s.same(), "[]", "  ")),
		field("worlds", block(s.worldsJSON(), "[]", "  ")),
		field("states", s.statesJSON()),
		field("answer", block(texts(s.answer()), "[]", "  ")),
		field("warnings", block(texts(p.Warnings), "[]", "  ")),
	}
	if s.Stopped != "" {
		fields = append(fields, field("stopped", text(s.Stopped)))
	}
	_, err := io.WriteString(w, block(fields, "{}", "")+"\n")
	return err
}

func list(items []string) string { return "[" + strings.Join(items, ", ") + "]" }

func object(fields ...string) string { return "{" + strings.Join(fields, ", ") + "}" }

// choices are all that is known of each choice of a variant.
func (s *Sweep) choices(variant int, indent string) (all []string) {
	for i := range s.Plan.Choices {
		o := &s.Findings[variant].Summary.Choices[i]
		fields := []string{
			field("values", list(texts(s.Plan.Choices[i]))),
			field("measures", block(measured(o), "{}", indent+"  ")),
			field("told", quantiles(o.Told)),
			field("silence", quantiles(o.Silence)),
		}
		if variant == 0 {
			if len(s.Plan.Worst) > 0 {
				w := s.Plan.Worst[i]
				fields = append(fields, field("never_acknowledged", fmt.Sprintf(`{"duplicates": %d, "wire.bytes": %d}`, w.Duplicates, w.Bytes)))
			}
			fields = append(fields, field("metrics", block(s.extras(o), "{}", indent+"  ")))
		}
		all = append(all, block(fields, "{}", indent))
	}
	return all
}

// measured are the measures, and behind them what the decision asks of times and of some recipients.
func measured(o *experiment.Outcome) (fields []string) {
	for m := range experiment.Measures {
		value := "null"
		if e := o.Measures[m]; e.Known {
			value = object(append(estimates(e, o.Difference[m], m), field("unpaired", estimated(o.Unpaired[m], m)))...)
		}
		fields = append(fields, field(experiment.Catalogue[m].Name, value))
	}
	for _, p := range asked(o) {
		value := "null"
		if p.Estimate.Known {
			value = object(estimates(p.Estimate, p.Difference, p.Subject.Measure)...)
		}
		fields = append(fields, field(p.Subject.Name(), value))
	}
	return fields
}

// asked are what the decision asks beside the measures; a part of all mail, as costs are, has no name of its own.
func asked(o *experiment.Outcome) (all []experiment.CustomEstimate) {
	for _, p := range o.Custom {
		if !p.Subject.OfAll {
			all = append(all, p)
		}
	}
	return all
}

func estimates(e, difference experiment.Estimate, m experiment.Measure) []string {
	return []string{field("unit", text(unitOf(m))), field("value", forPrograms(e.Value, m)), field("low", bound(e, e.Low, m)), field("high", bound(e, e.High, m)),
		field("difference", estimated(difference, m))}
}

func estimated(e experiment.Estimate, m experiment.Measure) string {
	if !e.Known {
		return "null"
	}
	return object(field("value", forPrograms(e.Value, m)), field("low", bound(e, e.Low, m)), field("high", bound(e, e.High, m)))
}

// bound is an end of an interval, if there is one.
func bound(e experiment.Estimate, v float64, m experiment.Measure) string {
	if !e.Bounded {
		return "null"
	}
	return forPrograms(v, m)
}

// quantiles are in seconds, as all durations are; survival is a list of [seconds, how many are still waiting].
func quantiles(q experiment.Quantiles) string {
	var alive []string
	for _, b := range q.Survival {
		alive = append(alive, fmt.Sprintf("[%d, %d]", int64(b.Minute)*60, b.Count))
	}
	at := func(r experiment.QuantileEstimate) string {
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
			difference = object(field("value", cells[3]), field("low", cells[4]), field("high", cells[5]))
		}
		return object(field("value", cells[0]), field("low", cells[1]), field("high", cells[2]), field("difference", difference))
	}
	return object(field("count", strconv.FormatUint(q.Count, 10)), field("p50", at(q.P50)), field("p95", at(q.P95)), field("max", at(q.Max)), field("survival", list(alive)))
}

// rankCells are a quantile in seconds with its interval, and its difference with that; what does not exist is empty.
func rankCells(r experiment.QuantileEstimate) []string {
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

func (s *Sweep) extras(o *experiment.Outcome) (fields []string) {
	for i, id := range s.Plan.Metrics() {
		q, unit := o.Extra[i], metrics.Catalogue[id].Unit
		number := func(v metrics.Value) string {
			if text := Exact(v, unit); text != "" {
				return text
			}
			return "null"
		}
		value := []string{field("unit", text(programUnit(unit))), field("known", strconv.FormatUint(uint64(q.Known), 10))}
		for _, part := range s.spread(q, id) {
			value = append(value, field(part.name, number(part.value)))
		}
		fields = append(fields, field(metrics.Catalogue[id].Name, object(value...)))
	}
	return fields
}

// spread names the numbers that describe a metric over replications.
func (s *Sweep) spread(q experiment.RunQuantiles, id metrics.ID) (all []measure) {
	add := func(name string, v metrics.Value) { all = append(all, measure{name, metrics.Catalogue[id].Unit, v}) }
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

func (s *Sweep) advice(variant int) string {
	a := s.Findings[variant].Advice
	if a == nil {
		return "null"
	}
	label := func(i int) string {
		if i < 0 {
			return "null"
		}
		return list(texts(s.Plan.Choices[i]))
	}
	labels := func(choices []int) string {
		var all []string
		for _, i := range choices {
			all = append(all, s.Plan.Label(i))
		}
		return list(texts(all))
	}
	var verdicts []string
	for i, v := range a.Verdicts {
		cost := costJSON(v.Cost)
		verdicts = append(verdicts, object(field("values", label(i)), field("breaks", list(texts(s.Plan.Decision.written(v.Violated)))),
			field("doubts", list(texts(s.Plan.Decision.written(v.Uncertain)))), field("standing", text(a.Status(i).String())), field("cost", cost), field("more", costJSON(v.Difference))))
	}
	return object(field("answer", text(a.Answer.String())), field("best", labels(a.Best)), field("second", label(a.Next)), field("open", labels(a.Open)), field("certain", strconv.FormatBool(a.Certain())), field("cost_unit", text(s.Plan.Decision.costUnit())),
		field("confidence", programmed(s.Plan.Confidence)), field("loss", programmed(a.Indifference)), field("needs", strconv.FormatUint(a.RunsNeeded, 10)), field("follow_the_value", list(texts(s.Plan.Decision.written(a.ImpliedLimits)))),
		field("verdicts", list(verdicts)))
}

func costJSON(e experiment.Estimate) string {
	if !e.Known {
		return "null"
	}
	return object(field("value", programmed(e.Value)), field("low", programmed(e.Low)), field("high", programmed(e.High)))
}

// costUnit is in what programs read costs; empty: nobody named it.
func (d *Decision) costUnit() string {
	if factor, _ := d.per(); factor != 1 {
		return d.Unit + " per mail"
	}
	return d.Unit
}

// variants are the sweeps with something else assumed; the first is the scenario as it is and stands above.
func (s *Sweep) variants() (all []string) {
	for i := 1; i < len(s.Findings); i++ {
		if s.Findings[i].Summary == nil {
			continue
		}
		v := s.Plan.Variants[i]
		all = append(all, block([]string{field("world", text(v.World)), field("where", text(v.Where)), field("state", list(texts(v.State))), field("profile", text(v.Profile)), field("recovery", text(v.Recovery)), field("delay_notice", text(v.Notice)),
			field("applies", text(v.Applies)), field("set", list(texts(v.Set))), field("runs", strconv.FormatUint(uint64(s.Findings[i].Summary.Runs), 10)),
			field("choices", block(s.choices(i, "        "), "[]", "      ")), field("advice", s.advice(i))}, "{}", "    "))
	}
	return all
}

func (s *Sweep) same() (all []string) {
	for i, r := range s.Robust {
		var words []string
		for _, standing := range r.Statuses {
			words = append(words, standing.String())
		}
		all = append(all, object(field("values", list(texts(s.Plan.Choices[i]))), field("same", strconv.FormatBool(r.Same)),
			field("standings", list(texts(words))), field("depends", list(texts(r.Depends)))))
	}
	return all
}

// SweepCSV writes table.csv: a line for each variant, choice and number.
func SweepCSV(w io.Writer, s *Sweep) error {
	out := NewSpreadsheet(w)
	head := append([]string{"variant"}, s.Plan.Keys...)
	if err := out.Write(append(head, "name", "unit", "value", "low", "high", "difference", "difference_low", "difference_high")); err != nil {
		return err
	}
	for variant := range s.Findings {
		if s.Findings[variant].Summary == nil {
			continue
		}
		for i := range s.Plan.Choices {
			first := append([]string{s.Plan.Variants[variant].name(variant)}, s.Plan.Choices[i]...)
			for _, cells := range s.lines(variant, i) {
				if err := out.Write(append(first[:len(first):len(first)], cells...)); err != nil {
					return err
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}

// name is what a variant is called where there is room for one word.
func (v *Variant) name(i int) string {
	if i == 0 {
		return "as it is"
	}
	switch {
	case v.World != "" && len(v.Set) == 0:
		return "where " + v.Where
	case v.State != nil:
		return "state " + strings.Join(v.State, "; ")
	}
	return strings.Join([]string{v.Profile, v.Recovery, v.Notice, v.Applies}, "; ")
}

// lines are the numbers of a choice, each with name and unit; what does not exist is empty.
func (s *Sweep) lines(variant, choice int) (all [][]string) {
	o := &s.Findings[variant].Summary.Choices[choice]
	for m := range experiment.Measures {
		all = append(all, append([]string{experiment.Catalogue[m].Name, unitOf(m)}, append(cellsOf(o.Measures[m], m), cellsOf(o.Difference[m], m)...)...))
	}
	for _, p := range asked(o) {
		m := p.Subject.Measure
		all = append(all, append([]string{p.Subject.Name(), unitOf(m)}, append(cellsOf(p.Estimate, m), cellsOf(p.Difference, m)...)...))
	}
	alone := func(name, unit, value string) { all = append(all, []string{name, unit, value, "", "", "", "", ""}) }
	for _, q := range []struct {
		name string
		q    experiment.Quantiles
	}{{"told", o.Told}, {"silence", o.Silence}} {
		alone(q.name+".count", "count", strconv.FormatUint(q.q.Count, 10))
		for _, part := range []struct {
			name string
			rank experiment.QuantileEstimate
		}{{".p50", q.q.P50}, {".p95", q.q.P95}, {".max", q.q.Max}} {
			cells := make([]string, 6)
			if q.q.Count > 0 {
				cells = rankCells(part.rank)
			}
			all = append(all, append([]string{q.name + part.name, "s"}, cells...))
		}
	}
	if variant > 0 {
		return all
	}
	if len(s.Plan.Worst) > 0 {
		alone("never_acknowledged.duplicates", "count", strconv.FormatInt(s.Plan.Worst[choice].Duplicates, 10))
		alone("never_acknowledged.wire.bytes", "bytes", strconv.FormatInt(s.Plan.Worst[choice].Bytes, 10))
	}
	for i, id := range s.Plan.Metrics() {
		for _, part := range s.spread(o.Extra[i], id) {
			alone("run."+metrics.Catalogue[id].Name+"."+part.name, programUnit(part.unit), Exact(part.value, part.unit))
		}
	}
	return all
}

func cellsOf(e experiment.Estimate, m experiment.Measure) []string {
	if !e.Known {
		return []string{"", "", ""}
	}
	if !e.Bounded {
		return []string{forPrograms(e.Value, m), "", ""}
	}
	return []string{forPrograms(e.Value, m), forPrograms(e.Low, m), forPrograms(e.High, m)}
}
