package load

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/scenariotest"
)

// Whoever pins a model wants to hear of every figure that is another one since.
func TestTheNewestModelIsTheLibrary(t *testing.T) {
	var b strings.Builder
	for _, s := range profile.LibraryModel() {
		fmt.Fprintf(&b, "%s %s %s\n", s.Profile, s.Key, s.Is)
	}
	file := "../models/" + profile.Newest() + ".figures"
	if *Update {
		os.WriteFile(file, []byte(b.String()), 0o644)
	}
	if text, _ := os.ReadFile(file); string(text) != b.String() {
		t.Errorf("a figure changed, and %s has it as it was. If that model is out, begin a new one: make an empty file models/YEAR.NUMBER.figures, "+
			"and say in models/YEAR.NUMBER.rules what else changed. Then go test ./scenarios/load -run TheNewestModel -update", file)
	}
}

// pinned is a scenario for a model, with lines for the top and for its host.
func pinned(t *testing.T, top, host string) *profile.Since {
	t.Helper()
	s, err := Load("-", Options{Stdin: strings.NewReader(top + "\n" + scenariotest.Mail("deck", "sender@contoso.example", "copy@contoso.example", "1MB") +
		scenariotest.Host("exo", "", "contoso.example", "") + host)})
	if err != nil {
		t.Fatal(err)
	}
	return s.Since()
}

func TestModelOfAScenario(t *testing.T) {
	for _, top := range []string{"", `model = "` + profile.Newest() + `"`} {
		if since := pinned(t, top, ""); since != nil {
			t.Errorf("%q: %v", top, since)
		}
	}
	figures := func(s *profile.Since) (all []string) {
		for _, d := range s.Differs {
			all = append(all, strings.Join(d.Hosts, "+")+" "+d.Profile+" "+d.Figure)
		}
		return all
	}
	old := `model = "2026.1"`
	all := figures(pinned(t, old, "profile = \"exchange-online\"\n[host.two]\nprofile = \"exchange-online\"\nrecovery = \"own-timers\""))
	for _, want := range []string{"exo+two exchange-online last_try", "exo exchange-online recovery"} {
		if !slices.Contains(all, want) {
			t.Errorf("no %q in %q", want, all)
		}
	}
	if all := figures(pinned(t, old, `profile = "exchange-online-queue"`)); !slices.Equal(all, []string{"exo exchange-online-queue "}) {
		t.Errorf("%q", all)
	}
}

// What a file beside the scenario states is the user's own; what it takes over from the library is not.
func TestModelOfAnOwnProfile(t *testing.T) {
	t.Chdir(t.TempDir())
	own := "base = \"exchange-online\"\n[figure.recovery]\nis = \"flush\"\nmark = \"observed\"\nsource = \"seen\"\n"
	os.WriteFile("mine.toml", []byte(own), 0o644)
	since := pinned(t, `model = "2026.1"`, `profile = "mine.toml"`)
	has := func(figure string) bool {
		return slices.ContainsFunc(since.Differs, func(d profile.Difference) bool { return d.Figure == figure && d.Profile == "exchange-online" })
	}
	if !has("last_try") || has("recovery") {
		t.Errorf("%v", since.Differs)
	}
}
