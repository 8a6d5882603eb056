package schema

import (
	"slices"
	"strings"

	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/quantity"
	"mailstorm/scenarios/resolve"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// schemaOf says what may be written at a place, by all that the loader asked for there.
func schemaOf(f *decode.Record, place string) *schema {
	s := byHand(place)
	if s == nil {
		s = notationOf(f, place)
	}
	if s == nil {
		panic("nobody says what " + place + " may be")
	}
	c := *s
	c.Description = sentence(place)
	return &c
}

// notationOf puts the ways together in which a value is read.
func notationOf(f *decode.Record, place string) *schema {
	var ways []*schema
	for _, to := range f.Targets {
		if _, name := to.(*string); !name || len(f.Targets) == 1 { // a name that is looked up is written as what it is looked up for
			ways = append(ways, notation(to))
		}
	}
	if f.Element != nil && len(f.Targets) == 1 && !f.Element.IsTable {
		ways = append(ways, listOf(notation(f.Targets[0])))
	}
	if (f.IsTable || f.AnyName != nil) && !isQuantity(f) {
		ways = append(ways, tableSchemaOf(f, place))
	}
	if fact, _ := factOf(place); fact.zero != "" {
		ways = append(ways, &schema{Type: "string", Enum: []string{fact.zero}})
	}
	if len(ways) == 0 {
		return nil
	}
	s := either(ways...)
	if fact, _ := factOf(place); f.NonZero || fact.zero != "" {
		s.above0()
	}
	return s
}

// isQuantity tells whether a value may be a table and is one value all the same, as {p50 = "1h"} is.
func isQuantity(f *decode.Record) bool {
	return slices.ContainsFunc(f.Targets, func(to any) bool { return notation(to).takesTable() })
}

// takesTable tells whether a table may be written.
func (s *schema) takesTable() bool {
	return s.Type == "object" || s.Ref != "" || slices.ContainsFunc(s.AnyOf, (*schema).takesTable)
}

// chosen is what names of tables must be that users choose; nil where anything goes.
func chosen(place string) *schema {
	switch place {
	case "host":
		return &schema{Pattern: "^[a-z0-9-]+$", Not: &schema{Enum: reserved()}}
	case "mailbox":
		return &schema{Pattern: addressForm}
	}
	return nil
}

// reserved are the words with which metrics begin: no host is called so.
func reserved() (words []string) {
	for _, m := range metrics.Catalogue {
		if first, _, _ := strings.Cut(m.Name, "."); !slices.Contains(words, first) {
			words = append(words, first)
		}
	}
	return words
}

func tableSchemaOf(f *decode.Record, place string) *schema {
	s := &schema{Type: "object", Properties: properties{}, AdditionalProperties: false}
	for _, key := range f.Keys {
		s.Properties[key] = schemaOf(f.Named[key], below(place, key))
		if f.Named[key].Required {
			s.Required = append(s.Required, key)
		}
	}
	if f.AnyName != nil {
		s.AdditionalProperties = schemaOf(f.AnyName, below(place, "*"))
	}
	s.PropertyNames = chosen(place)
	restrict(f, s, place)
	return s
}

func below(place, key string) string {
	if place == "" {
		return key
	}
	return place + "." + key
}

// restrict adds what concerns several keys of a table.
func restrict(f *decode.Record, s *schema, place string) {
	switch place {
	case "":
		s.Required = []string{"host", "mail"}
	case "host", "mail":
		s.MinProperties = 1
	case "mail.*":
		s.Required = nil
		s.AllOf = []*schema{needed([]string{"from", "to"}, "trace"), needed([]string{"size"}, "trace", "attachment", "double_of")}
	case "host.*.fault.*":
		s.AllOf = byKind(f, decode.Faults)
	case "host.*.guard.*":
		s.AllOf = byKind(f, decode.Guards)
	case "mailbox.*.rule.*":
		s.AllOf = byKind(f, decode.Rules)
	}
}

// needed wants keys unless one of some others is there.
func needed(keys []string, unless ...string) *schema {
	other := &schema{}
	for _, key := range unless {
		other.AnyOf = append(other.AnyOf, &schema{Required: []string{key}})
	}
	return &schema{If: other, Else: &schema{Required: keys}}
}

// byKind allows to each kind the parameters that it takes, beside what all have.
func byKind(f *decode.Record, catalogue *decode.Catalogue) (all []*schema) {
	for i, kind := range catalogue.Names {
		var keys []string
		for _, key := range f.Keys {
			if catalogue.Allows(i, key) {
				keys = append(keys, key)
			}
		}
		all = append(all, &schema{If: &schema{Properties: properties{"kind": {Const: kind}}, Required: []string{"kind"}},
			Then: &schema{PropertyNames: &schema{Enum: keys}}})
	}
	return all
}

// byHand is what may be written where the loader looks at values itself; nil elsewhere.
func byHand(place string) *schema {
	switch place {
	case "clock":
		return text(quantity.ClockForm)
	case "host.*.schedule", "host.*.change.*.schedule":
		s := &schema{Type: "string"}
		for _, shape := range retry.Shapes {
			s.Enum = append(s.Enum, shape.Name)
		}
		return s
	case "host.*.profile":
		return &schema{Type: "string", Examples: scenarios.ProfileNames()}
	case "host.*.change.*.bandwidth":
		return either(notation(new(decode.Bandwidth)), &schema{Type: "string", Enum: []string{load.Unlimited}})
	case "host.*.change.*.fault", "host.*.change.*.guard":
		return &schema{Type: "object", AdditionalProperties: &schema{Type: "string", Enum: []string{"on", "off"}}}
	case "host.*.change.*.next_hop":
		return &schema{Type: "object", AdditionalProperties: &schema{Type: "string"}}
	case "host.*.fault.*.kind":
		return kinds(fault.Kinds, func(k fault.Kind) (string, string) { return k.Name, k.Meaning })
	case "host.*.guard.*.kind":
		return kinds(guard.Kinds, func(k guard.Kind) (string, string) { return k.Name, k.Meaning })
	case "mailbox.*.rule.*.kind":
		return kinds(load.RuleRows(), func(r mailbox.Row) (string, string) { return r.Name, r.Meaning })
	case "expect":
		return expectSchema()
	case "experiment.vary", "experiment.states":
		return varySchema()
	case "experiment.current":
		return &schema{Not: &schema{Type: "array"}}
	case "experiment.prior":
		return listOf(notation(new(random.Share)))
	case "experiment.precision", "experiment.confidence":
		return notation(new(random.Share))
	case "experiment.loss":
		return either(&schema{Type: "number"}, &schema{Type: "string"})
	case "experiment.metrics":
		return severalOf(&schema{Type: "string", Enum: resolve.MetricNames(false)})
	case "decision":
		return decisionSchema()
	}
	return nil
}

// kinds are the names of a catalogue, with what each means for editors that show it.
func kinds[K any](all []K, row func(K) (name, meaning string)) *schema {
	s := &schema{Type: "string", Hints: &hints{}}
	for _, k := range all {
		name, meaning := row(k)
		s.Enum, s.Hints.Docs.EnumValues = append(s.Enum, name), append(s.Hints.Docs.EnumValues, meaning)
	}
	return s
}
