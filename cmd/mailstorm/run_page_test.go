package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mailstorm/cmd/catalogue"
	"mailstorm/scenarios/load"
)

var (
	drawing = regexp.MustCompile(`(?s)<svg .*?<title>(.*?)</title>.*?</svg>`)
	styling = regexp.MustCompile(`(?s)<style>.*?</style>`)
)

// The report of one run, word for word; what its pictures show and how it looks has tests of its own.
func TestReportGolden(t *testing.T) {
	page, err := os.ReadFile(reported(t, "", "deck-after-data"))
	if err != nil {
		t.Fatal(err)
	}
	got := styling.ReplaceAll(drawing.ReplaceAll(page, []byte("<svg>$1</svg>")), []byte("<style></style>"))
	file := filepath.Join("testdata", "deck-after-data.html")
	if *update {
		writeFile(t, file, string(got))
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the program writes (%v); if what it writes is right: go test ./cmd/mailstorm -run ReportGolden -update", file, err)
	}
}

// Every figure that a report names is one that its profile states, with a source, or one that the scenario sets.
func TestReportNamesItsSources(t *testing.T) {
	for name, want := range map[string][]string{
		"deck-after-data":   {"steps", "code.dropped"},
		"deck-worst-case":   {"message_expiration", "expiry_check"},
		"thundering-herd":   {"jitter of exo-jitter", "timer"},
		"silent-loss":       {},
		"two-hop-relay":     {"timer"},
		"wrong-tenant-open": {},
	} {
		s, err := load.Load(name, load.Options{})
		if err != nil {
			t.Fatal(err)
		}
		o := &runOptions{scenarioFlags: scenarioFlags{streams: streams{err: &bytes.Buffer{}}}}
		r, err := o.runCompared(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		named := map[string]bool{}
		for _, g := range usedProfiles(s, r.Result) {
			if len(g.Figures) == 0 && g.None == "" {
				t.Errorf("%s: nothing is said of %s", name, g.Profile)
			}
			for _, f := range g.Figures {
				named[f.Name] = true
				if set := f.Mark == catalogue.NotTheProfiles; set != (f.Source == "") || set != strings.Contains(f.Name, " of ") {
					t.Errorf("%s: %v", name, f)
				}
			}
		}
		for _, figure := range want {
			if !named[figure] {
				t.Errorf("%s: %s is missing in %v", name, figure, named)
			}
		}
		if len(want) == 0 && len(named) > 0 {
			t.Errorf("%s: %v, though nothing was deferred", name, named)
		}
	}
}
