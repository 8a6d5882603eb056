package dsn

import (
	"strings"

	"mailstorm/sim/smtp"
)

// meaning is an enhanced code in words. The class does not matter: what was a deferral is the failure when time is over.
type meaning struct {
	subject, detail uint32 // of the code; detail every: of all others with this subject
	user            string // what happened, to who wrote the message
	advice          string // what they can do
	admin           string // where the administrator may look
}

const every = 1 << 12 // more than a code can hold

// meanings explains codes: RFC 3463, and the product's own numbers after Microsoft's NDR articles.
var meanings = []meaning{
	{1, 1, noMailbox, checkAddress, noMailboxHints},
	{1, 10, noMailbox, checkAddress, noMailboxHints},
	{1, every, "{domain} does not accept the address {address}.", checkAddress, noMailboxHints},
	{2, 2, "The mailbox of {address} is full.", tellThem,
		"The recipient, or who runs the mailbox, has to make room. Trying again before that ends the same way."},
	{2, 3, tooLarge, sendSmaller, tooLargeHints},
	{2, every, "The mailbox of {address} takes no mail at present.", tellThem,
		"Look at the state of the mailbox: switched off, over a limit, too many messages in a short time."},
	{3, 4, tooLarge, sendSmaller, tooLargeHints},
	{3, every, "The mail system of {domain} is not able to take the message.", later,
		"The receiving system has trouble of its own, or is being serviced. Ask who runs it."},
	{4, 1, "The mail system of {domain} could not be reached, or does not take mail for this address.", later,
		"Nobody answered on port 25, or the system asked has nothing to do with that domain. Compare the MX records with where the mail went."},
	{4, 2, cutOff, later, cutOffHints},
	{4, 3, "The mail system of {domain} could not be found.", checkDomain,
		"The name of the next hop could not be resolved. Look at the MX and A records, and at the name of a smart host."},
	{4, 4, "There is no way that leads to {domain}.", checkDomain,
		"No route for the recipient's domain. Look at the MX records, and at the connectors that should match the domain."},
	{4, 6, inCircles, informAdmin, inCirclesHints},
	{4, 14, inCircles, informAdmin, inCirclesHints},
	{4, 7, "It could not be handed over to the mail system of {domain} in time.", later,
		"Time was over before an attempt succeeded. What counts is the error before that: see the details."},
	{4, 8, untrusted, informAdmin, "The MTA-STS policy of {domain} does not name the host that the MX record names."},
	{4, 300, "The mail system of {domain} asked to wait, again and again, until it was too late.", later,
		"The remote host answered each attempt with a 4xx reply. The details have the last one: throttling, greylisting, a resource that is short, a fault over there."},
	{4, 310, "The domain {domain} does not exist.", checkDomain,
		"The DNS says that there is no such domain. Look for a typing error, at the registration of the domain, at its zone."},
	{4, 312, "The mail system of {domain} could not be found.", checkDomain,
		"The DNS query for the next hop failed. Look at the MX and A records, at the name servers of the domain, at the name of a smart host."},
	{4, 315, "The mail system of {domain} did not answer.", later,
		"The connection to port 25 timed out. Look at firewalls between, at the address that was tried, at the line."},
	{4, 316, "The mail system of {domain} could not be reached: it takes no connections.", later,
		"The connection to port 25 was refused. Does the mail service run there, does a firewall turn us away, is the address the right one?"},
	{4, 317, "No safe connection to the mail system of {domain} could be set up.", informAdmin,
		"The host was reached, but the session could not be set up. Look at TLS versions and ciphers, at the name in the certificate and its chain, at STARTTLS that a connector demands, at a 5xx in the greeting."},
	{4, 318, cutOff, later, cutOffHints},
	{4, every, "The way to the mail system of {domain} is disturbed.", later,
		"Something between the two hosts: name resolution, routes, the connection. See the details."},
	{5, every, "The mail systems did not understand each other.", informAdmin,
		"A command or its parameters were refused. Compare what the two hosts offer and demand."},
	{6, every, "{domain} does not take the message in this form.", "Write it once more as plain text, without attachments.",
		"The content could not be taken or converted: its format, its line ends, its character set."},
	{7, 5, untrusted, informAdmin, "The certificate that the remote host shows does not satisfy the policy: MTA-STS, or what a connector demands."},
	{7, 321, untrusted, informAdmin, "DANE: the TLSA record demands STARTTLS, and the remote host does not offer it."},
	{7, 322, untrusted, informAdmin, "DANE: the certificate of the remote host has expired."},
	{7, 323, untrusted, informAdmin, "DANE: the TLSA record does not match the certificate."},
	{7, 324, untrusted, informAdmin, "DANE: the DNSSEC answer for the domain is not valid."},
	{7, 325, untrusted, informAdmin, "DANE: the name in the certificate does not match the name of the host."},
	{7, every, "The mail system of {domain} refuses the message by its rules.", informAdmin,
		"A policy over there, or one of ours: relaying, the reputation of the address that called, SPF and DKIM, restrictions of a connector or of the recipient."},
	{every, every, "The mail system of {domain} gave no reason that one could repeat here.", informAdmin,
		"The code says no more than its class. Ask who runs the remote host, with the time of the last attempt."},
}

// What several codes mean alike.
const (
	noMailbox      = "There is no mailbox {address} at {domain}."
	noMailboxHints = "The system that was asked knows no such recipient. Compare the address with the directory there; look for a forwarding, a connector or an MX record that leads to the wrong system."
	tooLarge       = "The message is larger than {domain} allows."
	tooLargeHints  = "A limit for the size of messages: of the recipient, of a connector, of the receiving system. Attachments grow by a third and more on the way."
	cutOff         = "The connection to the mail system of {domain} broke off before it confirmed the message."
	cutOffHints    = "The connection was there and was dropped. If that happened after the last byte, the remote host may well have the message, and every attempt may have brought one copy more: look there before it is sent again. Look at firewalls that inspect SMTP, at content filters that answer too late, at the line."
	inCircles      = "The message went in circles and was stopped."
	inCirclesHints = "A host has seen the message too often, or believes so. Look for two systems that route the domain to each other, for forwardings in a ring, and in the log of the host that refused it for a first copy of the same message."
	untrusted      = "The mail system of {domain} could not prove that it is the right one."
	checkAddress   = "Check the address letter by letter, also one that your program filled in for you, and send the message once more. If the address is right, reach the person in some other way."
	checkDomain    = "Check what stands behind the @ of the address. If it is right, let your administrator know."
	sendSmaller    = "Send a smaller message, or put the attachment where it can be fetched."
	tellThem       = "Reach the person in some other way."
	later          = "You have made no mistake. Send the message once more later; if it is urgent, reach the person in some other way."
	informAdmin    = "You can do little about this. Please pass this message on to your administrator, all of it."
)

// meaningOf finds the row of a code: its own, that of its subject, or the last.
func meaningOf(code smtp.Enhanced) *meaning {
	for i := range meanings {
		m := &meanings[i]
		if (m.subject == code.Subject() || m.subject == every) && (m.detail == code.Detail() || m.detail == every) {
			return m
		}
	}
	return &meanings[len(meanings)-1]
}

// about puts the recipient into a sentence.
func (r *Report) about(sentence string) string {
	_, domain := split(r.Original.To)
	return strings.NewReplacer("{address}", r.Original.To, "{domain}", domain).Replace(sentence)
}

// Explain says what an enhanced code means, to who wrote the message and to the administrator.
func Explain(code smtp.Enhanced) (user, admin string) {
	m := meaningOf(code)
	words := strings.NewReplacer("{address}", "the recipient", "{domain}", "the recipient's domain")
	user = words.Replace(m.user)
	return strings.ToUpper(user[:1]) + user[1:], words.Replace(m.admin)
}
