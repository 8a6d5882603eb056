package report

import (
	"fmt"
	"io"
	"strings"
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

// SuiteText writes one suite for people: a line for each expectation, and for those that failed where and how to see it again.
func SuiteText(to io.Writer, s *Suite, style Style) error {
	p := newPage(to, style)
	took := ""
	if s.Took > 0 {
		took = style.faint("  " + seconds(s.Took) + " s")
	}
	p.line(style.strong(oneLine(s.label())) + took)
	for i := range s.Flaws {
		p.verbatim("\n" + strings.TrimRight(plain(s.Flaws[i].Text), "\n") + "\n")
	}
	if len(s.Flaws) > 0 {
		p.line("")
	}
	model(p, s)
	cases(p, s)
	outlived(p, s)
	if s.Folder != "" {
		note(p, "its result and its pictures: "+s.Folder)
	}
	for _, w := range s.Warnings {
		note(p, "warning: "+w)
	}
	if s.Stopped != "" {
		note(p, "stopped: "+s.Stopped+"; this is what was counted so far, and nothing of it passes")
	}
	return p.flush()
}

func cases(p *page, s *Suite) {
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
			p.line(line)
			continue
		}
		if s.Stopped != "" {
			line += " so far"
		}
		if c.Difference != "" {
			line += ": " + c.Difference
		}
		p.line(p.style.strong(line))
		note(p, fmt.Sprintf("%s, seed %d: %s", position(s.label(), c.Line, c.Col), c.Seed, c.Replay))
	}
}

const (
	widestName   = 48
	widestWanted = 32
)

// note is a line below a case.
func note(p *page, text string) { p.line("        " + oneLine(text)) }

func width(s string) int { return len([]rune(s)) }

func padded(s string, columns int) string { return s + strings.Repeat(" ", max(columns-width(s), 0)) }

// position is FILE:LINE:COLUMN, as far as it is known.
func position(file string, line, col int) string {
	if line == 0 {
		return file
	}
	return fmt.Sprintf("%s:%d:%d", file, line, col)
}

// SuitesTally is the last line of a test: how much passed and failed, and what else happened.
func SuitesTally(suites []Suite) string {
	t := Total(suites)
	line := fmt.Sprintf("%s passed, %s failed", Number(int64(t.Passed)), Number(int64(t.Failed)))
	if t.Unread > 0 {
		line += ", " + counted(int64(t.Unread), "file", "files") + " wrong"
	}
	if t.Stopped > 0 {
		line += ", " + counted(int64(t.Stopped), "run", "runs") + " stopped early"
	}
	return line
}

// RunCommand is the command line that shows a run again; folder is that of --allow-files, if any.
func RunCommand(scenario, folder string, set []string, seed int64) string {
	if len(scenario) > 1 && scenario[0] == '-' { // else it would be a flag
		scenario = "./" + scenario
	}
	words := []string{"mailstorm run", ShellWord(scenario)}
	for _, s := range set {
		words = append(words, "--set", ShellWord(s))
	}
	if folder != "" {
		words = append(words, "--allow-files", ShellWord(folder))
	}
	return strings.Join(append(words, fmt.Sprintf("--seed %d", seed)), " ")
}
