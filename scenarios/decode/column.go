package decode

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
)

// Names of columns end so, in any case: TotalMinutes, outage_hours, "size (MB)". Longer names come first.
var (
	namesOfTimes = []quantity.Unit{
		{Name: "milliseconds", Size: int64(time.Millisecond)}, {Name: "seconds", Size: int64(time.Second)}, {Name: "minutes", Size: int64(time.Minute)},
		{Name: "hours", Size: int64(time.Hour)}, {Name: "days", Size: int64(quantity.Day)},
	}
	namesOfSizes = []quantity.Unit{
		{Name: "kilobytes", Size: 1e3}, {Name: "megabytes", Size: 1e6}, {Name: "gigabytes", Size: 1e9}, {Name: "bytes", Size: 1}, {Name: "KiB", Size: 1 << 10}, {Name: "MiB", Size: 1 << 20}, {Name: "GiB", Size: 1 << 30},
		{Name: "kB", Size: 1e3}, {Name: "MB", Size: 1e6}, {Name: "GB", Size: 1e9},
	}
	namesOfShares = []quantity.Unit{{Name: "percent", Size: 1 << 32}, {Name: "%", Size: 1 << 32}}
)

// column names a column of a CSV file and what its numbers count.
type column struct {
	file, name string
	scale      *Scale
	unit       int64
}

// decodeColumn reads {csv = "outages.csv", column = "minutes"}: what was seen, in ascending order.
func (r *Decoder) decodeColumn(n *parse.Node, s *Scale) ([]int64, bool) {
	c, before := column{scale: s}, len(r.Problems)
	t := r.Open(n)
	file, name := t.Read("csv", &c.file), t.Read("column", &c.name)
	if unit := t.Get("unit"); unit != nil {
		c.unit = r.columnUnit(unit, s)
	}
	t.Done()
	if file == nil {
		t.Missing("csv", "the name of a file beside the scenario")
	}
	if name == nil {
		t.Missing("column", "the name of a column of the file")
	}
	if len(r.Problems) > before {
		return nil, false
	}
	if values := r.Columns[c]; values != nil {
		return values, true
	}
	var values []int64
	if !r.ReadCSV(file, c.file, func(f *CSV, head []string) { values = f.column(c, head, name) }) || len(r.Problems) > before {
		return nil, false
	}
	if len(values) == 0 {
		r.Report(file.Problem("%s has no rows below its header", parse.Quoted(c.file)))
		return nil, false
	}
	slices.Sort(values)
	r.Columns[c] = values
	return values, true
}

// columnUnit reads what the numbers of a column count.
func (r *Decoder) columnUnit(n *parse.Node, s *Scale) int64 {
	var name string
	if !r.Decode(n, &name) {
		return 0
	}
	if s.Units == nil {
		r.Report(n.KeyProblem("%s has no unit", s.what))
		return 0
	}
	size := max(quantity.UnitSize(s.Units, name), quantity.UnitSize(s.Names, strings.ToLower(name)))
	if size == 0 {
		var known []string
		for _, u := range append(slices.Clone(s.Units), s.Names...) {
			known = append(known, u.Name)
		}
		r.Report(n.Problem("unknown unit %s", parse.Quoted(name))).Suggest("units", name, known)
	}
	return size
}

// column reads the cells of one column; at is the key that names it.
func (s *CSV) column(c column, head []string, at *parse.Node) (values []int64) {
	index, ok := s.find(c.name, head, at)
	if !ok {
		return nil
	}
	if c.unit == 0 {
		c.unit = unitOf(head[index], c.scale)
	}
	bare := c.unit == 0 && c.scale.usual != ""
	s.EachRow(index+1, func(record []string) bool {
		cell := strings.TrimSpace(record[index])
		if bare && isBare(cell) {
			s.ReportField(index, "%s has no unit, and neither has the name of the column; write unit = %q beside column",
				parse.Quoted(cell), c.scale.usual)
			return false
		}
		v, err := c.value(cell)
		if err != nil {
			s.ReportField(index, "%s", err)
		}
		values = append(values, v)
		return true
	})
	return values
}

// find is the place of a column in the head of a file.
func (s *CSV) find(name string, head []string, at *parse.Node) (index int, ok bool) {
	index = -1
	for i, h := range head {
		head[i] = strings.TrimSpace(h)
		switch {
		case !strings.EqualFold(head[i], strings.TrimSpace(name)):
		case index >= 0:
			return 0, s.ReportField(i, "two columns are named %s", parse.Quoted(head[i]))
		default:
			index = i
		}
	}
	if index < 0 {
		s.Decoder.Report(at.Problem("%s has no column %s", parse.Printable(s.File), parse.Quoted(name))).Suggest("columns", name, slices.Clone(head))
	}
	return index, index >= 0
}

var closing = map[byte]string{'(': ")", '[': "]"}

// unitOf is what the numbers of a column count by its name; 0 when it does not say. Short units need brackets: "Dauer (min)".
func unitOf(name string, s *Scale) int64 {
	if open := strings.LastIndexAny(name, "(["); open >= 0 && strings.HasSuffix(name, closing[name[open]]) {
		if size := quantity.UnitSize(s.Units, strings.TrimSpace(name[open+1:len(name)-1])); size > 0 {
			return size
		}
	}
	name, units := strings.TrimRight(name, " )]"), s.Names
	for _, u := range units {
		rest := len(name) - len(u.Name)
		if rest < 0 || !strings.EqualFold(name[rest:], u.Name) {
			continue
		}
		first, _ := utf8.DecodeRuneInString(name[rest:])
		before, size := utf8.DecodeLastRuneInString(name[:rest])
		if size == 0 || !unicode.IsLetter(before) || unicode.IsLower(before) && unicode.IsUpper(first) {
			return u.Size
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
		return 0, fmt.Errorf("%s is more than %s", parse.Quoted(cell), c.scale.limit)
	case v < c.scale.least:
		return 0, fmt.Errorf("%s is zero, but %s must be more than 0; leave the row out", parse.Quoted(cell), c.scale.what)
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
	n, err := quantity.Decimal(cell)
	if err != nil {
		return 0, err
	}
	if n.Mul(n, big.NewRat(c.unit, c.scale.per)).Cmp(quantity.Whole(1<<62)) > 0 {
		return 1 << 62, nil
	}
	return quantity.Round(n), nil
}

// parseCount reads a whole number.
func parseCount(s string) (int64, error) {
	n, err := strconv.ParseUint(s, 10, 63)
	if err != nil {
		return 0, fmt.Errorf("%s is not a count; write a whole number", parse.Quoted(s))
	}
	return int64(n), nil
}
