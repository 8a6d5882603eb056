package experiment

import (
	"fmt"
	"hash/crc32"
	"io"
	"strconv"
)

// AppendRow appends a row as one line of JSON, newline included. Equal rows give equal bytes. The line ends with a checksum of all before it.
func AppendRow(b []byte, r *Row) []byte {
	begin := len(b)
	b = append(b, `{"run":`...)
	b = strconv.AppendUint(b, uint64(r.Run), 10)
	b = append(b, `,"choice":`...)
	b = strconv.AppendUint(b, uint64(r.Choice), 10)
	b = appendInts(append(b, `,"parts":`...), r.Parts[:])
	b = appendInts(append(b, `,"particular":`...), r.Custom)
	b = appendInts(append(b, `,"extra":`...), r.Extra)
	b = appendInts(append(b, `,"lasts":`...), r.Lasts)
	b = appendBins(append(b, `,"told":`...), r.Told)
	b = appendBins(append(b, `,"silent":`...), r.Silent)
	sum := checksum(b[begin:])
	return append(append(append(b, `,"sum":"`...), sum...), "\"}\n"...)
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum is the CRC-32C of a line up to the comma before its checksum: no digit that is changed leaves it the same.
func checksum(line []byte) string { return fmt.Sprintf("%08x", crc32.Checksum(line, castagnoli)) }

func appendInts(b []byte, values []int64) []byte {
	b = append(b, '[')
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		if v == Missing {
			b = append(b, "null"...)
			continue
		}
		b = strconv.AppendInt(b, v, 10)
	}
	return append(b, ']')
}

func appendBins(b []byte, bins []Bin) []byte {
	b = append(b, '[')
	for i, bin := range bins {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendUint(append(b, '['), uint64(bin.Minute), 10)
		b = strconv.AppendUint(append(b, ','), bin.Count, 10)
		b = append(b, ']')
	}
	return append(b, ']')
}

// ParseRow reads a line that AppendRow wrote, with or without its newline, and nothing else: what it reads, AppendRow writes with the
// same bytes. The error of a line that was cut off is an io.ErrUnexpectedEOF. A line that was changed is refused by its checksum.
func ParseRow(line []byte) (r Row, err error) {
	c := cursor{line: line}
	c.skip(`{"run":`)
	r.Run = uint32(c.number(32))
	c.skip(`,"choice":`)
	r.Choice = uint32(c.number(32))
	c.skip(`,"parts":`)
	if parts := c.ints(); len(parts) == len(r.Parts) {
		r.Parts = [2 * Measures]int64(parts)
	} else {
		c.fail(fmt.Sprintf("%d parts", len(r.Parts)))
	}
	c.skip(`,"particular":`)
	r.Custom = c.ints()
	c.skip(`,"extra":`)
	r.Extra = c.ints()
	c.skip(`,"lasts":`)
	r.Lasts = c.ints()
	c.skip(`,"told":`)
	r.Told = c.bins()
	c.skip(`,"silent":`)
	r.Silent = c.bins()
	c.sum()
	c.skip("}")
	if c.err == nil && c.at < len(line) {
		c.skip("\n")
		if c.at < len(line) {
			c.fail("the end of the line")
		}
	}
	return r, c.err
}

// cursor is a place in a line; after an error it stays where it is.
type cursor struct {
	line []byte
	at   int
	err  error
}

func (c *cursor) fail(want string) {
	switch {
	case c.err != nil:
	case c.at >= len(c.line):
		c.err = fmt.Errorf("a row of a sweep ends after %d bytes: %w", c.at, io.ErrUnexpectedEOF)
	default:
		c.err = fmt.Errorf("a row of a sweep has no %s at byte %d, but %.20q", want, c.at+1, c.line[c.at:])
	}
}

// sum reads the checksum of what came before it.
func (c *cursor) sum() {
	want := checksum(c.line[:c.at])
	c.skip(`,"sum":"`)
	if is := c.line[c.at:]; c.err == nil && len(is) >= len(want) && string(is[:len(want)]) != want {
		c.err = fmt.Errorf("its checksum is %.8q, and the row comes to %q: it was changed after it was written", is, want)
	}
	c.skip(want + `"`)
}

// next reports whether a byte comes next, and passes it if so.
func (c *cursor) next(b byte) bool {
	if c.err != nil || c.at >= len(c.line) || c.line[c.at] != b {
		return false
	}
	c.at++
	return true
}

func (c *cursor) skip(word string) {
	for i := range len(word) {
		if !c.next(word[i]) {
			c.fail(word)
			return
		}
	}
}

// digits passes the digits that come next, a sign before them included.
func (c *cursor) digits() string {
	begin := c.at
	for c.err == nil && c.at < len(c.line) && (c.line[c.at] >= '0' && c.line[c.at] <= '9' || c.line[c.at] == '-') {
		c.at++
	}
	return string(c.line[begin:c.at])
}

// number reads an integer that is not negative, written the one way that AppendRow writes it.
func (c *cursor) number(size int) uint64 {
	word := c.digits()
	n, err := strconv.ParseUint(word, 10, size)
	if err != nil || strconv.FormatUint(n, 10) != word {
		c.fail("number there")
	}
	return n
}

func (c *cursor) integer() int64 {
	if c.at < len(c.line) && c.line[c.at] == 'n' {
		c.skip("null")
		return Missing
	}
	word := c.digits()
	n, err := strconv.ParseInt(word, 10, 64)
	if err != nil || n == Missing || strconv.FormatInt(n, 10) != word {
		c.fail("integer there")
	}
	return n
}

func (c *cursor) ints() (all []int64) {
	c.list(func() { all = append(all, c.integer()) })
	return all
}

// bins reads bins in order of their minutes, none empty.
func (c *cursor) bins() (all []Bin) {
	c.list(func() {
		c.skip("[")
		b := Bin{Minute: uint32(c.number(32))}
		c.skip(",")
		b.Count = c.number(32) // a storm numbers its deliveries with 32 bits
		c.skip("]")
		if n := len(all); b.Count == 0 || n > 0 && all[n-1].Minute >= b.Minute {
			c.fail("greater minute, or no count, before")
		}
		all = append(all, b)
	})
	return all
}

// list reads values between brackets.
func (c *cursor) list(one func()) {
	c.skip("[")
	if c.next(']') {
		return
	}
	one()
	for c.next(',') {
		one()
	}
	c.skip("]")
}
