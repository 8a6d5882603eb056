package webpage

import (
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Term is a word of a glossary.
type Term struct {
	Words   []string // the first is shown
	Meaning string
}

// glossary links the first use of each term to its meaning at the foot of a run.
type glossary struct {
	prefix string // of the ids of its terms
	terms  []linkedTerm
}

type linkedTerm struct {
	Word, Meaning, ID string
	Used              bool
	pattern           *regexp.Regexp
}

func newGlossary(terms []Term, prefix string) *glossary {
	g := &glossary{prefix: prefix}
	for i, t := range terms {
		var words []string
		for _, w := range t.Words {
			words = append(words, plurals.ReplaceAllString(regexp.QuoteMeta(w), "(?:y|ies)"))
		}
		slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
		g.terms = append(g.terms, linkedTerm{Word: t.Words[0], Meaning: t.Meaning, ID: prefix + "term-" + strconv.Itoa(i+1),
			pattern: regexp.MustCompile(`\b(?:` + strings.Join(words, "|") + `)s?\b`)})
	}
	slices.SortStableFunc(g.terms, func(a, b linkedTerm) int { return len(b.Word) - len(a.Word) }) // a false NDR is more than an NDR
	return g
}

// plurals is the end of words that have another plural.
var plurals = regexp.MustCompile(`y$`)

// link writes a text with links from what no other text used before.
func (g *glossary) link(text string) template.HTML {
	type found struct{ from, to, term int }
	var all []found
	for i := range g.terms {
		t := &g.terms[i]
		if t.Used {
			continue
		}
		at := t.pattern.FindStringIndex(text)
		if at == nil || slices.ContainsFunc(all, func(f found) bool { return at[0] < f.to && f.from < at[1] }) {
			continue
		}
		t.Used = true
		all = append(all, found{at[0], at[1], i})
	}
	slices.SortFunc(all, func(a, b found) int { return a.from - b.from })
	var b strings.Builder
	done := 0
	for _, f := range all {
		b.WriteString(template.HTMLEscapeString(text[done:f.from]))
		b.WriteString(`<a class="term" href="#` + g.terms[f.term].ID + `">` + template.HTMLEscapeString(text[f.from:f.to]) + `</a>`)
		done = f.to
	}
	b.WriteString(template.HTMLEscapeString(text[done:]))
	return template.HTML(b.String())
}

// used are the terms that a text links to, by their words.
func (g *glossary) used() (all []linkedTerm) {
	for _, t := range g.terms {
		if t.Used {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b linkedTerm) int { return strings.Compare(strings.ToLower(a.Word), strings.ToLower(b.Word)) })
	return all
}
