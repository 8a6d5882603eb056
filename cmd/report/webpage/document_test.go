package webpage

import (
	"bytes"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/report/reporttest"
	"mailstorm/cmd/report/run"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// twoHosts is a run to write about.
func twoHosts(t *testing.T) *run.Run {
	t.Helper()
	s := reporttest.Simulate(t, reporttest.Load(t, reporttest.TwoHosts))
	return &run.Run{Config: s.Scenario.Config, Result: s.Result, Version: "9.9.9", Profiles: s.Scenario.Profiles, Deliveries: s.World.Deliveries}
}

// documented is a document of runs.
func documented(t *testing.T, all ...*Document) string {
	t.Helper()
	var b bytes.Buffer
	if err := Runs(&b, all); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// asText is what a reader reads of a page.
func asText(page string) string { return html.UnescapeString(page) }

// The document says what text says, in the same words.
func TestDocumentSaysWhatTextSays(t *testing.T) {
	r := twoHosts(t)
	r.Expect = []run.Verdict{{Name: "copies", Wanted: "< 3", Actual: "5"}}
	r.Result.Warnings = []string{"mind the <gap>"}
	r.Result.Stopped = "interrupted"
	page := asText(documented(t, &Document{Run: r, Profiles: []Profile{{Profile: "rfc5321", None: "why"}}}))
	said := []string{run.Sentence(r), run.Traffic(r), run.Visible(r), r.Stopped(), "mind the <gap>", "not met"}
	for _, line := range run.Roles(r) {
		said = append(said, line.Who, line.What)
	}
	said = append(append(said, run.OtherProfiles(r)...), run.Unknown(r)...)
	for _, s := range said {
		if !strings.Contains(page, s) {
			t.Errorf("it does not say %q", s)
		}
	}
}

// What a scenario calls things is text and never markup.
func TestDocumentEscapes(t *testing.T) {
	r := twoHosts(t)
	evil := `</title></style></pre><script>alert("x")</script>`
	r.Config.Title, r.Config.Why, r.Config.Source = evil, evil, evil
	r.Config.Name = evil
	r.Expect = []run.Verdict{{Name: evil, Wanted: evil, Actual: evil}}
	r.Result.Warnings = []string{evil}
	page := documented(t, &Document{Run: r, Arg: evil, Set: []string{evil}, Written: evil, Pictures: []Picture{{Finding: evil, Meaning: evil, SVG: []byte("<svg/>")}},
		Profiles: []Profile{{Profile: evil, Title: evil, Hosts: []string{evil}, Figures: []Figure{{evil, evil, evil, evil}}}, {Profile: evil, None: evil}}})
	if strings.Contains(page, "<script") || strings.Count(page, "</style>") != 1 || strings.Count(page, "</title>") != 1 {
		t.Error("a name became markup")
	}
	if n := strings.Count(asText(page), evil); n < 18 {
		t.Errorf("of what was named, only %d are there", n)
	}
}

func TestDocumentOfSeveralRuns(t *testing.T) {
	d := &Document{Run: twoHosts(t), Arg: "stdin.toml"}
	page := documented(t, d, d)
	for _, part := range []string{"<title>2 storms</title>", `<a href="#run-1">`, `<article id="run-2">`, "<h1>2 storms</h1>", "<h2>A &#34;title&#34;", "<h3>Who saw what</h3>"} {
		if !strings.Contains(page, part) {
			t.Errorf("no %s", part)
		}
	}
	if page != documented(t, d, d) {
		t.Error("the same runs gave another page")
	}
}

// A picture is a part of the page: its prolog stays away.
func TestDocumentHasPicturesInline(t *testing.T) {
	svg := "<?xml version=\"1.0\"?>\n<svg role=\"img\"><title>a &lt; b</title></svg>"
	page := documented(t, &Document{Run: twoHosts(t), Pictures: []Picture{{Finding: "found", Meaning: "what is drawn", SVG: []byte(svg)}}})
	if !strings.Contains(page, "<svg role=\"img\"><title>a &lt; b</title></svg>") || strings.Contains(page, "<?xml") {
		t.Error("the picture is not as it was")
	}
	if !strings.Contains(page, "What is drawn.") {
		t.Error("no caption")
	}
}

func TestDocumentCommand(t *testing.T) {
	d := &Document{Run: twoHosts(t), Arg: "my storm.toml", Set: []string{`mail."deck, big".count=3`}, Files: "outages"}
	if got := d.command(); got != `mailstorm run 'my storm.toml' --set 'mail."deck, big".count=3' --allow-files outages --seed 1` {
		t.Error(got)
	}
}

// What is too much for two sheets is left out there, and named.
func TestPrintSaysWhatItLeavesOut(t *testing.T) {
	r := twoHosts(t)
	d := &Document{Run: r, Profiles: []Profile{{Profile: "p", Title: "t", Hosts: []string{"exo"}}}}
	if c := d.view("a", "", 1); c.LeftOut != "Not printed, but in the file: the text of the scenario." {
		t.Errorf("%q", c.LeftOut)
	}
	for range 80 {
		r.Expect = append(r.Expect, run.Verdict{Name: "copies", Wanted: "< 3", Actual: "5", OK: true})
		d.Pictures = append(d.Pictures, Picture{Meaning: "m"})
		d.Profiles[0].Figures = append(d.Profiles[0].Figures, Figure{"steps", "15m", "official", strings.Repeat("long ", 30)})
	}
	r.Expect[79].OK = false
	c := d.view("a", "", 1)
	if c.LeftOut != "Not printed, but in the file: the text of the scenario, 78 pictures, 77 expectations and 72 figures." {
		t.Error(c.LeftOut)
	}
	if c.Expected[79].Off || !c.Expected[78].Off {
		t.Error("what was not met has to be printed first")
	}
}

// A second copy tells nobody, and mail that bounced honestly is not painted as if it had arrived.
func TestToldIsNeitherNoticedNorDelivered(t *testing.T) {
	r := &run.Run{Result: &sim.Result{}, Deliveries: func(func(sim.Delivery) bool) {}}
	for id, at := range map[metrics.ID]time.Duration{metrics.TroubleAt: 0, metrics.SignAt: 15 * time.Minute, metrics.Hidden: 15 * time.Minute} {
		r.Result.Values[id] = metrics.Int(int64(at))
	}
	if got, want := run.Visible(r), "the problem began at the start; the first notification came 15 min later"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	r.Result.Values[metrics.Duplicates] = metrics.Int(1)
	if got, want := run.Visible(r), "the problem began at the start; a recipient received a second copy 15 min later"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	page, err := os.ReadFile("head.html")
	if err != nil || regexp.MustCompile(`\.good[^{}]*,[^{}]*\.bounced|\.bounced[^{}]*,[^{}]*\.good`).Match(page) {
		t.Error("honest NDRs have the colour of what was delivered", err)
	}
}

// What a scenario expects as written is not missed by what --set made of it.
func TestExpectationsOfAnotherScenarioAreNotMissed(t *testing.T) {
	if mark, kind := (&run.Verdict{Varied: "--set"}).Mark(), markClass(&run.Verdict{Varied: "--set"}); mark != "without --set" || kind != "soft" {
		t.Error(mark, kind)
	}
	if mark := (&run.Verdict{}).Mark(); mark != "not met" {
		t.Error(mark)
	}
}

// Terms are links to a glossary at the foot, each where it is used first; a term within another is none, and other words stay text.
func TestTermsAreLinked(t *testing.T) {
	g := newGlossary([]Term{{[]string{"NDR"}, "m"}, {[]string{"false NDR"}, "m"}, {[]string{"deferral", "deferred"}, "m"}}, "run-2-")
	got := string(g.link("mail <deferred>, a false NDR")) + string(g.link("; 2 NDRs, NDRX, 3 deferrals"))
	want := `mail &lt;<a class="term" href="#run-2-term-3">deferred</a>&gt;, a <a class="term" href="#run-2-term-2">false NDR</a>; 2 <a class="term" href="#run-2-term-1">NDRs</a>, NDRX, 3 deferrals`
	if got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
	if got := string(newGlossary([]Term{{[]string{"copy"}, "m"}}, "").link("51 copies")); got != `51 <a class="term" href="#term-1">copies</a>` {
		t.Error(got)
	}
	r := twoHosts(t)
	page := documented(t, &Document{Run: r, Terms: []Term{{[]string{"host"}, "a server"}, {[]string{"nothing of this"}, "not used"}, {[]string{"message"}, "one mail"}}})
	if !strings.Contains(page, `<dt>message</dt> <dd>one mail</dd>`) || strings.Contains(page, "not used") {
		t.Error("the glossary has not the terms that the page uses")
	}
}

// Pictures take the colours of the page, also in the dark, and can be linked to and scrolled by keys.
func TestPicturesAreOfThePage(t *testing.T) {
	svg := `<svg role="img"><text style="font-size:21px">#FFFFFF</text><path style="fill:#FFFFFF;stroke:#000000" /><path style="fill:#0072B2" /></svg>`
	page := documented(t, &Document{Run: twoHosts(t), Pictures: []Picture{{Name: "seen", Finding: "f", Meaning: "m", SVG: []byte(svg)}}})
	for _, part := range []string{`<figure id="seen">`, `<div class="card" tabindex="0" role="group" aria-label="Picture: f">`, `fill:var(--paper);stroke:var(--ink)`, `fill:#0072B2`, `<text class="title" style="font-size:21px">#FFFFFF</text>`} {
		if !strings.Contains(page, part) {
			t.Errorf("no %s", part)
		}
	}
}

// What the numbers rest on is folded on the screen, and printed.
func TestFiguresAreFolded(t *testing.T) {
	page := documented(t, &Document{Run: twoHosts(t), Profiles: []Profile{{Profile: "p", Hosts: []string{"exo"}, Figures: []Figure{{"steps", "15m", "official", "source"}}}}})
	if strings.Count(page, "<caption>") != 2 || !strings.Contains(page, `<details class="screen">`+"\n<summary>The figures") || !strings.Contains(page, `<div class="print">`) {
		t.Error("the figures are not both folded and printed")
	}
}
