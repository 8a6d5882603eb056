// Package returned reads what mail servers send back about a message: DSNs (RFC 3464), and the older reports of qmail and Exim.
package returned

import (
	"bytes"
	"io"
	"strings"

	"mailstorm/scenarios/records"
)

// Formats are the kinds of files that are read: a message, as in .eml files and in Maildir, and many in an mbox.
var Formats = []records.Format{
	{Name: "DSNs in an mbox", Tells: tells, Detect: isMbox, Read: readMbox},
	{Name: "DSN in a mail message", Tells: tells, Detect: isMessage, Read: readMessage},
}

const tells = records.Attempts | records.Endings | records.Responses

const separator = "From " // before each message of an mbox

func isMbox(head []byte) bool {
	line, rest, found := bytes.Cut(head, []byte("\n"))
	return found && isSeparator(line) && isMessage(rest)
}

// isMessage knows a message by the names of its first fields.
func isMessage(head []byte) bool {
	text := strings.TrimPrefix(string(head[:min(len(head), records.LongestLine)]), "\ufeff")
	if first, _, _ := strings.Cut(text, ":"); !isName(first) {
		return false
	}
	h, _ := cutHeader(text)
	usual := 0
	for _, name := range []string{"from", "to", "date", "subject", "received", "message-id", "return-path", "mime-version", "content-type", "delivered-to"} {
		if h.has(name) {
			usual++
		}
	}
	const enough = 3
	return usual >= enough
}

// mostOfMessage is how much is read of a message. What is told of it stands before the message that is returned.
const mostOfMessage = 1 << 20

func readMessage(file string, text io.Reader, _ records.Options, sink records.Sink) error {
	whole, err := io.ReadAll(io.LimitReader(text, mostOfMessage))
	tell(file, 1, string(whole), sink)
	return err
}

// isSeparator knows the lines between messages: From, a space, a sender and a date. Such lines within a message should have a > before them,
// but not all programs write it; so a time is looked for.
func isSeparator(line []byte) bool {
	line, is := bytes.CutPrefix(line, []byte(separator))
	for i := 2; is && i+2 < len(line); i++ {
		if line[i] == ':' && isDigit(line[i-2]) && isDigit(line[i-1]) && isDigit(line[i+1]) && isDigit(line[i+2]) {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// readMbox reads the messages of an mbox.
func readMbox(file string, text io.Reader, _ records.Options, sink records.Sink) error {
	lines := records.NewLines(text)
	var message bytes.Buffer
	begins, empty := 0, true
	for lines.Next() {
		if empty && isSeparator(lines.Text) {
			if begins > 0 {
				tell(file, begins, message.String(), sink)
			}
			message.Reset()
			begins = lines.Number + 1
		} else if message.Len() < mostOfMessage {
			message.Write(lines.Text)
			message.WriteByte('\n')
		}
		empty = len(lines.Text) == 0
	}
	if begins > 0 {
		tell(file, begins, message.String(), sink)
	}
	return lines.Err()
}

// tell gives the events of a message, which begins at a line.
func tell(file string, line int, text string, sink records.Sink) {
	m := parse(text)
	reports := m.reports
	if len(reports) == 0 {
		reports = m.older()
	}
	if len(reports) == 0 {
		sink.Unusable(file, line, 0, "message is no DSN", "")
	}
	for i := range reports {
		events := m.events(&reports[i])
		if len(events) == 0 && !isProbe(reports[i].action) {
			sink.Unusable(file, line, 0, "a recipient has no outcome", "")
		}
		for _, e := range events {
			e.File, e.Line = file, line
			if e.MessageID == "" {
				e.Key = m.key(file, line)
			}
			sink.Event(&e)
		}
	}
}

// lower is an address in lower case, without what stands around it.
func lower(address string) string { return strings.ToLower(strings.Trim(address, "<> \t")) }

// isProbe knows the actions of Postfix when an address was only asked for.
func isProbe(action string) bool { return action == "deliverable" || action == "undeliverable" }
