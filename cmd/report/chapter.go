package report

import (
	"bytes"
	"encoding/hex"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"mailstorm/sim"
)

// volume is what is bound in one file.
type volume struct {
	Title, Version string
	Several        bool
	Chapters       []*chapter
}

// chapter is a run as the template shows it.
type chapter struct {
	ID, Name, Title, Lead, Why, Source, Stopped string
	Level                                       int // of its heading
	Fates                                       []fateRow
	Saw, Facts                                  []entry
	Pictures                                    []figure
	Expected                                    []expected
	Rests, Warnings                             []entry
	Grounds                                     []ground
	Weight                                      string // how far the figures of the grounds can be trusted
	Command, Digest, Version, Written           string
	LeftOut                                     string // on paper
	Wordy                                       bool   // Why is too long for paper
	Wide                                        bool   // there is room for a large first picture on paper
	Bare                                        bool   // no expectation stands on paper
}

type fateRow struct {
	Was   string
	Cells []fateCell
}

type fateCell struct{ Count, Name, Kind string }

// entry is a line with a name; Off: on no paper.
type entry struct {
	Who, What string
	Off       bool
}

type figure struct {
	Finding, Meaning string
	SVG              template.HTML
	Off              bool
}

type expected struct {
	Metric, Wanted, Actual, Mark, Kind string
	OK, Off                            bool
}

type ground struct {
	Profile, Hosts, None string
	Figures              []stated
	Off                  bool
	Bare                 bool // no figure stands on paper
}

type stated struct {
	Figure
	Trust string // a mark that has a color
	Off   bool
}

func bind(all []*Document) *volume {
	v := &volume{Several: len(all) > 1, Title: counted(int64(len(all)), "storm", "storms")}
	for i, d := range all {
		c := d.chapter("run-"+strconv.Itoa(i+1), headingLevel(v.Several))
		if v.Version = c.Version; !v.Several {
			v.Title = c.Title
		}
		v.Chapters = append(v.Chapters, c)
	}
	return v
}

func (d *Document) chapter(id string, level int) *chapter {
	r := d.Run
	c := &chapter{ID: id, Level: level, Name: r.Config.Name, Title: r.title(), Lead: Sentence(r), Why: r.Config.Why, Source: r.Config.Source,
		Stopped: r.stopped(), Command: d.command(), Digest: hex.EncodeToString(r.Result.Digest[:]), Version: r.Version, Written: d.Written}
	c.fate(r.Result)
	for _, line := range roles(r) {
		c.Saw = append(c.Saw, entry{Who: line.who, What: line.what})
	}
	for _, f := range []entry{{Who: "wire", What: wire(r)}, {Who: "by themselves", What: automatic(r)}, {Who: "seen", What: seen(r)}, {Who: "times are", What: r.Config.Clock.Location().String()}} {
		if f.What != "" {
			c.Facts = append(c.Facts, f)
		}
	}
	c.Pictures = hung(d.Pictures)
	for i := range r.Expect {
		e := &r.Expect[i]
		c.Expected = append(c.Expected, expected{Metric: e.Name, Wanted: e.Wanted, Actual: e.Actual, Mark: e.mark(), Kind: kindOf(e), OK: e.OK || e.Many || e.Varied})
	}
	for _, w := range r.Result.Warnings {
		c.Warnings = append(c.Warnings, entry{What: w})
	}
	c.ground(d.Grounds, r)
	c.fit()
	return c
}

// ground is what the run rests on: on nothing, where nothing was sent.
func (c *chapter) ground(all []Ground, r *Run) {
	if len(all) == 0 {
		return
	}
	for _, s := range otherwise(r) {
		c.Rests = append(c.Rests, entry{What: s})
	}
	for i := range all {
		c.Grounds = append(c.Grounds, all[i].shown())
	}
	c.Weight = weight(all)
}

// weight counts the figures by their marks.
func weight(all []Ground) string {
	counts, total := make([]int64, len(trusts)+1), int64(0)
	for _, g := range all {
		for _, f := range g.Figures {
			i := slices.Index(trusts, f.Mark)
			if i < 0 {
				i = len(trusts)
			}
			counts[i]++
			total++
		}
	}
	if total == 0 {
		return ""
	}
	var words []string
	for i, what := range append(slices.Clone(trusts), "set by the scenario") {
		if counts[i] > 0 {
			words = append(words, Number(counts[i])+" "+what)
		}
	}
	return "It turns on " + counted(total, "figure", "figures") + " of these profiles: " + listed(words, len(words)) + "."
}

// Below is the level of the headings of its sections.
func (c *chapter) Below() int { return c.Level + 1 }

// title is what a run is called.
func (r *Run) title() string {
	if r.Config.Title != "" {
		return r.Config.Title
	}
	return r.Config.Name
}

// stopped says why and when a run ended early; nothing, if it did not.
func (r *Run) stopped() string {
	if r.Result.Stopped == "" {
		return ""
	}
	return r.Result.Stopped + ", at " + newClock(r.Config.Clock, r.Result.End).at(r.Result.End) + ": what was counted so far"
}

// kind is how a mark looks: one that waits for many runs, or speaks of another scenario, like neither.
func kindOf(e *Verdict) string {
	switch {
	case e.Many:
		return "soft"
	case e.OK:
		return "ok"
	case e.Varied:
		return "soft"
	}
	return "unmet"
}

// fateKinds say which cells are as they should be, which are bad, and which say: not yet, or not at all.
var fateKinds = [3][3]string{{"told", "bad", "bad"}, {"wait", "wait", "bad"}, {"bad", "good", "bad"}}

func (c *chapter) fate(r *sim.Result) {
	for i, was := range senderWas {
		row := fateRow{Was: was}
		for k, n := range r.Fates[i] {
			kind := fateKinds[i][k]
			if n == 0 {
				kind = "none"
			}
			row.Cells = append(row.Cells, fateCell{Number(n), Fates[i][k], kind})
		}
		c.Fates = append(c.Fates, row)
	}
}

var trusts = []string{"official", "observed", "inferred"}

func (g *Ground) shown() ground {
	s := ground{Profile: g.Profile + " (" + g.Title + ")", Hosts: listed(g.Hosts, 8), None: g.None}
	for _, f := range g.Figures {
		row := stated{Figure: f}
		if slices.Contains(trusts, f.Mark) {
			row.Trust = f.Mark
		}
		s.Figures = append(s.Figures, row)
	}
	return s
}

// hung are pictures with their captions.
func hung(all []Picture) (figures []figure) {
	for _, p := range all {
		figures = append(figures, figure{Finding: p.Finding, Meaning: strings.ToUpper(p.Meaning[:1]) + p.Meaning[1:] + ".", SVG: inline(p.SVG)})
	}
	return figures
}

// inline is a picture as a part of a page.
func inline(svg []byte) template.HTML {
	if i := bytes.Index(svg, []byte("<svg")); i > 0 {
		svg = svg[i:]
	}
	return template.HTML(svg)
}

// headingLevel is that of a run: one lower where there are several.
func headingLevel(several bool) int {
	if several {
		return 2
	}
	return 1
}
