package questions

import (
	"bufio"
	"context"
	"io"
)

// Terminal is where somebody is asked.
type Terminal struct {
	In    io.Reader
	Out   io.Writer
	lines chan string // nil: nothing is read yet
}

// Line is the next line that is typed; ok is false when there will be none. What is typed is read until the program ends.
func (t *Terminal) Line(ctx context.Context) (line string, ok bool) {
	if t.lines == nil {
		t.lines = make(chan string)
		go func() {
			defer close(t.lines)
			for read := bufio.NewScanner(t.In); read.Scan(); {
				t.lines <- read.Text()
			}
		}()
	}
	select {
	case <-ctx.Done():
		return "", false
	case line, ok = <-t.lines:
		return line, ok
	}
}
