package parse

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Problem is a mistake in a scenario or a profile, and where it stands.
type Problem struct {
	File      string // as given; "--set KEY=VALUE" for an override
	Line, Col int    // from 1, columns in characters; 0: no place in particular
	Width     int    // characters
	Message   string
	Label     string // what Legal lists: "faults"
	Legal     []string
	Meant     string // what was written in place of one of them

	Excerpt []ExcerptLine // the table's header and the line itself
	Caret   string        // below them
	Rank    int           // of the source, for the order
	Offset  int           // byte offset in it

	Unkept bool // one of too many: not kept
}

type ExcerptLine struct {
	number int // 0: not of a file
	Text   string
}

// Error is the message with the source line, a caret under the wrong word, and the right words.
func (p *Problem) Error() string {
	if len(p.Legal) == 0 {
		return p.withExcerpt()
	}
	return p.withExcerpt() + "\n\n" + p.legalWords()
}

// catalogues have a command that lists them.
var catalogues = []string{"scenarios", "profiles", "faults", "guards", "rules", "metrics"}

const (
	listed  = 24 // words of a catalogue are listed all; of more, some
	shorter = 12
)

// legalWords lists them, the nearest first.
func (p *Problem) legalWords() string {
	words := nearestFirst(p.Meant, p.Legal)
	if len(words) <= listed || !slices.Contains(catalogues, p.Label) {
		return wrapped("known "+p.Label+":", words)
	}
	return wrapped("known "+p.Label+":", append(slices.Clone(words[:shorter]), "...")) +
		fmt.Sprintf("\nmailstorm list %s shows all %d", p.Label, len(words))
}

func (p *Problem) withExcerpt() string {
	var b strings.Builder
	b.WriteString(p.Brief())
	if len(p.Excerpt) > 0 {
		b.WriteString("\n")
		for _, l := range p.Excerpt {
			number := strconv.Itoa(l.number)
			if l.number == 0 {
				number = ""
			}
			fmt.Fprintf(&b, "\n%7s | %s", number, l.Text)
		}
		fmt.Fprintf(&b, "\n        | %s", p.Caret)
	}
	return b.String()
}

const widestList = 100

// wrapped lists words after a head, on lines of readable width; all but the first are indented.
func wrapped(head string, words []string) string {
	var b strings.Builder
	b.WriteString(head)
	column := utf8.RuneCountInString(head)
	for i, w := range words {
		if w = Printable(w); i < len(words)-1 {
			w += ","
		}
		width := utf8.RuneCountInString(w)
		if column+1+width > widestList {
			b.WriteString("\n ")
			column = 1
		}
		b.WriteString(" " + w)
		column += 1 + width
	}
	return b.String()
}

// Brief is the message with its place, on one line.
func (p *Problem) Brief() string {
	switch {
	case p.File == "":
		return p.Message
	case p.Line == 0:
		return p.File + ": " + p.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Col, p.Message)
}

// Problems are all the mistakes of one scenario, in the order of the file.
type Problems []*Problem

const MostShown = 20

// Error is that of each problem. A list of legal words that would stand there twice in a row stands there once.
func (ps Problems) Error() string {
	var parts []string
	for i := range ps {
		if i == MostShown {
			parts = append(parts, fmt.Sprintf("and %s more problems", more(len(ps)-i)))
			break
		}
		parts = append(parts, ps.Text(i))
	}
	return strings.Join(parts, "\n\n")
}

// Text is that of one of the problems, as Error has it.
func (ps Problems) Text(i int) string {
	p := ps[i]
	if i+1 < min(len(ps), MostShown) && p.Label == ps[i+1].Label && slices.Equal(p.Legal, ps[i+1].Legal) {
		return p.withExcerpt()
	}
	return p.Error()
}

// Unwrap lets errors.As find each problem.
func (ps Problems) Unwrap() []error {
	var errs []error
	for _, p := range ps {
		errs = append(errs, p)
	}
	return errs
}

func more(n int) string {
	if n+MostShown >= MostProblems {
		return "many"
	}
	return strconv.Itoa(n)
}

func (ps Problems) Sort() {
	slices.SortStableFunc(ps, func(a, b *Problem) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), strings.Compare(a.File, b.File), cmp.Compare(a.Offset, b.Offset))
	})
}

// Same reports whether two problems say the same of the same place.
func (p *Problem) Same(other *Problem) bool {
	return p.Message == other.Message && p.File == other.File && p.Offset == other.Offset
}

// Suggest makes the list of legal words part of the problem, and the nearest of them part of the message.
func (p *Problem) Suggest(label, word string, legal []string) {
	if p.Unkept {
		return
	}
	p.Label, p.Legal, p.Meant = label, legal, word
	p.Message += cmp.Or(Suggestion(word, legal), allOf(word, legal))
}

// SamePlace reports whether a problem stands where another one does: all values of a range stand at one place, and one example is enough.
func (p *Problem) SamePlace(q *Problem) bool {
	return p.File == q.File && p.Rank == q.Rank && p.Offset == q.Offset
}

// MostProblems problems of one scenario are enough; a file with more of them is something else.
const MostProblems = 200
