package serve

import (
	"bytes"
	"net/mail"
	"strings"
	"time"
)

// content is what is remembered of a message while its data goes by.
type content struct {
	size      int64
	most      int64 // that is kept
	messageID string
	received  int       // Received lines
	queued    time.Time // when the client received the message, by the uppermost of them; zero: unknown

	ended  bool   // the header
	line   []byte // of the header, as far as it has come
	field  []byte // a field that matters, its folded lines joined
	beyond []byte // the first bytes of a DSN, header included
	isDSN  bool
	file   *keptFile // nil: it is not kept
}

const (
	longestField = 4 << 10   // of a field that matters
	longestDSN   = 256 << 10 // of the part of a DSN that is read
)

// take takes the next piece of the data.
func (c *content) take(piece []byte) {
	c.size += int64(len(piece))
	if c.isDSN && len(c.beyond) < longestDSN {
		c.beyond = append(c.beyond, piece[:min(len(piece), longestDSN-len(c.beyond))]...)
	}
	if c.file != nil && c.size <= c.most {
		c.file.write(piece)
	}
	for !c.ended && len(piece) > 0 {
		n := bytes.IndexByte(piece, '\n') + 1
		if n == 0 {
			n = len(piece)
		}
		c.line = append(c.line, piece[:min(n, longestField-min(len(c.line), longestField))]...)
		if piece[n-1] == '\n' {
			c.takeLine(bytes.TrimRight(c.line, "\r\n"))
			c.line = c.line[:0]
		}
		piece = piece[n:]
	}
}

// takeLine takes a line of the header.
func (c *content) takeLine(line []byte) {
	if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
		if len(c.field) > 0 && len(c.field)+len(line) < longestField {
			c.field = append(c.field, line...)
		}
		return
	}
	c.endField()
	if len(line) == 0 {
		c.end()
		return
	}
	if isField(line, "received:") || isField(line, "message-id:") {
		c.field = append(c.field, line...)
	}
}

func isField(line []byte, name string) bool {
	return len(line) >= len(name) && strings.EqualFold(string(line[:len(name)]), name)
}

// endField looks at a field that is complete.
func (c *content) endField() {
	name, value, _ := strings.Cut(string(c.field), ":")
	value = strings.TrimSpace(value)
	switch c.field = c.field[:0]; {
	case strings.EqualFold(name, "message-id") && c.messageID == "":
		c.messageID = bareID(value)
	case strings.EqualFold(name, "received"):
		if c.received++; c.received == 1 {
			c.queued = receivedAt(value)
		}
	}
}

// end ends the header, or the message that consists of nothing else.
func (c *content) end() {
	if c.ended {
		return
	}
	if len(c.line) > 0 {
		line := c.line
		c.line = nil
		c.takeLine(bytes.TrimRight(line, "\r\n"))
	}
	c.endField()
	c.ended, c.line, c.field = true, nil, nil
}

// longestID keeps rows short.
const longestID = 998

// bareID is a Message-ID without what stands around it, as a record can hold it.
func bareID(value string) string {
	if from := strings.IndexByte(value, '<'); from >= 0 {
		if n := strings.IndexByte(value[from:], '>'); n > 0 {
			value = value[from : from+n+1]
		}
	}
	return strings.ToValidUTF8(value[:min(len(value), longestID)], "?")
}

// receivedAt is the time behind the last semicolon of a Received line.
func receivedAt(value string) time.Time {
	at, err := mail.ParseDate(strings.TrimSpace(value[strings.LastIndexByte(value, ';')+1:]))
	if err != nil {
		return time.Time{}
	}
	return at
}
