package scenarios

import (
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// choice is a value with a word for each of its numbers.
type choice interface {
	Words() []string
	Choose(word string) bool
}

type (
	byteCount int64 // a size
	lineSpeed int64 // bits per second
	moments   random.Quantity
	sizes     random.Quantity
	counts    random.Quantity
	parts     random.Quantity // shares, in 2^-32

	mailName string // name@domain

	loggedReply smtp.Reply // may contradict itself, as "550 4.4.7" of Exchange Server does
)

// fill reads a value into what a pointer points to; the pointer's type is the unit. It reports whether that went well.
func (r *reading) fill(n *node, to any) bool {
	if r.heard != nil {
		r.heard.at(n).fills(to)
	}
	switch to := to.(type) {
	case *string:
		return r.text(n, to)
	case *mailName:
		return r.text(n, (*string)(to))
	case *bool:
		return r.truth(n, to)
	case *uint32:
		return r.count(n, math.MaxUint32, func(v uint64) { *to = uint32(v) })
	case *uint64:
		return r.count(n, math.MaxInt64, func(v uint64) { *to = v })
	case *time.Duration:
		return word(r, n, to, ParseDuration)
	case *byteCount:
		return word(r, n, (*int64)(to), ParseSize)
	case *int64:
		return word(r, n, to, ParseSize)
	case *lineSpeed:
		return word(r, n, (*int64)(to), ParseBandwidth)
	case *random.Share:
		return word(r, n, to, ParseShare)
	case *random.Ratio:
		return word(r, n, to, ParseRatio)
	case *sim.Rate:
		return word(r, n, to, ParseRate)
	case *guard.Rate:
		return word(r, n, to, parseLimit)
	case *sim.Hours:
		return word(r, n, to, ParseHours)
	case *smtp.Reply:
		return word(r, n, to, smtp.ParseReply)
	case *loggedReply:
		return word(r, n, (*smtp.Reply)(to), parseLogged)
	case *retry.Range:
		return word(r, n, to, parseRange)
	case *retry.TLS:
		return r.tls(n, to)
	case *mailbox.Choice:
		var yes bool
		ok := r.truth(n, &yes)
		if ok {
			to.Say(yes)
		}
		return ok
	case choice:
		return r.choose(n, to)
	case *random.Quantity:
		return r.drawn(n, to, momentScale)
	case *moments:
		return r.drawn(n, (*random.Quantity)(to), momentScale)
	case *sizes:
		return r.drawn(n, (*random.Quantity)(to), sizeScale)
	case *counts:
		return r.drawn(n, (*random.Quantity)(to), countScale)
	case *parts:
		return r.drawn(n, (*random.Quantity)(to), shareScale)
	}
	return r.fillSeveral(n, to)
}

// fillSeveral reads the values that are lists or tables.
func (r *reading) fillSeveral(n *node, to any) bool {
	switch to := to.(type) {
	case *[]string:
		return each(r, n, to)
	case *[]mailName:
		return each(r, n, to)
	case *[]time.Duration:
		return each(r, n, to)
	case *[]uint32:
		return each(r, n, to)
	case *retry.PhaseSet:
		var phases []smtp.Phase
		ok := each(r, n, &phases)
		*to = 0
		for _, p := range phases {
			*to |= 1 << p
		}
		return ok
	case *[]smtp.Phase:
		return each(r, n, to)
	case *retry.Growths:
		return rows(r, n, (*[]retry.Growth)(to), func(t *table, g *retry.Growth) (*node, *node) {
			return t.read("queue", &g.Queue), t.more("factor", &g.Factor)
		})
	case *[]fault.Step:
		return rows(r, n, to, func(t *table, s *fault.Step) (*node, *node) {
			return t.read("at", &s.At), t.read("good", &s.Share)
		})
	case *retry.Weights:
		return r.keyed(n, to.Words, func(t *table, i int) { t.more(to.Words[i], &to.Ratios[i]) })
	case *smtp.Patience:
		return r.keyed(n, smtp.Phase(0).Words(), func(t *table, i int) { t.read(smtp.Phase(i).String(), &to[i]) })
	case *retry.Pool:
		return r.pool(n, to)
	}
	r.complain(n.misnamed("%s cannot be set in a scenario", n.path()))
	return false
}

// pool reads how many servers a host has. Fewer than its profile says lie in as many networks at most.
func (r *reading) pool(n *node, to *retry.Pool) bool {
	ok := r.keyed(n, []string{"servers", "pick", "networks"}, func(t *table, i int) {
		switch i {
		case 0:
			t.more("servers", &to.Servers)
		case 1:
			t.read("pick", &to.Pick)
		case 2:
			t.more("networks", &to.Networks)
		}
	})
	if n.named["networks"] == nil {
		to.Networks = min(to.Networks, to.Servers)
	}
	return ok
}

func (r *reading) text(n *node, to *string) bool {
	s, ok := n.value.(string)
	if !ok {
		if n.shape == scalarShape {
			r.complain(n.problem("%s is a text; put %s between quotes", n.path(), n.literal()))
		} else {
			r.complain(n.problem("%s is a text, not %s", n.path(), n.kind()))
		}
		return false
	}
	if utf8.RuneCountInString(s) > longestText {
		r.complain(n.problem("%s has more than %s characters", n.path(), grouped(longestText)))
		return false
	}
	if i := strings.IndexFunc(s, func(c rune) bool { return unprintable(c) && !(n.lines() && (c == '\n' || c == '\t')) }); i >= 0 {
		if c, _ := utf8.DecodeRuneInString(s[i:]); c == '\n' {
			r.complain(n.problem("%s is one line", n.path()))
		} else {
			r.complain(n.problem("%s holds the character %U, which cannot be shown", n.path(), c))
		}
		return false
	}
	*to = s
	return true
}

const longestText = 10_000 // characters

func (r *reading) truth(n *node, to *bool) bool {
	b, ok := n.value.(bool)
	if !ok {
		r.complain(n.problem("%s is true or false, without quotes", n.path()))
		return false
	}
	*to = b
	return true
}

func (r *reading) count(n *node, most uint64, set func(uint64)) bool {
	v, ok := n.value.(int64)
	switch {
	case !ok:
		r.complain(n.problem("%s is a whole number, not %s", n.path(), n.kind()))
	case v < 0:
		r.complain(n.problem("%s is negative; %s cannot be", n.kind(), n.path()))
	case uint64(v) > most:
		r.complain(n.problem("%s is too large for %s; the most is %d", n.kind(), n.path(), most))
	default:
		set(uint64(v))
		return true
	}
	return false
}

// word reads a quantity. Shares and factors may be bare numbers, all else needs a unit and so is a text.
func word[T any](r *reading, n *node, to *T, parse func(string) (T, error)) bool {
	s, ok := n.word()
	if !ok {
		hint := "write one between quotes"
		if _, err := parse("x"); err != nil {
			if _, after, found := strings.Cut(err.Error(), "; "); found {
				hint = after
			}
		}
		r.complain(n.problem("%s is no value for %s; %s", n.kind(), n.path(), hint))
		return false
	}
	v, err := parse(s)
	if err != nil {
		r.complain(n.problem("%s", err))
		return false
	}
	*to = v
	return true
}

func (r *reading) choose(n *node, to choice) bool {
	s, ok := n.value.(string)
	if !ok {
		r.complain(n.problem("%s is a word, not %s", n.path(), n.kind())).among("words", "", to.Words())
		return false
	}
	if !to.Choose(s) {
		r.complain(n.problem("unknown %s %s", n.label(), quoted(s))).among("words", s, to.Words())
		return false
	}
	return true
}
