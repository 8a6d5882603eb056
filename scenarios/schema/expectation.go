package schema

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"mailstorm/scenarios/expect"
	"mailstorm/scenarios/grid"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// dotted are keys with dots, each with what may be written there. They may be quoted, or tables within tables.
type dotted struct {
	name string
	is   *schema
}

// nested allows both ways of writing.
func nested(all []dotted) properties {
	p, below := properties{}, map[string][]dotted{}
	for _, d := range all {
		p[d.name] = d.is
		if first, rest, ok := strings.Cut(d.name, "."); ok {
			below[first] = append(below[first], dotted{rest, d.is})
		}
	}
	for _, first := range slices.Sorted(maps.Keys(below)) {
		t := fixed(nested(below[first]))
		if p[first] != nil {
			t = either(p[first], t)
			t.Description = p[first].Description
		}
		p[first] = t
	}
	return p
}

// expectSchema takes metrics of the run, those of hosts with a name in front, and codes. What speaks of a delivery or of a time has a space in
// its name, and is the loader's business.
func expectSchema() *schema {
	codes := expectedCodes()
	all, ofHost := []dotted{{expect.CodeName, codes}}, []dotted{{expect.CodeName, codes}}
	byUnit := map[metrics.Unit][]string{}
	for _, m := range metrics.Catalogue {
		s := &schema{Description: fmt.Sprintf("%s: %s", m.Unit, m.Meaning), AnyOf: []*schema{ref(expectedName(m.Unit))}}
		all = append(all, dotted{m.Name, s})
		if m.PerHost {
			ofHost = append(ofHost, dotted{m.Name, s})
			byUnit[m.Unit] = append(byUnit[m.Unit], m.Name)
		}
	}
	s := &schema{Type: "object", Properties: nested(all), AdditionalProperties: fixed(nested(ofHost)), PatternProperties: properties{
		` `: {AnyOf: []*schema{{Type: "string"}, {Type: "number"}, {Type: "object"}}}, `^[a-z0-9-]+\.` + anyWord([]string{expect.CodeName})[1:]: codes,
	}}
	s.Properties["runs"] = whole0(expect.MostRuns).above0()
	s.Properties["runs"].Description = sentence("expect.runs")
	for unit, names := range byUnit {
		s.PatternProperties[`^[a-z0-9-]+\.`+anyWord(names)[1:]] = ref(expectedName(unit))
	}
	return s
}

func expectedName(u metrics.Unit) string {
	return "expected-" + strings.ReplaceAll(string(u), "/", "-per-")
}

// expected are the definitions of what is wanted in each unit, of one run or of many.
func expected() properties {
	all := properties{}
	for _, u := range []metrics.Unit{metrics.Count, metrics.Ratio, metrics.Duration, metrics.Bytes, metrics.Rate} {
		one := wanted(u)
		many := ofRuns(one)
		many.Properties["mean"] = one
		many.PatternProperties = properties{percentileForm: one}
		all[expectedName(u)] = either(one, many)
	}
	return all
}

// ofRuns is what is wanted in some of many runs.
func ofRuns(one *schema) *schema {
	many := fixed(properties{"is": one, "of": text(shareForm + ` of runs`)})
	many.MinProperties = 1
	return many
}

func expectedCodes() *schema {
	one := either(text(`(!=|=)?\s*(none|[0-9][0-9. ]*(,\s*[0-9][0-9. ]*)*)`), &schema{Type: "integer", Minimum: bound(200), Maximum: bound(599)})
	s := either(one, ofRuns(one))
	s.Description = "The codes that NDRs show, as in \"5.4.316\" or \"!= 5.4.318\"."
	return s
}

// wanted is what is expected of a metric of a unit: a number, or another metric.
func wanted(u metrics.Unit) *schema {
	one := decimalForm
	switch u {
	case metrics.Duration:
		one = durationForm + `|` + quantity.MomentForm
	case metrics.Bytes:
		one = sizeForm
	case metrics.Rate:
		one = bandwidthForm
	case metrics.Count:
		one = `(` + quantity.GroupedForm + `|[0-9]+\.0+)`
	}
	one = `(` + one + `|[a-z][a-z0-9-]*([. ].*)?)`
	s := text(`((=|!=)?\s*none|(=|!=|<=?|>=?)?\s*` + one + `|` + one + `\s*\.\.\s*` + one + `)`)
	switch u {
	case metrics.Count:
		return either(s, &schema{Type: "integer", Minimum: bound(0)})
	case metrics.Ratio:
		return either(s, &schema{Type: "number", Minimum: bound(0)})
	}
	return s
}

// decisionSchema takes the most that is allowed of a measure, and what one unit of it costs. Of which recipients, is the loader's business.
func decisionSchema() *schema {
	var limits, costs []dotted
	for _, of := range experiment.AllSubjects() {
		limit, cost := criteria(of)
		limits, costs = append(limits, dotted{of.Name(), limit}), append(costs, dotted{of.Name(), cost})
	}
	s, weights := fixed(nested(limits)), fixed(nested(costs))
	s.PatternProperties, weights.PatternProperties = properties{}, properties{}
	for name, m := range map[string]experiment.Measure{grid.LateName: experiment.Late, grid.DelayName: experiment.Delay} {
		limit, cost := criteria(experiment.Subject{Measure: m})
		times := durationForm
		if m == experiment.Delay {
			times += `-` + durationForm
		}
		s.Properties[name], weights.Properties[name] = keyed(times, limit), keyed(times, cost)
		s.PatternProperties[`^`+name+`\.(`+times+`)$`], weights.PatternProperties[`^`+name+`\.(`+times+`)$`] = limit, cost
	}
	curve := keyed(durationForm, either(text(decimalForm+unitForm+`(\s*/\s*`+grid.MailUnit+`)?`), &schema{Type: "number", Minimum: bound(0)}))
	curve.MinProperties = 2
	weights.Properties[grid.DelayName] = curve
	ofSome := `^(` + strings.Join(grid.MeasureNames(grid.OfRecipients), "|") + `|(late|delay)\..*|delay) of `
	s.PatternProperties[ofSome] = text(`<=.*`)
	weights.PatternProperties[ofSome] = either(text(`[0-9].*`), &schema{Type: "number", Minimum: bound(0)}, curve)
	weights.Description = sentence("decision.weights")
	unit := text(`[^0-9./ ]{1,` + strconv.Itoa(grid.MostUnit) + `}`)
	unit.Description = sentence("decision.unit")
	s.Properties["weights"], s.Properties["unit"] = weights, unit
	return s
}

// keyed are values under keys of a form.
func keyed(form string, is *schema) *schema {
	return &schema{Type: "object", PatternProperties: properties{`^\s*(` + form + `)\s*$`: is}, AdditionalProperties: false}
}

const unitForm = `(\s*[^0-9./\s][^0-9./]*)?` // of costs, behind a number

// criteria are a limit and a cost of a subject.
func criteria(of experiment.Subject) (limit, cost *schema) {
	one, per := decimalForm, ""
	switch units, _ := grid.UnitsOf(of); {
	case of.Share():
		one, per = shareForm, `\s*/\s*(`+unitNames(units)+`)`
	case of.Unit() == metrics.Duration:
		one, per = durationForm, `\s*/\s*(`+unitNames(units)+`)`
	case of.Unit() == metrics.Bytes:
		one, per = sizeForm, `\s*/\s*(`+unitNames(units)+`)`
	}
	cost = text(decimalForm + unitForm + per)
	if per == "" {
		cost = either(cost, &schema{Type: "number", Minimum: bound(0)})
	}
	return text(`<=\s*` + one), cost
}

// varySchema takes ranges and lists.
func varySchema() *schema {
	return &schema{Type: "object", MinProperties: 1, AdditionalProperties: either(&schema{Type: "string", Pattern: `\.\..*/`},
		&schema{Type: "array", MinItems: 1}, &schema{Type: "object"})}
}
