// Package observe counts what somebody could see of a run: minutes, depths of queues, transfers that led to a mailbox, troubles and their signs.
package observe

import (
	"math/bits"
	"slices"
	"time"
)

// Series counts by calendar minute, without tick events: a slice exists once something happens in it.
type Series struct {
	pages  [][]uint32    // of minutes: 1 + the number of each one's cell; 0: it has none
	rows   [][]cell      // in order of their making
	count  int           // of cells
	offset time.Duration // from the start of the calendar minute to time 0
	last   *cell
	from   time.Duration // the last cell's slice
	until  time.Duration
}

// Cell is one slice of the series; slices in which nothing happened have none.
type Cell struct {
	Starts     time.Duration
	Attempts   int64
	Deferrals  int64
	Kept       int64
	Copies     int64
	Duplicates int64
	Bounced    int64
	Notified   int64
	Auto       int64 // automatic messages that mailboxes wrote
	Suppressed int64
	Bytes      int64 // message data that crossed within the slice, DSNs and automatic messages included
	Queue      int64 // of the watched host at the end of the slice
	QueuePeak  int64 // most within the slice
}

// Add adds the counts of another slice; its beginning and its queue are not sums.
func (c *Cell) Add(o *Cell) {
	c.Attempts += o.Attempts
	c.Deferrals += o.Deferrals
	c.Kept += o.Kept
	c.Copies += o.Copies
	c.Duplicates += o.Duplicates
	c.Bounced += o.Bounced
	c.Notified += o.Notified
	c.Auto += o.Auto
	c.Suppressed += o.Suppressed
	c.Bytes += o.Bytes
}

// Slice is the width of a cell.
const Slice = time.Minute

type cell struct {
	Cell
	deep bool // the depth of the queue changed within it
}

const pageSize, rowSize = 128, 64

// Open lets the minutes begin as the clock shows them.
func (s *Series) Open(clock time.Time) {
	s.offset = time.Duration(clock.UnixNano() % int64(Slice))
	if s.offset < 0 {
		s.offset += Slice
	}
}

// End is when the calendar minute of a time is over.
func (s *Series) End(t time.Duration) time.Duration { return t + Slice - (t+s.offset)%Slice }

// Start is when the calendar minute of a time began.
func (s *Series) Start(t time.Duration) time.Duration { return t - (t+s.offset)%Slice }

// At is the cell of a time.
func (s *Series) At(t time.Duration) *Cell { return &s.at(t).Cell }

func (s *Series) at(t time.Duration) *cell {
	if s.last != nil && t >= s.from && t < s.until {
		return s.last
	}
	n := int64((t + s.offset) / Slice)
	page := int(n / pageSize)
	for len(s.pages) <= page {
		s.pages = append(s.pages, nil)
	}
	if s.pages[page] == nil {
		s.pages[page] = make([]uint32, pageSize)
	}
	s.from = time.Duration(n)*Slice - s.offset
	s.until = s.from + Slice
	number := &s.pages[page][n%pageSize]
	if *number == 0 {
		*number = s.add()
	}
	s.last = s.cell(*number)
	s.last.Starts = s.from
	return s.last
}

// add makes a cell, and gives its number.
func (s *Series) add() uint32 {
	if s.count%rowSize == 0 {
		s.rows = append(s.rows, make([]cell, rowSize))
	}
	s.count++
	return uint32(s.count)
}

func (s *Series) cell(number uint32) *cell { return &s.rows[(number-1)/rowSize][(number-1)%rowSize] }

// SetDepth notes how many copies the watched host holds from now on.
func (s *Series) SetDepth(now time.Duration, level int64) {
	c := s.at(now)
	if !c.deep {
		c.deep = true
		c.QueuePeak = level
	}
	c.Queue = level
	c.QueuePeak = max(c.QueuePeak, level)
}

// AddBytes spreads bytes evenly over the time in which they cross.
func (s *Series) AddBytes(begins, ends time.Duration, bytes int64) {
	if bytes == 0 {
		return
	}
	if ends <= begins {
		s.at(begins).Bytes += bytes
		return
	}
	crossed := int64(0)
	for t := begins; t < ends; {
		c := s.at(t)
		t = min(s.until, ends)
		sofar := Proportion(bytes, t-begins, ends-begins)
		c.Bytes += sofar - crossed
		crossed = sofar
	}
}

// Proportion is n times a/b, for a not above b.
func Proportion(n int64, a, b time.Duration) int64 {
	hi, lo := bits.Mul64(uint64(n), uint64(a))
	q, _ := bits.Div64(hi, lo, uint64(b))
	return int64(q)
}

// Cells lists what happened, in order; a slice without a change of depth has the depth of the one before.
func (s *Series) Cells() []Cell {
	all := slices.Grow([]Cell(nil), s.count)
	level := int64(0)
	for _, page := range s.pages {
		for _, number := range page {
			if number == 0 {
				continue
			}
			c := s.cell(number)
			if !c.deep {
				c.Queue = level
			}
			c.QueuePeak = max(c.QueuePeak, level)
			level = c.Queue
			all = append(all, c.Cell)
		}
	}
	return all
}
