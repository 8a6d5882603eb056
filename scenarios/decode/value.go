package decode

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"mailstorm/scenarios/parse"
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

// Enum is a value with a word for each of its numbers.
type Enum interface {
	Words() []string
	Choose(word string) bool
}

type (
	ByteCount     int64 // a size
	Bandwidth     int64 // bits per second
	DrawnDuration random.Quantity
	DrawnMoment   random.Quantity // since the clock
	DrawnSize     random.Quantity
	DrawnCount    random.Quantity
	DrawnShare    random.Quantity // shares, in 2^-32

	Address string // name@domain

	LoggedReply smtp.Reply // may contradict itself, as "550 4.4.7" of Exchange Server does
)

// Decode reads a value into what a pointer points to; the pointer's type is the unit. It reports whether that went well.
func (r *Decoder) Decode(n *parse.Node, to any) bool {
	if r.Recorder != nil {
		r.Recorder.record(n).addTarget(to)
	}
	switch to := to.(type) {
	case *string:
		return r.decodeText(n, to)
	case *Address:
		return r.decodeText(n, (*string)(to))
	case *bool:
		return r.decodeBool(n, to)
	case *uint32:
		return r.decodeCount(n, math.MaxUint32, func(v uint64) { *to = uint32(v) })
	case *uint64:
		return r.decodeCount(n, math.MaxInt64, func(v uint64) { *to = v })
	case *time.Duration:
		return ParseWord(r, n, to, quantity.ParseDuration)
	case *ByteCount:
		return ParseWord(r, n, (*int64)(to), quantity.ParseSize)
	case *int64:
		return ParseWord(r, n, to, quantity.ParseSize)
	case *Bandwidth:
		return ParseWord(r, n, (*int64)(to), quantity.ParseBandwidth)
	case *random.Share:
		return ParseWord(r, n, to, quantity.ParseShare)
	case *random.Ratio:
		return ParseWord(r, n, to, quantity.ParseRatio)
	case *sim.Rate:
		return ParseWord(r, n, to, quantity.ParseRate)
	case *guard.Rate:
		return ParseWord(r, n, to, quantity.ParseLimit)
	case *calendar.Hours:
		return ParseWord(r, n, to, quantity.ParseHours)
	case *smtp.Reply:
		return ParseWord(r, n, to, smtp.ParseReply)
	case *LoggedReply:
		return ParseWord(r, n, (*smtp.Reply)(to), ParseLogged)
	case *retry.Range:
		return ParseWord(r, n, to, ParseRange)
	case *retry.TLS:
		return r.decodeTLS(n, to)
	case *retry.Spread:
		return ParseWord(r, n, to, ParseSpread)
	case *retry.Phase:
		return ParseWord(r, n, to, ParsePhase)
	case *mailbox.Choice:
		var yes bool
		ok := r.decodeBool(n, &yes)
		if ok {
			to.Say(yes)
		}
		return ok
	case Enum:
		return r.decodeEnum(n, to)
	case *random.Quantity:
		return r.decodeDrawn(n, to, DurationScale)
	case *DrawnDuration:
		return r.decodeDrawn(n, (*random.Quantity)(to), DurationScale)
	case *DrawnMoment:
		return r.decodeMoment(n, (*random.Quantity)(to), 0)
	case *DrawnSize:
		return r.decodeDrawn(n, (*random.Quantity)(to), SizeScale)
	case *DrawnCount:
		return r.decodeDrawn(n, (*random.Quantity)(to), CountScale)
	case *DrawnShare:
		return r.decodeDrawn(n, (*random.Quantity)(to), ShareScale)
	}
	return r.decodeSeveral(n, to)
}

// decodeSeveral reads the values that are lists or tables.
func (r *Decoder) decodeSeveral(n *parse.Node, to any) bool {
	switch to := to.(type) {
	case *[]string:
		return decodeElements(r, n, to)
	case *[]Address:
		return decodeElements(r, n, to)
	case *[]time.Duration:
		return decodeElements(r, n, to)
	case *[]uint32:
		return decodeElements(r, n, to)
	case *retry.PhaseSet:
		var phases []smtp.Phase
		ok := decodeElements(r, n, &phases)
		*to = 0
		for _, p := range phases {
			*to |= 1 << p
		}
		return ok
	case *[]smtp.Phase:
		return decodeElements(r, n, to)
	case *retry.Growths:
		return decodeRows(r, n, (*[]retry.Growth)(to), func(t *Table, g *retry.Growth) (*parse.Node, *parse.Node) {
			return t.Read("queue", &g.Queue), t.ReadPositive("factor", &g.Factor)
		})
	case *retry.Rules:
		return decodeRows(r, n, (*[]retry.Rule)(to), func(t *Table, rule *retry.Rule) (*parse.Node, *parse.Node) {
			until, wait := t.Read("until", &rule.Until), t.Read("wait", &rule.Wait)
			if t.Node.Child["factor"] != nil || until != nil && wait != nil { // else it would be called missing
				if n := t.ReadPositive("factor", &rule.Factor); n != nil && rule.GrowsTooSlowly() {
					t.Report(n.Problem("the factor %s is less than 1.1; write \"3/2\", or leave it out for a fixed wait", n.Text()))
				}
			}
			return until, wait
		})
	case *[]fault.Step:
		return decodeRows(r, n, to, func(t *Table, s *fault.Step) (*parse.Node, *parse.Node) {
			return t.Read("at", &s.At), t.Read("good", &s.Share)
		})
	case *retry.Weights:
		return r.decodeKeyed(n, to.Words, func(t *Table, i int) { t.ReadPositive(to.Words[i], &to.Ratios[i]) })
	case *smtp.Patience:
		return r.decodeKeyed(n, smtp.Phase(0).Words(), func(t *Table, i int) { t.Read(smtp.Phase(i).String(), &to[i]) })
	case *retry.Pool:
		return r.decodePool(n, to)
	case *guard.CountMarks:
		return r.decodeMarks(n, &to.Closes, &to.Opens)
	case *guard.ByteMarks:
		return r.decodeMarks(n, &to.Closes, &to.Opens)
	}
	r.Report(n.KeyProblem("%s cannot be set in a scenario", n.Path()))
	return false
}

// decodePool reads how many servers a host has. Fewer than its profile says lie in as many networks at most.
func (r *Decoder) decodePool(n *parse.Node, to *retry.Pool) bool {
	ok := r.decodeKeyed(n, []string{"servers", "pick", "networks"}, func(t *Table, i int) {
		switch i {
		case 0:
			t.ReadPositive("servers", &to.Servers)
		case 1:
			t.Read("pick", &to.Pick)
		case 2:
			t.ReadPositive("networks", &to.Networks)
		}
	})
	if n.Child["networks"] == nil {
		to.Networks = min(to.Networks, to.Servers)
	}
	return ok
}

// decodeMarks reads where a host closes and where it opens again.
func (r *Decoder) decodeMarks(n *parse.Node, closes, opens any) bool {
	return r.decodeKeyed(n, []string{"closes", "opens"}, func(t *Table, i int) {
		t.ReadPositive([]string{"closes", "opens"}[i], []any{closes, opens}[i])
	})
}

func (r *Decoder) decodeText(n *parse.Node, to *string) bool {
	s, ok := n.Value.(string)
	if !ok {
		if n.Kind == parse.Scalar {
			r.Report(n.Problem("%s must be text; put %s in quotes", n.Path(), n.Raw()))
		} else {
			r.Report(n.Problem("%s must be text, not %s", n.Path(), n.Describe()))
		}
		return false
	}
	if utf8.RuneCountInString(s) > LongestText {
		r.Report(n.Problem("%s has more than %s characters", n.Path(), parse.Grouped(LongestText)))
		return false
	}
	if i := strings.IndexFunc(s, func(c rune) bool { return parse.IsUnprintable(c) && !(n.IsMultiline() && (c == '\n' || c == '\t')) }); i >= 0 {
		if c, _ := utf8.DecodeRuneInString(s[i:]); c == '\n' {
			r.Report(n.Problem("%s must be one line", n.Path()))
		} else {
			r.Report(n.Problem("%s contains the character %U, which cannot be displayed", n.Path(), c))
		}
		return false
	}
	*to = s
	return true
}

const LongestText = 10_000 // characters

func (r *Decoder) decodeBool(n *parse.Node, to *bool) bool {
	b, ok := n.Value.(bool)
	if !ok {
		r.Report(n.Problem("%s must be true or false, without quotes", n.Path()))
		return false
	}
	*to = b
	return true
}

func (r *Decoder) decodeCount(n *parse.Node, most uint64, set func(uint64)) bool {
	v, ok := n.Value.(int64)
	switch {
	case !ok:
		r.Report(n.Problem("%s must be a whole number, not %s%s", n.Path(), n.Describe(), countHint(n)))
	case v < 0:
		r.Report(n.Problem("%s is negative; %s cannot be negative", n.Describe(), n.Path()))
	case uint64(v) > most:
		r.Report(n.Problem("%s is too large for %s; the maximum is %d", n.Describe(), n.Path(), most))
	default:
		set(uint64(v))
		return true
	}
	return false
}

// countHint says how to write a number that is text, or that is a rate.
func countHint(n *parse.Node) string {
	text := quantity.UngroupedCount(strings.TrimSpace(n.Text()))
	if _, err := quantity.ParseRate(text); err == nil && n.Name == "count" && strings.HasPrefix(n.Path(), "mail.") {
		return fmt.Sprintf("; write rate = %q", text)
	}
	if list := countedList(text); list != "" {
		return "; write [" + list + "]"
	}
	number, unit, rest := quantity.SplitUnit(text)
	if _, err := strconv.ParseUint(number, 10, 63); err != nil || rest != "" {
		return ""
	}
	if unit != "" {
		return "; it has no unit: write " + number + " without quotes"
	}
	return "; write " + number + " without quotes"
}

// countedList writes 1-5 as 1, 2, 3, 4, 5; it is empty for all else.
func countedList(text string) string {
	first, last, ok := strings.Cut(text, "-")
	from, err := strconv.Atoi(strings.TrimSpace(first))
	to, err2 := strconv.Atoi(strings.TrimSpace(last))
	if !ok || err != nil || err2 != nil || to < from || to-from > 20 {
		return ""
	}
	var all []string
	for n := from; n <= to; n++ {
		all = append(all, strconv.Itoa(n))
	}
	return strings.Join(all, ", ")
}

// ParseWord reads a quantity. Shares and factors may be bare numbers, all else needs a unit and so is a text.
func ParseWord[T any](r *Decoder, n *parse.Node, to *T, parse func(string) (T, error)) bool {
	s, ok := n.Written()
	if !ok {
		hint := "write one in quotes"
		if strings.HasPrefix(n.Describe(), "the time ") {
			r.Report(n.Problem("%s is a duration and not a time of day; write it in quotes: \"%s\"", n.Path(), n.Raw()))
			return false
		}
		if _, err := parse("x"); err != nil {
			if _, after, found := strings.Cut(err.Error(), "; "); found {
				hint = after
			}
		}
		r.Report(n.Problem("%s is not a valid value for %s; %s", n.Describe(), n.Path(), hint))
		return false
	}
	v, err := parse(s)
	if err != nil {
		r.Report(n.Problem("%s", err))
		return false
	}
	*to = v
	return true
}

func (r *Decoder) decodeEnum(n *parse.Node, to Enum) bool {
	s, ok := n.Value.(string)
	if !ok {
		r.Report(n.Problem("%s must be a word, not %s", n.Path(), n.Describe())).Suggest("words", "", to.Words())
		return false
	}
	if !to.Choose(s) {
		what := n.Label()
		if what == "of" {
			what = "subject"
		}
		p := r.Report(n.Problem("unknown %s %s", what, parse.Quoted(s)))
		if word := meantWord(s, to.Words()); word != "" {
			p.Message += fmt.Sprintf("; did you mean %q?", word)
			s = ""
		}
		p.Suggest("words", s, to.Words())
		return false
	}
	return true
}
