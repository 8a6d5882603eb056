package scenarios

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Names of columns end so, in any case: TotalMinutes, outage_hours, "size (MB)". Longer names come first.
var (
	namesOfTimes = []unit{
		{"milliseconds", int64(time.Millisecond)}, {"seconds", int64(time.Second)}, {"minutes", int64(time.Minute)},
		{"hours", int64(time.Hour)}, {"days", int64(day)},
	}
	namesOfSizes = []unit{
		{"kilobytes", 1e3}, {"megabytes", 1e6}, {"gigabytes", 1e9}, {"bytes", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30},
		{"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9},
	}
	namesOfShares = []unit{{"percent", 1 << 32}, {"%", 1 << 32}}
)

// column names a column of a CSV file and what its numbers count.
type column struct {
	file, name string
	scale      *scale
	unit       int64
}

// column reads {csv = "outages.csv", column = "minutes"}: what was seen, in ascending order.
func (r *reading) column(n *node, s *scale) ([]int64, bool) {
	c, before := column{scale: s}, len(r.problems)
	t := r.open(n)
	file, name := t.read("csv", &c.file), t.read("column", &c.name)
	if unit := t.get("unit"); unit != nil {
		c.unit = r.columnUnit(unit, s)
	}
	t.done()
	if file == nil {
		t.need("csv", "the name of a file beside the scenario")
	}
	if name == nil {
		t.need("column", "the name of a column of the file")
	}
	if len(r.problems) > before {
		return nil, false
	}
	if values := r.columns[c]; values != nil {
		return values, true
	}
	var values []int64
	if _, ok := r.sheet(file, c.file, func(sheet *sheet, head []string) { values = sheet.column(c, head, name) }); !ok || len(r.problems) > before {
		return nil, false
	}
	if len(values) == 0 {
		r.complain(file.problem("%s has no rows below its head", quoted(c.file)))
		return nil, false
	}
	slices.Sort(values)
	r.columns[c] = values
	return values, true
}

// columnUnit reads what the numbers of a column count.
func (r *reading) columnUnit(n *node, s *scale) int64 {
	var name string
	if !r.fill(n, &name) {
		return 0
	}
	if s.units == nil {
		r.complain(n.misnamed("%s has no unit", s.what))
		return 0
	}
	size := max(unitSize(s.units, name), unitSize(s.names, strings.ToLower(name)))
	if size == 0 {
		var known []string
		for _, u := range append(slices.Clone(s.units), s.names...) {
			known = append(known, u.name)
		}
		r.complain(n.problem("unknown unit %s", quoted(name))).among("units", name, known)
	}
	return size
}

// column reads the cells of one column; at is the key that names it.
func (s *sheet) column(c column, head []string, at *node) (values []int64) {
	index, ok := s.find(c.name, head, at)
	if !ok {
		return nil
	}
	if c.unit == 0 {
		c.unit = unitOf(head[index], c.scale)
	}
	bare := c.unit == 0 && c.scale.usual != ""
	s.each(index+1, func(record []string) bool {
		cell := strings.TrimSpace(record[index])
		if bare && isBare(cell) {
			s.complain(index, "%s has no unit, and neither has the name of the column; write unit = %q beside column",
				quoted(cell), c.scale.usual)
			return false
		}
		v, err := c.value(cell)
		if err != nil {
			s.complain(index, "%s", err)
		}
		values = append(values, v)
		return true
	})
	return values
}

// find is the place of a column in the head of a file.
func (s *sheet) find(name string, head []string, at *node) (index int, ok bool) {
	index = -1
	for i, h := range head {
		head[i] = strings.TrimSpace(h)
		switch {
		case !strings.EqualFold(head[i], strings.TrimSpace(name)):
		case index >= 0:
			return 0, s.complain(i, "another column is named %s, too", quoted(head[i]))
		default:
			index = i
		}
	}
	if index < 0 {
		s.reading.complain(at.problem("%s has no column %s", printable(s.file), quoted(name))).among("columns", name, slices.Clone(head))
	}
	return index, index >= 0
}

var closing = map[byte]string{'(': ")", '[': "]"}

// unitOf is what the numbers of a column count by its name; 0 when it does not say. Short units need brackets: "Dauer (min)".
func unitOf(name string, s *scale) int64 {
	if open := strings.LastIndexAny(name, "(["); open >= 0 && strings.HasSuffix(name, closing[name[open]]) {
		if size := unitSize(s.units, strings.TrimSpace(name[open+1:len(name)-1])); size > 0 {
			return size
		}
	}
	name, units := strings.TrimRight(name, " )]"), s.names
	for _, u := range units {
		rest := len(name) - len(u.name)
		if rest < 0 || !strings.EqualFold(name[rest:], u.name) {
			continue
		}
		first, _ := utf8.DecodeRuneInString(name[rest:])
		before, size := utf8.DecodeLastRuneInString(name[:rest])
		if size == 0 || !unicode.IsLetter(before) || unicode.IsLower(before) && unicode.IsUpper(first) {
			return u.size
		}
	}
	return 0
}

func isBare(cell string) bool { return cell != "" && strings.Trim(cell, "0123456789.") == "" }

// value reads one cell: a number of the column's unit, rounded to the nearest that can be counted, or a value with its own.
func (c column) value(cell string) (v int64, err error) {
	if c.unit > 0 && isBare(cell) {
		v, err = c.times(cell)
	} else {
		v, err = c.scale.parse(cell)
	}
	switch {
	case err != nil:
		return 0, err
	case v > c.scale.most:
		return 0, fmt.Errorf("%s is more than %s", quoted(cell), c.scale.limit)
	case v < c.scale.least:
		return 0, fmt.Errorf("%s is %s of nothing; leave the row out", quoted(cell), c.scale.what)
	}
	return v, nil
}

// times is a bare number of units.
func (c column) times(cell string) (int64, error) {
	if n, err := strconv.ParseInt(cell, 10, 32); err == nil && c.scale.per == 1 {
		if v := n * c.unit; v/c.unit == n {
			return v, nil
		}
	}
	n, err := decimal(cell)
	if err != nil {
		return 0, err
	}
	if n.Mul(n, big.NewRat(c.unit, c.scale.per)).Cmp(whole(1<<62)) > 0 {
		return 1 << 62, nil
	}
	return nearest(n), nil
}

// parseCount reads a whole number.
func parseCount(s string) (int64, error) {
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil {
		return 0, fmt.Errorf("%s is no count; write a whole number", quoted(s))
	}
	return int64(n), nil
}
