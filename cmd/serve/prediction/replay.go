package prediction

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mailstorm/cmd/serve/record"
	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// Replayed says how many of the recorded questions a fresh receiver answers alike.
type Replayed struct {
	Alike, All int
	First      string // that it does not; empty: none
}

// question is a recorded decision.
type question struct {
	row, at int // the row, and its place in there
	number  uint64
}

// Replay puts the recorded questions to fresh receivers.
func Replay(c *sim.Config, rows []record.Session) (r Replayed) {
	asked := map[string][]question{}
	for i := range rows {
		for j := range rows[i].Decisions {
			asked[rows[i].Host] = append(asked[rows[i].Host], question{i, j, rows[i].Decisions[j].Number})
		}
	}
	for i := range c.Hosts {
		all := asked[c.Hosts[i].Name]
		if len(all) == 0 {
			continue
		}
		slices.SortStableFunc(all, func(a, b question) int { return cmp.Compare(a.number, b.number) })
		r.replay(c, i, rows, all)
	}
	return r
}

func (r *Replayed) replay(c *sim.Config, host int, rows []record.Session, all []question) {
	receiver, open := sim.NewReceiver(c, host), map[int]*sim.Incoming{}
	for _, q := range all {
		r.All++
		s := &rows[q.row]
		in := open[q.row]
		if in == nil {
			in = &sim.Incoming{Size: -1}
			open[q.row] = in
		}
		was := s.Decisions[q.at]
		if q.at == len(s.Decisions)-1 {
			delete(open, q.row)
		}
		var p smtp.Phase
		if !p.Choose(was.Phase) || !ask(c, s, q, p, in) {
			r.differ("decision %d of host %s: the record says %q of a client for %q", was.Number, s.Host, was.Phase, s.StandsFor)
			continue
		}
		is := decided(p, receiver.Decide(p, in))
		is.Number, is.At, is.Recipient, is.StandsFor, is.Server = was.Number, was.At, was.Recipient, was.StandsFor, was.Server
		if is != was {
			r.differ("decision %d of host %s, at %s: %s was recorded, %s is decided now", was.Number, s.Host, was.Phase, said(was), said(is))
			continue
		}
		r.Alike++
	}
}

// differ notes the first difference.
func (r *Replayed) differ(format string, args ...any) {
	if r.First == "" {
		r.First = fmt.Sprintf(format, args...)
	}
}

func said(d record.Decision) string {
	what := d.Cause + " " + d.Reply
	if strings.TrimSpace(what) == "" {
		what = "to go on"
	}
	return fmt.Sprintf("%s (subject %d, turn %d)", strings.TrimSpace(what), d.Subject, d.Turn)
}

// decided is an answer as a record has it.
func decided(p smtp.Phase, a sim.Answer) record.Decision {
	d := record.Decision{Phase: p.String(), Subject: a.Subject, Turn: a.Turn}
	if a.Decided {
		d.Cause = a.Cause.String()
		if a.Cause == smtp.Said {
			d.Reply = a.Reply.String()
		}
	}
	return d
}

// ask shows what the host knew at a phase, and reports whether the scenario knows the client.
func ask(c *sim.Config, s *record.Session, q question, p smtp.Phase, in *sim.Incoming) bool {
	d := &s.Decisions[q.at]
	name, server := s.StandsFor, s.Server
	if d.StandsFor != "" {
		name, server = d.StandsFor, d.Server
	}
	client := hostNamed(c, name)
	if client < 0 {
		return false
	}
	in.At, in.Client, in.Server, in.Session = d.At, client, max(server, 1)-1, s.Connection
	in.Cleartext = p >= smtp.Mail && !s.TLS
	if p >= smtp.Mail {
		in.From, in.Size = s.From, s.Announced
	}
	if p >= smtp.Rcpt && len(s.To) > 0 {
		in.First, in.To = s.To[0].Address, []string{d.Recipient}
	}
	if p >= smtp.Data {
		in.To, in.Refused = nil, nil
		for _, to := range s.To {
			in.To, in.Refused = append(in.To, to.Address), append(in.Refused, !strings.HasPrefix(to.Reply, "2"))
		}
	}
	if p == smtp.Dot || p == smtp.Data && s.Announced < 0 && q.at > 0 && s.Decisions[q.at-1].Phase == d.Phase { // its size is counted by then
		in.Size, in.MessageID, in.Received = s.Bytes, s.MessageID, s.Received
	}
	return true
}

// hostNamed is a host of the scenario, or -1.
func hostNamed(c *sim.Config, name string) int {
	return slices.IndexFunc(c.Hosts, func(h sim.Host) bool { return h.Name == name })
}
