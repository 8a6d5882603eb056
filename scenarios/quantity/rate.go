package quantity

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"strings"
	"time"

	"mailstorm/scenarios/parse"
	"mailstorm/sim"
	"mailstorm/sim/guard"
	"mailstorm/sim/random"
)

var BandwidthUnits = []Unit{
	{"bit/s", 1}, {"kbit/s", 1e3}, {"Mbit/s", 1e6}, {"Gbit/s", 1e9},
	{"B/s", 8}, {"kB/s", 8e3}, {"KB/s", 8e3}, {"MB/s", 8e6}, {"GB/s", 8e9},
	{"KiB/s", 8 << 10}, {"MiB/s", 8 << 20}, {"GiB/s", 8 << 30},
}

const leastBandwidth = 1000 // bits per second

const (
	bandwidthHint = "write a number with a unit, as in \"20Mbit/s\" or \"5MB/s\"" +
		" (units: bit/s, kbit/s, Mbit/s, Gbit/s, B/s, kB/s, MB/s, GB/s)"
	rateHint  = "write a number per unit of time, as in \"200/h\" (units: /s, /m, /h, /d)"
	shareHint = "write \"30%\" or 0.3"
	ratioHint = "write \"5/4\" or \"1.25\""
)

// ParseBandwidth reads "20Mbit/s" or "5MB/s" into bits per second.
func ParseBandwidth(s string) (int64, error) {
	n, err := ExactBandwidth(strings.TrimSpace(s))
	if err != nil {
		return 0, err
	}
	if n.Cmp(Whole(leastBandwidth)) < 0 {
		return 0, fmt.Errorf("%s is less than 1 kbit/s, the minimum", parse.Quoted(s))
	}
	if !n.IsInt() {
		return 0, fmt.Errorf("%s is not a whole number of bits per second", parse.Quoted(s))
	}
	return n.Num().Int64(), nil
}

func ExactBandwidth(s string) (*big.Rat, error) {
	s = ungrouped(s, groupedNumber)
	if err := measured(s, "bandwidth", bandwidthHint); err != nil {
		return nil, err
	}
	number, name, rest := SplitUnit(s)
	n, err := Decimal(number)
	if err != nil || rest != "" {
		return nil, fmt.Errorf("%s is not a valid bandwidth; %s", parse.Quoted(s), bandwidthHint)
	}
	if name == "" {
		return nil, fmt.Errorf("%s has no unit; %s", parse.Quoted(s), bandwidthHint)
	}
	bits := BandwidthSpellings.size(name)
	if bits == 0 {
		if err := twoMeanings(s, number, name, twoBandwidths); err != nil {
			return nil, err
		}
		if BandwidthSpellings.size(name+"/s") != 0 {
			return nil, fmt.Errorf("%s has no time; write \"%s%s/s\"", parse.Quoted(s), number, name)
		}
		return nil, fmt.Errorf(unknownUnit, parse.Quoted(s), parse.Quoted(name), bandwidthHint, SuggestUnit(name, BandwidthUnits))
	}
	if n.Mul(n, Whole(bits)).Cmp(Whole(1e15)) > 0 {
		return nil, fmt.Errorf("%s is more than 1000000Gbit/s", parse.Quoted(s))
	}
	return n, nil
}

// ParseRate reads "200/h", "3/min", "0.5/d" exactly.
func ParseRate(s string) (sim.Rate, error) {
	s = strings.Replace(ungrouped(strings.TrimSpace(s), groupedRate), " per ", "/", 1)
	if err := cmp.Or(Unambiguous(s), CheckNumber(s, "rate", rateHint)); err != nil {
		return sim.Rate{}, err
	}
	number, name, ok := strings.Cut(s, "/")
	if !ok {
		return sim.Rate{}, fmt.Errorf("%s has no unit; %s", parse.Quoted(s), rateHint)
	}
	n, err := Decimal(strings.TrimSpace(number))
	name = strings.TrimSpace(name)
	per := rateSpellings.size(name)
	switch {
	case err != nil:
		return sim.Rate{}, fmt.Errorf("%s is not a valid rate; %s", parse.Quoted(s), rateHint)
	case per == 0 && twoMeanings(s, number, name, twoUnits) != nil:
		return sim.Rate{}, twoMeanings(s, number, name, twoUnits)
	case per == 0:
		return sim.Rate{}, fmt.Errorf("%s has the unknown unit %s; %s", parse.Quoted(s), parse.Quoted("/"+name), rateHint)
	case n.Sign() == 0:
		return sim.Rate{}, fmt.Errorf("%s is zero; write a rate above 0, or leave it out", parse.Quoted(s))
	}
	width := new(big.Int).Mul(n.Denom(), big.NewInt(per))
	if !n.Num().IsInt64() || !width.IsInt64() || width.Int64() > int64(LongestTime) {
		return sim.Rate{}, fmt.Errorf("%s has too many digits", parse.Quoted(s))
	}
	return sim.Rate{Count: n.Num().Uint64(), Per: time.Duration(width.Int64())}, nil
}

// ParseLimit reads the most that is taken in a time, as in "200/h".
func ParseLimit(s string) (guard.Rate, error) {
	rate, err := ParseRate(s)
	return guard.Rate(rate), err
}

// ParseShare reads "30%", "0.3" and "1".
func ParseShare(s string) (random.Share, error) {
	n, err := ExactShare(s)
	if err != nil {
		return 0, err
	}
	share := Round(n.Mul(n, Whole(int64(random.All))))
	if share == 0 && n.Sign() > 0 {
		return 0, fmt.Errorf("%s is less than 1 in 4,294,967,296, the smallest share that can be simulated", parse.Quoted(s))
	}
	return random.Share(share), nil
}

// ExactShare is a share between 0 and 1.
func ExactShare(s string) (*big.Rat, error) {
	word := strings.TrimSpace(s)
	if err := CheckNumber(word, "share", shareHint); err != nil {
		return nil, err
	}
	number, percent := strings.CutSuffix(strings.Replace(word, " percent", "%", 1), "%")
	n, err := Decimal(strings.TrimSpace(number))
	if err != nil {
		return nil, fmt.Errorf("%s is not a valid share; %s", parse.Quoted(s), shareHint)
	}
	if percent {
		n.Quo(n, Whole(100))
	}
	if n.Cmp(Whole(1)) > 0 {
		hint := ""
		if !percent && n.Cmp(Whole(100)) <= 0 {
			hint = fmt.Sprintf("; did you mean %q?", word+"%")
		}
		return nil, fmt.Errorf("%s is more than 100 %%%s", parse.Quoted(s), hint)
	}
	return n, nil
}

// Round rounds to the nearest whole number, halves up.
func Round(n *big.Rat) int64 {
	twice := new(big.Int).Lsh(n.Num(), 1)
	twice.Add(twice, n.Denom())
	return twice.Quo(twice, new(big.Int).Lsh(n.Denom(), 1)).Int64()
}

// ParseRatio reads "5/4", "1.25" and "2".
func ParseRatio(s string) (random.Ratio, error) {
	word := strings.TrimSpace(s)
	if err := CheckNumber(word, "factor", ratioHint); err != nil {
		return random.Ratio{}, err
	}
	above, below, ok := strings.Cut(word, "/")
	if !ok {
		below = "1"
	}
	n, err := Decimal(strings.TrimSpace(above))
	d, err2 := Decimal(strings.TrimSpace(below))
	if err != nil || err2 != nil || d.Sign() == 0 {
		return random.Ratio{}, fmt.Errorf("%s is not a valid factor; %s", parse.Quoted(s), ratioHint)
	}
	n.Quo(n, d)
	most := big.NewInt(math.MaxUint32)
	if n.Num().Cmp(most) > 0 || n.Denom().Cmp(most) > 0 {
		return random.Ratio{}, fmt.Errorf("%s has too many digits", parse.Quoted(s))
	}
	return random.Ratio{Num: uint32(n.Num().Uint64()), Den: uint32(n.Denom().Uint64())}, nil
}
