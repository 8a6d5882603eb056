package webpage

import (
	"bytes"
	"encoding/hex"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/run"
	"mailstorm/sim"
)

// documentView is the content of one file.
type documentView struct {
	Title, Version string
	Several        bool
	Chapters       []*runView
}

// runView is a run as the template shows it.
type runView struct {
	ID, Name, Title, Lead, Why, Source, Stopped string
	Prefix                                      string        // of the ids within it; empty where the page has one run
	Answer                                      template.HTML // Lead with links
	Terms                                       []linkedTerm
	Level                                       int // of its heading
	Outcomes                                    []outcomeRow
	Saw, Facts                                  []line
	Pictures                                    []picture
	Expected                                    []expected
	Others, Warnings                            []line
	Profiles                                    []profileView
	Marks                                       string // how many figures of the profiles have which mark
	Command, Digest, Version, Written           string
	LeftOut                                     string // when it is printed
	Wordy                                       bool   // Why is too long to be printed
	Wide                                        bool   // there is room for a large first picture in print
	Bare                                        bool   // no expectation is printed
}

type outcomeRow struct {
	Name  string
	Cells []outcomeCell
}

type outcomeCell struct{ Count, Name, Kind string }

// line is a line with a name; Off: not printed.
type line struct {
	Who, What string
	Linked    template.HTML // What with links
	Off       bool
}

// Broken is the name with places where a long address may break.
func (l line) Broken() template.HTML {
	return template.HTML(strings.NewReplacer("@", "<wbr>@", ".", "<wbr>.").Replace(template.HTMLEscapeString(l.Who)))
}

type picture struct {
	ID, Finding, Meaning string
	SVG                  template.HTML
	Off                  bool
}

type expected struct {
	Metric, Wanted, Actual, Mark, Kind string
	OK, Off                            bool
}

type profileView struct {
	Profile, Hosts, None string
	Figures              []figureView
	Off                  bool
	Bare                 bool // no figure is printed
}

type figureView struct {
	Figure
	Trust string // a mark that has a color
	Off   bool
}

// Broken is the name with places where it may break.
func (f figureView) Broken() template.HTML {
	return template.HTML(strings.ReplaceAll(template.HTMLEscapeString(f.Name), "_", "_<wbr>"))
}

func viewDocument(all []*Document) *documentView {
	v := &documentView{Several: len(all) > 1, Title: english.Counted(int64(len(all)), "storm", "storms")}
	for i, d := range all {
		prefix := ""
		if v.Several {
			prefix = "run-" + strconv.Itoa(i+1) + "-"
		}
		c := d.view("run-"+strconv.Itoa(i+1), prefix, headingLevel(v.Several))
		if v.Version = c.Version; !v.Several {
			v.Title = c.Title
		}
		v.Chapters = append(v.Chapters, c)
	}
	return v
}

func (d *Document) view(id, prefix string, level int) *runView {
	r := d.Run
	c := &runView{ID: id, Prefix: prefix, Level: level, Name: r.Config.Name, Title: r.Title(), Lead: run.Sentence(r), Why: r.Config.Why, Source: r.Config.Source,
		Stopped: r.Stopped(), Command: d.command(), Digest: hex.EncodeToString(r.Result.Digest[:]), Version: r.Version, Written: d.Written}
	c.setOutcomes(r.Result)
	for _, said := range run.Roles(r) {
		c.Saw = append(c.Saw, line{Who: said.Who, What: said.What})
	}
	for _, f := range []line{{Who: "traffic", What: run.Traffic(r)}, {Who: "automatic", What: run.Automatic(r)}, {Who: "visible", What: run.Visible(r)}, {Who: "time zone", What: r.Zone()}} {
		if f.What != "" {
			c.Facts = append(c.Facts, f)
		}
	}
	c.Pictures = captioned(d.Pictures, prefix)
	for i := range r.Expect {
		e := &r.Expect[i]
		c.Expected = append(c.Expected, expected{Metric: e.Name, Wanted: e.Wanted, Actual: e.Actual, Mark: e.Mark(), Kind: markClass(e), OK: e.OK || e.Many || e.Varied != ""})
	}
	for _, w := range r.Result.Warnings {
		c.Warnings = append(c.Warnings, line{What: w})
	}
	c.setProfiles(d.Profiles, r)
	c.linkTerms(newGlossary(d.Terms, prefix))
	c.fit()
	return c
}

// linkTerms links the terms of the answer and of what people saw.
func (c *runView) linkTerms(g *glossary) {
	c.Answer = g.link(c.Lead)
	for _, list := range [][]line{c.Saw, c.Facts, c.Others} {
		for i := range list {
			list[i].Linked = g.link(list[i].What)
		}
	}
	c.Terms = g.used()
}

// setProfiles shows the profiles that the numbers depend on: none, where nothing was sent.
func (c *runView) setProfiles(all []Profile, r *run.Run) {
	if len(all) == 0 {
		return
	}
	for _, s := range run.OtherProfiles(r) {
		c.Others = append(c.Others, line{Who: "Other profiles", What: s})
	}
	for _, s := range run.Unknown(r) {
		c.Others = append(c.Others, line{Who: "Unknown", What: s})
	}
	for i := range all {
		c.Profiles = append(c.Profiles, all[i].view())
	}
	c.Marks = marksText(all)
}

// marksText counts the figures by their marks.
func marksText(all []Profile) string {
	counts, total := make([]int64, len(marks)+1), int64(0)
	for _, g := range all {
		for _, f := range g.Figures {
			i := slices.Index(marks, f.Mark)
			if i < 0 {
				i = len(marks)
			}
			counts[i]++
			total++
		}
	}
	if total == 0 {
		return ""
	}
	var words []string
	for i, what := range append(slices.Clone(marks), "set by the scenario") {
		if counts[i] > 0 {
			words = append(words, english.Number(counts[i])+" "+what)
		}
	}
	return "The result depends on " + english.Counted(total, "figure", "figures") + " of these profiles: " + english.Listed(words, len(words)) + "."
}

// Below is the level of the headings of its sections.
func (c *runView) Below() int { return c.Level + 1 }

// markClass is how a mark looks. One that is about many runs, or about another scenario, looks like neither met nor unmet.
func markClass(e *run.Verdict) string {
	switch {
	case e.Many:
		return "soft"
	case e.OK:
		return "ok"
	case e.Varied != "":
		return "soft"
	}
	return "unmet"
}

// outcomeClass is how a cell looks: good, bad, still open, or empty.
func outcomeClass(row, column int, n int64) string {
	switch {
	case n == 0:
		return "none"
	case run.IsBad[row][column]:
		return "bad"
	case row == sim.RowPending:
		return "wait"
	case row == sim.RowNDR:
		return "bounced"
	}
	return "good"
}

func (c *runView) setOutcomes(r *sim.Result) {
	for i, name := range run.OutcomeRows {
		row := outcomeRow{Name: name}
		for k, n := range r.Fates[i] {
			row.Cells = append(row.Cells, outcomeCell{english.Number(n), run.Outcomes[i][k], outcomeClass(i, k, n)})
		}
		c.Outcomes = append(c.Outcomes, row)
	}
}

var marks = []string{"official", "observed", "inferred"}

func (g *Profile) view() profileView {
	s := profileView{Profile: g.Profile + " (" + g.Title + ")", Hosts: english.Listed(g.Hosts, 8), None: g.None}
	for _, f := range g.Figures {
		row := figureView{Figure: f}
		if slices.Contains(marks, f.Mark) {
			row.Trust = f.Mark
		}
		s.Figures = append(s.Figures, row)
	}
	return s
}

// captioned are pictures with their captions.
func captioned(all []Picture, prefix string) (figures []picture) {
	for _, p := range all {
		id := ""
		if p.Name != "" {
			id = prefix + p.Name
		}
		figures = append(figures, picture{ID: id, Finding: p.Finding, Meaning: strings.ToUpper(p.Meaning[:1]) + p.Meaning[1:] + ".", SVG: embedded(p.SVG)})
	}
	return figures
}

// inks are the colours of a picture that follow those of the page: a picture is drawn for white paper.
var inks = strings.NewReplacer("#FFFFFF", "var(--paper)", "#000000", "var(--ink)", "#555555", "var(--soft)", "#DDDDDD", "var(--grid)", "#A84A00", "var(--warning)")

// embedded is a picture as a part of a page: in its colours, and with its title marked, since the page says it too where it is narrow.
func embedded(svg []byte) template.HTML {
	if i := bytes.Index(svg, []byte("<svg")); i > 0 {
		svg = svg[i:]
	}
	text := styles.ReplaceAllStringFunc(string(svg), inks.Replace)
	return template.HTML(strings.Replace(text, "<text ", `<text class="title" `, 1))
}

var styles = regexp.MustCompile(`style="[^"]*"`)

// headingLevel is that of a run: one lower where there are several.
func headingLevel(several bool) int {
	if several {
		return 2
	}
	return 1
}
