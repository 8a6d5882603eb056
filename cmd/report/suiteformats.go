package report

import "io"

// SuiteFormats are the kinds of report about suites, beside the text that people read.
var SuiteFormats = []struct {
	Name  string // as users write it
	Write func(io.Writer, []Suite) error
}{
	{"json", SuitesJSON},
	{"junit", JUnit},
	{"tap", TAP},
	{"github", GitHub},
	{"markdown", SuitesMarkdown},
}
