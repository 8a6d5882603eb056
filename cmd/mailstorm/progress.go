package main

import (
	"fmt"
	"io"
	"time"

	"mailstorm/cmd/report"
	"mailstorm/sim"
)

// progress is one line on a terminal that follows a run.
type progress struct {
	to      io.Writer
	on      bool
	length  time.Duration // of the storm; 0: unknown
	started time.Time
	shown   time.Time
	drawn   bool
}

const breath = 200 * time.Millisecond // between two looks at the line

func newProgress(to io.Writer, on bool, c *sim.Config) *progress {
	now := time.Now()
	return &progress{to: to, on: on, length: c.Length, started: now, shown: now}
}

// show writes how far the run is: simulated time, events, events per second, and what is left if that is known.
func (p *progress) show(at time.Duration, events uint64) {
	now := time.Now()
	if !p.on || now.Sub(p.shown) < breath {
		return
	}
	p.shown, p.drawn = now, true
	took := now.Sub(p.started)
	line := fmt.Sprintf("%s simulated, %s events, %s/s", report.Span(at), report.Number(int64(events)),
		report.Number(int64(events)*int64(time.Second)/int64(took)))
	if p.length > 0 && at > 0 {
		left := time.Duration(float64(took) / float64(at) * float64(p.length-at))
		line += ", " + report.Span(left.Truncate(time.Second)+time.Second) + " left"
	}
	fmt.Fprint(p.to, "\r"+line+"\x1b[K")
}

func (p *progress) erase() {
	if p.drawn {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}
