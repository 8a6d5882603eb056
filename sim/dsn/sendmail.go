package dsn

import "mailstorm/sim/smtp"

// writeSendmail is the report of sendmail: which address it was, and what the two servers said to each other.
func writeSendmail(r *Report, p *page) {
	p.line("Received here: " + stamp(r.arrived()))
	p.line("")
	if r.Action == Delayed {
		p.paragraph("A warning only: you need not send the message again. It could not be sent so far, and is tried until " + stamp(r.Until) + ".")
		p.line("   ----- The address with trouble that may pass -----")
	} else {
		p.line("   ----- The address that could not be served -----")
	}
	p.line("<" + r.Original.To + ">")
	p.line("")
	p.line("   ----- What was said -----")
	if who := r.lastServer(); who != "" && r.Cause == smtp.Said {
		p.line("... in reply to " + steps[r.Phase] + ", " + who + " said:")
	}
	p.line("<<< " + r.replyWith(ownWords(r)))
	if r.Failure.Expired {
		p.line("The message was in the queue for too long.")
	}
}
