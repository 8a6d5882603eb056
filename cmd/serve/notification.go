package serve

import (
	"bufio"
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/textproto"
	"strings"
	"time"

	"mailstorm/cmd/serve/record"
)

// readDSN reads a message from the null sender: an RFC 3464 report, which some servers send as multipart/mixed, or a bounce that only shows
// the message which it is about. The time is when the server received that message; zero: unknown.
func readDSN(text []byte) (d *record.DSN, queued time.Time) {
	d = &record.DSN{}
	r := textproto.NewReader(bufio.NewReader(bytes.NewReader(text)))
	header, err := r.ReadMIMEHeader()
	if err != nil {
		return d, queued
	}
	kind, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil || !strings.HasPrefix(strings.ToLower(kind), "multipart/") || parameters["boundary"] == "" {
		rest, _ := io.ReadAll(r.R)
		return d, readReturned(d, returnedText(rest))
	}
	return d, readReport(d, multipart.NewReader(r.R, parameters["boundary"]))
}

// readReturned reads the header of the message that a DSN returns; the first one counts.
func readReturned(d *record.DSN, text []byte) (queued time.Time) {
	c := content{}
	c.take(text)
	c.end()
	if d.MessageID == "" {
		d.MessageID = c.messageID
	}
	return c.queued
}

// mostParts is more than any report has.
const mostParts = 20

// readReport reads the parts of a report; one that was cut off is read as far as it goes.
func readReport(d *record.DSN, parts *multipart.Reader) (queued time.Time) {
	for range mostParts {
		part, err := parts.NextPart()
		if err != nil {
			break
		}
		kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		text, _ := io.ReadAll(part)
		switch strings.ToLower(kind) {
		case "message/delivery-status", "message/global-delivery-status":
			queued = readStatus(d, text)
		case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
			if at := readReturned(d, text); queued.IsZero() {
				queued = at
			}
		}
	}
	return queued
}

// readStatus reads the groups of fields: the first one is about the message, the others about one recipient each.
func readStatus(d *record.DSN, text []byte) (queued time.Time) {
	r := textproto.NewReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		group, err := r.ReadMIMEHeader()
		if at := group.Get("Arrival-Date"); at != "" {
			queued = receivedAt(at)
		}
		if to := group.Get("Final-Recipient"); to != "" {
			_, address, typed := strings.Cut(to, ";")
			if !typed {
				address = to
			}
			d.To = append(d.To, strings.Trim(strings.TrimSpace(address), "<>"))
		}
		if action := strings.ToLower(strings.TrimSpace(group.Get("Action"))); action != "" && (d.Action == "" || action == "failed") {
			if d.Action != action {
				d.Action, d.Status = action, firstWord(group.Get("Status"))
			}
		}
		if err != nil || len(d.To) > mostReported {
			return queued
		}
	}
}

// mostReported bounds the row of a report.
const mostReported = 1000

func firstWord(s string) string {
	if words := strings.Fields(s); len(words) > 0 {
		return words[0]
	}
	return ""
}

// returnedText is the message in the text of a bounce, as qmail returns it below its words.
func returnedText(text []byte) []byte {
	for rest := text; len(rest) > 0; {
		if isField(rest, "return-path:") || isField(rest, "received:") || isField(rest, "message-id:") {
			return rest
		}
		n := bytes.IndexByte(rest, '\n') + 1
		if n == 0 {
			break
		}
		rest = rest[n:]
	}
	return nil
}
