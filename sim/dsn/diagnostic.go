// Package dsn writes what a host says of a message that it could not hand on.
package dsn

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mailstorm/sim/smtp"
)

// Diagnostic is the line that Exchange Online shows of an attempt in a message trace and in an NDR. The names of its
// fields are the product's; what the letters stand for is inferred.
type Diagnostic struct {
	Error     smtp.Reply // LED: last error detail
	Text      string     // what went wrong, in words
	Short     string     // the same in a word, "Socket error code 10061"; may be empty
	Expired   bool       // the message was given up, not only deferred
	Server    string     // that was tried; empty for a connector that names an address
	Address   string     // of that server
	Attempted time.Time  // LRT: the last retry
}

// String writes the line as the product does, in American dates and universal time.
func (d Diagnostic) String() string {
	name := d.Server
	if name == "" {
		name = d.Address
	}
	var b strings.Builder
	b.WriteString("Reason: [{LED=" + strings.TrimSpace(d.Error.String()+" "+d.said()) + "}")
	b.WriteString(";{MSG=" + d.Short + "}")
	b.WriteString(";{FQDN=" + name + "}")
	b.WriteString(";{IP=" + d.Address + "}")
	b.WriteString(";{LRT=" + d.Attempted.UTC().Format("1/2/2006 3:04:05 PM") + "}]")
	b.WriteString(". OutboundProxyTargetIP: " + d.Address + ".")
	if d.Server != "" {
		b.WriteString(" OutboundProxyTargetHostName: " + d.Server)
	}
	return b.String()
}

// said is the text; behind "Message expired" it goes on in small letters.
func (d Diagnostic) said() string {
	switch {
	case !d.Expired && d.Text == expired:
		return ""
	case !d.Expired:
		return d.Text
	case d.Text == "" || d.Text == expired:
		return expired
	default:
		first, size := utf8.DecodeRuneInString(d.Text)
		return expired + ", " + string(unicode.ToLower(first)) + d.Text[size:]
	}
}

const expired = "Message expired"
