package schema

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim"
	"mailstorm/sim/calendar"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// How quantities are written, as regular expressions. They take all that the parsers take, and little else.
const percentileForm = `^p(100(\.0*)?|[0-9]{1,2}(\.[0-9]+)?)$`

const decimalForm = `[0-9]+(\.[0-9]+)?`

var (
	durationForm  = `((` + quantity.GroupedForm + `\s*(` + quantity.DurationSpellings.Form() + `)(, ?| and |\s)?\s*)+|` + quantity.ISOForm + `|([0-9]+\.)?([01][0-9]|2[0-3]):[0-5][0-9]:0*[0-5]?[0-9](\.[0-9]+)?)`
	sizeForm      = `(` + quantity.GroupedForm + `\s*(` + quantity.SizeSpellings.Form() + `)|` + quantity.PastedForm + `)`
	bandwidthForm = quantity.GroupedForm + `\s*(` + quantity.BandwidthSpellings.Form() + `)`
	rateForm      = quantity.GroupedForm + `\s*` + quantity.RateForm()
	shareForm     = `(0*(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)\s*(%| percent)|0+(\.[0-9]+)?|0*1(\.0+)?)`
	ratioForm     = decimalForm + `(\s*/\s*` + decimalForm + `)?`
	rangeForm     = durationForm + `(\s*\.\.\s*` + durationForm + `)?`
	hoursForm     = `(` + daysForm + `)?\s*(` + clockForm + `-` + clockForm + `)?`
	daysForm      = weekdayForm + `(-` + weekdayForm + `)?(,` + weekdayForm + `(-` + weekdayForm + `)?)*`
	weekdayForm   = `(` + strings.Join(quantity.Days, `|`) + `)`
	clockForm     = `([01][0-9]|2[0-4]):[0-5][0-9]`
	replyForm     = `[2-5][0-9]{2}(\s+0*[245]\.[0-9]+\.[0-9]+)?`
	addressForm   = `^.+@.+$`
)

func unitNames(units []quantity.Unit) string {
	var names []string
	for _, u := range units {
		names = append(names, u.Name)
	}
	return strings.Join(names, "|")
}

// notation says what may be written for a value that fills what a pointer points to: the counterpart of fill.
func notation(to any) *schema {
	switch to := to.(type) {
	case *string:
		return &schema{Type: "string"}
	case *decode.Address:
		return &schema{Type: "string", Pattern: addressForm}
	case *bool, *mailbox.Choice:
		return &schema{Type: "boolean"}
	case *uint32:
		return whole0(math.MaxUint32)
	case *uint64:
		return whole0(0)
	case *time.Duration:
		return text(durationForm)
	case *decode.ByteCount, *int64:
		return text(sizeForm)
	case *decode.Bandwidth:
		return text(bandwidthForm)
	case *random.Share:
		return either(text(shareForm), &schema{Type: "number", Minimum: bound(0), Maximum: bound(1)})
	case *random.Ratio:
		return either(text(ratioForm), &schema{Type: "number", Minimum: bound(0)})
	case *sim.Rate, *guard.Rate:
		return text(rateForm)
	case *calendar.Hours:
		return text(hoursForm)
	case *smtp.Reply, *decode.LoggedReply:
		return either(text(replyForm), &schema{Type: "integer", Minimum: bound(200), Maximum: bound(599)})
	case *retry.Range:
		return text(rangeForm)
	case *retry.Spread:
		return text(`-?` + durationForm + `\s*\.\.\s*-?` + durationForm)
	case *retry.Phase:
		return text("(" + decode.DrawnWord + "|" + durationForm + ")")
	case *retry.TLS:
		return text("(" + strings.Join(to.Failure.Words(), "|") + ")( +" + durationForm + ")?")
	case decode.Enum:
		return &schema{Type: "string", Enum: to.Words()}
	}
	return severalNotation(to)
}

// severalNotation is for values that are lists or tables: the counterpart of fillSeveral.
func severalNotation(to any) *schema {
	switch to := to.(type) {
	case *decode.DrawnDuration, *random.Quantity:
		return either(notation(new(time.Duration)), ref("drawn-duration"))
	case *decode.DrawnMoment:
		return either(notation(new(time.Duration)), ref("moment"))
	case *decode.DrawnSize:
		return either(notation(new(int64)), ref("drawn-size"))
	case *decode.DrawnCount:
		return either(notation(new(uint64)), ref("drawn-count"))
	case *decode.DrawnShare:
		return either(notation(new(random.Share)), ref("drawn-share"))
	case *[]int:
		return severalOf(notation(new(decode.Address)))
	case *retry.PhaseSet:
		return severalOf(notation(new(smtp.Phase)))
	case *retry.Growths:
		return listOf(fixed(properties{"queue": notation(new(uint32)), "factor": notation(new(random.Ratio))}, "queue", "factor"))
	case *retry.Rules:
		wait := notation(new(time.Duration))
		return listOf(fixed(properties{"until": wait, "wait": wait, "factor": notation(new(random.Ratio))}, "until", "wait"))
	case *[]fault.Step:
		return listOf(fixed(properties{"at": notation(new(time.Duration)), "good": notation(new(random.Share))}, "at", "good"))
	case *[]guard.Tenant:
		return &schema{Type: "object", AdditionalProperties: notation(new(string))}
	case *retry.Weights:
		return keyedNotation(to.Words, new(random.Ratio))
	case *smtp.Patience:
		return keyedNotation(smtp.Phase(0).Words(), new(time.Duration))
	case *retry.Pool:
		return fixed(properties{"servers": notation(&to.Servers), "pick": notation(&to.Pick), "networks": whole0(math.MaxUint32).above0()})
	}
	switch to := to.(type) {
	case *guard.CountMarks:
		return fixed(properties{"closes": notation(&to.Closes).above0(), "opens": notation(&to.Opens).above0()})
	case *guard.ByteMarks:
		return fixed(properties{"closes": notation(&to.Closes).above0(), "opens": notation(&to.Opens).above0()})
	}
	if list := reflect.TypeOf(to).Elem(); list.Kind() == reflect.Slice {
		return severalOf(notation(reflect.New(list.Elem()).Interface()))
	}
	panic(fmt.Sprintf("the schema does not know how a %T is written", to))
}

func keyedNotation(keys []string, to any) *schema {
	p := properties{}
	for _, key := range keys {
		p[key] = notation(to)
	}
	return fixed(p)
}

// definitions are the tables of quantities that are drawn, and moments.
func definitions() properties {
	all := expected()
	for name, d := range map[string]struct {
		s  *decode.Scale
		to any
	}{
		"drawn-duration": {decode.DurationScale, new(time.Duration)}, "drawn-size": {decode.SizeScale, new(int64)},
		"drawn-count": {decode.CountScale, new(uint64)}, "drawn-share": {decode.ShareScale, new(random.Share)},
	} {
		all[name] = drawnNotation(d.s, notation(d.to), notation(d.to))
	}
	length, moment := notation(new(time.Duration)), text(quantity.MomentForm)
	all["moment"] = either(moment, drawnNotation(decode.DurationScale, either(length, moment), length))
	return all
}

// evidence are keys for the length of an outage that was observed.
func evidence(quantile, one *schema) properties {
	over, longest := *one, *one
	over.Description, longest.Description = "For observations: the time in which they were made.", "For observations: the longest of them."
	bounds := func(how string) *schema {
		return &schema{Type: "object", PatternProperties: properties{percentileForm: quantile}, AdditionalProperties: false, MinProperties: 1,
			Description: "For observations: the quantiles, if each outage was as " + how + " as its observation allows."}
	}
	return properties{
		decode.Observations: {Type: "integer", Description: "For the length of an outage: how many observations the quantiles are based on."},
		decode.Met:          {Type: "integer", Minimum: bound(1), Description: "For observations: how many outages were met, which tell as much as so many observations."},
		decode.Over:         &over, decode.Longest: &longest, decode.AtLeast: bounds("short"), decode.AtMost: bounds("long"),
	}
}

func drawnNotation(s *decode.Scale, quantile, one *schema) *schema {
	column := properties{
		"csv":    {Type: "string", Description: "A CSV file beside the scenario."},
		"column": {Type: "string", Description: "The name of one of its columns; all rows are equally likely."},
	}
	if s.Units != nil {
		var names []string
		for _, u := range slices.Concat(s.Units, s.Names) {
			if !slices.Contains(names, u.Name) {
				names = append(names, u.Name)
			}
		}
		column["unit"] = &schema{Type: "string", Examples: names, Description: "The unit of its numbers, unless the column name gives it."}
	}
	ways := []*schema{
		{Type: "object", PatternProperties: properties{percentileForm: quantile}, AdditionalProperties: false, MinProperties: 1,
			Properties:  evidence(quantile, one),
			Description: "Quantiles p0 to p100 in ascending order, as in {p50 = ..., p90 = ...}."},
		fixed(column, "csv", "column"),
	}
	if !s.Ends {
		mean := *one
		mean.Description = "The mean of an exponential distribution."
		ways = append(ways, fixed(properties{"exponential": &mean}, "exponential"))
	}
	return either(ways...)
}
