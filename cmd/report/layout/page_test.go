package layout

import (
	"strings"
	"testing"
)

// A runner obeys "##[" and "##vso[" wherever they stand in a line of text.
func TestLinesOfTextAreNoOrders(t *testing.T) {
	var b strings.Builder
	p := NewPage(&b, Style{})
	p.Line("a ##[error]b ##vso[task.x]c")
	if err := p.Flush(); err != nil || b.String() != "a # #[error]b # #vso[task.x]c\n" {
		t.Errorf("%v, %q", err, b.String())
	}
}
