package main

import (
	"fmt"
	"io"
	"time"

	"mailstorm/cmd/report/english"
)

// sweepProgress is one line on a terminal that follows many runs.
type sweepProgress struct {
	to      io.Writer
	on      bool
	total   int64
	before  int64 // done by an earlier process
	started time.Time
	shown   time.Time
	drawn   bool
}

func newSweepProgress(to io.Writer, on bool, total int64) *sweepProgress {
	now := time.Now()
	return &sweepProgress{to: to, on: on, total: total, started: now, shown: now}
}

// showRuns writes how many runs are done, how many a second, and how long the others take at that rate.
func (p *sweepProgress) showRuns(done int64) {
	now := time.Now()
	if !p.on || now.Sub(p.shown) < progressInterval {
		return
	}
	p.shown, p.drawn = now, true
	took, made := now.Sub(p.started), max(done-p.before, 1)
	left := time.Duration(float64(took) / float64(made) * float64(p.total-done))
	fmt.Fprintf(p.to, "\r%s of %s runs, %s/s, %s left\x1b[K", english.Number(done), english.Number(p.total),
		english.Number(made*int64(time.Second)/max(int64(took), 1)), english.Span(left.Truncate(time.Second)+time.Second))
}

func (p *sweepProgress) eraseRuns() {
	if p.drawn {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}
