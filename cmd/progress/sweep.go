package progress

import (
	"fmt"
	"io"
	"time"

	"mailstorm/cmd/report/english"
)

// Sweep is one line on a terminal that follows many runs.
type Sweep struct {
	to      io.Writer
	on      bool
	total   int64
	before  int64 // done by an earlier process
	started time.Time
	shown   time.Time
	drawn   bool
}

// NewSweep follows all runs, of which some were done before.
func NewSweep(to io.Writer, on bool, before, total int64) *Sweep {
	now := time.Now()
	return &Sweep{to: to, on: on, before: before, total: total, started: now, shown: now}
}

// Show writes how many runs are done, how many a second, and how long the others take at that rate.
func (p *Sweep) Show(done int64) {
	now := time.Now()
	if !p.on || now.Sub(p.shown) < interval {
		return
	}
	p.shown, p.drawn = now, true
	took, made := now.Sub(p.started), max(done-p.before, 1)
	left := time.Duration(float64(took) / float64(made) * float64(p.total-done))
	fmt.Fprintf(p.to, "\r%s of %s runs, %s/s, %s left\x1b[K", english.Number(done), english.Number(p.total),
		english.Number(made*int64(time.Second)/max(int64(took), 1)), english.Span(left.Truncate(time.Second)+time.Second))
}

// Erase takes the line away.
func (p *Sweep) Erase() {
	if p.drawn {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}
