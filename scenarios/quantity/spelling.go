package quantity

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"sync"
	"time"

	"mailstorm/scenarios/parse"
)

// Spellings are units as people write them, a regular expression for each; the schema uses the same ones.
type Spellings struct {
	units   []Unit // their names are regular expressions
	compile func() []*regexp.Regexp
}

func newSpellings(units ...Unit) *Spellings {
	return &Spellings{units, sync.OnceValue(func() (all []*regexp.Regexp) {
		for _, u := range units {
			all = append(all, regexp.MustCompile(`^(`+u.Name+`)$`))
		}
		return all
	})}
}

var (
	DurationSpellings = newSpellings(
		Unit{`[wW]((ee)?ks?)?`, int64(7 * Day)}, Unit{`[dD](ays?)?`, int64(Day)}, Unit{`[hH](rs?|ours?)?`, int64(time.Hour)},
		Unit{`m|[mM]in(ute)?s?`, int64(time.Minute)}, Unit{`[sS](ec(ond)?s?)?`, int64(time.Second)}, Unit{`ms(ecs?)?|[mM]illiseconds?`, int64(time.Millisecond)},
		Unit{`us|[µμ]s|[mM]icroseconds?`, int64(time.Microsecond)}, Unit{`ns|[nN]anoseconds?`, 1})
	SizeSpellings = newSpellings(
		Unit{`[bB](ytes?)?`, 1}, Unit{`[kK][bB]`, 1e3}, Unit{`[mM][bB]`, 1e6}, Unit{`[gG][bB]`, 1e9}, Unit{`[tT][bB]`, 1e12},
		Unit{`[kK]i[bB]`, 1 << 10}, Unit{`[mM]i[bB]`, 1 << 20}, Unit{`[gG]i[bB]`, 1 << 30}, Unit{`[tT]i[bB]`, 1 << 40})
	BandwidthSpellings = newSpellings(
		Unit{`[bB]it/s|bps`, 1}, Unit{`[kK][bB]it/s|[kK]bps`, 1e3}, Unit{`[mM][bB]it/s|[mM]bps`, 1e6}, Unit{`[gG][bB]it/s|[gG]bps`, 1e9},
		Unit{`B/s`, 8}, Unit{`[kK]B/s`, 8e3}, Unit{`MB/s`, 8e6}, Unit{`GB/s`, 8e9}, Unit{`KiB/s`, 8 << 10}, Unit{`MiB/s`, 8 << 20}, Unit{`GiB/s`, 8 << 30})
	rateSpellings = newSpellings(DurationSpellings.units[:5]...)
)

// Form is a regular expression that takes all of them.
func (s *Spellings) Form() string {
	var forms []string
	for _, u := range s.units {
		forms = append(forms, u.Name)
	}
	return strings.Join(forms, "|")
}

// RateForm takes what follows the number of a rate.
func RateForm() string { return `(/|per +)\s*(` + rateSpellings.Form() + `)` }

// size is the size of a unit in any spelling, 0 for none.
func (s *Spellings) size(name string) int64 {
	for i, re := range s.compile() {
		if re.MatchString(name) {
			return s.units[i].Size
		}
	}
	return 0
}

// twoUnits are units with two meanings, or with none that is exact; %[2]s is the number before them.
var twoUnits = []struct{ name, says string }{
	{`M`, `could mean minutes or months: write "%[2]sm", or months in days`},
	{`[mM]o|[mM]onths?`, `has no exact length, because months have 28 to 31 days; write days, as in "30d"`},
	{`[yY](ears?)?|[yY]rs?`, `has no exact length, because years have 365 or 366 days; write days, as in "365d"`},
}

var twoSizes = []struct{ name, says string }{
	{`k|K`, `could mean kilobytes (1000) or kibibytes (1024): write "%[2]skB" or "%[2]sKiB"`},
	{`m|M`, `could mean megabytes (1000000) or mebibytes (1048576): write "%[2]sMB" or "%[2]sMiB"`},
	{`g|G`, `could mean gigabytes (1000000000) or gibibytes (1073741824): write "%[2]sGB" or "%[2]sGiB"`},
}

var twoBandwidths = []struct{ name, says string }{
	{`[kK]b/s|[kK]BPS|[kK]Bps`, `could mean bits or bytes: write "%[2]skbit/s" or "%[2]skB/s"`},
	{`[mM]b/s|mB/s|M[Bb]PS|[mM]Bps`, `could mean bits or bytes: write "%[2]sMbit/s" or "%[2]sMB/s"`},
	{`[gG]b/s|gB/s|G[Bb]PS|[gG]Bps`, `could mean bits or bytes: write "%[2]sGbit/s" or "%[2]sGB/s"`},
}

// twoMeanings refuses a unit that may be two, with both.
func twoMeanings(s, number, name string, units []struct{ name, says string }) error {
	for _, u := range units {
		if regexp.MustCompile(`^(` + u.name + `)$`).MatchString(name) {
			if strings.Contains(u.says, "%") {
				return fmt.Errorf("%s "+u.says, parse.Quoted(s), number)
			}
			return fmt.Errorf("%s %s", parse.Quoted(s), u.says)
		}
	}
	return nil
}

const (
	spaceGroups = `(?: [0-9]{3})+|(?:'[0-9]{3})+|(?:_[0-9]{3})+|(?:\x{a0}[0-9]{3})+|(?:\x{202f}[0-9]{3})+|(?:\x{2019}[0-9]{3})+`
	exactGroups = spaceGroups + `|(?:,[0-9]{3}){2,}|(?:\.[0-9]{3}){2,}|(?:,[0-9]{3})+\.[0-9]+`
)

var (
	groupedNumber = lazily(`^[1-9][0-9]{0,2}(?:` + exactGroups + `)(?:[^0-9.,]|$)`)
	groupedRate   = lazily(`^[1-9][0-9]{0,2}(?:` + exactGroups + `|,[0-9]{3})(?:[^0-9.,]|$)`)
	groupMark     = strings.NewReplacer(" ", "", "'", "", "_", "", "\u00a0", "", "\u202f", "", "\u2019", "")
)

// GroupedForm is a number with or without a mark between thousands, for the schema.
const GroupedForm = `([0-9]+(\.[0-9]+)?|[1-9][0-9]{0,2}([ ',._  ’][0-9]{3})+(\.[0-9]+)?)`

// ungrouped leaves out what stands between thousands, where it can be nothing else: 40 000, 1,234,567.
func ungrouped(s string, grouped func() *regexp.Regexp) string {
	s = strings.ReplaceAll(s, "\u00a0", " ")
	s = strings.ReplaceAll(s, "\u202f", " ")
	number := grouped().FindString(s)
	if number == "" {
		return s
	}
	end := len(strings.TrimRight(number, " "))
	if last := number[end-1]; last < '0' || last > '9' {
		end = len(strings.TrimRightFunc(number[:end], func(r rune) bool { return r < '0' || r > '9' }))
	}
	plain := groupMark.Replace(number[:end])
	if plain = strings.ReplaceAll(plain, ",", ""); strings.Count(plain, ".") > 1 {
		plain = strings.ReplaceAll(plain, ".", "")
	}
	return plain + s[end:]
}

// UngroupedCount writes 40,000 as 40000.
func UngroupedCount(s string) string { return ungrouped(s, groupedRate) }

var (
	isoDuration = lazily(`^P(?:([0-9.]+)W)?(?:([0-9.]+)D)?(?:T(?:([0-9.]+)H)?(?:([0-9.]+)M)?(?:([0-9.]+)S)?)?$`)
	between     = lazily(`([a-z])(?:, ?| and )([0-9])`)
)

// ISOForm takes ISO 8601 durations that have an exact length.
const ISOForm = `P([0-9.]+W)?([0-9.]+D)?(T([0-9.]+H)?([0-9.]+M)?([0-9.]+S)?)?`

// plainDuration writes PT12H as 12h, and "1 day, 12 hours" without the comma.
func plainDuration(s string) string {
	parts := isoDuration().FindStringSubmatch(s)
	if parts == nil {
		return between().ReplaceAllString(ungrouped(s, groupedNumber), "$1 $2")
	}
	var b strings.Builder
	for i, unit := range []string{"w", "d", "h", "m", "s"} {
		if parts[i+1] != "" {
			b.WriteString(parts[i+1] + unit)
		}
	}
	return b.String()
}

var unlimited = lazily(`(?i)^(unlimited|infinite|infinity|forever|never|none|no limit)$`)

// MeansUnlimited tells words for no limit.
func MeansUnlimited(s string) bool { return unlimited().MatchString(s) }

// pastedSize is what Exchange shows: 5 MB (5,242,880 bytes).
var pastedSize = lazily(`^([0-9.,]+) *(B|KB|MB|GB|TB) *\(([0-9][0-9.,' ]*) *bytes?\)$`)

// PastedForm takes it in the schema.
const PastedForm = `[0-9.,]+ *(B|KB|MB|GB|TB) *\([0-9][0-9.,' ]* *bytes?\)`

// pasted gives the exact bytes of a size that Exchange shows; ok is false for any other.
func pasted(s string) (bytes *big.Rat, ok bool, err error) {
	m := pastedSize().FindStringSubmatch(s)
	if m == nil {
		return nil, false, nil
	}
	exact, err := Decimal(strings.NewReplacer(",", "", ".", "", "'", "", " ", "").Replace(m[3]))
	if err != nil {
		return nil, true, err
	}
	shown, err := Decimal(strings.ReplaceAll(m[1], ",", ""))
	if err != nil {
		return nil, true, err
	}
	power := strings.Index("BKMGT", m[2][:1])
	unit := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(1024), big.NewInt(int64(power)), nil))
	off := new(big.Rat).Sub(new(big.Rat).Quo(exact, unit), shown)
	if off.Abs(off).Cmp(new(big.Rat).Add(big.NewRat(1, 50), new(big.Rat).Quo(shown, Whole(20)))) > 0 {
		return nil, true, fmt.Errorf("%s gives two sizes; write \"%s%s\" or \"%sB\"", parse.Quoted(s), m[1], m[2], exact.FloatString(0))
	}
	return exact, true, nil
}
