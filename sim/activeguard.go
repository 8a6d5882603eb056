package sim

import (
	"mailstorm/sim/guard"
	"mailstorm/sim/smtp"
)

// activeGuard is a guard of a host in this run, with its memory.
type activeGuard struct {
	*Guard
	selector
	guard   guard.Guard
	phase   smtp.Phase
	kindRow int // of its kind in the catalogue
	asked   bool
	warned  bool
}

// disposition is what the peer does with a recipient whom it accepted.
type disposition struct {
	action guard.Action
	to     uint16
}
