package plots_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"mailstorm/plots"
)

// tried is a server that tries some messages at some seconds, each later by its lateness.
func tried(messages int, late time.Duration) plots.Observed {
	o := plots.Observed{Title: "48 of 49 attempts were within 3 s of what profile postfix predicts; the largest difference is 12 s.",
		Subtitle: "connection-refused, profile postfix, 60 times as fast as the clock on the wall", End: 200 * time.Second, Closed: []plots.ObservedSpan{{From: 20 * time.Second, Until: 45 * time.Second}, {From: 100 * time.Second, Until: 104 * time.Second}}}
	for i := range messages {
		row := plots.ObservedRow{Name: fmt.Sprintf("%d@contoso.example", i)}
		began := time.Duration(i) * time.Second
		for n, at := range []time.Duration{0, 5, 10, 20, 40, 80, 120} {
			m := plots.ObservedMark{At: began + at*time.Second}
			if n == 6 {
				m.What = plots.ObservedDelivery
			}
			row.Predicted = append(row.Predicted, m)
			if m.At += time.Duration(n) * late; n != 3 && n != 4 {
				row.Observed = append(row.Observed, m)
			}
		}
		row.Predicted = append(row.Predicted, plots.ObservedMark{At: began + 60*time.Second, What: plots.ObservedDelay})
		if i == 1 {
			row.Observed[len(row.Observed)-1].What = plots.ObservedNDR
		}
		o.Rows = append(o.Rows, row)
	}
	return o
}

// The golden pictures of real servers hold on every architecture: look at what changed before you write them anew.
func TestGoldenObserved(t *testing.T) {
	for name, o := range map[string]plots.Observed{"seven": tried(7, 300*time.Millisecond), "dozens": tried(24, 300*time.Millisecond), "forty": tried(40, time.Second)} {
		golden(t, name+"-observed.svg", drawn(t, plots.ObservedPictures[0].SVG, o))
	}
}

func TestObservedSaysWhatItShows(t *testing.T) {
	hasTitle(t, plots.ObservedPictures[0].SVG, tried(3, 0), "48 of 49 attempts were within 3 s of what profile postfix predicts; the largest difference is 12 s.")
	for want, n := range map[string]int{">delivered by this attempt<": 3, ">port closed: what is predicted here cannot be seen<": 3, ">predicted: 280<": 40, ">observed: 199<": 40} {
		if page := string(drawn(t, plots.ObservedPictures[0].SVG, tried(n, 0))); !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestObservedOfExtremes(t *testing.T) {
	one := plots.Observed{End: 1, Rows: []plots.ObservedRow{{Name: strings.Repeat("long ", 99), Predicted: []plots.ObservedMark{{At: -5}, {At: forever}}}}, Closed: []plots.ObservedSpan{{0, forever}, {5, 5}}}
	busy := tried(2, 0)
	for len(busy.Rows[0].Observed) < 100_000 {
		busy.Rows[0].Observed = append(busy.Rows[0].Observed, busy.Rows[0].Observed...)
	}
	all := tried(1000, time.Minute)
	all.End = forever
	for _, o := range []plots.Observed{{End: time.Hour}, one, busy, all} {
		incomplete(t, drawn(t, plots.ObservedPictures[0].SVG, o), 200_000, "")
	}
	if _, err := plots.ObservedPictures[0].SVG(plots.Observed{}); err == nil {
		t.Error("a record without an end is drawn")
	}
}
