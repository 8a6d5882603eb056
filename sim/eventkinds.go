package sim

// What the agenda holds, in the order in which equal times are served.
const (
	changeDue      uint8 = iota // an administrator intervenes
	messageWritten              // a person or program writes a message
	dataArrived                 // a session's last byte arrived: the peer keeps it
	sessionEnded                // a session ended: the sender knows
	attemptDue                  // a waiting copy is due
	queueRetryDue               // a next hop's queue timer rings
	delayNoticeDue              // a delay notice is due
	moveDue                     // a copy moves to another server
	expiryDue                   // the check after the deadline
	generatedDue                // a host, a mailbox or a person writes because of what happened
)
