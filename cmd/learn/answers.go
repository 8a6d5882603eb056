package learn

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/records"
)

// Answers is what hosts said, and how often.
type Answers struct {
	Tried     int // recipients of whom attempts are known
	Deferred  Figure
	Failed    Figure
	Codes     []CodeShare // of attempts that failed, the most frequent first
	Again     Figure      // messages whose Message-ID was taken more than once: the sender did not hear that it was taken
	Elsewhere Figure      // messages that stand in the records of two servers, and count twice
	Overlaps  Figure      // messages that stand in two files of one server, and count twice, because memory ran out
	Corrected bool        // details were fetched of some messages only, and shares are those of all
	Greylists Figure      // recipients who were first answered as a greylist does, and then taken
}

// CodeShare is an answer, or why there was none, and its share of attempts that failed.
type CodeShare struct {
	Code  Code
	Share Figure
	Count int
}

const (
	mostCodes = 1000
	mostIDs   = 50_000
)

type answers struct {
	// Of a list, details are fetched of all bad messages and of a share of the delivered: so these are counted apart.
	tried, listed [2]int
	deferred      [2]int
	failed        [2]int
	greylisted    [2]int
	codes         map[Code]int
	attempts      int
	ids           map[uint64]seenID // a random share of Message-IDs
	level         int               // one in two to this power
}

// seenID is under which key a Message-ID was, in whose records, and whether it came again.
type seenID struct {
	server, key                uint32
	again, elsewhere, overlaps bool
}

func newAnswers() answers { return answers{codes: map[Code]int{}, ids: map[uint64]seenID{}} }

const (
	fine = iota
	bad  // failed or pending
)

func (a *answers) message(m *records.Message, server string) {
	a.repeated(m, server)
	for i := range m.Recipients {
		r := &m.Recipients[i]
		kind := fine
		if r.End == records.Failed || r.End == records.Listed && isBad(r.Status) {
			kind = bad
		}
		if r.Status != "" {
			a.listed[kind]++
		}
		if !slices.ContainsFunc(r.Tries, func(t records.Try) bool { return t.Kind != records.Delivered }) {
			continue // nothing is known, or it was for a mailbox here
		}
		a.tried[kind]++
		a.failed[kind] += counted(r.End == records.Failed)
		deferred := false
		for _, t := range r.Tries {
			if t.Kind == records.Deferred || t.Kind == records.Suspended || t.Kind == records.Failed {
				deferred = deferred || t.Kind != records.Failed
				a.code(codeOf(t.Reply))
			}
		}
		a.deferred[kind] += counted(deferred)
		a.greylisted[kind] += counted(greylisted(r.Tries))
	}
}

func isBad(status string) bool {
	switch strings.ToLower(strings.ReplaceAll(status, " ", "")) {
	case "failed", "pending", "gettingstatus", "none":
		return true
	}
	return false
}

func (a *answers) code(c Code) {
	a.attempts++
	if _, known := a.codes[c]; known || len(a.codes) < mostCodes {
		a.codes[c]++
	}
}

// repeated counts Message-IDs that come again, from one sender.
func (a *answers) repeated(m *records.Message, server string) {
	if m.MessageID == "" || len(m.Recipients) == 0 {
		return
	}
	key, now := keyOf(m.MessageID, m.From, m.Recipients[0].To), seenID{server: uint32(keyOf(server)), key: uint32(keyOf(m.Key))}
	if !a.sampled(key) {
		return
	}
	before, seen := a.ids[key]
	switch {
	case !seen:
		before = now
	case before.key == now.key:
		before.overlaps = true
	case before.server != now.server:
		before.elsewhere = true
	default:
		before.again = true
	}
	a.ids[key] = before
	if len(a.ids) > mostIDs {
		a.level++
		for key := range a.ids {
			if !a.sampled(key) {
				delete(a.ids, key)
			}
		}
	}
}

// sampled reports whether a Message-ID is among those that are kept.
func (a *answers) sampled(key uint64) bool { return bits.TrailingZeros64(key) >= a.level }

// greylisted reports whether the first answer was that of a greylist, and the message was taken within a day.
func greylisted(tries []records.Try) bool {
	if tries[0].Kind != records.Deferred || !slices.ContainsFunc(tries, func(t records.Try) bool {
		return (t.Kind == records.Sent || t.Kind == records.Delivered) && t.At.Sub(tries[0].At) < 24*time.Hour
	}) {
		return false
	}
	lower, code := strings.ToLower(tries[0].Reply), codeOf(tries[0].Reply)
	return strings.Contains(lower, "greylist") || strings.Contains(lower, "graylist") || strings.Contains(lower, "grey list") ||
		code.Enhanced == "4.7.1" && (code.Reply == "450" || code.Reply == "451")
}

func (a *answers) findings() (f Answers) {
	f.Tried = a.tried[fine] + a.tried[bad]
	f.Deferred, f.Failed, f.Greylists = a.ofAll(a.deferred), a.ofAll(a.failed), a.ofAll(a.greylisted)
	again, elsewhere, overlaps := 0, 0, 0
	for _, id := range a.ids {
		again += counted(id.again)
		elsewhere += counted(id.elsewhere)
		overlaps += counted(id.overlaps)
	}
	f.Again, f.Elsewhere, f.Overlaps = Share(again, len(a.ids)), Share(elsewhere, len(a.ids)), Share(overlaps, len(a.ids))
	f.Corrected = a.chosen()
	for c, n := range a.codes {
		f.Codes = append(f.Codes, CodeShare{c, Share(n, a.attempts), n})
	}
	slices.SortFunc(f.Codes, func(a, b CodeShare) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Code.String(), b.Code.String()))
	})
	return f
}

// chosen reports whether attempts are known of some delivered messages of a list only.
func (a *answers) chosen() bool { return a.listed[fine] > a.tried[fine] && a.tried[fine] > 0 }

// ofAll is a share of all recipients. Where details were fetched of some only, each kind counts as often as the list has it.
func (a *answers) ofAll(part [2]int) Figure {
	tried := a.tried[fine] + a.tried[bad]
	if !a.chosen() {
		return Share(part[fine]+part[bad], tried)
	}
	weight := [2]int{a.listed[fine], max(a.listed[bad], a.tried[bad])}
	all := float64(weight[fine] + weight[bad])
	f := Figure{N: tried, Known: true}
	for kind := range weight {
		if a.tried[kind] > 0 {
			s, w := Share(part[kind], a.tried[kind]), float64(weight[kind])/all
			f.Value, f.Low, f.High = f.Value+float64(w*s.Value), f.Low+float64(w*s.Low), f.High+float64(w*s.High)
		}
	}
	return f.round()
}
