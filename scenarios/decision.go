package scenarios

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

const limitHint = "a limit is the most that is allowed; write \"<= %s\""

// readDecision takes limits as [expect] takes expectations, weights = {NAME = COST}, and the unit of all costs.
func (l *loading) readDecision(t *table) {
	d, seen := &l.experiment.Decision, map[experiment.Subject]bool{}
	weights, unit := t.get("weights"), t.get("unit")
	limits := &node{src: t.node.src}
	for _, n := range t.node.inner {
		switch {
		case n == weights || n == unit:
		case n.shape == tableShape && !beginsMeasure(n.name):
			l.complain(n.misnamed("unknown key %s", quoted(n.name))).among("keys here beside measures", n.name, []string{"weights", "unit"})
		default:
			limits.inner = append(limits.inner, n)
		}
	}
	limits.leaves("", func(n *node, name string) {
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
		l.weights(l.open(weights).node)
	}
}

// costUnit reads in what all costs are counted.
func (l *loading) costUnit(n *node) {
	var word string
	if !l.fill(n, &word) {
		return
	}
	if word == "" || utf8.RuneCountInString(word) > mostUnit || strings.ContainsAny(word, "0123456789./ ") {
		l.complain(n.problem("the unit of costs is one word without digits, at most %d characters, as in unit = \"EUR\" or unit = \"h\"", mostUnit))
		return
	}
	l.experiment.Decision.Unit = word
}

const mostUnit = 12

// weights reads what one of each measure costs.
func (l *loading) weights(of *node) {
	d, seen, single := &l.experiment.Decision, map[experiment.Subject]bool{}, &node{src: of.src}
	for _, n := range of.inner {
		if name, _, _ := strings.Cut(n.name, " "); name == delayName && n.shape != absent {
			l.curve(n)
		} else {
			single.inner = append(single.inner, n)
		}
	}
	single.leaves("", func(n *node, name string) {
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
	return word == lateName || word == delayName ||
		slices.ContainsFunc(experiment.AllSubjects(), func(s experiment.Subject) bool { return strings.HasPrefix(s.Name()+".", word+".") })
}

// subject resolves MEASURE or MEASURE of RECIPIENTS, once each.
func (l *loading) subject(n *node, name string, seen map[experiment.Subject]bool) (s experiment.Subject, ok bool) {
	what, whose, some := keyPhrase(n, name).first(" of ")
	s, ok = l.measured(what)
	if ok && some {
		ok = l.group(&s, what, whose)
	}
	if ok && seen[s] {
		l.complain(n.misnamed("%s stands here twice", name))
		return s, false
	}
	if ok && particular(s) {
		ok = l.room(n)
	}
	seen[s] = seen[s] || ok
	return s, ok
}

// room counts what is asked beside the measures.
func (l *loading) room(n *node) bool {
	if l.particular++; l.particular == mostParticular+1 {
		l.complain(n.misnamed("more than %d limits and weights of times and of some recipients; that is the most", mostParticular))
	}
	return l.particular <= mostParticular
}

// mostParticular bounds what every delivery of a sweep is asked beside the measures.
const mostParticular = 100

// particular reports whether a subject is none of the measures that every sweep knows.
func particular(s experiment.Subject) bool { return s.Group != "" || s.Measure > experiment.Measures }

const (
	lateName  = "late"
	delayName = "delay"
)

// measure resolves a name of a measure or a quantile; late.4h and delay.1h-4h say of which times.
func (l *loading) measured(p phrase) (s experiment.Subject, ok bool) {
	first, rest, _ := p.first(".")
	switch first.text {
	case lateName:
		if rest.text == "" {
			l.complain(p.problem("late than what? write a time behind it, as in \"late.4h\""))
			return s, false
		}
		s.Measure = experiment.Late
		s.From, ok = l.later(rest)
		return s, ok
	case delayName:
		from, to, some := rest.first("-")
		if !some {
			l.complain(p.problem("delay is what lies between two times, as in \"delay.1h-4h\"; a weight may also be a curve, as in \"delay\" = {\"1h\" = 0, \"4h\" = 1}"))
			return s, false
		}
		s.Measure = experiment.Delay
		if s.From, ok = l.moment(from); !ok {
			return s, false
		}
		if s.To, ok = l.later(to); ok && s.To <= s.From {
			l.complain(rest.problem("%s ends before it begins", quoted(rest.text)))
			return s, false
		}
		return s, ok
	}
	if s, ok = experiment.LookupSubject(p.text); !ok {
		l.complain(p.problem("unknown measure %s", quoted(p.text))).among("measures", p.text, measureNames(func(experiment.Subject) bool { return true }))
	}
	return s, ok
}

// measureNames are those that a decision may speak of; some of them need a time.
func measureNames(wanted func(experiment.Subject) bool) (names []string) {
	for _, s := range append(experiment.AllSubjects(), experiment.Timed()...) {
		if wanted(s) {
			names = append(names, s.Name())
		}
	}
	return names
}

// ofRecipients reports whether a subject can be had of the mail to some recipients.
func ofRecipients(s experiment.Subject) bool {
	return s.Quantile == experiment.NoQuantile && s.Definition().ByRecipient
}

func (l *loading) moment(p phrase) (time.Duration, bool) {
	at, err := ParseDuration(p.text)
	if err != nil {
		l.complain(p.problem("%s", err))
	}
	return at, err == nil
}

// later is a time that is not 0.
func (l *loading) later(p phrase) (time.Duration, bool) {
	at, ok := l.moment(p)
	if ok && at == 0 {
		l.complain(p.problem("all mail is later than %s; write a longer time", p.text))
		return at, false
	}
	return at, ok
}

// recipients finds whose mail is meant, as filters do: an address, or "@" and a domain.
func (l *loading) group(s *experiment.Subject, what, whose phrase) bool {
	if !ofRecipients(*s) {
		l.complain(what.problem("%s is not known of the mail to some recipients", what.text)).
			among("measures of recipients", "", measureNames(ofRecipients))
		return false
	}
	written, names := l.writtenTo()
	meant := l.meant(whose.node, whose.text)
	if !slices.ContainsFunc(meant, func(a int) bool { return written[a] }) {
		l.complain(whose.problem("no mail goes to %s; write an address, or \"@\" and a domain", quoted(whose.text))).among("recipients", whose.text, names)
		return false
	}
	s.Group = l.config.Addresses[meant[0]].Name
	if strings.HasPrefix(whose.text, "@") {
		s.Group = "@" + l.config.Addresses[meant[0]].Domain
	}
	return true
}

// writtenTo are the addresses to which mail is written, and what decisions call the first of them: domains, then addresses.
func (l *loading) writtenTo() (written map[int]bool, names []string) {
	written = map[int]bool{}
	var domains, addresses []string
	for i := range l.config.Mails {
		for _, a := range l.config.Mails[i].To {
			if to := &l.config.Addresses[a]; !written[a] && len(addresses) < mostShown {
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
func (l *loading) criterion(n *node, s experiment.Subject, parse func(string, experiment.Subject) (*big.Rat, error)) (string, float64) {
	written, ok := n.word()
	if !ok {
		l.complain(n.problem("%s is no number; write one between quotes", n.kind()))
		return "", 0
	}
	v, err := parse(strings.TrimSpace(written), s)
	if err != nil {
		l.complain(n.problem("%s", err))
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
		return nil, fmt.Errorf("%s is no limit; "+limitHint, quoted(s), example)
	}
	switch {
	case of.Share():
		return signedShare(number)
	case of.Unit() == metrics.Duration:
		n, err := duration(number)
		if err != nil {
			return nil, err
		}
		return n.Quo(n, whole(int64(time.Minute))), nil
	case of.Unit() == metrics.Bytes:
		return size(number)
	}
	if err := single(number); err != nil {
		return nil, err
	}
	return decimal(number)
}

// signedShare reads a share of which nobody can doubt what it is: whoever allows 0.5 may mean half of all mail, or one in 200.
func signedShare(s string) (*big.Rat, error) {
	share, err := exactShare(s)
	if err != nil || share.Sign() == 0 || strings.HasSuffix(s, "%") {
		return share, err
	}
	hundredths := strings.TrimRight(strings.TrimRight(new(big.Rat).Mul(share, whole(100)).FloatString(6), "0"), ".")
	return nil, fmt.Errorf("%s can be %s %% or %s %%: write \"<= %s%%\" or \"<= %s%%\"", quoted(s), hundredths, s, hundredths, s)
}
