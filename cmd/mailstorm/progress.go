package main

import (
	"fmt"
	"io"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim"
)

// progress is one line on a terminal that follows a run, or several that answer one question.
type progress struct {
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

const progressInterval = 200 * time.Millisecond // between two looks at the line

func newProgress(to io.Writer, on bool, runs int) *progress {
	now := time.Now()
	return &progress{to: to, on: on, runs: runs, started: now, shown: now}
}

// beginRun tells how long the next run can be.
func (p *progress) beginRun(c *sim.Config) {
	if p.length = c.Length; p.length == 0 {
		p.length = sim.NeedOf(c).Ends
	}
}

func (p *progress) endRun(events uint64) {
	p.done++
	p.events += events
}

// showRun writes how far the run is: simulated time, events, events per second, and what is left of all runs if no storm ends earlier.
func (p *progress) showRun(at time.Duration, events uint64) {
	now := time.Now()
	if !p.on || now.Sub(p.shown) < progressInterval {
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

func (p *progress) eraseRun() {
	if p.drawn {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}
