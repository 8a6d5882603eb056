package suite

import (
	"fmt"
	"io"
	"strings"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
)

// Passed and Failed count the expectations of a suite.
func (s *Suite) Passed() (n int) {
	for i := range s.Cases {
		if s.Cases[i].OK {
			n++
		}
	}
	return n
}

// Failed counts those that were not met.
func (s *Suite) Failed() int { return len(s.Cases) - s.Passed() }

// label is the name of a suite for people: its file.
func (s *Suite) label() string {
	if s.File == "-" {
		return "standard input"
	}
	return s.File
}

// Text writes one suite for people: a line for each expectation, and for failed ones the place and the command to repeat the run.
func Text(to io.Writer, s *Suite, style layout.Style) error {
	p := layout.NewPage(to, style)
	took := ""
	if s.Took > 0 {
		took = style.Faint("  " + encode.Seconds(s.Took) + " s")
	}
	p.Line(style.Strong(english.OneLine(s.label())) + took)
	for i := range s.Flaws {
		p.Verbatim("\n" + strings.TrimRight(english.Plain(s.Flaws[i].Text), "\n") + "\n")
	}
	if len(s.Flaws) > 0 {
		p.Line("")
	}
	model(p, s)
	cases(p, s)
	outlived(p, s)
	if s.Folder != "" {
		note(p, "result and pictures: "+s.Folder)
	}
	for _, w := range s.Warnings {
		note(p, "warning: "+w)
	}
	if s.Stopped != "" {
		note(p, "stopped: "+s.Stopped+"; the results are incomplete, so no expectation passes")
	}
	return p.Flush()
}

func cases(p *layout.Page, s *Suite) {
	name, wanted := 0, 0
	for i := range s.Cases {
		name, wanted = max(name, width(s.Cases[i].Name)), max(wanted, width(s.Cases[i].Wanted))
	}
	name, wanted = min(name, widestName), min(wanted, widestWanted)
	for i := range s.Cases {
		c := &s.Cases[i]
		mark := "ok  "
		if !c.OK {
			mark = "FAIL"
		}
		line := fmt.Sprintf("  %s  %s  %s  is %s", mark, padded(c.Name, name), padded(c.Wanted, wanted), c.Actual)
		if c.OK {
			p.Line(line)
			continue
		}
		if s.Stopped != "" {
			line += " so far"
		}
		if c.Difference != "" {
			line += ": " + c.Difference
		}
		p.Line(p.Style.Strong(line))
		note(p, fmt.Sprintf("%s, seed %d: %s", position(s.label(), c.Line, c.Col), c.Seed, c.Replay))
	}
}

const (
	widestName   = 48
	widestWanted = 32
)

// note is a line below a case.
func note(p *layout.Page, text string) { p.Line("        " + english.OneLine(text)) }

func width(s string) int { return len([]rune(s)) }

func padded(s string, columns int) string { return s + strings.Repeat(" ", max(columns-width(s), 0)) }

// position is FILE:LINE:COLUMN, as far as it is known.
func position(file string, line, col int) string {
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d:%d", file, line, col)
}
