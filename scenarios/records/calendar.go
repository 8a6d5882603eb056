package records

import (
	"fmt"
	"time"
)

// Refusal is why a whole record is of no use, and where that shows. What it says contains no value of the record.
type Refusal struct {
	Line, Column, Width int // 0: nowhere in particular
	What                string
}

func (r *Refusal) Error() string {
	if r.Line == 0 {
		return r.What
	}
	return fmt.Sprintf("line %d, column %d: %s", r.Line, r.Column, r.What)
}

// Calendar gathers what the moments of a record say of the order of its days and months.
type Calendar struct {
	alike, noDayFirst, noMonthFirst *Refusal // the first row of the kind, where there is one
	foreign                         bool     // some are not written as in the United States
	differ                          bool     // the order matters for how far they lie apart
	shift                           time.Duration
	some                            bool
}

// Note takes a moment into account, and where it stands.
func (c *Calendar) Note(m Moment, at Refusal) {
	shift := m.DayFirst.Sub(m.MonthFirst)
	c.differ = c.differ || c.some && shift != c.shift
	c.some, c.shift = true, shift
	if !m.Alike() {
		return
	}
	c.foreign = c.foreign || !m.american
	note := func(first **Refusal, is bool) {
		if is && *first == nil {
			*first = &at
		}
	}
	note(&c.alike, true)
	note(&c.noDayFirst, m.DayFirst.IsZero())
	note(&c.noMonthFirst, m.MonthFirst.IsZero())
}

// Order is which number of 1/2/2026 is the day: one row that tells it tells it for all. Where none does, the record is refused, unless all
// that matters is how far the moments lie apart, and that is the same either way.
func (c *Calendar) Order(o Options) (Order, error) {
	day, month := c.noDayFirst, c.noMonthFirst
	switch {
	case day != nil && month != nil:
		if month.Line < day.Line {
			day, month = month, day
		}
		month.What = fmt.Sprintf("day and month are in the opposite order to line %d; write all timestamps as in 2026-01-05T08:00:00Z", day.Line)
		return FromRows, month
	case month != nil:
		return DayFirst, nil
	case day != nil || !c.foreign || o.Apart && !c.differ:
		return MonthFirst, nil
	}
	c.alike.What = "day and month cannot be told apart here: no day in the file is above 12; write --dates dmy or --dates mdy"
	if o.Apart {
		c.alike.What = "day and month cannot be told apart here: no day in the file is above 12; write timestamps as in 2026-01-05T08:00:00Z"
	}
	return FromRows, c.alike
}

// Zoneless refuses times of which only whoever made the record knows the zone.
func Zoneless(at Refusal) *Refusal {
	at.What = "times here are in the zone of whoever made the export, which it does not name; write --zone, as in --zone Europe/Berlin"
	return &at
}
