package suite

import (
	"fmt"
	"io"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
)

// Markdown writes a report that pastes into a ticket or a mail: a sentence, what failed, how to see it again, what passed. It stays
// below 60 kB, since GitHub takes no comment of more than 65,536 letters.
func Markdown(to io.Writer, suites []Suite) error {
	_, err := io.WriteString(to, markdownWithin(suites, ticketMost))
	return err
}

const (
	ticketMost = 60_000 // bytes
	cellMost   = 200    // letters of a cell of a table
	flawsMost  = 4000   // letters about the mistakes of one file
)

// markdownWithin is a report of at most so many bytes: when it would be longer, all its lists are cut to the same length. Without room for
// the first sentence it is empty.
func markdownWithin(suites []Suite, room int) string {
	p := suitesPage{suites: suites, all: findings(suites)}
	p.most = max(len(p.all), len(suites))
	for p.write(); p.Len() > room && p.most > 0; p.write() {
		p.most, p.cut = p.most/2, true
	}
	if p.Len() > room {
		return ""
	}
	return p.String()
}

// suitesPage is a report under construction.
type suitesPage struct {
	strings.Builder
	suites []Suite
	all    []finding
	most   int // entries of a list
	cut    bool
}

func (p *suitesPage) write() {
	p.Reset()
	p.line("**%s**\n", Total(p.suites))
	if p.cut {
		p.line("This report is shortened: each list has at most %s.\n", english.Counted(int64(p.most), "entry", "entries"))
	}
	p.failures()
	p.unread()
	p.again()
	p.models()
	p.warnings()
	p.files()
}

func (p *suitesPage) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

func (p *suitesPage) row(cells ...string) {
	for _, c := range cells {
		p.WriteString("| " + layout.Escaped(english.Clipped(c, cellMost)) + " ")
	}
	p.WriteString("|\n")
}

func (p *suitesPage) head(cells ...string) {
	p.row(cells...)
	p.line("%s|", strings.Repeat("| --- ", len(cells)))
}

func (p *suitesPage) failures() {
	begun := false
	for _, f := range first(p.most, p.all, func(f finding) bool { return f.state != passed && f.asked != nil }) {
		if !begun {
			p.head("failed", "wanted", "is", "difference", "where")
			begun = true
		}
		difference := f.asked.Difference
		if f.state == broken {
			difference = "ended early: " + f.suite.Stopped
		}
		p.row(f.asked.Name, f.asked.Wanted, f.asked.Actual, difference, position(f.suite.label(), f.line, f.col))
	}
	if begun {
		p.line("")
	}
}

// unread shows mistakes as the program does, and what ended before it was asked anything.
func (p *suitesPage) unread() {
	var ended []string
	for _, f := range first(p.most, p.all, func(f finding) bool { return f.state == broken && f.asked == nil }) {
		if len(f.suite.Flaws) == 0 {
			ended = append(ended, f.suite.label()+": "+f.suite.Stopped)
			continue
		}
		p.line("%s cannot be read:\n", layout.Escaped(english.Clipped(f.suite.label(), cellMost)))
		p.fenced("text", english.Shortened(strings.TrimSuffix(f.evidence, "\n"), flawsMost))
	}
	p.list("Ended early:", ended)
}

// again are the commands that show the runs of failures, each once.
func (p *suitesPage) again() {
	var commands []string
	said := map[string]bool{"": true}
	for _, f := range p.all {
		if f.state == passed || f.asked == nil {
			continue
		}
		if command := english.OneLine(f.asked.Replay); !said[command] {
			said[command] = true
			commands = append(commands, command)
		}
	}
	if commands = commands[:min(len(commands), p.most)]; len(commands) > 0 {
		p.line("To reproduce:\n")
		p.fenced("sh", strings.Join(commands, "\n"))
	}
	var folders []string
	for _, s := range first(p.most, p.suites, func(s Suite) bool { return s.Folder != "" }) {
		folders = append(folders, s.label()+": "+s.Folder)
	}
	p.list("Results and pictures:", folders)
}

func (p *suitesPage) models() {
	var all []string
	for _, s := range first(p.most, p.suites, func(s Suite) bool { return s.explains() }) {
		all = append(all, s.label()+": "+s.Model.brief())
	}
	p.list("Failed, and written for an older model:", all)
}

func (p *suitesPage) warnings() {
	var all []string
	for i := range p.suites {
		for _, warning := range p.suites[i].Warnings {
			all = append(all, p.suites[i].label()+": "+warning)
		}
	}
	p.list("Warnings:", all[:min(len(all), p.most)])
}

func (p *suitesPage) list(caption string, items []string) {
	if len(items) == 0 {
		return
	}
	p.line("%s\n", caption)
	for _, item := range items {
		p.line("- %s", layout.Escaped(english.Clipped(item, longestName)))
	}
	p.line("")
}

// files counts what passed in each.
func (p *suitesPage) files() {
	read := first(p.most, p.suites, func(s Suite) bool { return len(s.Flaws) == 0 })
	if len(read) == 0 {
		return
	}
	p.head("file", "passed", "seed", "digest")
	for i := range read {
		t := Total(read[i : i+1])
		p.row(read[i].label(), fmt.Sprintf("%d of %d", t.Passed, t.Passed+t.Failed), fmt.Sprint(read[i].Seed), read[i].Digest[:min(8, len(read[i].Digest))])
	}
}

// fenced writes a block of code whose fence is longer than any within.
func (p *suitesPage) fenced(language, body string) {
	fence := "```"
	for strings.Contains(body, fence) {
		fence += "`"
	}
	p.line("%s%s\n%s\n%s\n", fence, language, body, fence)
}

// first are the first entries of a list that meet a condition.
func first[T any](most int, all []T, meets func(T) bool) (some []T) {
	for _, a := range all {
		if len(some) < most && meets(a) {
			some = append(some, a)
		}
	}
	return some
}
