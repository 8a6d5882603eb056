// Package grid reads the experiment of a scenario: the keys that vary, their values, and what decides between them.
package grid

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
)

// Axis is a key of a scenario and the values that an experiment gives it, one after the other.
type Axis struct {
	Key    string   // dotted, as for --set
	Values []string // as users write them

	at *parse.Node // where the values stand
}

const (
	MostAxes    = 10
	MostChoices = 1000
	axisHint    = "write A..B/STEP, as in \"12h..24h/1h\""
)

// ParseAxis reads "KEY=A..B/STEP" and "KEY=a,b,c" of the command line.
func ParseAxis(s string) (Axis, error) { return parseAxis("--vary", s) }

// ParseState reads the same behind --state.
func ParseState(s string) (Axis, error) { return parseAxis("--state", s) }

func parseAxis(flag, s string) (Axis, error) {
	src := parse.NewSource(flag+" "+s, s)
	src.Rank = parse.RankOverride
	at := &parse.Node{Source: src, Kind: parse.Scalar}
	key, text, ok := parse.CutKey(s)
	if !ok || strings.ContainsAny(key, "\r\n") {
		return Axis{}, at.Problem("write KEY=A..B/STEP or KEY=a,b,c, as in %s host.exo.message_expiration=12h..24h/1h", flag)
	}
	a := Axis{Key: strings.TrimSpace(key), at: at}
	from := len(key) + 1 + strings.Index(s[len(key)+1:], text)
	at.KeySpan, at.ValueSpan = parse.Span{From: 0, To: len(key)}, parse.Span{From: from, To: from + len(text)}
	parts, err := commas(text), error(nil)
	switch {
	case len(parts) == 1 && isRange(parts[0]):
		a.Values, err = steps(parts[0])
	case isStepped(strings.Join(parts, ".")):
		err = fmt.Errorf("%s has a comma; write a decimal point, as in %s", parse.Quoted(text), parse.Quoted(strings.Join(parts, ".")))
	default:
		at.SetElements(parts)
		a.Values, err = list(parts)
	}
	if err != nil {
		return Axis{}, at.Problem("%s", err)
	}
	return a, nil
}

// Problem is one with all values of the axis.
func (a Axis) Problem(format string, args ...any) *parse.Problem {
	return a.at.Problem(format, args...)
}

// Find is the place of a value among those of the axis; 24h and 1d are the same.
func (a Axis) Find(value string) (index int, err error) {
	want := meaning(value)
	for i, v := range a.Values {
		if meaning(v) == want {
			return i, nil
		}
	}
	hint := parse.Suggestion(value, a.Values)
	if _, err := parseAmount(value); err == nil {
		hint = "" // numbers that look alike are not near
	}
	shown := a.Values
	if n := len(shown); n > 8 {
		shown = []string{shown[0], shown[1], "...", shown[n-1]}
	}
	return 0, fmt.Errorf("%s is not among the values of %s: %s%s", parse.Quoted(value), a.Key, strings.Join(shown, ", "), hint)
}

// commas parts a text at commas that stand in no quotes, lists and tables.
func commas(s string) (parts []string) {
	var quote rune
	depth, from := 0, 0
	for i, c := range s {
		switch {
		case c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			quote = c
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth--
		case c == ',' && depth <= 0:
			parts, from = append(parts, strings.TrimSpace(s[from:i])), i+1
		}
	}
	return append(parts, strings.TrimSpace(s[from:]))
}

func isRange(s string) bool { return strings.Contains(s, "..") && !strings.ContainsAny(s[:1], `"'[{`) }

// isStepped reports whether a text, with points for its commas, is a range with a step.
func isStepped(s string) bool {
	if s == "" || !isRange(s) {
		return false
	}
	_, err := steps(s)
	return err == nil
}

// list holds values against each other: none is empty, none comes twice.
func list(values []string) ([]string, error) {
	if len(values) > MostChoices {
		return nil, fmt.Errorf("more than %s values, which is the limit", parse.Grouped(MostChoices))
	}
	seen := map[string]string{}
	for _, v := range values {
		if v == "" {
			return nil, errors.New("one of the values is empty")
		}
		m := meaning(v)
		if first, twice := seen[m]; twice {
			return nil, fmt.Errorf("%s and %s are the same value", parse.Quoted(first), parse.Quoted(v))
		}
		seen[m] = v
	}
	return values, nil
}

// amount is a number of a kind, as ranges are made of.
type amount struct {
	written string
	n       *big.Rat // in the smallest unit of its kind
	kind    string
	unit    quantity.Unit // with which it was written; none when there were several
}

// The kinds.
const (
	aDuration  = "a duration"
	aSize      = "a size"
	aBandwidth = "a bandwidth"
	aRate      = "a rate"
	aShare     = "a share"
	aNumber    = "a number"
	aWeekday   = "a weekday and a time"
	aDate      = "a date and a time"
)

// meaning tells equal values of a key apart from different ones.
func meaning(value string) string {
	a, err := parseAmount(value)
	if err != nil {
		return value
	}
	return a.kind + " " + a.n.RatString()
}

func parseAmount(s string) (a amount, err error) {
	a = amount{written: strings.TrimSpace(s)}
	if at, weekday, ok := quantity.Shown(a.written); ok {
		return a.moment(at, weekday), nil
	}
	if quantity.IsMoment(a.written) {
		return a, fmt.Errorf("a range steps as clocks show, so %s must have no zone; list such times, as in \"Fri 18:00+01:00,Fri 19:00+01:00\"", parse.Quoted(a.written))
	}
	if err := quantity.CheckNumber(a.written, "value", axisHint); err != nil {
		return a, err
	}
	number, name, _ := quantity.SplitUnit(a.written)
	v := int64(0)
	switch d, b, line := quantity.UnitSize(quantity.DurationUnits, name), quantity.UnitSize(quantity.SizeUnits, name), quantity.UnitSize(quantity.BandwidthUnits, name); {
	case d > 0 || strings.Contains(a.written, ":"):
		a.kind = aDuration
		v, err = quantity.ParseNanoseconds(a.written)
		if a.written == number+name {
			a.unit = quantity.Unit{Name: name, Size: d}
		}
	case b > 0:
		a.kind, a.unit = aSize, quantity.Unit{Name: name, Size: b}
		v, err = quantity.ParseSize(a.written)
	case line > 0:
		a.kind, a.unit = aBandwidth, quantity.Unit{Name: name, Size: line}
		v, err = quantity.ParseBandwidth(a.written)
	case strings.HasPrefix(name, "/"):
		return a.rate()
	case strings.TrimSuffix(a.written, "%") == number:
		a.kind, a.unit = aNumber, quantity.Unit{Name: name, Size: 1}
		if name == "%" {
			a.kind = aShare
		}
		a.n, err = quantity.Decimal(number)
		return a, err
	default:
		err = fmt.Errorf("%s is not a duration, size, bandwidth, rate, share or number; write values of other kinds as a list%s", parse.Quoted(a.written),
			quantity.SuggestUnit(name, slices.Concat(quantity.DurationUnits, quantity.SizeUnits, quantity.BandwidthUnits)))
	}
	a.n = quantity.Whole(v)
	return a, err
}

// moment counts from 1970 on.
func (a amount) moment(at time.Time, weekday bool) amount {
	a.kind = aDate
	if weekday {
		a.kind = aWeekday
	}
	a.n = quantity.Whole(at.Unix())
	a.n.Mul(a.n, quantity.Whole(int64(time.Second)))
	a.n.Add(a.n, quantity.Whole(int64(at.Nanosecond())))
	return a
}

// rate counts events in a day.
func (a amount) rate() (amount, error) {
	if _, err := quantity.ParseRate(a.written); err != nil {
		return a, err
	}
	number, name, _ := strings.Cut(a.written, "/")
	name = strings.TrimSpace(name)
	a.kind, a.unit = aRate, quantity.Unit{Name: "/" + name, Size: int64(quantity.Day) / quantity.UnitSize(quantity.DurationUnits, name)}
	n, err := quantity.Decimal(strings.TrimSpace(number))
	if err == nil {
		a.n = n.Mul(n, quantity.Whole(a.unit.Size))
	}
	return a, err
}

// halves parts B/STEP at the slash between them: with 10Mbit/s and 200/h there are others, as many in B as in A.
func halves(rest string, slashes int) (last, step string, ok bool) {
	at := -1
	for range slashes + 1 {
		next := strings.IndexByte(rest[at+1:], '/')
		if next < 0 {
			return rest, "", false
		}
		at += 1 + next
	}
	return rest[:at], rest[at+1:], true
}

// steps lists the values of A..B/STEP: A, then one step more each, up to B.
func steps(s string) ([]string, error) {
	first, rest, _ := strings.Cut(s, "..")
	last, step, ok := halves(rest, strings.Count(first, "/"))
	if !ok {
		return nil, fmt.Errorf("%s has no step; %s", parse.Quoted(s), axisHint)
	}
	from, err := parseAmount(first)
	to, err2 := parseAmount(last)
	by, err3 := parseAmount(step)
	if err := cmp.Or(err, err2, err3); err != nil {
		return nil, err
	}
	if to.kind == aWeekday && to.kind == from.kind && to.n.Cmp(from.n) < 0 {
		to.n.Add(to.n, quantity.Whole(int64(7*quantity.Day)))
	}
	stepped := from.kind
	if stepped == aWeekday || stepped == aDate {
		stepped = aDuration
	}
	for i, other := range []amount{to, by} {
		if other.kind != []string{from.kind, stepped}[i] {
			return nil, fmt.Errorf("%s is %s and %s is %s; the parts of a range must be of one kind", parse.Quoted(from.written), from.kind, parse.Quoted(other.written), other.kind)
		}
	}
	switch {
	case by.n.Sign() == 0:
		return nil, fmt.Errorf("the step of %s is 0, so it never reaches the end", parse.Quoted(s))
	case from.n.Cmp(to.n) > 0:
		return nil, fmt.Errorf("the range %s ends before it begins; write %s..%s/%s", parse.Quoted(s), to.written, from.written, by.written)
	}
	return from.upTo(to, by)
}

// upTo counts from one end to the other.
func (a amount) upTo(to, by amount) (values []string, err error) {
	count := new(big.Rat).Sub(to.n, a.n)
	if count.Quo(count, by.n); count.Cmp(quantity.Whole(MostChoices)) >= 0 {
		return nil, fmt.Errorf("more than %s values, which is the limit", parse.Grouped(MostChoices))
	}
	at, last := new(big.Rat).Set(a.n), new(big.Rat).Sub(to.n, by.n)
	for values = []string{a.written}; at.Cmp(last) <= 0; {
		values = append(values, a.write(at.Add(at, by.n), by))
	}
	if !count.IsInt() {
		return nil, fmt.Errorf("steps of %s from %s do not reach %s: the last one is %s",
			by.written, a.written, to.written, values[len(values)-1])
	}
	if len(values) > 1 {
		values[len(values)-1] = to.written
	}
	return values, nil
}

// write shows a value between two ends as whoever wrote them would: in the unit of the first end, else of the step.
func (a amount) write(n *big.Rat, by amount) string {
	if a.kind == aWeekday || a.kind == aDate {
		return a.writeMoment(n)
	}
	for _, u := range []quantity.Unit{a.unit, by.unit} {
		if u.Size == 0 {
			continue
		}
		if v := new(big.Rat).Quo(n, quantity.Whole(u.Size)); v.IsInt() || u.Size == 1 {
			return decimals(v) + u.Name
		}
	}
	switch a.kind {
	case aSize, aBandwidth:
		return decimals(new(big.Rat).Quo(n, quantity.Whole(a.unit.Size))) + a.unit.Name
	case aRate: // a third of an hour's worth has no end, a day's has
		return decimals(n) + "/d"
	}
	return quantity.FormatDuration(time.Duration(n.Num().Int64()))
}

// writeMoment shows a moment with seconds where it has some.
func (a amount) writeMoment(n *big.Rat) string {
	seconds, rest := new(big.Int).DivMod(n.Num(), big.NewInt(int64(time.Second)), new(big.Int))
	at := time.Unix(seconds.Int64(), rest.Int64()).UTC()
	layout := map[string]string{aWeekday: "Mon 15:04", aDate: "2006-01-02 15:04"}[a.kind]
	if at.Second() != 0 || at.Nanosecond() != 0 {
		layout += ":05.999999999"
	}
	return at.Format(layout)
}

// decimals is a decimal number without zeros at its end.
func decimals(n *big.Rat) string {
	digits, _ := n.FloatPrec()
	return n.FloatString(digits)
}
