package destination

import (
	"testing"
	"time"

	"mailstorm/sim/smtp"
)

// postfix is a site with the defaults of Postfix and what is under way there.
type postfix struct {
	*testing.T
	Memory
	busy uint32
}

func newPostfix(t *testing.T) *postfix {
	t.Helper()
	return &postfix{T: t, Memory: deadSite.Make(Params{Window: 5, Connections: 20, Dead: 300 * time.Second})}
}

// begins wants so many of some messages that are due at a moment to be tried, and the others to have this fate.
func (p *postfix) begins(at time.Duration, of, tried int, others Action) {
	p.Helper()
	for i := range of {
		want := others
		if i < tried {
			want = Contact
		}
		if v := p.Ask(Message{At: at, Sessions: p.busy}); v.Action != want {
			p.Fatalf("message %d of %d at %s: %d, want %d", i+1, of, at, v.Action, want)
		} else if v.Action == Contact {
			p.busy++
		}
	}
}

// end lets one session end that began at a time.
func (p *postfix) end(began, at time.Duration, cause smtp.Cause) {
	p.Ended(Session{At: at, Started: began, Sessions: p.busy, Phase: smtp.Connect, Cause: cause})
	p.busy--
}

// tries lets messages that are due at one moment have sessions that take no time.
func (p *postfix) tries(at time.Duration, causes ...smtp.Cause) {
	p.Helper()
	for _, cause := range causes {
		p.begins(at, 1, 1, 0)
		p.end(at, at, cause)
	}
}

const (
	fine    = smtp.None
	refused = smtp.Refused
)

// Postfix forgets a site when it has no mail for it: who comes later than the last session ended is tried, however many failed before.
func TestMessagesThatComeOneByOneAreTried(t *testing.T) {
	p := newPostfix(t)
	for i := range time.Duration(100) {
		p.tries(i*time.Second, refused)
	}
}

// Of all that is due at one moment five are tried, and of what comes while the site is dead none.
func TestMessagesThatComeTogetherAreSuspended(t *testing.T) {
	p := newPostfix(t)
	p.tries(0, refused, refused, refused, refused, refused)
	p.begins(0, 25, 0, Suspend)
	p.begins(299*time.Second, 1, 0, Suspend)
	p.tries(300*time.Second, refused, refused, refused, refused, refused)
	p.begins(300*time.Second, 1, 0, Suspend)
}

// The window shrinks from 5 to 3 and to 2, and the third failure is 1/5 + 1/3 + 1/2 of a window: more than one. Nobody begins meanwhile.
func TestTheThirdFailureInARowKills(t *testing.T) {
	p := newPostfix(t)
	p.begins(0, 8, 5, Wait)
	p.end(0, time.Second, refused)
	p.begins(time.Second, 1, 0, Wait)
	p.end(0, 2*time.Second, refused)
	p.begins(2*time.Second, 1, 0, Wait)
	p.end(0, 3*time.Second, refused)
	p.begins(3*time.Second, 1, 0, Suspend)
	p.end(0, 4*time.Second, refused) // which was under way, and changes nothing
	p.end(0, 5*time.Second, refused)
	p.begins(302*time.Second, 1, 0, Suspend)
	p.begins(303*time.Second, 1, 1, 0)
}

// A success between two failures saves it, and one of a session that was under way brings it back with the window that is under way.
func TestASuccessRevivesASite(t *testing.T) {
	p := newPostfix(t)
	p.begins(0, 5, 5, 0)
	p.end(0, time.Second, refused)
	p.end(0, time.Second, refused)
	p.end(0, time.Second, fine)
	p.end(0, time.Second, refused)
	p.begins(time.Second, 1, 0, Wait) // the window was 5, 3, 2, 3 and is 1, and one is under way

	p = newPostfix(t)
	p.begins(0, 5, 5, 0)
	for range 3 {
		p.end(0, time.Second, refused)
	}
	p.begins(time.Second, 1, 0, Suspend)
	p.end(0, 2*time.Second, fine)
	p.begins(2*time.Second, 2, 1, Wait) // two were under way, the one that succeeded among them
}

// The last session of an attempt speaks for it, unless a host before it answered at MAIL or later (SMTP_MISC_FLAG_COMPLETE_SESSION).
func TestAnAttemptCountsOnce(t *testing.T) {
	for _, c := range []struct {
		first Session
		next  Action
	}{
		{Session{Phase: smtp.Dot, Cause: smtp.Dropped}, Suspend},
		{Session{Phase: smtp.Connect, Cause: smtp.Refused}, Suspend},
		{Session{Phase: smtp.Rcpt, Cause: smtp.Said, Reply: smtp.Reply{Code: 450}}, Contact},
	} {
		p := newPostfix(t)
		for i := range uint64(5) {
			p.begins(0, 1, 1, 0)
			first := c.first
			first.Sessions, first.Copy, first.More = 1, i, true
			p.Ended(first)
			p.Ended(Session{Sessions: 1, Copy: i, Phase: smtp.Connect, Cause: refused})
			p.busy--
		}
		if v := p.Ask(Message{}); v.Action != c.next {
			t.Errorf("after five attempts with %v first, and a refusal then: %d, want %d", c.first, v.Action, c.next)
		}
	}
}
