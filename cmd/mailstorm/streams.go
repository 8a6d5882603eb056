package main

import (
	"bytes"
	"fmt"
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

// isTerminal reports whether a stream is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// print writes results in one go.
func (s streams) print(b *bytes.Buffer, err error) error {
	if err == nil {
		_, err = io.Copy(s.out, b)
	}
	return outputError(err)
}

// say writes a line of results.
func (s streams) say(format string, args ...any) error {
	return s.print(bytes.NewBufferString(fmt.Sprintf(format, args...)), nil)
}

// refusePage keeps the text of a web page from a terminal.
func refusePage(s streams, format, command string) error {
	if format != "html" || !isTerminal(s.out) {
		return nil
	}
	return fmt.Errorf("--format html writes a web page, which a terminal cannot show; write it to a file:\n"+
		"%s --format html > report.html\nor with all pictures to a folder: %s --out DIR --plot", command, command)
}

// style is how text looks on standard output.
func (s streams) style(color enumFlag) layout.Style {
	style := layout.Style{Color: isTerminal(s.out) && os.Getenv("NO_COLOR") == ""}
	if color.value != "auto" {
		style.Color = color.value == "always"
	}
	if f, ok := s.out.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns < maxWidth {
			style.Width = columns
		}
	}
	return style
}

// maxWidth is how wide text is at most.
const maxWidth = 100
