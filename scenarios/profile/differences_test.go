package profile

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestModelDifferences(t *testing.T) {
	then := model{{"plain", "steps", `["30m"]`, "", ""}, {"plain", "cap", "1h", "", ""}, {"plain", "code.said.expired", "550 4.4.7", "", ""},
		{"child", BaseKey, "plain", "", ""}, {"child", "cap", "2h", "", ""}, {"child", "recovery", "flush", "", ""}}
	now := model{{"plain", "steps", `["15m"]`, "official", "the manual"}, {"plain", "cap", "3h", "inferred", "a guess"},
		{"plain", "last_try", "none", "inferred", "nothing"}, {"plain", "external_reply", "stopped", "official", "the manual"},
		{"child", BaseKey, "plain", "", ""}, {"child", "cap", "2h", "", ""}, {"new", "cap", "1h", "", ""}}
	for _, c := range []struct{ profile, condition string }{
		{"plain", `steps: ["30m"] -> ["15m"] (official: the manual)
cap: 1h -> 3h (inferred: a guess)
external_reply: leaves -> stopped (official: the manual)
code.said.expired: 550 4.4.7 -> none (: )
`},
		{"child", `steps: ["30m"] -> ["15m"] (official: the manual)
external_reply: leaves -> stopped (official: the manual)
recovery: flush -> own-timers (: )
code.said.expired: 550 4.4.7 -> none (: )
`},
		{"new", ":  ->  (: )\n"},
	} {
		got := ""
		for _, d := range Differences(then, now, c.profile) {
			got += fmt.Sprintf("%s: %s -> %s (%s: %s)\n", d.Figure, d.Then, d.Now, d.Mark, d.Source)
		}
		if got != c.condition {
			t.Errorf("%s: got\n%swant\n%s", c.profile, got, c.condition)
		}
	}
}

func TestModelVersions(t *testing.T) {
	versions := []string{"2026.10", "2027.1", "2026.9", "2026.2"}
	slices.SortFunc(versions, CompareVersions)
	if got := strings.Join(versions, " "); got != "2026.2 2026.9 2026.10 2027.1" {
		t.Error(got)
	}
	if got := lastWith("rfc5321"); got != "; the last model that had it is "+Newest() {
		t.Error(got)
	}
	for _, version := range Models()[1:] {
		if len(RulesSince(Models()[0])) == 0 || len(WrittenDown(version)) == 0 {
			t.Errorf("%s says nothing", version)
		}
	}
}
