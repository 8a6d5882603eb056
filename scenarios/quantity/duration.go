package quantity

import (
	"fmt"
	"math/big"
	"strings"
	"time"

	"mailstorm/scenarios/parse"
)

var DurationUnits = []Unit{
	{"d", int64(Day)}, {"h", int64(time.Hour)}, {"min", int64(time.Minute)}, {"m", int64(time.Minute)},
	{"s", int64(time.Second)}, {"ms", int64(time.Millisecond)}, {"us", int64(time.Microsecond)}, {"ns", 1},
}

// ParseDuration reads "15m", "1d12h", "1.5h", and what PowerShell shows: "1.00:00:00", "06:00:00".
func ParseDuration(s string) (time.Duration, error) {
	n, err := ExactDuration(strings.TrimSpace(s))
	if err != nil {
		return 0, err
	}
	if n.Cmp(Whole(int64(LongestTime))) > 0 {
		return 0, fmt.Errorf("%s is longer than 3650d (ten years), the maximum", parse.Quoted(s))
	}
	if !n.IsInt() {
		return 0, fmt.Errorf("%s is finer than a nanosecond", parse.Quoted(s))
	}
	return time.Duration(n.Num().Int64()), nil
}

func ParseNanoseconds(s string) (int64, error) {
	d, err := ParseDuration(s)
	return int64(d), err
}

func ExactDuration(s string) (*big.Rat, error) {
	if IsMoment(s) {
		return nil, fmt.Errorf("%s is a time, and a duration is needed here; write how long, as in \"15m\" or \"1d12h\"", parse.Quoted(s))
	}
	if unlimited().MatchString(s) {
		return nil, fmt.Errorf("%s is not a valid duration; write a long one, at most \"3650d\"", parse.Quoted(s))
	}
	if low, high, ok := strings.Cut(s, "-"); ok && low != "" && high != "" {
		if _, err := ExactDuration(low); err == nil {
			return nil, fmt.Errorf("%s is not one duration; where a range is taken, write \"%s .. %s\"", parse.Quoted(s), low, high)
		}
	}
	written := s
	s = plainDuration(s)
	if err := measured(s, "duration", DurationHint); err != nil {
		return nil, err
	}
	if strings.Contains(s, ":") {
		return timeSpan(s)
	}
	sum, last := new(big.Rat), int64(0)
	for rest := s; rest != ""; {
		number, name, after := SplitUnit(rest)
		n, err := Decimal(number)
		if err != nil {
			return nil, fmt.Errorf("%s is not a valid duration; %s", parse.Quoted(s), DurationHint)
		}
		if name == "" {
			return nil, fmt.Errorf("%s has no unit; %s", parse.Quoted(s), DurationHint)
		}
		size := DurationSpellings.size(name)
		if size == 0 {
			if err := twoMeanings(s, number, name, twoUnits); err != nil {
				return nil, err
			}
			return nil, fmt.Errorf(unknownUnit, parse.Quoted(s), parse.Quoted(name), DurationHint, SuggestUnit(name, DurationUnits))
		}
		if last != 0 && size >= last {
			if list := strings.Split(written, ","); len(list) > 1 {
				return nil, fmt.Errorf("%s is not one duration; where a list is taken, write [\"%s\"]", parse.Quoted(written), strings.Join(trimmed(list), "\", \""))
			}
			return nil, fmt.Errorf("the units of %s are out of order or repeated; write \"1d12h30m\"",
				parse.Quoted(s))
		}
		last = size
		sum.Add(sum, n.Mul(n, Whole(size)))
		rest = strings.TrimLeft(after, " ")
	}
	return sum, nil
}

func trimmed(words []string) (all []string) {
	for _, w := range words {
		all = append(all, strings.TrimSpace(w))
	}
	return all
}

// timeSpan reads the .NET form [d.]hh:mm:ss[.fff].
func timeSpan(s string) (*big.Rat, error) {
	days, clock := "0", s
	if d, rest, ok := strings.Cut(s, "."); ok && strings.Contains(rest, ":") {
		days, clock = d, rest
	}
	parts := strings.Split(clock, ":")
	if len(parts) == 2 && strings.Trim(s, "0123456789:") == "" {
		return nil, fmt.Errorf("%s could mean %s hours or %s minutes: write \"%s:00\" or \"00:%s\"", parse.Quoted(s), parts[0], parts[0], s, s)
	}
	if len(parts) != 3 || len(parts[0]) != 2 || len(parts[1]) != 2 || len(parts[2]) < 2 {
		return nil, fmt.Errorf("%s is not a valid duration; %s", parse.Quoted(s), DurationHint)
	}
	sum := new(big.Rat)
	for i, size := range []time.Duration{Day, time.Hour, time.Minute, time.Second} {
		n, err := Decimal(append([]string{days}, parts...)[i])
		if err != nil || i < 3 && !n.IsInt() || i > 1 && n.Cmp(Whole(60)) >= 0 {
			return nil, fmt.Errorf("%s is not a valid duration; %s", parse.Quoted(s), DurationHint)
		}
		if i == 1 && n.Cmp(Whole(24)) >= 0 {
			return nil, tooManyHours(s, days, n.Num().Int64(), parts)
		}
		sum.Add(sum, n.Mul(n, Whole(int64(size))))
	}
	return sum, nil
}

func tooManyHours(s, days string, hours int64, parts []string) error {
	if strings.Contains(s, ".") && days != "0" {
		return fmt.Errorf("%s has more than 23 hours after its days", parse.Quoted(s))
	}
	return fmt.Errorf("%s means %d days in .NET, and so in Exchange, not %d hours;"+
		" write \"%d.%02d:%s:%s\" or \"%dh\" for %d hours", parse.Quoted(s), hours, hours, hours/24, hours%24, parts[1], parts[2], hours, hours)
}
