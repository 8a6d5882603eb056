package plots_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mailstorm/plots"
)

func learnedSVG(name string) drawing[plots.Learned] {
	return plots.LearnedPictures[slices.Index(plots.Names(plots.LearnedPictures), name)].SVG
}

// office is what twelve weeks of an office told.
func office() plots.Learned {
	l := plots.Learned{Subtitle: "8,065 messages, 2 Mar 2026 to 26 May 2026; a message trace hides attempts", Begins: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), Lasts: 84 * day,
		Schedule: "Profile exchange-online explains the 1,583 waits", Profile: "profile exchange-online"}
	l.Traffic.Title = "Most mail is written Mon-Fri 08:00-18:00: 10.9 messages an hour"
	for h := range int64(168) {
		busy := h/24 < 5 && h%24 >= 8 && h%24 < 18
		fitted, counted := int64(1000), 700+h*37%600
		if busy {
			fitted, counted = 10_900, 9_800+h*211%2000
		}
		if h >= 160 {
			counted = -1
		}
		l.Traffic.Fitted, l.Traffic.Hours = append(l.Traffic.Fitted, fitted), append(l.Traffic.Hours, counted)
	}
	at := func(days, hours, lasts time.Duration) plots.LearnedOutage {
		from := days*day + hours*time.Hour
		return plots.LearnedOutage{BeganFrom: from - 3*time.Hour, BeganTo: from, EndedFrom: from + lasts, EndedTo: from + lasts + lasts/3}
	}
	early, late := at(1, 1, time.Hour), at(83, 4, 3*time.Hour)
	early.Unbegun, late.Unended = true, true
	l.Places = []plots.LearnedPlace{{"d936ca6f2dc.example", []plots.LearnedOutage{early, at(9, 6, 30*time.Hour), at(18, 14, 0), at(46, 5, 26*time.Hour)}},
		{"connector c1a2b3c4d5e", []plots.LearnedOutage{at(30, 2, 90*time.Minute)}}, {"others", []plots.LearnedOutage{late, at(58, 8, 5*time.Hour)}}}
	l.Lengths = plots.LearnedLengths{Title: "Half of all outages last at most 3 h 5 min, and nine in ten at most 24 h 5 min", Least: 5 * time.Minute, Half: 30 * time.Minute, Longest: 26 * time.Hour,
		Expiration: day, Law: "lognormal", Half50: "3 h 5 min (5 min to 8 h)", Half90: "24 h 5 min (6 h to no bound)", To: "15 outages that mail met, of which 2 have an end that the records do not show"}
	for i, length := range []time.Duration{5, 50, 90, 175, 240, 355, 640, 1440} {
		l.Lengths.Steps = append(l.Lengths.Steps, plots.LearnedStep{Length: length * time.Minute, Longer: 1e6 - int64(i)*130_000})
		q := plots.LearnedQuantile{Percent: [8]int{5, 10, 25, 50, 75, 90, 95, 98}[i], Value: length * time.Minute, Low: length * 20 * time.Second, High: length * 150 * time.Second}
		l.Lengths.Fitted = append(l.Lengths.Fitted, q)
		if i >= 5 {
			q.High = 0
		}
		l.Lengths.Quantiles = append(l.Lengths.Quantiles, q)
	}
	for i, wait := range []time.Duration{15, 15, 15, 20, 25, 30, 40, 60, 60} {
		w := plots.LearnedWaits{Number: i + 1, Met: plots.LearnedSpread{Low: wait*time.Minute - time.Minute, Median: wait * time.Minute, High: wait*time.Minute + wait*20*time.Second}}
		if i < 8 {
			w.Predicted = plots.LearnedSpread{Low: wait*time.Minute - 30*time.Second, Median: wait * time.Minute, High: wait*time.Minute + wait*10*time.Second}
		}
		l.Waits = append(l.Waits, w)
	}
	l.Simulated = plots.LearnedValidation{Title: "The model does not explain these records: 1 of 3 figures is out of the ordinary", Subtitle: "39 simulated storms of 13 weeks each; p = 0.03 for all figures together"}
	for i, name := range []string{"deferred", "time to NDR, median", "deferrals by day of the week"} {
		f := plots.LearnedFigure{Name: name, Observed: "3.4 %", Range: "0.43 % to 12.5 %", At: int64(i) * 500_000, Low: 30_000, High: 900_000, Fits: i < 2}
		for n := range int64(39) {
			f.Storms = append(f.Storms, n*n*650)
		}
		l.Simulated.Figures = append(l.Simulated.Figures, f)
	}
	l.Simulated.Figures[1].Observed, l.Simulated.Figures[1].Range = "24 h 8 min", "24 h 6 min to 24 h 10 min"
	return l
}

// The golden pictures of what was learned hold on every architecture: look at what changed before you write them anew.
func TestGoldenLearned(t *testing.T) {
	goldens(t, learnedSVG, map[string]func() plots.Learned{"office": office}, "office-lengths office-outages office-validation office-waits office-week")
}

func TestLearnedTitles(t *testing.T) {
	outages := func(all ...plots.LearnedOutage) plots.Learned {
		l := office()
		l.Places = []plots.LearnedPlace{{"a", all}}
		return l
	}
	hasTitles(t, learnedSVG("outages"), map[string]plots.Learned{
		"7 outages were met; the longest lasted at least 30 h; 1 not over when the records end": office(),
		"1 outage was met; it lasted at least 1 h":                                              outages(plots.LearnedOutage{BeganTo: time.Hour, EndedFrom: 2 * time.Hour, EndedTo: 3 * time.Hour}),
		"1 outage was met; it lasted less than an attempt could tell":                           outages(plots.LearnedOutage{BeganTo: time.Hour, EndedFrom: time.Hour, EndedTo: 3 * time.Hour}),
		"No outage was met": outages(),
	})
	hasTitle(t, learnedSVG("week"), office(), "Most mail is written Mon-Fri 08:00-18:00: 10.9 messages an hour")
}

// What the records cannot tell is marked, and named.
func TestLearnedSaysWhatIsHidden(t *testing.T) {
	for name, all := range map[string][]string{
		"lengths":    {">short: mail meets under 1 in 10<", ">short: mail meets under half<", ">longer than all that were met<", ">given up after 24 h<", ">lognormal law<", ">95 % interval<"},
		"outages":    {">every attempt failed<", ">no attempt tells<", ">open: not over, or begun before<"},
		"waits":      {">nine in ten waits and their median, by profile exchange-online<", ">in the records<"},
		"validation": {">the records<", ">the records, out of the ordinary<", ">95 % of them<", ">24 h 8 min; 24 h 6 min to 24 h 10 min<"},
		"week":       {">counted<", ">in the scenario<", ">not in the records<"},
	} {
		page := string(drawn(t, learnedSVG(name), office()))
		for _, want := range all {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %s", name, want)
			}
		}
	}
}

func TestLearnedShowsWhatIsKnown(t *testing.T) {
	list := office()
	list.Places, list.Lengths, list.Waits, list.Simulated = nil, plots.LearnedLengths{}, nil, plots.LearnedValidation{}
	for want, l := range map[string]plots.Learned{"lengths outages waits week validation": office(), "week": list, "": {Lasts: day}} {
		var shown []string
		for _, p := range plots.LearnedPictures {
			if p.Shows(l) {
				shown = append(shown, p.Name)
			}
		}
		if got := strings.Join(shown, " "); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestLearnedOfExtremes(t *testing.T) {
	many := office()
	for i := range 5000 {
		from := time.Duration(i) * 20 * time.Minute
		many.Places[0].Outages = append(many.Places[0].Outages, plots.LearnedOutage{BeganFrom: from, BeganTo: from, EndedFrom: from, EndedTo: from + time.Minute})
	}
	for range 40 {
		many.Places = append(many.Places, plots.LearnedPlace{Name: strings.Repeat("long ", 99), Outages: many.Places[0].Outages[:1]})
	}
	for len(many.Waits) < 60 {
		many.Waits = append(many.Waits, many.Waits...)
	}
	strange := office()
	strange.Lasts, strange.Begins = forever, time.Time{}
	strange.Places[0].Outages = []plots.LearnedOutage{{BeganFrom: -forever, BeganTo: -5, EndedFrom: forever, EndedTo: forever}}
	strange.Lengths.Longest, strange.Lengths.Half, strange.Lengths.Least, strange.Lengths.Expiration = forever, forever, 0, 1
	strange.Lengths.Steps[7].Length, strange.Lengths.Fitted[7].Value = forever, forever
	strange.Waits[0].Met = plots.LearnedSpread{Low: 0, Median: 1, High: forever}
	strange.Simulated.Figures[0] = plots.LearnedFigure{Name: strings.Repeat("long ", 99), Observed: strings.Repeat("9", 99), At: -1, Low: forever.Nanoseconds(), Storms: []int64{-5, 1 << 60}}
	strange.Traffic.Hours[0], strange.Traffic.Fitted[1], strange.Traffic.Hours = 1<<62, 1<<62, strange.Traffic.Hours[:100]
	bare := office()
	bare.Traffic.Hours, bare.Profile = nil, ""
	bare.Lengths = plots.LearnedLengths{Steps: []plots.LearnedStep{{Length: 0, Longer: 1e6}}}
	bare.Simulated.Figures = []plots.LearnedFigure{{}}
	for len(many.Simulated.Figures) < 40 {
		many.Simulated.Figures = append(many.Simulated.Figures, many.Simulated.Figures...)
	}
	bare.Waits = []plots.LearnedWaits{{Number: 1}}
	for name, l := range map[string]plots.Learned{"many": many, "strange": strange, "bare": bare, "nothing": {Lasts: 1, Lengths: bare.Lengths, Waits: bare.Waits}} {
		for _, p := range plots.LearnedPictures {
			lacks := ""
			if name == "many" && p.Name == "outages" {
				lacks = "Not drawn: 27 more destinations."
			}
			incomplete(t, drawn(t, p.SVG, l), 300_000, lacks)
		}
	}
	if _, err := plots.LearnedPictures[0].SVG(plots.Learned{}); err == nil {
		t.Error("records without a length are drawn")
	}
}

// What is learned has legends of what is drawn, too: no open outage, no figure that fits.
func TestLearnedLegendsNameWhatIsDrawn(t *testing.T) {
	const open, fits = "open: not over, or begun before", ">the records<"
	l := office()
	if page := string(drawn(t, learnedSVG("outages"), l)); !strings.Contains(page, open) {
		t.Error("open outages are not explained")
	}
	if page := string(drawn(t, learnedSVG("validation"), l)); !strings.Contains(page, fits) {
		t.Error("figures that fit are not explained")
	}
	l.Places = l.Places[1:2]
	l.Simulated.Figures = l.Simulated.Figures[2:]
	if page := string(drawn(t, learnedSVG("outages"), l)); strings.Contains(page, open) {
		t.Error("an open outage is explained, and there is none")
	}
	if page := string(drawn(t, learnedSVG("validation"), l)); strings.Contains(page, fits) {
		t.Error("a figure that fits is explained, and there is none")
	}
}
