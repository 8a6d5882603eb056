// Package progress shows one line on a terminal that follows work while it is done.
package progress

import (
	"fmt"
	"io"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim"
)

// Runs is one line on a terminal that follows a run, or several that answer one question.
type Runs struct {
	to      io.Writer
	on      bool
	runs    int           // at most
	done    int           // of them
	events  uint64        // of those
	length  time.Duration // of the storm, at most
	started time.Time
	shown   time.Time
	drawn   bool
}

const interval = 200 * time.Millisecond // between two looks at the line

// NewRuns follows so many runs at most; the line is shown only where on says so, as on a terminal.
func NewRuns(to io.Writer, on bool, runs int) *Runs {
	now := time.Now()
	return &Runs{to: to, on: on, runs: runs, started: now, shown: now}
}

// Begin tells how long the next run can be.
func (p *Runs) Begin(c *sim.Config) {
	if p.length = c.Length; p.length == 0 {
		p.length = sim.NeedOf(c).Ends
	}
}

// End tells how many events a run had.
func (p *Runs) End(events uint64) {
	p.done++
	p.events += events
}

// Show writes how far the run is: simulated time, events, events per second, and what is left of all runs if no storm ends earlier.
func (p *Runs) Show(at time.Duration, events uint64) {
	now := time.Now()
	if !p.on || now.Sub(p.shown) < interval {
		return
	}
	p.shown, p.drawn = now, true
	took := now.Sub(p.started)
	events += p.events
	line := fmt.Sprintf("%s simulated, %s events, %s/s", english.Span(at), english.Number(int64(events)),
		english.Number(int64(events)*int64(time.Second)/int64(took)))
	if p.runs > 1 {
		line = fmt.Sprintf("run %d of at most %d: ", p.done+1, max(p.runs, p.done+1)) + line
	}
	if at > 0 && at < p.length {
		passed := (float64(p.done) + float64(at)/float64(p.length)) / float64(max(p.runs, p.done+1))
		left := time.Duration(float64(took) / passed * (1 - passed))
		line += ", at most " + english.Span(left.Truncate(time.Second)+time.Second) + " left"
	}
	fmt.Fprint(p.to, "\r"+line+"\x1b[K")
}

// Erase takes the line away.
func (p *Runs) Erase() {
	if p.drawn {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}
