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

// Long names of one page have a column that holds them, unless that would leave little room for what stands beside them.
func TestNamesHaveRoom(t *testing.T) {
	var b strings.Builder
	p := NewPage(&b, Style{Width: 80})
	p.MakeRoom("admin of exo-jitter", strings.Repeat("long", 20))
	p.Entry("admin of exo-jitter", "mail")
	p.Entry("sender", "an NDR")
	if err := p.Flush(); err != nil || b.String() != "admin of exo-jitter  mail\nsender               an NDR\n" {
		t.Errorf("%v\n%s", err, b.String())
	}
}
