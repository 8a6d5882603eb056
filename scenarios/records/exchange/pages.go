package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"strings"
)

// pages are JSON: what ConvertTo-Json makes of the rows of a cmdlet, or pages of Microsoft Graph, in one document or several. Only structure
// and strings are looked at, because encoding/json takes five times as long to stream values.
type pages struct {
	in    *bufio.Reader
	text  []byte // of the present string or literal
	line  int
	head  layout
	known map[string]int // columns of names
	yield func(*row) bool
	err   error
}

func newPages(text *bufio.Reader) *pages { return &pages{in: text, line: 1, known: map[string]int{}} }

func (p *pages) layout() *layout              { return &p.head }
func (p *pages) failure() error               { return p.err }
func (p *pages) position(int) (line, col int) { return p.line, 1 }

var (
	errEnough = errors.New("no more rows are wanted")
	errDeep   = errors.New("more than 32 values inside each other")
	errJSON   = errors.New("this is not valid JSON")
)

// rows gives each object that has names of columns.
func (p *pages) rows() iter.Seq[*row] {
	return func(yield func(*row) bool) {
		p.yield = yield
		for {
			token, err := p.token()
			if err == io.EOF {
				return
			}
			if err == nil {
				err = p.value(token, nil, 0)
			}
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			if err != nil && err != errEnough {
				p.err = err
			}
			if err != nil {
				return
			}
		}
	}
}

// token reads a delimiter, a string ('"'), or a number, true, false or null ('0').
func (p *pages) token() (kind byte, err error) {
	for {
		switch c, err := p.in.ReadByte(); {
		case err != nil:
			return 0, err
		case c == '\n':
			p.line++
		case c == ' ' || c == '\t' || c == '\r' || c == ',' || c == ':':
		case c == '{' || c == '}' || c == '[' || c == ']':
			return c, nil
		case c == '"':
			return c, p.quoted()
		default:
			p.text = append(p.text[:0], c)
			return '0', p.literal()
		}
	}
}

// quoted reads to the end of a string.
func (p *pages) quoted() error {
	p.text = append(p.text[:0], '"')
	for {
		part, err := p.in.ReadSlice('"')
		p.text = append(p.text, part...)
		switch {
		case err != nil && err != bufio.ErrBufferFull:
			return err
		case len(p.text) > longest:
			return errLong
		case err == nil && !escaped(p.text):
			return p.unquote()
		}
	}
}

// escaped reports whether the quotation mark at the end is part of the string.
func escaped(text []byte) bool {
	before := bytes.TrimRight(text[1:len(text)-1], `\`)
	return (len(text)-2-len(before))%2 == 1
}

func (p *pages) unquote() error {
	if bytes.IndexByte(p.text, '\\') < 0 {
		p.text = p.text[1 : len(p.text)-1]
		return nil
	}
	var s string
	if json.Unmarshal(p.text, &s) != nil {
		return errJSON
	}
	p.text = append(p.text[:0], s...)
	return nil
}

// literal reads to the end of a number or a word.
func (p *pages) literal() error {
	for {
		c, err := p.in.ReadByte()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		if bytes.IndexByte([]byte(" \t\r\n,:{}[]\""), c) >= 0 {
			if err := p.in.UnreadByte(); err != nil {
				return err
			}
			break
		}
		if p.text = append(p.text, c); len(p.text) > 100 {
			return errJSON
		}
	}
	if !json.Valid(p.text) {
		return errJSON
	}
	return nil
}

// value reads what begins with a token; a plain value, or several of them, go into the cell, if there is one.
func (p *pages) value(token byte, cell *string, depth int) error {
	switch {
	case depth > 32:
		return errDeep
	case token == '{':
		return p.object(cell, depth+1)
	case token == '[':
		return p.array(cell, depth+1)
	case token == '}' || token == ']':
		return errJSON
	case cell != nil && (token == '"' || p.text[0] == '-' || p.text[0] <= '9'):
		*cell = strings.TrimSpace(string(p.text))
	}
	return nil
}

func (p *pages) array(cell *string, depth int) error {
	var all []byte
	for {
		token, err := p.token()
		if err != nil || token == ']' {
			if cell != nil {
				*cell = strings.TrimPrefix(string(all), ";")
			}
			return err
		}
		var part string
		into := &part
		if cell == nil {
			into = nil
		}
		if err := p.value(token, into, depth); err != nil {
			return err
		}
		if all = append(append(all, ';'), part...); len(all) > longest && cell != nil {
			return errLong
		} else if cell == nil {
			all = all[:0]
		}
	}
}

// object reads a row, or what holds rows. In a cell it is a value with its type beside it, as Windows PowerShell writes some times.
func (p *pages) object(cell *string, depth int) error {
	var own *row
	for {
		token, err := p.token()
		if err != nil || token == '}' {
			return p.end(own, err)
		}
		if token != '"' {
			return errJSON
		}
		var into *string
		if cell != nil {
			if string(p.text) == "value" {
				into = cell
			}
		} else if c := p.column(); c >= 0 {
			if own == nil {
				own = &row{line: p.line, col: 1}
			}
			into = &own.cells[c]
		}
		if token, err = p.token(); err == nil {
			err = p.value(token, into, depth)
		}
		if err != nil {
			return err
		}
	}
}

// end gives a row to whoever wants it. What has a single column is no row.
func (p *pages) end(own *row, err error) error {
	if err != nil || own == nil {
		return err
	}
	filled := 0
	for i := range own.cells {
		if own.cells[i] != "" {
			filled++
		}
	}
	if filled > 1 && !p.yield(own) {
		return errEnough
	}
	return nil
}

// column is what the present name stands for. There are few names, and many objects.
func (p *pages) column() int {
	c, seen := p.known[string(p.text)]
	if !seen {
		if c = p.head.add(string(p.text)); len(p.known) < 1000 {
			p.known[string(p.text)] = c
		}
	}
	return c
}
