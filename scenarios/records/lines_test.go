package records

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestLines(t *testing.T) {
	long := strings.Repeat("x", LongestLine)
	for _, c := range []struct {
		name, text string
		want       []string // "!": cut
	}{
		{"empty", "", nil},
		{"one", "a\n", []string{"a"}},
		{"no end", "a\nb", []string{"a", "b"}},
		{"line ends of DOS", "a\r\n\r\nb\r\n", []string{"a", "", "b"}},
		{"as long as may be", long + "\nb\n", []string{long, "b"}},
		{"a byte longer", long + "y\nb\n", []string{"!" + long, "b"}},
		{"three times as long", "a\n" + long + long + long + "\nb\n", []string{"a", "!" + long, "b"}},
		{"far too long", "a\n" + strings.Repeat(long, 40) + "\nb\nc", []string{"a", "!" + long, "b", "c"}},
		{"far too long and no end", strings.Repeat(long, 9), []string{"!" + long}},
	} {
		for reader, text := range map[string]io.Reader{"whole": strings.NewReader(c.text), "in halves": iotest.HalfReader(strings.NewReader(c.text)),
			"with its end": iotest.DataErrReader(strings.NewReader(c.text))} {
			lines := NewLines(text)
			var got []string
			for lines.Next() {
				cut := ""
				if lines.Cut {
					cut = "!"
				}
				got = append(got, cut+string(lines.Text))
				if lines.Number != len(got) {
					t.Errorf("%s, %s: line %d has number %d", c.name, reader, len(got), lines.Number)
				}
			}
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") || len(got) != len(c.want) {
				t.Errorf("%s, %s: %d lines, want %d", c.name, reader, len(got), len(c.want))
			}
			if lines.Err() != nil {
				t.Errorf("%s, %s: %v", c.name, reader, lines.Err())
			}
		}
	}
}

func TestLinesThatBreakOff(t *testing.T) {
	broken := errors.New("broken")
	lines := NewLines(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)))
	n := 0
	for lines.Next() {
		n++
	}
	if n != 2 || !errors.Is(lines.Err(), broken) {
		t.Errorf("%d lines and %v, want two and why it broke off", n, lines.Err())
	}
}

func TestTurns(t *testing.T) {
	day := func(month, day int) Day { return Day(31*month + day) }
	for _, c := range []struct {
		from, to Day
		want     int
	}{
		{day(12, 31), day(1, 1), 1}, {day(1, 1), day(12, 31), -1}, {day(1, 5), day(1, 4), 0}, {day(3, 1), day(8, 31), 0},
		{day(10, 1), day(2, 1), 1}, {0, day(12, 1), 0}, {day(12, 1), 0, 0},
	} {
		if got := c.from.Turns(c.to); got != c.want {
			t.Errorf("from day %d to %d the year turns %d times, want %d", c.from, c.to, got, c.want)
		}
	}
}
