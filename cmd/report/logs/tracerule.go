package logs

import (
	"strings"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// What Exchange Online's trace hides. Nothing is documented; the rule is inferred from the two traces of the field report
// msxfaq.de, EXO MessageExpiration, Nov 2023, whose mail found no host or no matching certificate: nine deferrals in the first
// 155 and 158 minutes, then none, though the service surely tried on; the next ones followed a move to another server after
// 667 minutes (a third mail: 670), and the failure was there. The deck of the same report, whose sessions broke behind the
// data, had all its deferrals logged.
const (
	talkative  = 160 * time.Minute // so long every deferral is logged
	relocation = 667 * time.Minute // between two moves, where the profile has none: each is followed by one logged deferral
)

// replay begins the names of the profiles whose attempts are those that a trace showed, so that nothing more is to hide.
const replay = "exchange-online-observed"

// connected tells whether there was a session that came as far as mail, or a server that said no.
func connected(r *sim.Record) bool {
	return r.Phase >= smtp.Mail || r.Cause == smtp.Said || r.Cause == smtp.Declined
}

// shows tells whether the trace logs a deferral of a copy, and remembers it.
func (s *MessageTrace) shows(r *sim.Record, h *queuedCopy) bool {
	profile := s.config.Hosts[r.Host].Profile
	every := profile.MoveEvery
	if every <= 0 {
		every = relocation
	}
	age := r.At - h.at
	stretch := int64(age / every)
	if !connected(r) && !strings.HasPrefix(profile.Name, replay) && age >= talkative && (stretch == 0 || stretch <= h.shown) {
		return false
	}
	h.shown = stretch
	return true
}
