package observe

import (
	"slices"
	"time"
)

// Never is a time that does not come.
const Never = time.Duration(1<<63 - 1)

// Trouble is what goes wrong at one host. It begins with a failure, and lasts while others hold something that failed there, while a
// sender is owed an NDR, and while mail goes astray of which nobody was told; what vanished is never over. A sign belongs to the
// trouble of the mail that it speaks of, so that a mail greylisted on Monday is not the beginning of Friday's outage.
type Trouble struct {
	Began    time.Duration
	Over     time.Duration
	SignAt   time.Duration // the first sign that came to somebody by itself
	Pending  time.Duration // when a copy had been in the watched queue for pendingAge
	Report   time.Duration // and one for a connector for so long that the queued messages report shows it
	open     uint32        // copies that wait, and NDRs that are under way
	diverted bool          // mail was given to another host than its own
}

// pendingAge is how long the field's query for pending mail looks back.
const pendingAge = 10 * time.Minute

// noTrouble is no trouble.
var noTrouble = Trouble{Began: Never, Over: Never, SignAt: Never, Pending: Never, Report: Never}

// Troubles are those of a run, by place, and when they could be seen first.
type Troubles struct {
	First     time.Duration // when the first of them began
	places    []Trouble     // 0: what vanished; else of the host before
	worstPast Trouble       // the worst of those that others came after at the same host
	any       Trouble       // signs, whatever they spoke of
}

// NewTroubles are those of a run before anything went wrong.
func NewTroubles(places int) Troubles {
	s := Troubles{First: Never, places: slices.Repeat([]Trouble{noTrouble}, places), worstPast: noTrouble, any: noTrouble}
	s.any.Began = 0 // whatever is seen comes after it
	return s
}

func (s *Troubles) isOpen(at uint16) bool {
	t := &s.places[at]
	return t.Began != Never && (t.open > 0 || at == 0 || t.diverted && t.SignAt == Never)
}

// Begin lets trouble begin, unless it goes on there.
func (s *Troubles) Begin(at uint16, now time.Duration) {
	t := &s.places[at]
	if !s.isOpen(at) {
		if t.worse(&s.worstPast) {
			s.worstPast = *t
		}
		*t = noTrouble
		t.Began = now
		s.First = min(s.First, now)
	}
	t.Over = now
}

// Divert notes that a host gave mail to another.
func (s *Troubles) Divert(at uint16, now time.Duration) {
	s.Begin(at, now)
	s.places[at].diverted = true
}

// Hold notes that a copy waits that failed there, or that an NDR is under way.
func (s *Troubles) Hold(at uint16) { s.places[at].open++ }

// Release notes that one of them is no more.
func (s *Troubles) Release(at uint16, now time.Duration) {
	s.places[at].open--
	s.places[at].Over = now
}

// Held is how many there are.
func (s *Troubles) Held() (n uint64) {
	for i := range s.places {
		n += uint64(s.places[i].open)
	}
	return n
}

// Sign notes that somebody was told of the trouble there; nobody is told of what vanished.
func (s *Troubles) Sign(at uint16, now time.Duration) {
	s.any.SignAt = min(s.any.SignAt, now)
	if at > 0 {
		t := &s.places[at]
		t.SignAt = min(t.SignAt, now)
	}
}

// Alert notes that an alert was raised then, because of a trouble if that had begun.
func (s *Troubles) Alert(at uint16, then time.Duration) {
	s.any.SignAt = min(s.any.SignAt, then)
	if t := &s.places[at]; t.Began <= then {
		t.SignAt = min(t.SignAt, then)
	}
}

// Wait notes that a copy was, or is, in the watched queue from a time until another. Report is for how long it has to wait until a report
// shows it; Never: it does not.
func (s *Troubles) Wait(at uint16, since, until, report time.Duration) {
	for _, t := range []*Trouble{&s.any, &s.places[at]} {
		if seen := max(since+pendingAge, t.Began); until > seen {
			t.Pending = min(t.Pending, seen)
		}
		if report == Never {
			continue
		}
		if seen := max(since+report, t.Began); until > seen {
			t.Report = min(t.Report, seen)
		}
	}
}

// worse orders troubles: those of which somebody was told before others, then by how long they were hidden or lasted.
func (t *Trouble) worse(than *Trouble) bool {
	if t.Began == Never || than.Began == Never {
		return than.Began == Never
	}
	if told := t.SignAt != Never; told != (than.SignAt != Never) {
		return told
	}
	if t.hidden() != than.hidden() {
		return t.hidden() > than.hidden()
	}
	return t.Began < than.Began
}

// hidden is how long nobody was told.
func (t *Trouble) hidden() time.Duration {
	if t.SignAt != Never {
		return t.SignAt - t.Began
	}
	return t.Over - t.Began
}

// Worst is the trouble that was hidden longest before somebody was told, or else the one that lasted longest.
func (s *Troubles) Worst() Trouble {
	worst := s.worstPast
	for i := range s.places {
		t := s.places[i]
		if s.isOpen(uint16(i)) {
			t.Over = Never
		}
		if t.worse(&worst) {
			worst = t
		}
	}
	if worst.Began == Never {
		worst = s.any
		worst.Began = Never
	}
	return worst
}

// Vanished reports whether mail went where nobody looks for it.
func (s *Troubles) Vanished() bool { return s.places[0].Began != Never }
