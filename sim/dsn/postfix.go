package dsn

import "mailstorm/sim/smtp"

// writePostfix is the report of Postfix: it says who speaks, and then one paragraph for each recipient.
func writePostfix(r *Report, p *page) {
	p.paragraph("This is the mail server " + r.Host + ".")
	if r.Action == Delayed {
		p.paragraph("Your message is still in my queue. This is a warning only: you need not send it again. I go on trying until " +
			stamp(r.Until) + ".")
	} else {
		recipients := "recipient"
		if len(r.Others) > 0 {
			recipients = "recipients"
		}
		p.paragraph("Your message could not be delivered to the " + recipients + " below, and I have given up. Its header lines are attached. " +
			"If you need help, send all of this message to the postmaster.")
	}
	p.paragraph("<" + r.Original.To + ">: " + r.recipientParagraph())
}

// recipientParagraph is one recipient's trouble in Postfix's order: who, then what.
func (r *Report) recipientParagraph() string {
	who := r.Failure.Server
	if r.Failure.Address != "" {
		who += "[" + r.Failure.Address + "]"
	}
	switch {
	case (r.Attempts == 0 || who == "") && r.Cause == smtp.Said && !r.Failure.Expired:
		return "there is no way on from here (" + r.replyText() + ")"
	case r.Attempts == 0 || who == "":
		return r.replyWith(r.Failure.Text)
	case r.Cause == smtp.Said:
		return "host " + who + " said: " + r.replyText() + " (in reply to " + steps[r.Phase] + ")"
	case r.Failure.Address == "":
		return r.Failure.Text + ": " + who
	case r.Phase == smtp.Connect:
		return "connect to " + who + ":25: " + r.Failure.Text
	default:
		return r.Failure.Text + " with " + who + " (waiting for the reply to " + steps[r.Phase] + ")"
	}
}

// steps are what the client of a session did last.
var steps = [smtp.Phases]string{"the call", "the call", "EHLO", "STARTTLS", "MAIL FROM", "RCPT TO", "DATA", "the end of the data"}
