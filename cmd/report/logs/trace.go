// Package logs writes what the administrators of the hosts of a run see in their own tools: a message trace, a mail log, and NDRs.
package logs

import (
	"crypto/sha256"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/run"
	"mailstorm/sim"
	"mailstorm/sim/dsn"
	"mailstorm/sim/smtp"
)

// MessageTrace is trace.csv: what the administrator of Exchange Online can download of a message trace, one line an event. Its columns are
// those of the extended report, in their order; what a simulation does not know is empty.
type MessageTrace struct{ journal }

// NewMessageTrace listens for the hosts of the exchange-online family.
func NewMessageTrace(c *sim.Config) *MessageTrace {
	return &MessageTrace{newJournal(c, "exchange-online")}
}

var traceHeader = []string{"date_time_utc", "client_ip", "client_hostname", "server_ip", "server_hostname", "source_context", "connector_id",
	"source", "event_id", "internal_message_id", "message_id", "network_message_id", "recipient_address", "recipient_status", "total_bytes",
	"recipient_count", "related_recipient_address", "reference", "message_subject", "sender_address", "return_path", "message_info",
	"directionality", "tenant_id", "original_client_ip", "original_server_ip", "custom_data"}

// traceEvent is a line of the trace before it is written.
type traceEvent struct {
	at                    time.Duration
	source, event, status string
	clientIP, client      string
	serverIP, server      string
	original, reference   string
	message               uint32
	host                  uint16
	copy                  uint64
	deliveries            []uint32
}

// Write writes the trace of a run that is over.
func (s *MessageTrace) Write(w io.Writer, run *run.Run) error {
	out := encode.NewCSV(w)
	if err := out.Write(traceHeader); err != nil {
		return err
	}
	walk := newWalk(&s.journal, run.Deliveries, run.GeneratedBy)
	for i := range s.kept {
		r, a, begins, h := walk.record(i)
		if begins {
			if err := out.Write(walk.row(walk.received(a, r))); err != nil {
				return err
			}
		}
		if line, ok := s.line(walk, r, a, h); ok {
			if err := out.Write(walk.row(line)); err != nil {
				return err
			}
		}
		walk.conclude(i, r, a, h)
	}
	out.Flush()
	return out.Error()
}

// received is the line of an arrival.
func (w *walk) received(a *arrival, r *sim.Record) traceEvent {
	line := traceEvent{at: a.at, source: "SMTP", event: "RECEIVE", message: a.message, host: a.host, deliveries: a.deliveries}
	if len(a.copies) > 0 {
		line.copy = a.copies[0]
	}
	line.server, line.serverIP = w.server(a.host, a.server)
	switch {
	case a.parent != 0:
		w.setClient(a, &line)
		return line
	case r.Flags&sim.FlagReport != 0:
		line.source, line.event = "DSN", "DSN"
	case r.Flags&sim.FlagAuto != 0:
		line.source = "MAILBOXRULE"
	case w.outbound(a.message, a.host):
		line.source = "STOREDRIVER" // a mailbox wrote it; what comes from outside arrives by SMTP, though nobody simulates who sent it
	}
	if cause := w.generated[a.message].cause; cause > 0 {
		line.reference = w.messageID(cause - 1)
	}
	if len(line.deliveries) == 0 {
		line.deliveries = w.deliveriesOf(a.message)
	}
	return line
}

// setClient names who brought an arrival; which server of a pool it was stands in no record of the arrival.
func (w *walk) setClient(a *arrival, line *traceEvent) {
	switch {
	case a.peer == sim.NoPeer:
	case w.config.Hosts[a.peer].Profile.Pool.Servers > 1:
		line.client = safeName(w.config.Hosts[a.peer].Name)
	default:
		line.client, line.clientIP = w.server(a.peer, 0)
		line.original = line.clientIP
	}
}

// Sources and events of what happens to a copy after it was received. Lost is a 250 that was heard, so the trace shows it as sent.
var eventWords = map[sim.Kind][3]string{
	sim.Deferred:    {"SMTP", "DEFER"},
	sim.HandedOver:  {"SMTP", "SEND"},
	sim.Lost:        {"SMTP", "SEND"},
	sim.Delivered:   {"STOREDRIVER", "DELIVER"},
	sim.Bounced:     {"SMTP", "FAIL"},
	sim.Died:        {"SMTP", "FAIL"},
	sim.Suppressed:  {"STOREDRIVER", "DUPLICATEDELIVER"},
	sim.Discarded:   {"AGENT", "DROP"},
	sim.Quarantined: {"AGENT", "DROP", "Quarantined"},
	sim.Diverted:    {"ROUTING", "TRANSFER"},
	sim.Purged:      {"ADMIN", "DROP"},
	sim.Stopped:     {"MAILBOXRULE", "THROTTLE"},
}

// line is what the trace shows of a record, if anything.
func (s *MessageTrace) line(w *walk, r *sim.Record, a *arrival, h *queuedCopy) (traceEvent, bool) {
	words, ok := eventWords[r.Kind]
	if !ok || r.Kind == sim.Deferred && h != nil && !s.shows(r, h) {
		return traceEvent{}, false
	}
	line := traceEvent{at: r.At, source: words[0], event: words[1], status: words[2], message: r.Message, host: r.Host,
		deliveries: w.concerned(r, h)}
	switch {
	case h != nil:
		line.copy = r.Copy
		line.server, line.serverIP = w.server(r.Host, h.server)
	case a != nil:
		line.server, line.serverIP = w.server(r.Host, a.server)
	}
	switch r.Kind {
	case sim.Deferred, sim.Bounced, sim.Died:
		s.failed(w, r, h, &line)
	case sim.HandedOver, sim.Lost:
		line.status = smtp.OK.String()
		w.between(r, h, &line)
	case sim.Suppressed:
		if !w.lives(r) {
			line.source, line.event = "AGENT", "DROP"
		}
	}
	return line, true
}

// between names both ends of the session that decided.
func (w *walk) between(r *sim.Record, h *queuedCopy, line *traceEvent) {
	if h == nil || !h.hasSession {
		return
	}
	line.client, line.clientIP = w.server(r.Host, h.session.Server)
	line.server, line.serverIP = w.server(h.session.Peer, h.session.PeerServer)
}

// failed gives a deferral or failure its diagnostic line.
func (s *MessageTrace) failed(w *walk, r *sim.Record, h *queuedCopy, line *traceEvent) {
	expired := r.Flags&sim.FlagExpired != 0
	if expired || r.Kind == sim.Deferred && r.Flags&(sim.FlagTimer|sim.FlagSuspended) != 0 {
		line.source = "QUEUE"
	}
	if h == nil || !h.hasSession {
		switch {
		case r.Kind == sim.Deferred || expired:
		case w.lives(r):
			line.source = "STOREDRIVER" // the mailbox is full
		default:
			line.source = "ROUTING"
		}
		line.status = r.Reply.String()
		return
	}
	w.between(r, h, line)
	code := &s.config.Hosts[r.Host].Profile.Codes[r.Cause]
	line.status = dsn.Diagnostic{Error: r.Reply, Text: code.Text, Short: code.Short, Expired: expired, Server: line.server, Address: line.serverIP,
		Attempted: s.config.Clock.Add(h.session.Until)}.String()
}

// row writes a line in the columns of seenHeader.
func (w *walk) row(s traceEvent) []string {
	sender := w.sender(s.message)
	if sender == "" {
		sender = "<>"
	}
	return []string{w.config.Clock.Add(s.at).UTC().Format("2006-01-02T15:04:05.000Z"), s.clientIP, s.client, s.serverIP, s.server, "", "",
		s.source, s.event, unlessNone(s.copy), w.messageID(s.message), w.network(s.message), strings.Join(w.names(s.message, s.deliveries), ";"), s.status,
		strconv.FormatInt(w.size(s.message), 10), strconv.Itoa(len(s.deliveries)), "", s.reference, "", sender, sender, "",
		w.direction(s.message, s.host), "", s.original, "", ""}
}

// direction is 2 for mail out of the organisation and 1 for mail into it.
func (w *walk) direction(message uint32, host uint16) string {
	if w.outbound(message, host) {
		return "2"
	}
	return "1"
}

// outbound tells whether somebody at the host wrote the message.
func (w *walk) outbound(message uint32, host uint16) bool {
	l, ok := w.sent(message)
	return !ok && w.generated[message].host == host || ok && w.config.Hosts[host].Own[w.config.Mails[l.mail].From]
}

// network is the id that all copies of a message share.
func (w *walk) network(message uint32) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", w.config.Name, w.config.Seed, message))
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

func unlessNone(n uint64) string {
	if n == 0 {
		return ""
	}
	return run.Number(n)
}
