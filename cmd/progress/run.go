// Package progress shows one line on a terminal that follows work while it is done.
package progress

import (
	"fmt"
	"io"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim"
)

// Run is one line on a terminal that follows a run.
type Run struct {
	to      io.Writer
	on      bool
	length  time.Duration // of the storm, at most
	started time.Time
	shown   time.Time
	drawn   bool
}

const interval = 200 * time.Millisecond // between two looks at the line

// NewRun follows a run; it is shown only where on says so, as on a terminal.
func NewRun(to io.Writer, on bool, c *sim.Config) *Run {
	now, length := time.Now(), c.Length
	if length == 0 {
		length = sim.NeedOf(c).Ends
	}
	return &Run{to: to, on: on, length: length, started: now, shown: now}
}

// Show writes how far the run is: simulated time, events, events per second, and what is left if the storm does not end earlier.
func (p *Run) Show(at time.Duration, events uint64) {
	now := time.Now()
	if !p.on || now.Sub(p.shown) < interval {
		return
	}
	p.shown, p.drawn = now, true
	took := now.Sub(p.started)
	line := fmt.Sprintf("%s simulated, %s events, %s/s", english.Span(at), english.Number(int64(events)),
		english.Number(int64(events)*int64(time.Second)/int64(took)))
	if at > 0 && at < p.length {
		left := time.Duration(float64(took) / float64(at) * float64(p.length-at))
		line += ", at most " + english.Span(left.Truncate(time.Second)+time.Second) + " left"
	}
	fmt.Fprint(p.to, "\r"+line+"\x1b[K")
}

// Erase takes the line away.
func (p *Run) Erase() {
	if p.drawn {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}
