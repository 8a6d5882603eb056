package plots_test

import (
	"bytes"
	"html"
	"slices"
	"strings"
	"testing"

	"mailstorm/plots"
	"mailstorm/plots/runs"
	"mailstorm/plots/sweeps"
)

// drawing makes a file of a subject.
type drawing[S any] func(S) ([]byte, error)

func picture(name string) plots.Picture {
	return plots.Pictures[slices.Index(plots.Names(plots.Pictures), name)]
}

func sweepPicture(name string) plots.SweepPicture {
	return plots.Sweeps[slices.Index(plots.Names(plots.Sweeps), name)]
}

func runSVG(name string) drawing[runs.Run]       { return picture(name).SVG }
func sweepSVG(name string) drawing[sweeps.Sweep] { return sweepPicture(name).SVG }

func drawn[S any](t *testing.T, draw drawing[S], s S) []byte {
	t.Helper()
	b, err := draw(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// goldens compares pictures with those that are kept, each named "subject-picture".
func goldens[S any](t *testing.T, svg func(picture string) drawing[S], subjects map[string]func() S, names string) {
	t.Helper()
	for _, name := range strings.Fields(names) {
		t.Run(name, func(t *testing.T) {
			subject, picture, _ := strings.Cut(name, "-")
			golden(t, name+".svg", drawn(t, svg(picture), subjects[subject]()))
		})
	}
}

func isTheSameTwice[S any](t *testing.T, name string, s func() S, draw drawing[S]) {
	t.Helper()
	if first, second := drawn(t, draw, s()), drawn(t, draw, s()); !bytes.Equal(first, second) {
		t.Errorf("%s is not the same twice", name)
	}
}

// titleOf is the title that a picture gives to those who cannot see it.
func titleOf(svg []byte) string {
	_, rest, _ := strings.Cut(string(svg), "<title>")
	title, _, _ := strings.Cut(rest, "</title>")
	return html.UnescapeString(title)
}

func hasTitle[S any](t *testing.T, svg drawing[S], s S, want string) {
	t.Helper()
	if got := titleOf(drawn(t, svg, s)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func hasTitles[S any](t *testing.T, svg drawing[S], titles map[string]S) {
	t.Helper()
	for want, s := range titles {
		hasTitle(t, svg, s, want)
	}
}
