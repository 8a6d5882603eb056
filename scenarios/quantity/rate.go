package scenarios

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"strings"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/guard"
	"mailstorm/sim/random"
)

var bandwidthUnits = []unit{
	{"bit/s", 1}, {"kbit/s", 1e3}, {"Mbit/s", 1e6}, {"Gbit/s", 1e9},
	{"B/s", 8}, {"kB/s", 8e3}, {"KB/s", 8e3}, {"MB/s", 8e6}, {"GB/s", 8e9},
	{"KiB/s", 8 << 10}, {"MiB/s", 8 << 20}, {"GiB/s", 8 << 30},
}

const leastBandwidth = 1000 // bits per second

const (
	bandwidthHint = "write a number with a unit, as in \"20Mbit/s\" or \"5MB/s\"" +
		" (units: bit/s, kbit/s, Mbit/s, Gbit/s, B/s, kB/s, MB/s, GB/s)"
	rateHint  = "write events in a time, as in \"200/h\" (units: /s, /m, /h, /d)"
	shareHint = "write \"30%\" or 0.3"
	ratioHint = "write \"5/4\" or \"1.25\""
)

// ParseBandwidth reads "20Mbit/s" or "5MB/s" into bits per second.
func ParseBandwidth(s string) (int64, error) {
	n, err := bandwidth(strings.TrimSpace(s))
	if err != nil {
		return 0, err
	}
	if n.Cmp(whole(leastBandwidth)) < 0 {
		return 0, fmt.Errorf("%s is less than 1 kbit/s, the slowest line", quoted(s))
	}
	if !n.IsInt() {
		return 0, fmt.Errorf("%s is no whole number of bits per second", quoted(s))
	}
	return n.Num().Int64(), nil
}

func bandwidth(s string) (*big.Rat, error) {
	if err := measured(s, "bandwidth", bandwidthHint); err != nil {
		return nil, err
	}
	number, name, rest := head(s)
	n, err := decimal(number)
	if err != nil || rest != "" {
		return nil, fmt.Errorf("%s is no bandwidth; %s", quoted(s), bandwidthHint)
	}
	if name == "" {
		return nil, fmt.Errorf("%s has no unit; %s", quoted(s), bandwidthHint)
	}
	bits := unitSize(bandwidthUnits, name)
	if bits == 0 {
		return nil, fmt.Errorf(unknownUnit, quoted(s), quoted(name), bandwidthHint, fold(name, bandwidthUnits))
	}
	if n.Mul(n, whole(bits)).Cmp(whole(1e15)) > 0 {
		return nil, fmt.Errorf("%s is more than 1000000Gbit/s", quoted(s))
	}
	return n, nil
}

// ParseRate reads "200/h", "3/min", "0.5/d" exactly.
func ParseRate(s string) (sim.Rate, error) {
	s = strings.TrimSpace(s)
	if err := cmp.Or(single(s), plausible(s, "rate", rateHint)); err != nil {
		return sim.Rate{}, err
	}
	number, name, ok := strings.Cut(s, "/")
	if !ok {
		return sim.Rate{}, fmt.Errorf("%s has no unit; %s", quoted(s), rateHint)
	}
	n, err := decimal(strings.TrimSpace(number))
	per := unitSize(durationUnits, strings.TrimSpace(name))
	switch {
	case err != nil:
		return sim.Rate{}, fmt.Errorf("%s is no rate; %s", quoted(s), rateHint)
	case per < int64(time.Second):
		return sim.Rate{}, fmt.Errorf("%s has the unknown unit %s; %s", quoted(s), quoted("/"+name), rateHint)
	case n.Sign() == 0:
		return sim.Rate{}, fmt.Errorf("%s is no rate; leave it out for nothing at all", quoted(s))
	}
	width := new(big.Int).Mul(n.Denom(), big.NewInt(per))
	if !n.Num().IsInt64() || !width.IsInt64() || width.Int64() > int64(longestTime) {
		return sim.Rate{}, fmt.Errorf("%s has more digits than can be counted", quoted(s))
	}
	return sim.Rate{Count: n.Num().Uint64(), Per: time.Duration(width.Int64())}, nil
}

// parseLimit reads the most that is taken in a time, as in "200/h".
func parseLimit(s string) (guard.Rate, error) {
	rate, err := ParseRate(s)
	return guard.Rate(rate), err
}

// ParseShare reads "30%", "0.3" and "1".
func ParseShare(s string) (random.Share, error) {
	n, err := exactShare(s)
	if err != nil {
		return 0, err
	}
	share := nearest(n.Mul(n, whole(int64(random.All))))
	if share == 0 && n.Sign() > 0 {
		return 0, fmt.Errorf("%s is less than 1 in 4,294,967,296, the smallest share there is", quoted(s))
	}
	return random.Share(share), nil
}

// exactShare is a share between 0 and 1.
func exactShare(s string) (*big.Rat, error) {
	word := strings.TrimSpace(s)
	if err := plausible(word, "share", shareHint); err != nil {
		return nil, err
	}
	number, percent := strings.CutSuffix(word, "%")
	n, err := decimal(strings.TrimSpace(number))
	if err != nil {
		return nil, fmt.Errorf("%s is no share; %s", quoted(s), shareHint)
	}
	if percent {
		n.Quo(n, whole(100))
	}
	if n.Cmp(whole(1)) > 0 {
		hint := ""
		if !percent && n.Cmp(whole(100)) <= 0 {
			hint = fmt.Sprintf("; did you mean %q?", word+"%")
		}
		return nil, fmt.Errorf("%s is more than 100 %%%s", quoted(s), hint)
	}
	return n, nil
}

// nearest rounds to the nearest whole number, halves up.
func nearest(n *big.Rat) int64 {
	twice := new(big.Int).Lsh(n.Num(), 1)
	twice.Add(twice, n.Denom())
	return twice.Quo(twice, new(big.Int).Lsh(n.Denom(), 1)).Int64()
}

// ParseRatio reads "5/4", "1.25" and "2".
func ParseRatio(s string) (random.Ratio, error) {
	word := strings.TrimSpace(s)
	if err := plausible(word, "factor", ratioHint); err != nil {
		return random.Ratio{}, err
	}
	above, below, ok := strings.Cut(word, "/")
	if !ok {
		below = "1"
	}
	n, err := decimal(strings.TrimSpace(above))
	d, err2 := decimal(strings.TrimSpace(below))
	if err != nil || err2 != nil || d.Sign() == 0 {
		return random.Ratio{}, fmt.Errorf("%s is no factor; %s", quoted(s), ratioHint)
	}
	n.Quo(n, d)
	most := big.NewInt(math.MaxUint32)
	if n.Num().Cmp(most) > 0 || n.Denom().Cmp(most) > 0 {
		return random.Ratio{}, fmt.Errorf("%s has more digits than can be counted", quoted(s))
	}
	return random.Ratio{Num: uint32(n.Num().Uint64()), Den: uint32(n.Denom().Uint64())}, nil
}
