package main

import (
	"io"
	"os"

	"golang.org/x/term"

	"mailstorm/cmd/report/layout"
)

// streams are the program's ends; tests hand in their own.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// terminal tells whether somebody watches what is written, or types what is read.
func terminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// style is how text looks on standard output.
func (s streams) style(color choice) layout.Style {
	style := layout.Style{Color: terminal(s.out) && os.Getenv("NO_COLOR") == ""}
	if color.value != "auto" {
		style.Color = color.value == "always"
	}
	if f, ok := s.out.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns < widest {
			style.Width = columns
		}
	}
	return style
}

// widest is how wide text is where nobody says how wide it may be.
const widest = 100
