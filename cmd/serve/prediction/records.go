package prediction

import (
	"time"

	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// Take notes what a record says of a message; it is a sim.Sink.
func (p *predictor) Take(r *sim.Record) {
	if r.Kind == sim.Written && p.runs && r.Parent == 0 {
		p.begin(r)
	}
	if r.Kind == sim.Written && r.Flags&sim.FlagReport != 0 {
		p.reportWritten(r)
	}
	if int(r.Message) >= len(p.messages) || p.messages[r.Message] == nil || !p.senders[r.Host] {
		return
	}
	m, shift := p.messages[r.Message], p.shift[r.Message]
	switch r.Kind {
	case sim.Talked:
		if p.served[r.Peer] && r.At+shift < p.comparison.End {
			p.talked(m, r, shift)
		} else {
			p.elsewhere++
		}
	case sim.HandedOver, sim.Lost:
		p.delivered[m]++
	case sim.Bounced, sim.Notified:
		if r.Parent == 0 { // else one tells of this recipient, too
			m.Predicted.DSNs = append(m.Predicted.DSNs, DSN{At: r.At + shift, Failed: r.Kind == sim.Bounced})
		}
	}
}

// reportWritten notes the size of a DSN, which is written at the moment that is its reason.
func (p *predictor) reportWritten(r *sim.Record) {
	about := int(r.Parent) - 1
	if about < 0 || about >= len(p.messages) || p.messages[about] == nil || !p.senders[r.Host] {
		return
	}
	for i := range p.messages[about].Predicted.DSNs {
		if d := &p.messages[about].Predicted.DSNs[i]; d.Bytes == 0 && d.At == r.At+p.shift[about] {
			d.Bytes = r.Bytes
			return
		}
	}
}

// begin matches a message of a run with one that arrived, in order of time.
func (p *predictor) begin(r *sim.Record) {
	for int(r.Message) >= len(p.messages) {
		p.messages, p.shift = append(p.messages, nil), append(p.shift, 0)
	}
	if !p.senders[r.Host] {
		return
	}
	for _, m := range p.comparison.Messages {
		if m.Known && !m.taken {
			m.taken = true
			p.messages[r.Message], p.shift[r.Message] = m, m.Arrived-r.At
			return
		}
	}
	m := &Message{Host: p.config.Hosts[r.Host].Name, Arrived: r.At, Known: true, Size: r.Bytes, taken: true}
	p.comparison.Messages = append(p.comparison.Messages, m)
	p.messages[r.Message] = m
}

// talked notes a session.
func (p *predictor) talked(m *Message, r *sim.Record, shift time.Duration) {
	a := Attempt{At: r.At + shift, Host: p.config.Hosts[r.Peer].Name, Phase: r.Phase.String(), Cause: r.Cause.String(), Kept: r.Flags&sim.FlagKept != 0,
		Heard: r.Cause == smtp.None, Bytes: r.Bytes}
	switch {
	case r.Cause.InDNS() || p.isClosed(r.Peer, r.At):
		m.Unseen = append(m.Unseen, a)
		p.elsewhere++
		return
	case r.Phase < smtp.Mail:
		p.comparison.Early.Predicted.Attempts = append(p.comparison.Early.Predicted.Attempts, a)
	default:
		a.Again = a.Kept && p.copies[r.Copy]
		if a.Kept && !a.Heard {
			p.copies[r.Copy] = true
		}
		m.Predicted.Attempts = append(m.Predicted.Attempts, a)
	}
	p.comparison.Predicted.Sessions++
}
