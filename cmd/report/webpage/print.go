package webpage

import (
	"slices"
	"strings"
	"unicode/utf8"

	"mailstorm/cmd/report/english"
)

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// printedPage is what is left of a page of A4, in points. How much a text needs is estimated, generously: fonts differ.
type printedPage int

const pageHeight = 770 // of 842, less the margins

// has takes room for something, if there is enough.
func (p *printedPage) has(need int) bool {
	if int(*p) < need {
		return false
	}
	*p -= printedPage(need)
	return true
}

// lines is how many lines a text needs.
func lines(text string, room int) int { return max((utf8.RuneCountInString(text)+room-1)/room, 1) }

// fit leaves out of the print what goes beyond two pages, and says so.
func (c *runView) fit() {
	front, back := printedPage(pageHeight-30), printedPage(pageHeight) // the front has more blocks, with room between them
	c.fitFront(&front)
	c.fitBack(&back)
	c.LeftOut = c.leftOut()
}

// height is that of a line and of its name beside it.
func (l *line) height() int { return 3 + 13*max(lines(l.Who, 18), lines(l.What, 84)) }

// fitFront is for the answer: the sentence, the outcomes, one picture, who saw what.
func (c *runView) fitFront(p *printedPage) {
	p.has(20 + 24*lines(c.Title, 48) + 17*lines(c.Lead, 76) + 108)
	if c.Stopped != "" {
		p.has(18 * lines(c.Stopped, 90))
	}
	if len(c.Pictures) > 0 {
		p.has(256)
	}
	p.has(30) // heading
	c.Wordy = !p.has(11 * lines(c.Why+c.Source, 112))
	for i := range c.Facts {
		c.Facts[i].Off = !p.has(c.Facts[i].height())
	}
	for i := range c.Saw {
		c.Saw[i].Off = !p.has(c.Saw[i].height())
	}
	c.Wide = len(c.Pictures) > 0 && p.has(60)
}

// fitBack is for what the answer depends on: what matters most is fitted first.
func (c *runView) fitBack(p *printedPage) {
	if len(c.Pictures) > 1 {
		p.has(20)
	}
	p.has(85 + 12*lines(c.Command, 95)) // headings, how to reproduce it, what is left out
	for _, list := range [][]line{c.Warnings, c.Others} {
		if len(list) > 0 {
			p.has(26)
		}
		for i := range list {
			list[i].Off = !p.has(2 + 12*lines(list[i].What, 105))
		}
	}
	if c.Marks != "" {
		p.has(18)
	}
	c.fitPictures(p, 1, 2)
	c.fitExpected(p, false)
	for i := range c.Profiles {
		c.Profiles[i].fit(p)
	}
	c.fitExpected(p, true)
	c.Bare = !slices.ContainsFunc(c.Expected, func(e expected) bool { return !e.Off })
	c.fitPictures(p, 2, 3)
	for i := min(3, len(c.Pictures)); i < len(c.Pictures); i++ {
		c.Pictures[i].Off = true
	}
}

// fit has room for the name of a profile, and for figures below a head.
func (g *profileView) fit(p *printedPage) {
	g.Off = !p.has(8 + 10*lines(g.Profile+g.Hosts+g.None, 105))
	g.Bare = g.Off || len(g.Figures) == 0 || int(*p) < 50
	if !g.Bare {
		p.has(16)
	}
	for k := range g.Figures {
		f := &g.Figures[k]
		f.Off = g.Bare || !p.has(5+10*max(lines(f.Source, 74), lines(f.Is, 20), lines(f.Name, 17)))
	}
}

// fitPictures has one picture below the other: two side by side would be too small to read.
func (c *runView) fitPictures(p *printedPage, from, to int) {
	for i := from; i < min(to, len(c.Pictures)); i++ {
		c.Pictures[i].Off = !p.has(262)
	}
}

// fitExpected has room for what was not met before what was; two stand side by side.
func (c *runView) fitExpected(p *printedPage, ok bool) {
	if len(c.Expected) > 0 && !ok {
		p.has(30)
	}
	for i := range c.Expected {
		if e := &c.Expected[i]; e.OK == ok {
			e.Off = !p.has(3 + 6*max(lines(e.Metric, 19), lines("expected "+e.Wanted, 15), lines("is "+e.Actual, 15)))
		}
	}
}

// leftOut says what is not printed.
func (c *runView) leftOut() string {
	var lines, pictures, expectations, figures, warnings int64
	for _, list := range [][]line{c.Facts, c.Saw, c.Others} {
		for _, e := range list {
			lines += int64(bit(e.Off))
		}
	}
	for _, e := range c.Warnings {
		warnings += int64(bit(e.Off))
	}
	for _, f := range c.Pictures {
		pictures += int64(bit(f.Off))
	}
	for _, e := range c.Expected {
		expectations += int64(bit(e.Off))
	}
	for _, g := range c.Profiles {
		lines += int64(bit(g.Off))
		for _, f := range g.Figures {
			figures += int64(bit(f.Off))
		}
	}
	words := []string{"the text of the scenario"}
	if c.Wordy {
		words = append(words, "its description")
	}
	for _, w := range []struct {
		n         int64
		one, many string
	}{{pictures, "picture", "pictures"}, {lines, "line", "lines"}, {expectations, "expectation", "expectations"}, {figures, "figure", "figures"},
		{warnings, "warning", "warnings"}} {
		if w.n > 0 {
			words = append(words, english.Counted(w.n, w.one, w.many))
		}
	}
	return "Not printed, but in the file: " + strings.TrimSpace(english.Listed(words, len(words))) + "."
}
