package trace

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/parse"
)

// instants are a moment of a message trace since 1970, as it is when the month stands first in 1/2/2026, and when the day
// does; 0 where there is no such day.
type instants [2]time.Duration

const (
	monthFirst = iota
	dayFirst
)

// momentLayouts are how reports write a moment, fractions of a second beside: in UTC, and what PowerShell makes of it in
// Germany. The others are what it makes of it elsewhere: day and month look alike there.
var (
	momentLayouts = []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2.1.2006 15:04:05"}
	alikeLayouts  = [...][2]string{
		{"1/2/2006 3:04:05 PM", "2/1/2006 3:04:05 PM"},
		{"1/2/2006 15:04:05", "2/1/2006 15:04:05"},
		{"1-2-2006 15:04:05", "2-1-2006 15:04:05"},
	}
)

// plainSpaces stand where newer programs put others before AM and PM.
var plainSpaces = strings.NewReplacer("\u202f", " ", "\u00a0", " ")

// parseMoments reads a moment of a message trace; without a zone it is UTC.
func parseMoments(s string) (m instants, err error) {
	text := strings.ToUpper(strings.TrimSpace(s))
	for _, layout := range momentLayouts {
		if at := parseMoment(layout, text); at > 0 {
			return instants{at, at}, nil
		}
	}
	text = plainSpaces.Replace(text)
	for _, alike := range alikeLayouts {
		if m = (instants{parseMoment(alike[monthFirst], text), parseMoment(alike[dayFirst], text)}); m != (instants{}) {
			return m, nil
		}
	}
	return m, fmt.Errorf("%s is not a valid timestamp of a message trace; write it as in 2026-01-05T08:00:00Z", parse.Quoted(s))
}

func parseMoment(layout, text string) time.Duration {
	t, err := time.Parse(layout, text)
	if err != nil || t.Year() < 1990 || t.Year() >= 2200 {
		return 0
	}
	return time.Duration(t.UnixNano())
}

// american reports whether PowerShell writes a moment like this in the United States: 1/5/2026 8:00:00 AM, without zeros.
func american(s string) bool {
	month, rest, _ := strings.Cut(strings.TrimSpace(s), "/")
	return !strings.HasPrefix(month, "0") && !strings.HasPrefix(rest, "0") && strings.HasSuffix(strings.ToUpper(rest), "M")
}

// calendar gathers what the moments of a file say of the order of its days and months.
type calendar struct {
	alike place    // of the first row in which they look alike
	never [2]place // of the first row that has no such day
	other bool     // some of them are not written as in the United States
}

// place is a cell of a CSV file; line 0: none.
type place struct{ line, col, width int }

func (c *calendar) note(m instants, text string, at place) {
	if m[monthFirst] == m[dayFirst] {
		return
	}
	if c.alike.line == 0 {
		c.alike = at
	}
	c.other = c.other || !american(text)
	for order, when := range m {
		if when == 0 && c.never[order].line == 0 {
			c.never[order] = at
		}
	}
}

// order tells whether the month or the day stands first in dates in which they look alike. Where nothing tells, and the
// two readings are not the same mail, the file is refused.
func (tr *Reader) order() (order int, ok bool) {
	month, day := tr.never[monthFirst], tr.never[dayFirst]
	switch {
	case month.line > 0 && day.line > 0:
		if month.line < day.line {
			month, day = day, month
		}
		return 0, tr.ReportAt(month.line, month.col, month.width,
			"day and month are in the opposite order to line %d; write all timestamps as in 2026-01-05T08:00:00Z", day.line)
	case month.line > 0:
		return dayFirst, true
	case day.line > 0 || !tr.other || !tr.differ():
		return monthFirst, true
	}
	return 0, tr.ReportAt(tr.alike.line, tr.alike.col, tr.alike.width,
		"day and month cannot be told apart here: no day in the file is above 12; write timestamps as in 2026-01-05T08:00:00Z")
}

// differ reports whether the order of day and month makes another mail, and not only another date of its beginning.
func (tr *Reader) differ() bool {
	return slices.ContainsFunc(tr.messages, func(m message) bool {
		return m.at[dayFirst]-m.at[monthFirst] != tr.messages[0].at[dayFirst]-tr.messages[0].at[monthFirst]
	})
}
