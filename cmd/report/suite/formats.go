package suite

import "io"

// Formats are the kinds of report about suites, beside the text that people read.
var Formats = []struct {
	Name  string // as users write it
	Write func(io.Writer, []Suite) error
}{
	{"json", JSON},
	{"junit", JUnit},
	{"tap", TAP},
	{"github", GitHub},
	{"markdown", Markdown},
}
