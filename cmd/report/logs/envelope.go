package logs

import (
	"strconv"
	"strings"

	"mailstorm/sim"
	"mailstorm/sim/dsn"
)

// envelopes know who wrote a message to whom. Records only number messages and deliveries, so it is complete when the run is over.
type envelopes struct {
	scenario  *sim.Config
	messages  []sentMessage // by message
	to        []int         // by delivery: an address, counted from 1; 0 unknown
	automatic map[uint32]generatedMessage
	endsOf    func(message uint32) (from, to int) // of a message that a host or a mailbox wrote: see sim.World.GeneratedBy
}

// sentMessage is a message that a person or program of the scenario wrote.
type sentMessage struct {
	mail         int
	first, count uint32 // deliveries
	nth          uint32 // of its table, 1 the first
	size         int64
}

// generatedMessage is a message that a host or a mailbox wrote on its own.
type generatedMessage struct {
	cause  uint32 // the message that it answers, counted from 1
	host   uint16
	report bool // a DSN
	size   int64
}

// load takes in what the world knows of all messages.
func (p *envelopes) load(deliveries func(yield func(sim.Delivery) bool)) {
	seen := map[int]uint32{} // messages of each table
	for d := range deliveries {
		for uint32(len(p.messages)) <= d.Message {
			p.messages = append(p.messages, sentMessage{})
		}
		l := &p.messages[d.Message]
		if l.count == 0 {
			seen[d.Mail]++
			*l = sentMessage{mail: d.Mail, first: d.Number, nth: seen[d.Mail], size: d.Size}
		}
		l.count++
		for uint32(len(p.to)) <= d.Number {
			p.to = append(p.to, 0)
		}
		p.to[d.Number] = d.To + 1
	}
}

// sent is a message that the scenario's people wrote.
func (p *envelopes) sent(message uint32) (*sentMessage, bool) {
	if _, automatic := p.automatic[message]; automatic || message >= uint32(len(p.messages)) || p.messages[message].count == 0 {
		return nil, false
	}
	return &p.messages[message], true
}

// sender is the return path of a message; "" is the one of DSNs.
func (p *envelopes) sender(message uint32) string {
	if l, ok := p.sent(message); ok {
		return p.name(p.scenario.Mails[l.mail].From)
	}
	if _, automatic := p.automatic[message]; automatic {
		from, _ := p.endsOf(message)
		return p.name(from)
	}
	return ""
}

// name is an address in letters, and nothing for <>.
func (p *envelopes) name(address int) string {
	if address < 0 {
		return ""
	}
	return p.scenario.Addresses[address].Name
}

// address is the recipient of a delivery as an index into Config.Addresses, or -1.
func (p *envelopes) address(message, delivery uint32) int {
	if _, automatic := p.automatic[message]; automatic {
		_, to := p.endsOf(message)
		return to
	}
	if delivery >= uint32(len(p.to)) {
		return -1
	}
	return p.to[delivery] - 1
}

// recipient is the name of a delivery's mailbox.
func (p *envelopes) recipient(message, delivery uint32) string {
	return p.name(p.address(message, delivery))
}

// deliveriesOf are the deliveries of a message.
func (p *envelopes) deliveriesOf(message uint32) []uint32 {
	if message >= uint32(len(p.messages)) || p.messages[message].count == 0 {
		return []uint32{sim.None}
	}
	l := &p.messages[message]
	every := make([]uint32, l.count)
	for i := range every {
		every[i] = l.first + uint32(i)
	}
	return every
}

// size is the size of a message in bytes.
func (p *envelopes) size(message uint32) int64 {
	if a, automatic := p.automatic[message]; automatic {
		return a.size
	}
	if l, ok := p.sent(message); ok {
		return l.size
	}
	return 0
}

// messageID is the Message-ID: table, number in the table, domain of the sender; a double has that of the message that it repeats.
func (p *envelopes) messageID(message uint32) string {
	l, ok := p.sent(message)
	if !ok {
		a := p.automatic[message]
		kind := "auto."
		if a.report {
			kind = "report."
		}
		return "<" + kind + strconv.FormatUint(uint64(message)+1, 10) + "@" + safeName(p.scenario.Hosts[a.host].Name) + ">"
	}
	mail := &p.scenario.Mails[l.mail]
	if mail.DoubleOf > 0 {
		mail = &p.scenario.Mails[mail.DoubleOf-1]
	}
	return "<" + safeName(mail.Name) + "." + strconv.FormatUint(uint64(l.nth), 10) + "@" + p.scenario.Addresses[mail.From].Domain + ">"
}

// safeName makes a name fit where logs and Message-IDs allow no spaces and brackets.
func safeName(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_.", r) || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r
		}
		return '-'
	}, name)
}

// server names a server of a host as logs do; those of a pool are numbered from 1.
func (p *envelopes) server(host, server uint16) (name, ip string) {
	h := &p.scenario.Hosts[host]
	name = safeName(h.Name)
	if h.Profile != nil && h.Profile.Pool.Servers > 1 {
		name += "-" + strconv.Itoa(int(server)+1)
	}
	return name, dsn.Address(uint64(host), server)
}
