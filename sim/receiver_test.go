package sim_test

import (
	"slices"
	"testing"

	"mailstorm/scenarios"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// called is a session of a simulation, as told, and as the host that is called meets it.
type called struct {
	in       sim.Incoming
	told     sim.Record
	refused  []sim.Record // what RCPT said to single recipients
	patience smtp.Patience
}

// sessions simulates a scenario and lists its sessions.
func sessions(c *sim.Config, most int) (list []called) {
	var w *sim.World
	w = sim.New(c, func(r *sim.Record) {
		switch {
		case r.Kind == sim.Talked:
			in, patience := w.Called(r)
			list = append(list, called{in: in, told: *r, patience: *patience})
		case r.Kind == sim.Refused:
			last := &list[len(list)-1]
			last.refused = append(last.refused, *r)
		}
	})
	for len(list) < most && !w.Advance(1) {
	}
	return list
}

// met asks a receiver at each phase, as the client of a session would, and tells how it ends.
func met(r *sim.Receiver, s *called) (end sim.Answer) {
	in := s.in
	in.To, in.Size = nil, -1
	in.Cleartext = s.told.Flags&sim.FlagClear != 0
	refused := make([]bool, len(s.in.To))
	for p := smtp.Connect; p < smtp.Phases; p++ {
		if p == smtp.StartTLS && in.Cleartext {
			continue
		}
		if p == smtp.Mail {
			in.Size = s.in.Size
		}
		if p == smtp.Rcpt {
			if end = metAtRcpt(r, s, &in, refused); end.Decided {
				return end
			}
			continue
		}
		end = r.Decide(p, &in)
		if end.Delay > s.patience[p] {
			end.Decided, end.Phase, end.Cause = true, p, smtp.Stalled
		}
		if end.Decided {
			return end
		}
	}
	return end
}

func metAtRcpt(r *sim.Receiver, s *called, in *sim.Incoming, refused []bool) (end sim.Answer) {
	left := 0
	for i, to := range s.in.To {
		in.First, in.To = s.in.To[0], []string{to}
		a := r.Decide(smtp.Rcpt, in)
		refused[i] = a.Decided
		switch {
		case !a.Decided && a.Delay <= s.patience[smtp.Rcpt]:
			left++
		case a.Cause != smtp.Said || !end.Decided:
			end = a
		}
	}
	in.To, in.Refused = s.in.To, refused
	if left > 0 {
		return sim.Answer{}
	}
	return end
}

// The host of a scenario decides a session from outside as it decides the same session in a simulation: every session of every scenario of
// the library, with all its guards' memories.
func TestReceiverDecidesAsTheSimulation(t *testing.T) {
	for _, e := range scenarios.Library() {
		t.Run(e.Name, func(t *testing.T) {
			s, err := load.Load(e.Name, load.Options{})
			if err != nil {
				t.Fatal(err)
			}
			receivers := make([]*sim.Receiver, len(s.Config.Hosts))
			for i := range receivers {
				receivers[i] = sim.NewReceiver(s.Config, i)
			}
			for n, c := range sessions(s.Config, 3000) {
				end := met(receivers[c.told.Peer], &c)
				if got, want := shown(&end), told(&c); got != want && !saidOtherwise(s.Config, &end, &c) {
					t.Fatalf("session %d at %s, %s to %s: %v, want %v", n, c.told.At, s.Config.Hosts[c.told.Host].Name, s.Config.Hosts[c.told.Peer].Name, got, want)
				}
			}
		})
	}
}

// saidOtherwise reports whether a session from outside must go otherwise: nothing is relayed, so a queue never empties, and who is refused as
// a sender hears it at RCPT, where a simulated host takes the message and writes an NDR.
func saidOtherwise(c *sim.Config, a *sim.Answer, s *called) bool {
	return slices.ContainsFunc(c.Hosts[s.told.Peer].Guards, func(g sim.Guard) bool {
		return g.Kind.Submission && a.Phase == smtp.Rcpt && a.Cause == smtp.Said || g.Kind.TracksQueue && a.Reply == g.Kind.Code
	})
}

type ending struct {
	phase smtp.Phase
	cause smtp.Cause
	reply smtp.Reply
	kept  bool
}

func shown(a *sim.Answer) ending {
	e := ending{phase: a.Phase, cause: a.Cause, kept: a.Kept}
	if a.Cause == smtp.Said && (a.Phase >= smtp.Mail || !a.Reply.Permanent()) {
		e.reply = a.Reply
	}
	return e
}

func told(c *called) ending {
	e := ending{phase: c.told.Phase, cause: c.told.Cause, kept: c.told.Flags&sim.FlagKept != 0}
	switch e.cause {
	case smtp.Said:
		if e.phase < smtp.Mail && c.told.Reply.Permanent() {
			break // which may be the client's, too
		}
		e.reply = c.told.Reply
	case smtp.Declined: // the client's word for a 5xx before MAIL
		e.cause = smtp.Said
	}
	return e
}
