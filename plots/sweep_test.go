package plots_test

import (
	"bytes"
	"html"
	"math"
	"strings"
	"testing"

	"mailstorm/plots"
	"mailstorm/plots/draw"
	"mailstorm/plots/sweeps"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/analysis"
)

// The golden pictures of sweeps hold on every architecture: look at what changed before you write them anew.
func TestGoldenSweeps(t *testing.T) {
	goldens(t, sweepSVG, map[string]func() sweeps.Sweep{
		"advised": advised, "stay": stay, "less": negative, "gaps": halfKnown, "grid": grid, "words": words, "priced": priced, "unsure": unsure, "beyond": beyond,
	}, "advised-slide advised-tradeoff advised-pareto advised-survival stay-slide less-tradeoff gaps-tradeoff grid-pareto words-survival priced-prices unsure-slide beyond-slide beyond-tradeoff beyond-pareto")
}

func TestSweepsAreTheSameBytesTwice(t *testing.T) {
	for _, p := range plots.Sweeps {
		isTheSameTwice(t, p.Name, grid, p.SVG)
		isTheSameTwice(t, p.Name, grid, func(s sweeps.Sweep) ([]byte, error) { return p.PNG(s, draw.Slide) })
	}
}

// Processors may round the last bit of an estimate their own way.
func TestTheLastBitDrawsNoOtherPicture(t *testing.T) {
	for name, sweep := range map[string]func() sweeps.Sweep{"advised": advised, "grid": grid, "thousand": thousand, "halves": halves, "priced": priced, "beyond": beyond} {
		for _, p := range plots.Sweeps {
			want := drawn(t, sweepSVG(p.Name), sweep())
			for _, toward := range []float64{math.Inf(1), math.Inf(-1)} {
				if got := drawn(t, sweepSVG(p.Name), nudged(sweep(), toward)); !bytes.Equal(got, want) {
					t.Errorf("%s of %s changes with the last bit toward %v", p.Name, name, toward)
				}
			}
		}
	}
}

// halves has shares that lie in the middle between two steps.
func halves() sweeps.Sweep {
	s := advised()
	for i := range s.Summary.Choices {
		s.Summary.Choices[i].Measures[experiment.BouncedGood] = near(float64(2*i+1)/2e9, 0.5e-9)
		s.Summary.Choices[i].Measures[experiment.MeanSilence] = near(float64(2*i+1)/120, 1.0/120)
	}
	return s
}

// nudged moves all floats by two of their last bits.
func nudged(s sweeps.Sweep, toward float64) sweeps.Sweep {
	for i := range s.Summary.Choices {
		o := &s.Summary.Choices[i]
		for m := range experiment.Measures {
			for _, e := range []*analysis.Estimate{&o.Measures[m], &o.Difference[m]} {
				for _, f := range []*float64{&e.Value, &e.Low, &e.High} {
					if *f != 0 {
						*f = math.Nextafter(math.Nextafter(*f, toward), toward)
					}
				}
			}
		}
	}
	return s
}

func TestSweepTitlesSayTheFinding(t *testing.T) {
	equal := expirations()
	equal.Summary.Choices[0].Difference[experiment.BouncedGood] = near(0.00001, 0.0001)
	equal.Summary.Choices[0].Told = equal.Summary.Choices[12].Told
	for _, test := range []struct {
		picture string
		sweep   sweeps.Sweep
		want    string
	}{
		{"tradeoff", expirations(), "12 h needlessly bounces 0.43 % more of all mail than 24 h, but undelivered mail is reported 12 h sooner"},
		{"tradeoff", advised(), "16 h needlessly bounces 0.22 % more of all mail than 24 h, but undelivered mail is reported 8 h sooner"},
		{"tradeoff", negative(), "24 h needlessly bounces 0.43 % less of all mail than 12 h, but undelivered mail is reported 12 h later"},
		{"tradeoff", equal, "12 h needlessly bounces between 0.009 % less and 0.011 % more of all mail than 24 h, and undelivered mail is reported equally soon"},
		{"tradeoff", strangers(), "12 h needlessly bounces at most 0.41 % more of all mail than 24 h, but half of the undelivered mail is reported 12 h sooner"},
		{"pareto", strangers(), "Between 24 h and 12 h, one hour less of silence needlessly bounces at most 0.037 % more of all mail"},
		{"survival", strangers(), "Half of the undelivered mail is reported within 12 h 6 min with 12 h, and within 24 h 6 min with 24 h"},
		{"survival", equal, "All undelivered mail is reported within 24 h 13 min, with 12 h as with 24 h"},
		{"tradeoff", zeroes(), "16 h bounces as much good mail as 24 h, and undelivered mail is reported equally soon"},
		{"tradeoff", unknown(), "The effect of 16 h is not known"},
		{"tradeoff", oneValue(), "12 h: 0.43 % of all mail needlessly bounced, undelivered mail reported after 12 h 6 min"},
		{"tradeoff", words(), "exchange-online needlessly bounces 0.43 % more of all mail than exchange-online-dane, but undelivered mail is reported 1 h sooner"},
		{"slide", advised(), "Choose 16 h: it needlessly bounces 0.22 % more of all mail than 24 h, but undelivered mail is reported 8 h sooner"},
		{"slide", unsure(), "Not decided yet: 15 h to 17 h may be the best; about 880 storms would decide it"},
		{"slide", answered(analysis.Advice{Answer: analysis.Undecided, Open: []int{4}, Next: 8, NoneByEstimate: true}), "Not decided yet: 16 h may be the best, but its estimate breaks a limit"},
		{"slide", answered(analysis.Advice{Answer: analysis.Undecided, Open: []int{4, 8}, Next: 8}), "Not decided yet: 16 h or 20 h may be the best; more storms would not decide it"},
		{"slide", stay(), "Keep 24 h; 23 h would do as well"},
		{"slide", answered(analysis.Advice{Answer: analysis.Decided, Best: []int{5, 7, 6, 12}, Next: 7}), "Choose 17 h; 18 h, 19 h or 24 h would do as well"},
		{"slide", excluded(), "No value meets all limits"},
		{"slide", calm(), "The value does not matter here: no message was late enough for a DSN"},
		{"slide", expirations(), "No limits and no weights are given, so there is no advice. 12 h needlessly bounces 0.43 % more of all mail than 24 h, but undelivered mail is reported 12 h sooner"},
		{"slide", grounds("one storm is no ground for it"), "No advice: one storm is no ground for it"},
		{"slide", grounds("nothing fails in this scenario"), "No advice: nothing fails in this scenario"},
		{"slide", grounds("all storms have the same outage"), "No advice: all storms have the same outage"},
		{"slide", beyond(), "No limits and no weights are given, so there is no advice. 12 h needlessly bounces 6 % more of all mail than 24 h"},
		{"slide", barred(), "Keep 24 h: 12 h needlessly bounces 6 % more of all mail than 24 h"},
		{"slide", allBarred(), "None of these values can be set"},
		{"tradeoff", beyond(), "12 h needlessly bounces 6 % more of all mail than 24 h; 48 h would save 12 %, but cannot be set"},
		{"pareto", beyond(), "Between 48 h and 12 h, one hour less of silence needlessly bounces 6.5 % more of all mail"},
		{"prices", priced(), "21 h is cheapest while mean wait for the NDR costs 0.821/h to 1.09/h, now 1/h"},
		{"prices", advised(), "There are fewer than two prices to compare"},
		{"pareto", advised(), "Between 24 h and 12 h, one hour less of silence needlessly bounces 0.039 % more of all mail"},
		{"pareto", zeroes(), "All 13 values have the same bounced good mail and the same silence"},
		{"pareto", unknown(), "Bounced good mail and silence are not both known for any value"},
		{"pareto", bestInBoth(), "12 h is best in both: no value bounces less good mail, none has a shorter silence"},
		{"survival", advised(), "All undelivered mail is reported within 16 h 13 min with 16 h, and within 24 h 13 min with 24 h"},
		{"survival", oneValue(), "All undelivered mail is reported within 12 h 13 min with 12 h"},
		{"survival", unknown(), "All mail arrived, so nobody waited for an NDR"},
	} {
		if got := titleOf(drawn(t, sweepSVG(test.picture), test.sweep)); got != test.want {
			t.Errorf("%s\ngot  %s\nwant %s", test.picture, got, test.want)
		}
	}
}

// rested is advice with all that the caller may know of it, and without delay notices.
func rested() sweeps.Sweep {
	s := advised()
	s.Profiles, s.Caveat = []string{"exo: from a file"}, "Under fixed15 it would be 18 h."
	for i := range s.Summary.Choices {
		m := &s.Summary.Choices[i].Measures
		m[experiment.MeanSilence], m[experiment.BouncedLong] = m[experiment.MeanTold], near(0.01, 0.001)
	}
	return s
}

// strangers is a sweep whose value does not hold for all mail, and too few storms to be sure.
func strangers() sweeps.Sweep {
	s := expirations()
	for i := range s.Summary.Choices {
		o := &s.Summary.Choices[i]
		o.Told.P95, o.Told.Max = sure(24*60+9), sure(24*60+13)
		o.Difference[experiment.BouncedGood] = analysis.Estimate{Value: 0.00065, Low: -0.000001, High: 0.0041, Known: true, Bounded: true}
	}
	return s
}

func bestInBoth() sweeps.Sweep {
	s := expirations()
	for i := range s.Summary.Choices {
		s.Summary.Choices[i].Measures[experiment.BouncedGood] = near(0.001*float64(i+1), 0)
	}
	return s
}

func TestSweepPicturesShowWhatIsThere(t *testing.T) {
	for name, want := range map[string]string{
		"no advice":       "slide tradeoff pareto survival",
		"one value":       "survival",
		"words":           "slide pareto survival",
		"a grid":          "slide pareto survival",
		"unknown":         "slide",
		"zero everywhere": "slide tradeoff pareto survival",
		"two prices":      "slide tradeoff pareto prices survival",
		"no price at all": "slide",
		"beyond":          "slide tradeoff pareto",
	} {
		var shown []string
		for _, p := range plots.Sweeps {
			if p.Shows == nil || p.Shows(extremeSweeps()[name]) {
				shown = append(shown, p.Name)
			}
		}
		if got := strings.Join(shown, " "); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// A table of texts that a page must and must not hold.
func TestSweepPagesSayWhatMatters(t *testing.T) {
	for _, test := range []struct {
		picture  string
		sweep    sweeps.Sweep
		has, not string
	}{
		{"tradeoff", advised(), "advised: 16 h|current: 24 h|limit: 0.25 %|limit of p95: 18 h|0.220 %|16 h 6 min", "far above|not known"},
		{"tradeoff", stay(), "advised, and current: 24 h", "limit: 0.25 %"},
		{"tradeoff", halfKnown(), "16 h 6 min", "24 h 6 min"},
		{"pareto", advised(), "16 h (advised)|17 h (runner-up)|24 h (current)|Pareto front: 13|95 % intervals", ""},
		{"pareto", thousand(), "Pareto front: 122|dominated: 878", "95 % intervals"},
		{"pareto", oneStorm(), "24 h (current)", "95 % intervals"},
		{"survival", advised(), "all have an NDR after 16 h 13 min|16 h (advised)|24 h (current)", "13 h"},
		{"slide", advised(), "0.203 % to 0.237 %|the same in every storm|meets all limits|breaks: 95 % quantile of the wait for|the NDR within 18 h|Confidence 95 %: it meets all limits.|14 h 48 min", "not known|silent"},
		{"slide", priced(), "Confidence 95 %: no other value is cheaper by more than 0.5.", ""},
		{"slide", unsure(), "may be the best|So far 16 h looks cheapest.", "advised|runner-up"},
		{"slide", excluded(), "The limit \"at most 0.25 % good mail bounced\" excludes 12 h to 15 h; the limit \"95 % quantile of the wait for the NDR within 18 h\"|excludes 16 h to 24 h.", "advised"},
		{"slide", beyond(), "cannot be set|bounced too early|8.6 %|the same in every storm", "until the NDR|not known|advised"},
		{"slide", barred(), "cannot be set|advised and current", ""},
		{"slide", grounds("all storms have the same outage"), "Observed: 12 h needlessly bounces 0.43 % more of all mail than 24 h, but undelivered mail is reported 12 h sooner.", "advised"},
		{"tradeoff", beyond(), "20.6 %|mail bounced that five days would have delivered, share of all mail", "TOLD|half are told (p50)|not known"},
		{"prices", priced(), "stated: 40/% and 1/h|24 h (current)|21 h (advised)|12 h|0.1/h|400/%|not decided by these storms", ""},
		{"slide", oneStorm(), "in one storm", "the same in every storm|95 % intervals"},
		{"slide", unknown(), "not known", "0 %"},
		{"slide", rested(), "Confidence 95 %: it meets all limits.|Under fixed15 it would be 18 h.|" +
			"Based on the same 1,000 storms for each value, from seed 1 on; profiles: exo: from a file; ranges are 95 % intervals|bounced too early", "silence"},
	} {
		page := ">" + textOf(drawn(t, sweepSVG(test.picture), test.sweep))
		for _, text := range strings.Split(test.has, "|") {
			if !strings.Contains(page, ">"+text+"<") {
				t.Errorf("%s holds no %q", test.picture, text)
			}
		}
		for _, text := range strings.Split(test.not, "|") {
			if text != "" && strings.Contains(page, ">"+text+"<") {
				t.Errorf("%s holds %q", test.picture, text)
			}
		}
	}
}

// At most six lines, among them those that are asked for, however many values there are.
func TestSurvivalChoosesSix(t *testing.T) {
	page := textOf(drawn(t, sweepSVG("survival"), thousand()))
	if got := strings.Count(page, ">half have an NDR after "); got != 6 {
		t.Errorf("%d lines", got)
	}
	for _, name := range []string{"30 min", "12 h (advised)", "12 h 2 min (runner-up)", "24 h (current)", "33 h 48 min"} {
		if !strings.Contains(page, ">"+name+"<") {
			t.Errorf("%s is not among them", name)
		}
	}
}

func TestASweepNeedsItsParts(t *testing.T) {
	for name, spoil := range map[string]func(*sweeps.Sweep){
		"no plan":           func(s *sweeps.Sweep) { s.Plan = nil },
		"no summary":        func(s *sweeps.Sweep) { s.Summary = nil },
		"no choice":         func(s *sweeps.Sweep) { s.Plan.Choices, s.Summary.Choices = nil, nil },
		"too few outcomes":  func(s *sweeps.Sweep) { s.Summary.Choices = s.Summary.Choices[1:] },
		"a current of none": func(s *sweeps.Sweep) { s.Plan.Current = 13 },
	} {
		s := advised()
		spoil(&s)
		for _, p := range plots.Sweeps {
			if _, err := p.SVG(s); err == nil {
				t.Errorf("%s: %s is drawn without an error", name, p.Name)
			}
			if _, err := p.PNG(s, draw.Slide); err == nil {
				t.Errorf("%s: %s is drawn without an error", name, p.Name)
			}
		}
	}
}

func textOf(svg []byte) string { return html.UnescapeString(string(svg)) }
