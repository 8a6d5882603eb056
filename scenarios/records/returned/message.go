package returned

import (
	"encoding/base64"
	"html"
	"io"
	"mime"
	"mime/quotedprintable"
	"regexp"
	"strconv"
	"strings"
)

// field is a line of a header, its name in lower case.
type field struct{ name, value string }

type header []field

func (h header) has(name string) bool {
	for i := range h {
		if h[i].name == name {
			return true
		}
	}
	return false
}

func (h header) get(name string) string {
	for i := range h {
		if h[i].name == name {
			return h[i].value
		}
	}
	return ""
}

// cutHeader splits a header off. A line that is no field goes on with the field before, indented or not: mail stores and virus scanners break
// lines so, and reports must not be lost to that.
func cutHeader(text string) (h header, body string) {
	const most = 1000 // fields
	text = strings.TrimPrefix(text, "\ufeff")
	for text != "" {
		line, rest, _ := strings.Cut(text, "\n")
		line = strings.TrimRight(line, "\r \t")
		text = rest
		if line == "" {
			return h, text
		}
		name, value, found := strings.Cut(line, ":")
		switch {
		case found && isName(name) && len(h) < most:
			h = append(h, field{strings.ToLower(name), strings.TrimLeft(value, " \t")})
		case len(h) > 0 && len(h[len(h)-1].value) < mostOfValue:
			h[len(h)-1].value += " " + strings.TrimLeft(line, " \t")
		}
	}
	return h, ""
}

const mostOfValue = 1 << 14

func isName(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != '-' && c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return false
		}
	}
	return s != ""
}

// message is a message as far as it may be a report.
type message struct {
	header   header
	text     string // for people
	status   string // for programs: message/delivery-status
	original header // of the message that is returned
	reports  []report

	parts int // read so far
}

const (
	deepest   = 5 // parts within parts
	mostParts = 200
)

// parse reads a message, and what is attached to it.
func parse(text string) *message {
	m := &message{}
	text = behindSeparator(text)
	var body string
	m.header, body = cutHeader(text)
	m.part(m.header, body, 0)
	if m.original == nil {
		m.original = header{}
	}
	m.readStatus()
	return m
}

// behindSeparator leaves out a line of an mbox that a message was stored with.
func behindSeparator(text string) string {
	if strings.HasPrefix(text, separator) {
		_, text, _ = strings.Cut(text, "\n")
	}
	return text
}

// part takes what a part has to say. Of several parts of a kind the first counts: what is returned may hold another report.
func (m *message) part(h header, body string, depth int) {
	if m.parts++; m.parts > mostParts || depth > deepest {
		return
	}
	kind, boundary := contentType(h)
	switch {
	case strings.HasPrefix(kind, "multipart/") && boundary != "":
		for part := range between(body, boundary) {
			partHeader, partBody := cutHeader(part)
			m.part(partHeader, partBody, depth+1)
		}
	case kind == "message/delivery-status" || kind == "message/global-delivery-status":
		if m.status == "" {
			m.status = decoded(h, body)
		}
	case kind == "message/rfc822" || kind == "text/rfc822-headers" || strings.HasPrefix(kind, "message/global"):
		m.attached(decoded(h, body), depth)
	case m.text != "":
	case kind == "text/plain" || kind == "":
		m.text = decoded(h, body)
	case kind == "text/html":
		m.text = withoutTags(decoded(h, body))
	}
}

var spaces = strings.NewReplacer("\r\n", " ", "\n", " ", "\t", " ", "\u00a0", " ")

// withoutTags is the text of a page, a line where the page begins one.
func withoutTags(page string) string {
	var b strings.Builder
	for page != "" {
		text, rest, tagged := strings.Cut(page, "<")
		b.WriteString(spaces.Replace(html.UnescapeString(text)))
		if !tagged {
			break
		}
		tag, behind, _ := strings.Cut(rest, ">")
		switch name, _, _ := strings.Cut(strings.ToLower(strings.Trim(tag, "/ ")), " "); name {
		case "br", "p", "div", "tr", "td", "li", "h1", "h2", "h3", "pre":
			b.WriteByte('\n')
		}
		page = behind
	}
	return b.String()
}

// attached takes a message in a message: the one that is returned, or, before any report, a report that somebody passed on.
func (m *message) attached(text string, depth int) {
	h, body := cutHeader(behindSeparator(text))
	if kind, _ := contentType(h); m.status == "" && kind == "multipart/report" {
		m.header, m.text = h, ""
		m.part(h, body, depth+1)
	} else if m.original == nil {
		m.original = h
	}
}

var boundaryName = regexp.MustCompile(`(?i)boundary=`)

// contentType reads the kind of a part; a parameter that nobody can read does not hide it.
func contentType(h header) (kind, boundary string) {
	value := h.get("content-type")
	kind, parameters, err := mime.ParseMediaType(value)
	if err == nil || parameters["boundary"] != "" {
		return kind, parameters["boundary"]
	}
	kind, _, _ = strings.Cut(value, ";")
	if at := boundaryName.FindStringIndex(value); at != nil {
		boundary = value[at[1]:]
		if quoted, ok := strings.CutPrefix(boundary, `"`); ok {
			boundary, _, _ = strings.Cut(quoted, `"`)
		} else {
			boundary, _, _ = strings.Cut(boundary, ";")
		}
	}
	return strings.ToLower(strings.TrimSpace(kind)), strings.TrimSpace(boundary)
}

// between gives the parts between boundaries; the last one may be missing.
func between(body, boundary string) func(func(string) bool) {
	return func(yield func(string) bool) {
		begins := -1
		for at := 0; at < len(body); {
			end := strings.IndexByte(body[at:], '\n') + 1
			if end == 0 {
				end = len(body) - at
			}
			line := strings.TrimRight(body[at:at+end], "\r\n \t")
			if rest, ok := strings.CutPrefix(line, "--"+boundary); ok && (rest == "" || rest == "--") {
				if begins >= 0 && !yield(body[begins:at]) {
					return
				}
				begins = at + end
				if rest != "" {
					return
				}
			}
			at += end
		}
		if begins >= 0 {
			yield(body[begins:])
		}
	}
}

// decoded is a body without its transfer encoding, as far as it can be read.
func decoded(h header, body string) string {
	var r io.Reader = strings.NewReader(body)
	switch strings.ToLower(strings.TrimSpace(h.get("content-transfer-encoding"))) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	default:
		return body
	}
	text, _ := io.ReadAll(r)
	return string(text)
}

// key names a message whose report does not tell its Message-ID.
func (m *message) key(file string, line int) string {
	if id := lower(m.header.get("message-id")); id != "" {
		return "DSN " + id
	}
	return "DSN " + file + ":" + strconv.Itoa(line)
}
