package main

import (
	"io"
	"os"

	"mailstorm/cmd/report"
)

// streams are the program's ends; tests hand in their own.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// terminal tells whether somebody watches what is written.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// style is how text looks on standard output.
func (s streams) style(color choice) report.Style {
	switch color.value {
	case "always":
		return report.Style{Color: true}
	case "never":
		return report.Style{}
	default:
		return report.Style{Color: terminal(s.out) && os.Getenv("NO_COLOR") == ""}
	}
}
