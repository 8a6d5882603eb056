package dsn

import (
	"slices"

	"mailstorm/sim/smtp"
)

// Style is how the hosts of a family word their reports. The words are mailstorm's own; who says what in which order is
// the family's.
type Style struct {
	Family  string               // of profiles
	Name    string               // who writes ...
	Mailbox string               // ... from which mailbox of the host
	Failed  string               // before the subject of the original, when it failed
	Delayed string               // and when it is delayed
	Own     string               // type of a diagnostic that no server gave; empty: the host dresses it as an SMTP reply
	Chain   bool                 // behind the final code the last deferral is shown, too
	Delay   smtp.Reply           // in place of the last deferral in a delay notice; zero: that one
	write   func(*Report, *page) // the part for people
	words   func(*Report) string // beside the code
	other   func(*Report) string // what is said of a further recipient; nil: code and words
}

// Styles lists them; the last one is for all other families.
var Styles = []Style{
	{
		// four layers: field report msxfaq.de, Exchange Online und NDRs; whether it writes delay notices is unknown
		Family: "exchange-online", Name: "Postmaster", Mailbox: "postmaster", Failed: "Undeliverable: ", Delayed: "Delayed: ",
		Chain: true, write: writeOnline, words: func(r *Report) string { return r.Failure.said() },
	},
	{
		// delay notices say 4.4.7 with SMTP code 400: samples of Exchange 2003 and later (observed)
		Family: "exchange-server", Name: "Postmaster", Mailbox: "postmaster", Failed: "Undeliverable: ", Delayed: "Delayed: ",
		Delay: smtp.Reply{Code: 400, Enhanced: smtp.Status(4, 4, 7)}, write: writeServer, words: serverWords,
	},
	{
		Family: "postfix", Name: "Mailer daemon", Mailbox: "MAILER-DAEMON", Failed: "Returned: ", Delayed: "Still waiting: ",
		Own: "X-Postfix", write: writePostfix, words: remoteWords, other: (*Report).recipientParagraph,
	},
	{
		Family: "sendmail", Name: "Mailer daemon", Mailbox: "MAILER-DAEMON", Failed: "Could not be sent: ", Delayed: "Could not be sent yet: ",
		write: writeSendmail, words: ownWords,
	},
	{
		// qmail itself writes another format, QSBMF, without parts; here it gets them, so that programs can read it
		Family: "", Name: "Mail system", Mailbox: "postmaster", Failed: "Not delivered: ", Delayed: "Not delivered yet: ",
		write: writePlain, words: ownWords,
	},
}

func styleOf(family string) *Style {
	i := slices.IndexFunc(Styles, func(s Style) bool { return s.Family == family })
	if i < 0 {
		i = len(Styles) - 1
	}
	return &Styles[i]
}

// writeOther is the part for people, about one more recipient.
func (s *Style) writeOther(r *Report, p *page) {
	what := r.replyWith(s.words(r))
	if s.other != nil {
		what = s.other(r)
	}
	p.gap()
	p.paragraph("<" + r.Original.To + ">: " + what)
}

func (s *Style) subject(r *Report) string {
	if r.Action == Delayed {
		return s.Delayed + r.Original.Subject
	}
	return s.Failed + r.Original.Subject
}

// ownWords are what the profile writes beside a code.
func ownWords(r *Report) string { return r.Failure.Text }

// remoteWords leaves a remote's reply as it came.
func remoteWords(r *Report) string {
	if r.Cause == smtp.Said {
		return ""
	}
	return r.Failure.Text
}
