package suite

import (
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/english"
)

// JUnit writes the XML that GitLab, Jenkins and others read: a test suite for each file, a test case for each expectation. A failure is
// an expectation that is not met, an error a file that cannot be read or a run that ended early. It stays below 30 MB, GitLab's limit:
// of a report that would be larger it cuts long texts, then leaves out what passed, and says so in a test that is skipped.
func JUnit(to io.Writer, suites []Suite) error { return junit(to, suites, junitMost) }

const (
	junitMost  = 29_000_000 // bytes
	junitShort = 1000       // letters of a text where texts are cut
	junitRoot  = 1000       // bytes around all suites, what is left out being said there
	junitFrame = 100        // bytes of the counts of a suite
)

type junitReport struct {
	XMLName xml.Name `xml:"testsuites"`
	Name    string   `xml:"name,attr"`
	junitCounts
	Suites []junitSuite `xml:"testsuite"`
}

type junitCounts struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Skipped  int `xml:"skipped,attr"`
}

type junitSuite struct {
	Name string `xml:"name,attr"`
	Time string `xml:"time,attr,omitempty"` // seconds by the clock on the wall
	junitCounts
	Properties []junitProperty `xml:"properties>property,omitempty"`
	Cases      []junitCase     `xml:"testcase"`
	Warnings   *junitText      `xml:"system-err"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Class   string     `xml:"classname,attr"`
	Name    string     `xml:"name,attr"` // GitLab counts only the first of equal names
	File    string     `xml:"file,attr,omitempty"`
	Line    int        `xml:"line,attr,omitempty"`
	Failure *junitText `xml:"failure"`
	Error   *junitText `xml:"error"`
	Skipped *junitText `xml:"skipped"`
}

type junitText struct {
	Message string `xml:"message,attr,omitempty"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",cdata"`
}

func junit(to io.Writer, suites []Suite, most int) error {
	r := newJUnit(suites, 0)
	b, err := r.bytes()
	if err == nil && len(b) > most {
		r = newJUnit(suites, junitShort)
		r.say("texts are cut, because the report would be larger than GitLab takes")
		b, err = r.bytes()
	}
	if err == nil && len(b) > most {
		if r, err = newJUnit(suites, junitShort).within(most); err == nil {
			b, err = r.bytes()
		}
	}
	if err != nil {
		return err
	}
	_, err = to.Write(b)
	return err
}

// newJUnit is the report with texts of at most so many letters, or of any length when that is 0.
func newJUnit(suites []Suite, letters int) *junitReport {
	r := &junitReport{Name: "mailstorm test"}
	for i := range suites {
		r.Suites = append(r.Suites, newJUnitSuite(&suites[i], letters))
	}
	n := 0
	for _, f := range findings(suites) {
		for f.suite != &suites[n] {
			n++
		}
		r.Suites[n].Cases = append(r.Suites[n].Cases, newJUnitCase(&f, letters))
	}
	return r
}

func newJUnitSuite(s *Suite, letters int) junitSuite {
	x := junitSuite{Name: english.Clipped(s.label(), longestName)}
	if s.Took > 0 {
		x.Time = encode.Seconds(s.Took)
	}
	for _, p := range append([]fact{{"title", s.Title}, {"version", s.Version}}, s.run()...) {
		if value := english.Clipped(p.value, longestName); value != "" {
			x.Properties = append(x.Properties, junitProperty{p.name, value})
		}
	}
	if len(s.Warnings) > 0 {
		x.Warnings = &junitText{Text: limited(english.Plain(strings.Join(s.Warnings, "\n")), letters)}
	}
	return x
}

func newJUnitCase(f *finding, letters int) junitCase {
	x := junitCase{Class: class(f.suite), Name: f.name, Line: f.line}
	if f.suite.File != "-" {
		x.File = english.Clipped(f.suite.File, longestName)
	}
	text := &junitText{Message: f.message, Text: limited(f.text(), letters)}
	switch {
	case f.state == failed:
		text.Type, x.Failure = "expectation", text
	case f.state == broken && len(f.suite.Flaws) > 0:
		text.Type, x.Error = "scenario", text
	case f.state == broken:
		text.Type, x.Error = "stopped", text
	}
	return x
}

// class is "storms.deck" for storms/deck.toml: Jenkins takes what stands before the last dot for a package.
func class(s *Suite) string {
	if s.File == "-" {
		return "stdin"
	}
	name := strings.TrimLeft(path.Clean(s.File), "./")
	return english.Clipped(strings.ReplaceAll(strings.TrimSuffix(name, ".toml"), "/", "."), longestName)
}

// text is all that is known, for people.
func (f *finding) text() string {
	var b strings.Builder
	for _, a := range f.facts() {
		fmt.Fprintf(&b, "%-10s  %s\n", a.name, a.value)
	}
	return b.String() + f.evidence
}

func limited(s string, letters int) string {
	if letters == 0 {
		return s
	}
	return english.Shortened(s, letters)
}

// within keeps what fits: what did not pass first, each in its order.
func (r *junitReport) within(most int) (*junitReport, error) {
	kept := &junitReport{Name: r.Name, Suites: make([]junitSuite, len(r.Suites))}
	room := most - junitRoot
	left := map[bool]int64{}
	for _, passed := range []bool{false, true} {
		for i, s := range r.Suites {
			for _, c := range s.Cases {
				if c.passed() != passed {
					continue
				}
				size, err := c.size(kept.Suites[i].Name == "", s)
				if err != nil {
					return nil, err
				}
				if size > room {
					left[passed]++
					continue
				}
				room -= size
				s.Cases = append(kept.Suites[i].Cases, c)
				kept.Suites[i] = s
			}
		}
	}
	kept.Suites = slices.DeleteFunc(kept.Suites, func(s junitSuite) bool { return s.Name == "" })
	kept.say(fmt.Sprintf("%s tests that passed and %s that did not are left out, and texts are cut, because the report would be larger than GitLab takes",
		english.Number(left[true]), english.Number(left[false])))
	return kept, nil
}

func (c *junitCase) passed() bool { return c.Failure == nil && c.Error == nil }

// size is what a case takes, together with its suite if it is the first of it.
func (c *junitCase) size(first bool, s junitSuite) (int, error) {
	b, err := xml.MarshalIndent(c, "    ", "  ")
	if err != nil || !first {
		return len(b) + 1, err
	}
	s.Cases = nil
	suite, err := xml.MarshalIndent(s, "  ", "  ")
	return len(b) + len(suite) + junitFrame, err
}

// say puts a word about the report itself where every reader shows it.
func (r *junitReport) say(what string) {
	r.Suites = append(r.Suites, junitSuite{Name: r.Name, Cases: []junitCase{{Class: "mailstorm", Name: "this report is whole", Skipped: &junitText{Message: what}}}})
}

func (r *junitReport) bytes() ([]byte, error) {
	r.junitCounts = junitCounts{}
	for i := range r.Suites {
		s := &r.Suites[i]
		s.junitCounts = junitCounts{}
		for _, c := range s.Cases {
			s.Tests++
			s.Failures += one(c.Failure)
			s.Errors += one(c.Error)
			s.Skipped += one(c.Skipped)
		}
		r.Tests += s.Tests
		r.Failures += s.Failures
		r.Errors += s.Errors
		r.Skipped += s.Skipped
	}
	b, err := xml.MarshalIndent(r, "", "  ")
	return []byte(xml.Header + string(b) + "\n"), err
}

func one(t *junitText) int {
	if t == nil {
		return 0
	}
	return 1
}
