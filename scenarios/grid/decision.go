package grid

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

const limitHint = "a limit is a maximum: write \"<= %s\""

// readDecision takes limits as [expect] takes expectations, weights = {NAME = COST}, and the unit of all costs.
func (l *reader) readDecision(t *decode.Table) {
	d, seen := &l.experiment.Decision, map[experiment.Subject]bool{}
	weights, unit := t.Get("weights"), t.Get("unit")
	limits := &parse.Node{Source: t.Node.Source}
	for _, n := range t.Node.Children {
		switch {
		case n == weights || n == unit:
		case n.Kind == parse.Table && !beginsMeasure(n.Name):
			l.Report(n.KeyProblem("unknown key %s", parse.Quoted(n.Name))).Suggest("keys here beside measures", n.Name, []string{"weights", "unit"})
		default:
			limits.Children = append(limits.Children, n)
		}
	}
	limits.Leaves("", func(n *parse.Node, name string) {
		if s, ok := l.subject(n, name, seen); ok {
			limit := experiment.Limit{Subject: s}
			limit.Written, limit.Most = l.criterion(n, s, parseMost)
			d.Limits = append(d.Limits, limit)
		}
	})
	if unit != nil {
		l.costUnit(unit)
	}
	if weights != nil {
		l.weights(l.Open(weights).Node)
	}
}

// costUnit reads in what all costs are counted.
func (l *reader) costUnit(n *parse.Node) {
	var word string
	if !l.Decode(n, &word) {
		return
	}
	if word == "" || utf8.RuneCountInString(word) > MostUnit || strings.ContainsAny(word, "0123456789./ ") {
		l.Report(n.Problem("the unit of costs must be one word without digits, at most %d characters, as in unit = \"EUR\" or unit = \"h\"", MostUnit))
		return
	}
	l.experiment.Decision.Unit = word
}

const MostUnit = 12

// weights reads what one of each measure costs.
func (l *reader) weights(of *parse.Node) {
	d, seen, single := &l.experiment.Decision, map[experiment.Subject]bool{}, &parse.Node{Source: of.Source}
	for _, n := range of.Children {
		if name, _, _ := strings.Cut(n.Name, " "); name == DelayName && n.Kind != parse.Absent {
			l.curve(n)
		} else {
			single.Children = append(single.Children, n)
		}
	}
	single.Leaves("", func(n *parse.Node, name string) {
		if s, ok := l.subject(n, name, seen); ok {
			s.OfAll = s.Group != ""
			weight := experiment.Weight{Subject: s}
			weight.Written, weight.Cost = l.criterion(n, s, func(word string, s experiment.Subject) (*big.Rat, error) { return parseCost(word, s, d.Unit) })
			d.Weights = append(d.Weights, weight)
		}
	})
}

// beginsMeasure reports whether a word is a measure, or stands before the dot of one, as "told" does.
func beginsMeasure(word string) bool {
	return word == LateName || word == DelayName ||
		slices.ContainsFunc(experiment.AllSubjects(), func(s experiment.Subject) bool { return strings.HasPrefix(s.Name()+".", word+".") })
}

// subject resolves MEASURE or MEASURE of RECIPIENTS, once each.
func (l *reader) subject(n *parse.Node, name string, seen map[experiment.Subject]bool) (s experiment.Subject, ok bool) {
	what, whose, some := parse.KeyPhrase(n, name).CutFirst(" of ")
	s, ok = l.measured(what)
	if ok && some {
		ok = l.group(&s, what, whose)
	}
	if ok && seen[s] {
		l.Report(n.KeyProblem("%s is here twice", name))
		return s, false
	}
	if ok && isParticular(s) {
		ok = l.room(n)
	}
	seen[s] = seen[s] || ok
	return s, ok
}

// room counts what is asked beside the measures.
func (l *reader) room(n *parse.Node) bool {
	if l.particular++; l.particular == MostParticular+1 {
		l.Report(n.KeyProblem("more than %d limits and weights of times and of some recipients, which is the limit", MostParticular))
	}
	return l.particular <= MostParticular
}

// MostParticular bounds what every delivery of a sweep is asked beside the measures.
const MostParticular = 100

// isParticular reports whether a subject is none of the measures that every sweep knows.
func isParticular(s experiment.Subject) bool { return s.Group != "" || s.Measure > experiment.Measures }

const (
	LateName  = "late"
	DelayName = "delay"
)

// measure resolves a name of a measure or a quantile; late.4h and delay.1h-4h say of which times.
func (l *reader) measured(p parse.Phrase) (s experiment.Subject, ok bool) {
	first, rest, _ := p.CutFirst(".")
	switch first.Text {
	case LateName:
		if rest.Text == "" {
			l.Report(p.Problem("late needs a time, as in \"late.4h\""))
			return s, false
		}
		s.Measure = experiment.Late
		s.From, ok = l.later(rest)
		return s, ok
	case DelayName:
		from, to, some := rest.CutFirst("-")
		if !some {
			l.Report(p.Problem("delay needs two times, as in \"delay.1h-4h\"; a weight may also be a curve, as in \"delay\" = {\"1h\" = 0, \"4h\" = 1}"))
			return s, false
		}
		s.Measure = experiment.Delay
		if s.From, ok = l.moment(from); !ok {
			return s, false
		}
		if s.To, ok = l.later(to); ok && s.To <= s.From {
			l.Report(rest.Problem("%s ends before it begins", parse.Quoted(rest.Text)))
			return s, false
		}
		return s, ok
	}
	if s, ok = experiment.LookupSubject(p.Text); !ok {
		l.Report(p.Problem("unknown measure %s", parse.Quoted(p.Text))).Suggest("measures", p.Text, MeasureNames(func(experiment.Subject) bool { return true }))
	}
	return s, ok
}

// MeasureNames are those that a decision may speak of; some of them need a time.
func MeasureNames(wanted func(experiment.Subject) bool) (names []string) {
	for _, s := range append(experiment.AllSubjects(), experiment.Timed()...) {
		if wanted(s) {
			names = append(names, s.Name())
		}
	}
	return names
}

// OfRecipients reports whether a subject can be had of the mail to some recipients.
func OfRecipients(s experiment.Subject) bool {
	return s.Quantile == experiment.NoQuantile && s.Definition().ByRecipient
}

func (l *reader) moment(p parse.Phrase) (time.Duration, bool) {
	at, err := quantity.ParseDuration(p.Text)
	if err != nil {
		l.Report(p.Problem("%s", err))
	}
	return at, err == nil
}

// later is a time that is not 0.
func (l *reader) later(p parse.Phrase) (time.Duration, bool) {
	at, ok := l.moment(p)
	if ok && at == 0 {
		l.Report(p.Problem("all mail is later than %s; write a longer time", p.Text))
		return at, false
	}
	return at, ok
}

// recipients finds whose mail is meant, as filters do: an address, or "@" and a domain.
func (l *reader) group(s *experiment.Subject, what, whose parse.Phrase) bool {
	if !OfRecipients(*s) {
		l.Report(what.Problem("%s is not measured for some of the recipients", what.Text)).
			Suggest("measures of recipients", "", MeasureNames(OfRecipients))
		return false
	}
	written, names := l.writtenTo()
	meant := l.Matching(whose.Node, whose.Text)
	if !slices.ContainsFunc(meant, func(a int) bool { return written[a] }) {
		l.Report(whose.Problem("no mail goes to %s; write an address, or \"@\" and a domain", parse.Quoted(whose.Text))).Suggest("recipients", whose.Text, names)
		return false
	}
	s.Group = l.Config.Addresses[meant[0]].Name
	if strings.HasPrefix(whose.Text, "@") {
		s.Group = "@" + l.Config.Addresses[meant[0]].Domain
	}
	return true
}

// writtenTo are the addresses to which mail is written, and what decisions call the first of them: domains, then addresses.
func (l *reader) writtenTo() (written map[int]bool, names []string) {
	written = map[int]bool{}
	var domains, addresses []string
	for i := range l.Config.Mails {
		for _, a := range l.Config.Mails[i].To {
			if to := &l.Config.Addresses[a]; !written[a] && len(addresses) < parse.MostShown {
				addresses = append(addresses, to.Name)
				if !slices.Contains(domains, "@"+to.Domain) {
					domains = append(domains, "@"+to.Domain)
				}
			}
			written[a] = true
		}
	}
	return written, append(domains, addresses...)
}

// criterion reads a limit or a weight; it gives it as written, and as a number.
func (l *reader) criterion(n *parse.Node, s experiment.Subject, parse func(string, experiment.Subject) (*big.Rat, error)) (string, float64) {
	written, ok := n.Written()
	if !ok {
		l.Report(n.Problem("%s is not a number; write one in quotes", n.Describe()))
		return "", 0
	}
	v, err := parse(strings.TrimSpace(written), s)
	if err != nil {
		l.Report(n.Problem("%s", err))
		return "", 0
	}
	f, _ := v.Float64()
	return written, f
}

// examples of limits and of what one unit costs, by unit.
func examples(s experiment.Subject) (limit, cost string) {
	switch {
	case s.Share():
		return "0.5%", "100/%"
	case s.Unit() == metrics.Duration:
		return "14h", "1/h"
	case s.Unit() == metrics.Bytes:
		return "100MB", "5/GB"
	}
	return "3", "2"
}

// parseMost reads "<= 0.5%" in the unit of its subject.
func parseMost(s string, of experiment.Subject) (*big.Rat, error) {
	number, ok := strings.CutPrefix(s, "<=")
	if number = strings.TrimSpace(number); !ok || number == "" {
		example, _ := examples(of)
		if own := strings.TrimLeft(s, "<>= "); own != "" && own[0] >= '0' && own[0] <= '9' {
			example = own
		}
		return nil, fmt.Errorf("%s is not a valid limit; "+limitHint, parse.Quoted(s), example)
	}
	switch {
	case of.Share():
		return signedShare(number)
	case of.Unit() == metrics.Duration:
		n, err := quantity.ExactDuration(number)
		if err != nil {
			return nil, err
		}
		return n.Quo(n, quantity.Whole(int64(time.Minute))), nil
	case of.Unit() == metrics.Bytes:
		return quantity.ExactSize(number)
	}
	if err := quantity.Unambiguous(number); err != nil {
		return nil, err
	}
	return quantity.Decimal(number)
}

// signedShare reads a share of which nobody can doubt what it is: whoever allows 0.5 may mean half of all mail, or one in 200.
func signedShare(s string) (*big.Rat, error) {
	share, err := quantity.ExactShare(s)
	if err != nil || share.Sign() == 0 || strings.HasSuffix(s, "%") {
		return share, err
	}
	hundredths := strings.TrimRight(strings.TrimRight(new(big.Rat).Mul(share, quantity.Whole(100)).FloatString(6), "0"), ".")
	return nil, fmt.Errorf("%s could mean %s %% or %s %%: write \"<= %s%%\" or \"<= %s%%\"", parse.Quoted(s), hundredths, s, hundredths, s)
}
