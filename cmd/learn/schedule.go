package learn

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/records"
	"mailstorm/sim/experiment/survival"
	"mailstorm/sim/random"
)

// Schedule is when a host tried again and when it gave up.
type Schedule struct {
	Waits      int        // between an attempt that failed and the next one
	Gaps       int        // in message traces, that are too long for one wait
	ByOrdinal  []Ordinal  // the first waits
	LongestIs  Figure     // seconds: 99 % of waits beyond two hours of age are no longer
	Candidates []Fit      // profiles, the nearest first
	Own        *Numbers   // a schedule in numbers, when no profile fits
	NDR        []Quantile // seconds from receipt to NDR of what expired
	LastTry    []Quantile // seconds from the last attempt to the NDR
	Notice     []Quantile // seconds from receipt to the delay notice
	Expiration Bracket
}

// Ordinal is the waits after the first, second, ... failure.
type Ordinal struct {
	Number    int
	Waits     []Quantile // seconds
	Compared  []Quantile // of those that profiles are compared with
	Predicted []Quantile // of the same, by Nearest
}

// Bracket is what a message expiration lies between: some messages were still tried at the age of Least, others were given up at Most.
type Bracket struct {
	Least, Most time.Duration
	Guess       time.Duration // the roundest time between
	N           int           // messages that expired
}

// wait is the time between an attempt that failed and the next one.
type wait struct {
	failures uint32        // up to the first of both, as far as the record shows
	age      time.Duration // of the message at the start of the first
	took     time.Duration // the first, as far as the record says
	lasted   time.Duration // from start to start; from end to end where the record does not say how long sessions took
	grain    time.Duration
	hidden   bool // the record may hide attempts between
	taken    bool // the second one succeeded: some hosts try earlier once a next hop is back
}

const (
	shownOrdinals = 12
	enoughWaits   = 20  // that ended with a failure: then only these count
	mostWaits     = 120 // of each class of ordinals
)

// longestGap is how long a wait is at most that is taken for one in a message trace: Microsoft documents waits of up to an hour.
const longestGap = 2 * time.Hour

// waitClasses are the lowest ordinals of classes that are sampled alike, so that late waits count as much as early ones.
var waitClasses = []uint32{1, 2, 3, 4, 6, 9, 13, 20, 40}

type schedule struct {
	profile  *profile.Entry // besides those of the library; nil: none
	classes  []sample[wait]
	ordinals [shownOrdinals]sample[int64]
	old      sample[int64] // waits of messages older than two hours
	ndrs     sample[int64]
	lastTry  sample[int64]
	notices  sample[int64]
	followed bool          // more than DSNs tells of some messages
	gaps     int           // waits in message traces that hide attempts
	grain    time.Duration // of the rows that say so
	ofHosts  bool          // the host remembers next hops, and not messages, when it tries again (Exim)
	alive    time.Duration // the greatest age at which a message was deferred, and not given up
}

func newSchedule(p *profile.Entry) schedule {
	s := schedule{profile: p, classes: make([]sample[wait], len(waitClasses))}
	for i := range s.classes {
		s.classes[i].most, s.classes[i].once = mostWaits, true
	}
	for i := range s.ordinals {
		s.ordinals[i].most = 5000
	}
	for _, few := range []*sample[int64]{&s.old, &s.ndrs, &s.lastTry, &s.notices} {
		few.most = 5000
	}
	return s
}

// message takes the waits of a message, and how it ended.
func (s *schedule) message(m *records.Message) {
	for i := range m.Recipients {
		r := &m.Recipients[i]
		if i > 0 && sameTries(r, &m.Recipients[i-1]) {
			continue // recipients of one session share its waits
		}
		key := keyOf(m.Key, m.MessageID, r.To)
		tries := attempts(r.Tries)
		for _, t := range r.Tries {
			if notYet(t) {
				s.ofHosts, s.grain = true, max(s.grain, t.Grain)
			}
		}
		if !returned(m) {
			s.followed = true
			s.waits(m, r, tries, key)
		}
		s.end(m, r, tries, key)
	}
}

func sameTries(a, b *records.Recipient) bool {
	return slices.EqualFunc(a.Tries, b.Tries, func(x, y records.Try) bool { return x.At.Equal(y.At) && x.Kind == y.Kind })
}

// atOnce is how long what belongs to one attempt takes at most.
const atOnce = 30 * time.Second

// attempts are the tries of which each begins anew: other hosts that are tried at once, and rows about the end, belong to the attempt before.
func attempts(tries []records.Try) (all []records.Try) {
	for _, t := range tries {
		if notYet(t) {
			continue
		}
		if n := len(all); n > 0 && all[n-1].Hop != t.Hop && t.At.Sub(all[n-1].At) < atOnce {
			all[n-1].Kind = t.Kind
			continue
		}
		all = append(all, t)
	}
	return all
}

// notYet reports whether a row tells of no attempt: a queue run came by, and it was not yet time for the next hop.
func notYet(t records.Try) bool {
	return t.Kind == records.Suspended && strings.HasPrefix(strings.ToLower(t.Reply), "retry time not reached")
}

// forgetMessages leaves out the waits of messages.
func (s *schedule) forgetMessages() {
	empty := newSchedule(s.profile)
	s.classes, s.ordinals, s.old = empty.classes, empty.ordinals, empty.old
}

// hostWaits takes the waits between attempts to a next hop, whichever message was tried.
func (s *schedule) hostWaits(place string, tries []survival.Attempt) {
	slices.SortFunc(tries, func(a, b survival.Attempt) int { return cmp.Compare(a.At, b.At) })
	var first, before int64
	failures := uint32(0)
	for _, t := range tries {
		at := time.Duration(t.At-before) * time.Second
		if failures > 0 && at >= atOnce {
			w := wait{failures: failures, age: time.Duration(before-first) * time.Second, lasted: at, grain: s.grain, taken: t.Outcome == survival.Up}
			s.add(w, time.Unix(before, 0), keyOf(place, strconv.FormatInt(t.At, 10)))
		}
		switch {
		case t.Outcome == survival.Up:
			failures = 0
		case failures == 0:
			first, before, failures = t.At, t.At, 1
		case at >= atOnce:
			before, failures = t.At, failures+1
		}
	}
}

func (s *schedule) waits(m *records.Message, r *records.Recipient, tries []records.Try, key uint64) {
	born := m.Received
	gone, when := expired(r, tries)
	for i := 0; i+1 < len(tries); i++ {
		t, next := tries[i], tries[i+1]
		if t.Kind != records.Deferred && t.Kind != records.Suspended || next.Kind == records.Failed && !refused(next.Reply) && (m.Late || next.Hop == "") {
			continue // what expires has no attempt then, or one beside the schedule
		}
		if m.Late && gone && when.Sub(next.At) < lastTry {
			continue
		}
		if born.IsZero() || born.After(t.At) {
			born = tries[0].At
		}
		w := wait{failures: uint32(i + 1), age: max(began(t).Sub(born), 0), took: t.Took, lasted: began(next).Sub(began(t)), grain: max(t.Grain, next.Grain), hidden: m.Late,
			taken: next.Kind == records.Sent || next.Kind == records.Delivered}
		if w.hidden && w.lasted > longestGap {
			s.gaps++
			break // how many attempts were hidden, nobody knows
		}
		if w.lasted <= 0 {
			continue
		}
		s.add(w, began(t), keyOf(string(rune(i)))^key)
	}
}

// began is when the session of an attempt began, as far as the record says.
func began(t records.Try) time.Time { return t.At.Add(-t.Took) }

// add takes a wait that began at a moment. Those that begin in the same minute after as many failures are no independent observations, since the
// next queue run is one for all: one of them is kept to be compared with profiles.
func (s *schedule) add(w wait, began time.Time, key uint64) {
	class := 0
	for class+1 < len(waitClasses) && waitClasses[class+1] <= w.failures {
		class++
	}
	s.classes[class].addOnce(random.Mix(uint64(began.Unix()/60), uint64(w.failures)), key, w)
	if w.failures <= shownOrdinals {
		s.ordinals[w.failures-1].add(key, int64(w.lasted/time.Second))
	}
	if w.age >= 2*time.Hour {
		s.old.add(key, int64(w.lasted/time.Second))
	}
}

// end takes when the message was given up, or how old it was when it was not yet.
func (s *schedule) end(m *records.Message, r *records.Recipient, tries []records.Try, key uint64) {
	if m.Received.IsZero() {
		return
	}
	if !r.Notice.IsZero() {
		s.notices.add(key, int64(r.Notice.Sub(m.Received)/time.Second))
	}
	var last time.Time // attempt that was no end
	var grain time.Duration
	for _, t := range tries {
		if t.Kind == records.Deferred {
			last, grain = t.At, t.Grain
		}
	}
	gone, when := expired(r, tries)
	if age := when.Sub(m.Received); gone && age > atOnce { // else it was given up at its first attempt, for the age of something else
		s.ndrs.add(key, int64(age/time.Second))
		if !last.IsZero() && when.After(last) {
			s.lastTry.add(key, int64(when.Sub(last)/time.Second))
		}
		s.survived(m, tries, when)
	} else if !last.IsZero() {
		s.alive = max(s.alive, last.Sub(m.Received)-grain)
	}
}

// lastTry is how long before its NDR Exchange Online may try once more, whatever the schedule: its check comes some minutes after the expiration.
const lastTry = 15 * time.Minute

// survived takes the age at the last attempt that was no reason to give up.
func (s *schedule) survived(m *records.Message, tries []records.Try, given time.Time) {
	before := atOnce
	if m.Late || returned(m) {
		before = lastTry
	}
	for _, t := range tries {
		if t.Kind == records.Deferred && given.Sub(t.At) > before {
			s.alive = max(s.alive, t.At.Sub(m.Received)-t.Grain)
		}
	}
}

// expired reports whether a message was given up because of its age, and when.
func expired(r *records.Recipient, tries []records.Try) (bool, time.Time) {
	deferred := slices.ContainsFunc(tries, func(t records.Try) bool { return t.Kind == records.Deferred || t.Kind == records.Suspended })
	if r.End != records.Failed || !deferred && r.Tried < 2 {
		return false, time.Time{}
	}
	when, said := r.NDR, r.Said
	for _, t := range tries {
		if t.Kind == records.Failed {
			said = cmp.Or(t.Reply, said)
			if when.IsZero() {
				when = t.At
			}
		}
	}
	return !when.IsZero() && !refused(said), when
}

// refused reports whether a reply is a host's permanent refusal, and not the sender's own word for mail that is too old.
func refused(reply string) bool {
	code := codeOf(reply)
	if code.Class() != 5 {
		return false
	}
	switch code.Enhanced {
	case "4.4.7", "5.4.7", "5.4.300", "5.4.312", "5.4.316", "5.4.317", "5.4.318", "5.4.8", "5.4.6":
		return false
	}
	return !strings.HasPrefix(code.Enhanced, "5.7.32") && !strings.Contains(strings.ToLower(reply), "expired") && !records.Unreached(reply)
}

func (s *schedule) findings() (f Schedule) {
	f.Gaps = s.gaps
	var all []wait
	for i := range s.classes {
		f.Waits += s.classes[i].seen
		all = append(all, s.classes[i].values()...)
	}
	for i := range s.ordinals {
		if waits := ascending(&s.ordinals[i]); len(waits) > 0 {
			f.ByOrdinal = append(f.ByOrdinal, Ordinal{Number: i + 1, Waits: quantiles(waits, s.ordinals[i].seen, 5, 50, 95)})
		}
	}
	if q := quantiles(ascending(&s.old), s.old.seen, 99); len(q) > 0 {
		f.LongestIs = q[0].Figure
	}
	f.NDR = quantiles(ascending(&s.ndrs), s.ndrs.seen, 5, 50, 95)
	f.LastTry = quantiles(ascending(&s.lastTry), s.lastTry.seen, 5, 50, 95)
	f.Notice = quantiles(ascending(&s.notices), s.notices.seen, 5, 50, 95)
	f.Expiration = s.expiration()
	if late := slices.DeleteFunc(slices.Clone(all), func(w wait) bool { return w.taken }); len(late) >= enoughWaits {
		all = late
	}
	if len(all) > 0 {
		f.Candidates = fitProfiles(all, s.profile)
		if !f.Candidates[0].Fits {
			f.Own = numbersOf(all, &f)
		}
		f.predict(all)
	}
	return f
}

func ascending(s *sample[int64]) []int64 {
	all := s.values()
	slices.Sort(all)
	return all
}

// expiration brackets the expiration time. A few messages may be given up early, for other reasons: one in twenty does not count. Nor do those
// that Exim gives up at once when their host has failed for so long, if another was still tried when it was older.
func (s *schedule) expiration() (b Bracket) {
	given := ascending(&s.ndrs)
	if len(given) == 0 {
		return b
	}
	alive := int64(s.alive / time.Second)
	if older, _ := slices.BinarySearch(given, alive+1); given[len(given)/20] <= alive && older < len(given) {
		given = given[older:]
	}
	b.N = s.ndrs.seen
	b.Most = time.Duration(given[len(given)/20]) * time.Second
	if b.Least = s.alive; b.Least >= b.Most {
		b.Least = b.Most - min(b.Most/20, 15*time.Minute)
	}
	b.Guess = roundest(max(b.Least, b.Most-b.Most/15), b.Most)
	if !s.followed { // nobody knows which were given up early
		b.Most = time.Duration(given[len(given)-1]) * time.Second
	}
	return b
}

// roundest is the time between two, the first excluded, that people would most likely write.
func roundest(least, most time.Duration) time.Duration {
	const day = 24 * time.Hour
	for _, step := range []time.Duration{day, 12 * time.Hour, 6 * time.Hour, time.Hour, 30 * time.Minute, 10 * time.Minute, 5 * time.Minute, time.Minute, 30 * time.Second,
		10 * time.Second, 5 * time.Second} {
		if t := most / step * step; t > least {
			return t
		}
	}
	return most.Truncate(time.Second)
}
