package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/report/suite"
	"mailstorm/cmd/scenariofiles"
	"mailstorm/scenarios/parse"
)

// testKinds are the formats of test results.
func testKinds() []string {
	kinds := []string{"text"}
	for _, f := range suite.Formats {
		kinds = append(kinds, f.Name)
	}
	return kinds
}

// reportTarget is a report that --report asks for.
type reportTarget struct{ kind, file string }

// readReports checks --report before anything runs.
func (o *testOptions) readReports() error {
	for _, r := range o.report {
		kind, file, ok := strings.Cut(r, "=")
		switch {
		case !ok || file == "":
			return fmt.Errorf("--report %s: write KIND=FILE, as in junit=report.xml", r)
		case !slices.Contains(testKinds(), kind):
			return fmt.Errorf("--report %s: use one of the kinds %s%s", r, english.OrListed(testKinds()), parse.Suggestion(kind, testKinds()))
		case slices.ContainsFunc(o.reports, func(d reportTarget) bool { return d.file == file }):
			return fmt.Errorf("--report %s: another report has the same file", r)
		}
		o.reports = append(o.reports, reportTarget{kind, file})
	}
	return nil
}

// protectTargets refuses to write a report over a file that is tested, and remembers these files.
func (o *testOptions) protectTargets(files []scenariofiles.File) error {
	for _, f := range files {
		if f.Err == nil && strings.HasSuffix(f.Arg, ".toml") { // else it is one of the library
			o.tested = append(o.tested, f.Arg)
		}
	}
	for _, d := range o.reports {
		if err := folder.KeepsFiles(d.file, o.tested); err != nil {
			return fmt.Errorf("--report %s=%s: this file is tested; choose another file", d.kind, d.file)
		}
	}
	return nil
}

// printSuite prints a suite in text, where suites are printed one by one.
func (o *testOptions) printSuite(s *suite.Suite) error {
	if o.format.value != "text" {
		return nil
	}
	if o.toldBefore(s) {
		return nil
	}
	if o.quiet {
		if s = o.failuresOf(s); s == nil {
			return nil
		}
	}
	var b bytes.Buffer
	return o.print(&b, suite.Text(&b, s, o.style(o.color)))
}

// toldBefore reports whether all that is wrong with a file is on the command line, and was shown for another file.
func (o *testOptions) toldBefore(s *suite.Suite) bool {
	if o.told == nil {
		o.told = map[string]bool{}
	}
	before := len(s.Flaws) > 0
	for _, f := range s.Flaws {
		before = before && o.told[f.Text]
		if strings.HasPrefix(f.Text, "--set ") {
			o.told[f.Text] = true
		}
	}
	return before
}

// failuresOf is a suite without what passed; nil if all of it did.
func (o *testOptions) failuresOf(s *suite.Suite) *suite.Suite {
	if s.Failed() == 0 && len(s.Flaws) == 0 && s.Stopped == "" {
		return nil
	}
	failures := *s
	if !o.tester.Strict {
		failures.Warnings = nil
	}
	failures.Cases = slices.DeleteFunc(slices.Clone(s.Cases), func(c suite.Case) bool { return c.OK })
	return &failures
}

// printSuites prints what follows the suites: the totals, or the whole report.
func (o *testOptions) printSuites(suites []suite.Suite) error {
	if o.format.value == "text" {
		return o.say("%s\n", suite.Tally(suites))
	}
	var b bytes.Buffer
	return o.print(&b, o.writeReport(&b, o.format.value, suites))
}

// writeReports writes the reports in files, each whatever became of the others.
func (o *testOptions) writeReports(suites []suite.Suite) error {
	var errs []error
	summarized := o.format.value == "github"
	for _, r := range o.reports {
		err := folder.WriteFile(r.file, func(to io.Writer) error { return o.writeReport(to, r.kind, suites) })
		errs = append(errs, failure("--report "+r.kind+"="+r.file, err))
		summarized = summarized || r.kind == "github"
	}
	if file := os.Getenv("GITHUB_STEP_SUMMARY"); summarized && file != "" {
		errs = append(errs, failure("writing the step summary", suite.StepSummary(file, suites)))
	}
	return errors.Join(errs...)
}

// writeReport writes one report.
func (o *testOptions) writeReport(to io.Writer, kind string, suites []suite.Suite) error {
	for _, f := range suite.Formats {
		if f.Name == kind {
			return f.Write(to, suites)
		}
	}
	for i := range suites {
		if err := suite.Text(to, &suites[i], layout.Style{}); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintln(to, suite.Tally(suites))
	return err
}
