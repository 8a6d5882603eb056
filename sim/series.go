package sim

import (
	"math/bits"
	"slices"
	"time"
)

// series counts by calendar minute, without tick events: a slice exists once something happens in it.
type series struct {
	pages  [][]uint32    // of minutes: 1 + the number of each one's cell; 0: it has none
	rows   [][]cell      // in order of their making
	count  int           // of cells
	offset time.Duration // from the start of the calendar minute to time 0
	last   *cell
	from   time.Duration // the last cell's slice
	until  time.Duration
}

type cell struct {
	Cell
	deep bool // the depth of the queue changed within it
}

const pageSize, rowSize = 128, 64

func (s *series) open(c *Config) {
	s.offset = time.Duration(c.Clock.UnixNano() % int64(Slice))
	if s.offset < 0 {
		s.offset += Slice
	}
}

// end is when the calendar minute of a time is over.
func (s *series) end(t time.Duration) time.Duration { return t + Slice - (t+s.offset)%Slice }

// start is when the calendar minute of a time began.
func (s *series) start(t time.Duration) time.Duration { return t - (t+s.offset)%Slice }

// at is the cell of a time.
func (s *series) at(t time.Duration) *cell {
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
func (s *series) add() uint32 {
	if s.count%rowSize == 0 {
		s.rows = append(s.rows, make([]cell, rowSize))
	}
	s.count++
	return uint32(s.count)
}

func (s *series) cell(number uint32) *cell { return &s.rows[(number-1)/rowSize][(number-1)%rowSize] }

// depth notes how many copies the watched host holds from now on.
func (s *series) depth(now time.Duration, level int64) {
	c := s.at(now)
	if !c.deep {
		c.deep = true
		c.QueuePeak = level
	}
	c.Queue = level
	c.QueuePeak = max(c.QueuePeak, level)
}

// addBytes spreads bytes evenly over the time in which they cross.
func (s *series) addBytes(begins, ends time.Duration, bytes int64) {
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
		sofar := proportion(bytes, t-begins, ends-begins)
		c.Bytes += sofar - crossed
		crossed = sofar
	}
}

// proportion is n times a/b, for a not above b.
func proportion(n int64, a, b time.Duration) int64 {
	hi, lo := bits.Mul64(uint64(n), uint64(a))
	q, _ := bits.Div64(hi, lo, uint64(b))
	return int64(q)
}

// cells lists what happened, in order; a slice without a change of depth has the depth of the one before.
func (s *series) cells() []Cell {
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
