package progress

import (
	"fmt"
	"io"
	"time"

	"mailstorm/cmd/report/english"
)

// Learning is one line on a terminal that follows the reading of records.
type Learning struct {
	to    io.Writer
	on    bool
	shown time.Time
	drawn bool
}

// NewLearning follows what mailstorm learn does.
func NewLearning(to io.Writer, on bool) *Learning { return &Learning{to: to, on: on} }

// Read shows how many rows there were, and in which file the last one is.
func (p *Learning) Read(rows int64, file string) {
	if !p.on || time.Since(p.shown) < interval {
		return
	}
	p.shown, p.drawn = time.Now(), true
	fmt.Fprintf(p.to, "\r%s, %s\x1b[K", english.Clipped(file, 40), english.Counted(rows, "row", "rows"))
}

// Erase takes the line away.
func (p *Learning) Erase() {
	if p.drawn {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
}

// Storm is a line that follows the simulation of storms.
func (p *Learning) Storm(done, of int) {
	if !p.on || time.Since(p.shown) < interval {
		return
	}
	p.shown, p.drawn = time.Now(), true
	fmt.Fprintf(p.to, "\rdoes the model explain the records? storm %d of %d\x1b[K", done, of)
}
