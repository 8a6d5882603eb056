package guard

import "mailstorm/sim/smtp"

// Client says what of a client's address a greylist remembers.
type Client uint8

// What may be remembered.
const (
	Network     Client = iota // its /24
	Exact                     // the address itself
	WholePool                 // the host, whichever of its servers calls
	unsetClient Client = 255
)

var clientWords = []string{"network", "exact", "pool"}

// Words lists the choices in order.
func (Client) Words() []string { return clientWords }

// Choose sets what a word names, and reports whether there is such a choice.
func (c *Client) Choose(word string) bool { return smtp.Choose(c, clientWords, word) }

// Per says whose rate is limited.
type Per uint8

// Whose rate may be limited.
const (
	PerClient Per = iota // each sending host's
	PerSender            // each MAIL FROM's
	PerHost              // all that arrives
	unsetPer  Per = 255
)

var perWords = []string{"client", "sender", "host"}

// Words lists the choices in order.
func (Per) Words() []string { return perWords }

// Choose sets what a word names, and reports whether there is such a choice.
func (p *Per) Choose(word string) bool { return smtp.Choose(p, perWords, word) }

// At says when a host notices that a message is too large.
type At uint8

// When it may notice.
const (
	AtMail  At = iota // the client announces the size: no data crosses
	AtDot             // all of it has crossed
	AtDrop            // the host hangs up once the limit is passed, and says nothing: the client tries again
	unsetAt At = 255
)

var atWords = []string{"mail", "dot", "drop"}

// Words lists the choices in order.
func (At) Words() []string { return atWords }

// Choose sets what a word names, and reports whether there is such a choice.
func (a *At) Choose(word string) bool { return smtp.Choose(a, atWords, word) }

// Refuses says how a host turns clients away.
type Refuses uint8

// How it may.
const (
	RefuseMessages    Refuses = iota // at MAIL
	RefuseConnections                // in place of the greeting
	unsetRefuses      Refuses = 255
)

var refusesWords = []string{"messages", "connections"}

// Words lists the choices in order.
func (Refuses) Words() []string { return refusesWords }

// Choose sets what a word names, and reports whether there is such a choice.
func (r *Refuses) Choose(word string) bool { return smtp.Choose(r, refusesWords, word) }
