package expect

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim/metrics"
)

// Edit replaces what an expectation wants.
type Edit struct {
	Expect int    // index into Scenario.Expect
	Old    string // as written
	New    string
	at     parse.Span
}

// Edits says how the scenario would be written so that what was not met is met. What cannot be said anew is left out: what is compared
// with another metric, what must not be, and shares of many runs. Goals stay unless asked for.
func (all List) Edits(text string, verdicts []Verdict, goals bool) (edits []Edit) {
	for i := range all {
		e := &all[i]
		if e.IsGoal() && !goals {
			continue
		}
		if verdicts[i].OK || e.is == (parse.Span{}) || e.across.kind == shareOfRuns || e.condition.not || e.condition.low.named() || e.condition.high.named() {
			continue
		}
		if anew, ok := e.rewrite(&verdicts[i]); ok {
			edits = append(edits, Edit{i, text[e.is.From:e.is.To], anew, e.is})
		}
	}
	return edits
}

// IsGoal tells a promise, as "<= 2h", from a value that came out once.
func (e *Expectation) IsGoal() bool {
	return e.About.what == number && e.across.kind != shareOfRuns && !e.condition.none && !e.condition.low.named() && !e.condition.high.named() && (e.condition.low == nil) != (e.condition.high == nil)
}

// Rewritten is the text with edits, all else as it was.
func Rewritten(text string, edits []Edit) string {
	edits = slices.Clone(edits)
	slices.SortFunc(edits, func(a, b Edit) int { return b.at.From - a.at.From })
	for _, e := range edits {
		text = text[:e.at.From] + e.in(text) + text[e.at.To:]
	}
	return text
}

// Commented counts the edits with a comment behind them on the same line, which may explain the old value.
func Commented(text string, edits []Edit) (n int) {
	for _, e := range edits {
		line, _, _ := strings.Cut(text[e.at.To:], "\n")
		if rest := strings.TrimLeft(line, "\"' \t\r}"); strings.HasPrefix(rest, "#") {
			n++
		}
	}
	return n
}

// in is the new value as TOML wants it in place of the old one.
func (e *Edit) in(text string) string {
	quotes := e.at.From > 0 && (text[e.at.From-1] == '"' || text[e.at.From-1] == '\'')
	if _, err := quantity.Decimal(e.New); err == nil || quotes {
		return e.New
	}
	return `"` + e.New + `"`
}

// rewrite writes what came out in the form of what was wanted.
func (e *Expectation) rewrite(v *Verdict) (string, bool) {
	if e.About.what != number {
		return e.rewriteWords(v)
	}
	switch {
	case !v.Value.Known:
		return "none", true
	case e.condition.none:
		return exactly(rat(v.Value), v.Unit)
	}
	sign := strings.TrimRight(e.Wanted[:len(e.Wanted)-len(strings.TrimLeft(e.Wanted, "=!<> "))], " ")
	n, low, high := rat(v.Value), e.condition.low, e.condition.high
	switch {
	case low != nil && high != nil && low.value.Cmp(high.value) < 0:
		return around(n, new(big.Rat).Sub(high.value, low.value), v.Unit)
	case low != nil && high != nil:
		return signed(sign, n, v.Unit, exactly)
	case high != nil:
		return signed(sign, e.beyond(n, v.Unit, 1), v.Unit, upwards)
	default:
		return signed(sign, e.beyond(n, v.Unit, -1), v.Unit, downwards)
	}
}

// beyond is the limit that a value keeps: the value itself, or one more where the limit is excluded.
func (e *Expectation) beyond(n *big.Rat, unit metrics.Unit, step int64) *big.Rat {
	if !e.condition.open {
		return n
	}
	return new(big.Rat).Add(n, new(big.Rat).Mul(quantity.Whole(step), grain(unit)))
}

func signed(sign string, n *big.Rat, unit metrics.Unit, write func(*big.Rat, metrics.Unit) (string, bool)) (string, bool) {
	s, ok := write(n, unit)
	if sign != "" {
		s = sign + " " + s
	}
	return s, ok && n.Sign() >= 0
}

// around is a range of the old width with the new value in its middle.
func around(n, width *big.Rat, unit metrics.Unit) (string, bool) {
	half := new(big.Rat).Quo(width, quantity.Whole(2))
	from := new(big.Rat).Sub(n, half)
	if from.Sign() < 0 {
		from = new(big.Rat)
	}
	from = rounded(from, unit, false)
	to := new(big.Rat).Add(from, width)
	if to.Cmp(n) < 0 { // a range that is narrower than what it was rounded to
		to = n
	}
	low, ok := exactly(from, unit)
	high, ok2 := upwards(to, unit)
	return low + " .. " + high, ok && ok2
}

// rewriteWords lists the codes or fates that came out.
func (e *Expectation) rewriteWords(v *Verdict) (string, bool) {
	var words []string
	for word := range strings.SplitSeq(v.Said, ", ") {
		if _, after, several := strings.Cut(word, " x "); several {
			word = after
		}
		words = append(words, word)
	}
	return strings.Join(words, ", "), true
}

// grain is the step in which people write limits: a second, a byte, one.
func grain(unit metrics.Unit) *big.Rat {
	switch unit {
	case metrics.Duration:
		return quantity.Whole(int64(time.Second))
	case metrics.Ratio:
		return big.NewRat(1, 10_000)
	}
	return quantity.Whole(1)
}

// rounded is the next multiple of the grain, up or down.
func rounded(n *big.Rat, unit metrics.Unit, up bool) *big.Rat {
	steps := new(big.Rat).Quo(n, grain(unit))
	count := new(big.Int).Quo(steps.Num(), steps.Denom())
	if up && !steps.IsInt() {
		count.Add(count, big.NewInt(1))
	}
	return steps.Mul(steps.SetInt(count), grain(unit))
}

func upwards(n *big.Rat, unit metrics.Unit) (string, bool) {
	return exactly(rounded(n, unit, true), unit)
}

func downwards(n *big.Rat, unit metrics.Unit) (string, bool) {
	return exactly(rounded(n, unit, false), unit)
}

// exactly writes a number with its unit; false where that needs too many digits.
func exactly(n *big.Rat, unit metrics.Unit) (string, bool) {
	switch unit {
	case metrics.Duration:
		return quantity.FormatDuration(time.Duration(new(big.Int).Quo(n.Num(), n.Denom()).Int64())), n.IsInt()
	case metrics.Bytes:
		return bytesOf(n), n.IsInt()
	case metrics.Rate:
		return bytesOf(n) + "/s", n.IsInt()
	case metrics.Ratio:
		s := n.FloatString(6)
		return strings.TrimRight(strings.TrimRight(s, "0"), "."), new(big.Rat).Mul(n, quantity.Whole(1_000_000)).IsInt()
	}
	return n.FloatString(0), n.IsInt()
}

// bytesOf writes a whole number of bytes in the largest unit that needs no more than three decimals.
func bytesOf(n *big.Rat) string {
	for _, u := range []quantity.Unit{{Name: "TB", Size: 1e12}, {Name: "GB", Size: 1e9}, {Name: "MB", Size: 1e6}, {Name: "kB", Size: 1e3}} {
		if n.Cmp(quantity.Whole(u.Size)) >= 0 && new(big.Rat).Mul(n, big.NewRat(1000, u.Size)).IsInt() {
			s := new(big.Rat).Quo(n, quantity.Whole(u.Size)).FloatString(3)
			return strings.TrimRight(strings.TrimRight(s, "0"), ".") + u.Name
		}
	}
	return fmt.Sprintf("%sB", n.FloatString(0))
}
