package mailbox

import "mailstorm/sim/smtp"

// Choice is yes, no, or not said. A scenario writes true or false; who loads it calls Say.
type Choice uint8

// The choices.
const (
	Unsaid Choice = iota
	No
	Yes
)

// Say sets the choice to Yes or No.
func (c *Choice) Say(yes bool) {
	*c = No
	if yes {
		*c = Yes
	}
}

// or is the choice, or what is usual when nothing was said.
func (c Choice) or(usual bool) bool {
	return c == Yes || c == Unsaid && usual
}

// From says whose address a reply comes from.
type From uint8

// Whose it may be.
const (
	FromNull    From = iota // nobody's: <>
	FromMailbox             // that of the mailbox that answers
	unsetFrom   From = 255
)

var fromWords = []string{"null", "mailbox"}

// Words lists the choices in order.
func (From) Words() []string { return fromWords }

// Choose sets what a word names, and reports whether there is such a choice.
func (f *From) Choose(word string) bool { return smtp.Choose(f, fromWords, word) }

// null reports whether the reply comes from <>, or what is usual when nothing was said.
func (f From) null(usual bool) bool {
	return f == FromNull || f == unsetFrom && usual
}

// Answers says to which address of a message a reply goes.
type Answers uint8

// To which it may go.
const (
	Envelope     Answers = iota // its MAIL FROM, as RFC 3834 asks
	FromLine                    // that of its From line
	unsetAnswers Answers = 255
)

var answersWords = []string{"envelope", "from-line"}

// Words lists the choices in order.
func (Answers) Words() []string { return answersWords }

// Choose sets what a word names, and reports whether there is such a choice.
func (a *Answers) Choose(word string) bool { return smtp.Choose(a, answersWords, word) }
