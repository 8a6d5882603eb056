//go:build slow

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios"
	"mailstorm/scenarios/load"
)

// Storms of the library, run and learned again, name their profile and, where they tell it, their expiration: all of which the records of one profile
// show ten waits or more. Fewer may fit others better: traces say when sessions ended, and not when they began.
func TestLearnLibrary(t *testing.T) {
	const enough = 10 // waits
	storms, late, alone := 0, 0, 0
	for _, e := range scenarios.Library() {
		out := filepath.Join(t.TempDir(), "out")
		if said := inProcess([]string{"run", e.Name, "--out", out, "--quiet", "--events", "none"}); said.code != 0 {
			t.Fatal(said.err)
		}
		profile, file := triesAgain(t, out)
		if _, err := os.Stat(file); profile == "" || err != nil {
			continue
		}
		f := &findings(t, file).Schedule
		var fits []string
		for _, p := range f.Candidates {
			if p.Fits {
				fits = append(fits, p.Profile)
			}
		}
		t.Logf("%s: of %d waits, %d of them late, fits %s; it is %s", e.Name, f.Waits, f.LongestIs.N, fits, profile)
		if f.Waits < enough {
			continue
		}
		storms++
		if !slices.Contains(fits, profile) {
			t.Errorf("%s: fits %s, not %s", e.Name, fits, profile)
		}
		if f.LongestIs.N >= enough {
			if late++; len(fits) == 1 {
				alone++
			}
		}
		if b, want := f.Expiration, expirationOf(t, e.Name, profile); b.N > 0 && want > 0 && (b.Least >= want || b.Most < want) {
			t.Errorf("%s: given up between %s and %s, not after %s", e.Name, b.Least, b.Most, want)
		}
	}
	if t.Logf("%d storms; of %d with ten late waits, %d name one profile", storms, late, alone); storms < 20 || alone*10 < late*8 {
		t.Errorf("%d storms; of %d with ten late waits, only %d name one profile", storms, late, alone)
	}
}

// triesAgain is the profile of all hosts of a run that tried again, and the file that shows it; "": they have several.
func triesAgain(t *testing.T, out string) (profile, file string) {
	var result struct {
		Profiles map[string]string
		Metrics  map[string]any
	}
	if err := json.Unmarshal([]byte(readFile(t, filepath.Join(out, "result.json"))), &result); err != nil {
		t.Fatal(err)
	}
	for host, of := range result.Profiles {
		switch n, _ := result.Metrics[host+".deferrals"].(float64); {
		case n == 0 || of == profile:
		case profile != "":
			return "", ""
		default:
			profile = of
		}
	}
	if strings.HasPrefix(profile, "exchange-") {
		return profile, filepath.Join(out, "trace.csv")
	}
	return profile, filepath.Join(out, "maillog")
}

// expirationOf is that of the hosts of a scenario that have a profile of one family; 0: they differ.
func expirationOf(t *testing.T, name, profile string) (one time.Duration) {
	s, err := load.Load(name, load.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Config.Hosts {
		p := s.Config.Hosts[i].Profile
		switch {
		case p == nil || !strings.HasPrefix(profile, p.Family):
		case one != 0 && one != p.Lifetime:
			return 0
		default:
			one = p.Lifetime
		}
	}
	return one
}
