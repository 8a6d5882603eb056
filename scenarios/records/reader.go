package records

import (
	"io"
	"time"
)

// Order is which number of 1/2/2026 is the day.
type Order uint8

const (
	FromRows Order = iota // one row that decides it decides it for all
	DayFirst
	MonthFirst
)

// Options are what a record does not say by itself.
type Options struct {
	Zone  *time.Location // of times without a zone, in records that do not promise UTC; nil: such a record is refused
	Dates Order
	Year  int  // of the last line of a log whose times have no year; 0: it is refused
	Turns int  // how often the year turns in such a log, as its Days say
	Apart bool // only how far times lie apart matters, and nobody can add a flag: a scenario names the record
}

// Sink takes events in the order of the record.
type Sink interface {
	Event(*Event)
	// Unusable takes note of a row that no reader understands. What names the kind of mistake in few words without values of the row; column
	// is 0 when it is the whole row.
	Unusable(file string, line, column int, what, value string)
}

// Format is one kind of record: a row of the catalogue of those that can be read.
type Format struct {
	Name   string                 // as docs/learn.md names it: "Postfix mail log"
	Tells  Tells                  // what can be learned from it
	Detect func(head []byte) bool // head is the beginning of the text in UTF-8, at most 64 KiB
	// Read streams a record of this format; text is UTF-8. An error is one that makes the whole file useless, and says what to do.
	Read func(file string, text io.Reader, o Options, sink Sink) error
	// Hosts are those that wrote the record, as far as its beginning names them; nil: all such records are those of one organisation. A key of their
	// events begins with the host and a slash.
	Hosts func(head []byte) []string
	// Days goes through a record before it is read, where its times may have no year; nil: they have one.
	Days func(text io.Reader) Days
}

// Days are what a record whose times have no year shows of the years. All are 0 where its times have one.
type Days struct {
	First, Last Day
	Turns       int // of the year, in between
}

// Day is a day of an unknown year: 31 x month + day of the month; 0 when unknown.
type Day int

// Turns is 1 when the year turns between a day and the next one in a record, -1 when it turns back, since lines may be out of order, and 0
// else. Which of them it is shows the shorter way.
func (d Day) Turns(next Day) int {
	const half = 6 * 31
	switch {
	case d == 0 || next == 0:
		return 0
	case next < d-half:
		return 1
	case next > d+half:
		return -1
	}
	return 0
}

// Tells is what a format can say; what it cannot is refused by name.
type Tells uint8

const (
	Traffic   Tells = 1 << iota // who wrote when, to whom, how much
	Attempts                    // when each attempt was, or most of them
	Endings                     // when it was delivered or given up
	Responses                   // what was heard
)
