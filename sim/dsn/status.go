package dsn

import (
	"strings"

	"mailstorm/sim/smtp"
)

// status is the part for programs: a group of fields for the message, and one for each recipient (RFC 3464 section 2).
func (r *Report) status(style *Style) string {
	groups := head(
		field{"Reporting-MTA", "dns; " + plainDomain(r.Host)},
		field{"Arrival-Date", stamp(r.arrived())},
	) + "\r\n" + r.recipientStatus(style)
	for i := range r.Others {
		groups += "\r\n" + r.Others[i].recipientStatus(style)
	}
	return groups
}

// recipientStatus is the group of fields about a recipient.
func (r *Report) recipientStatus(style *Style) string {
	remote := ""
	if r.Failure.Server != "" {
		remote = "dns; " + plainDomain(r.Failure.Server)
	} else if r.Failure.Address != "" {
		remote = "dns; [" + plainDomain(r.Failure.Address) + "]"
	}
	until := ""
	if r.Action == Delayed {
		until = stamp(r.Until)
	}
	last := ""
	if r.Attempts > 0 {
		last = stamp(r.Failure.Attempted)
	}
	return head(
		field{"Final-Recipient", typed(r.Original.To)},
		field{"Action", r.Action.String()},
		field{"Status", r.code().String()},
		field{"Remote-MTA", remote},
		field{"Diagnostic-Code", r.diagnosis(style)},
		field{"Last-Attempt-Date", last},
		field{"Will-Retry-Until", until})
}

// code is the enhanced code that the report states. Who is only delayed cannot have a code of class 5; one who failed may
// well have one of class 4, since a last deferral becomes the failure when time is over.
func (r *Report) code() smtp.Enhanced {
	code := r.Failure.Error.Enhanced
	if code == 0 {
		code = smtp.Status(uint32(r.Failure.Error.Code)/100, 0, 0)
	}
	switch class := code.Class(); {
	case r.Action == Delayed, r.Failure.Expired && r.Failure.Error == r.Heard: // a 5xx that was softened stays a deferral, as in Postfix
		return smtp.Status(4, code.Subject(), code.Detail())
	case class != 4 && class != 5:
		return smtp.Status(5, code.Subject(), code.Detail())
	}
	return code
}

// diagnosis is the reply behind the code, or what the host itself notes where no server gave one.
func (r *Report) diagnosis(style *Style) string {
	words := encoded(style.words(r))
	switch {
	case style.Own == "" || r.Cause == smtp.Said:
		words = "smtp; " + r.replyWith(words)
	case words != "":
		words = style.Own + "; " + words
	}
	if style.Chain && r.Failure.Expired && r.Heard.Code != 0 {
		words += " -> " + r.Heard.String()
	}
	return words
}

// replyText is the reply that the report shows; where nobody gave any, the code alone.
func (r *Report) replyText() string {
	if r.Failure.Error.Code == 0 {
		return r.code().String()
	}
	return r.Failure.Error.String()
}

// replyWith is that reply with words beside it.
func (r *Report) replyWith(words string) string {
	return strings.TrimRight(r.replyText()+" "+words, " ")
}
