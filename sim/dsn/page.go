package dsn

import (
	"mime/quotedprintable"
	"strings"
	"unicode/utf8"
)

// page is the part for people in the making; its names are clean.
type page struct{ lines []string }

const pageWidth = 72

func (p *page) line(s string) { p.lines = append(p.lines, strings.TrimRight(s, " ")) }

// gap leaves a line empty, unless the last one is.
func (p *page) gap() {
	if n := len(p.lines); n > 0 && p.lines[n-1] != "" {
		p.line("")
	}
}

// title writes a heading and underlines it.
func (p *page) title(s string) {
	p.line(s)
	p.line(strings.Repeat("-", width(s)))
	p.line("")
}

// paragraph writes text in lines.
func (p *page) paragraph(text string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && width(line)+1+width(word) > pageWidth {
			p.line(line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	if line != "" {
		p.line(line)
	}
	p.line("")
}

// table writes rows with aligned columns; a row whose last cell is empty says nothing and is left out.
func (p *page) table(rows ...[]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], width(cell))
		}
	}
	for _, row := range rows {
		line := " "
		for i, cell := range row {
			line += " " + cell + strings.Repeat(" ", widths[i]-width(cell)+1)
		}
		if row[len(row)-1] != "" {
			p.line(line)
		}
	}
	p.line("")
}

func width(s string) int { return utf8.RuneCountInString(s) }

// text is the page with CRLF line ends.
func (p *page) text() string {
	return strings.TrimRight(strings.Join(p.lines, "\r\n"), "\r\n") + "\r\n"
}

// encoded is the page as a part of a message: as it is where it can be, else as quoted-printable UTF-8 (RFC 2045).
func (p *page) encoded() (header, body string) {
	charset, encoding, body := "us-ascii", "7bit", p.text()
	if !p.plain() {
		var b strings.Builder
		w := quotedprintable.NewWriter(&b)
		w.Write([]byte(body)) // into memory: it cannot fail
		w.Close()
		charset, encoding, body = "utf-8", "quoted-printable", b.String()
	}
	return head(
		field{"Content-Type", "text/plain; charset=" + charset},
		field{"Content-Transfer-Encoding", encoding},
		field{"Content-Description", "What happened, for people"}), body
}

func (p *page) plain() bool {
	for _, line := range p.lines {
		if len(line) > longest || strings.ContainsFunc(line, isNonASCII) {
			return false
		}
	}
	return true
}
