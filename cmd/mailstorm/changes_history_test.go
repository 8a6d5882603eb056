package main

import (
	"strings"
	"testing"
)

const (
	digestA = "aaaaaaaa000000000000000000000001"
	digestB = "bbbbbbbb000000000000000000000002"
	digestC = "cccccccc000000000000000000000003"
	began   = version + "\ndeck " + digestA + "\nnews " + digestC + "\n"
	opening = "# Changes\n\n## " + version + "\n\nThe first version.\n"
)

// Made-up histories: what is said of each, and what -update makes of it.
func TestChangesAreJudged(t *testing.T) {
	for _, c := range []struct{ name, record, page, now, says, updated string }{
		{"nothing moved", began, opening, began, "", began},
		{"a digest moved", began, opening, "deck " + digestB + "\nnews " + digestC,
			"deck came to " + digestB + ", and docs/digests.txt says " + digestA + ": its numbers moved\nif that is meant: go test ./cmd/mailstorm -run Changes -update",
			began + "deck " + digestB + "\n"},
		{"a digest moved, and its row is there", began + "deck " + digestB, opening, "deck " + digestB + "\nnews " + digestC,
			"docs/changes.md does not say why these are not what they were; write below \"## " + version + "\", with the reason in words:\n\n* `deck` bbbbbbbb: REASON",
			began + "deck " + digestB + "\n"},
		{"two moved for one reason", began + "deck " + digestB + "\nnews " + digestA, opening, "deck " + digestB + "\nnews " + digestA,
			"* `deck` bbbbbbbb, `news` aaaaaaaa: REASON", began + "deck " + digestB + "\nnews " + digestA + "\n"},
		{"the digits without a reason", began + "deck " + digestB, opening + "\n* `deck` bbbbbbbb: REASON\n", "deck " + digestB + "\nnews " + digestC,
			"* `deck` bbbbbbbb: REASON", ""},
		{"a reason without the digits", began + "deck " + digestB, opening + "\n* `deck` waits for its jitter after the cap\n", "deck " + digestB + "\nnews " + digestC,
			"* `deck` bbbbbbbb: REASON", ""},
		{"a reason in another paragraph", began + "deck " + digestB, opening + "\n* `deck` bbbbbbbb\n* Jitter is drawn after the cap\n", "deck " + digestB + "\nnews " + digestC,
			"* `deck` bbbbbbbb: REASON", ""},
		{"a reason below another version", began + "deck " + digestB, opening + "\n## 0.0.9\n\nJitter is drawn after the cap: `deck` bbbbbbbb\n", "deck " + digestB + "\nnews " + digestC,
			"* `deck` bbbbbbbb: REASON", ""},
		{"a digest moved, with its reason", began + "deck " + digestB, opening + "\n* Jitter is drawn after the cap: `deck`\n  bbbbbbbb.\n", "deck " + digestB + "\nnews " + digestC,
			"", began + "deck " + digestB + "\n"},
		{"moved again before anybody was told", began + "deck " + digestB, opening, "deck " + digestC + "\nnews " + digestC,
			"deck came to " + digestC + ", and docs/digests.txt says " + digestB, began + "deck " + digestC + "\n"},
		{"moved again after people were told", began + "deck " + digestB, opening + "\n* Jitter is drawn after the cap: `deck` bbbbbbbb\n", "deck " + digestC + "\nnews " + digestC,
			"deck came to " + digestC, began + "deck " + digestB + "\ndeck " + digestC + "\n"},
		{"moved and moved back", began + "deck " + digestB, opening, began, "deck came to " + digestA, began},
		{"a new storm", began, opening, began + "slow " + digestB, "slow is new and came to " + digestB, began + "slow " + digestB + "\n"},
		{"a storm is gone", began, opening, "deck " + digestA, "news is gone; it came to " + digestC, began + "news gone\n"},
		{"a storm is gone, and nobody is told", began + "news gone", opening, "deck " + digestA, "* `news` gone: REASON", began + "news gone\n"},
		{"a storm is gone, and people are told", began + "news gone", opening + "\n* Deck says the same and more: `news` gone.\n", "deck " + digestA, "", began + "news gone\n"},
		{"a storm came back", began + "news gone", opening + "\n* Deck says the same and more: `news` gone.\n", began,
			"news came to " + digestC + ", and docs/digests.txt says gone", began + "news gone\nnews " + digestC + "\n"},
		{"a later version", strings.Replace(began, version, "0.0.9", 1), opening, "deck " + digestB + "\nnews " + digestC,
			"deck came to " + digestB, strings.Replace(began, version, "0.0.9", 1) + "\n" + version + "\ndeck " + digestB + "\n"},
		{"digits that no row has", began, opening + "\n* Jitter is drawn after the cap: `deck` abcdabcd\n", began,
			"docs/changes.md names `deck` abcdabcd below " + version + ", and docs/digests.txt has no such row there", began},
		{"no word of this version", began, strings.Replace(opening, version, "0.0.9", 1), began,
			"docs/changes.md does not begin with this version; write \"## " + version + "\" above the others, and what is new", began},
	} {
		before, told := rows(t, c.record), remarks(c.page)
		now := rows(t, version+"\n"+strings.TrimPrefix(c.now, version+"\n"))
		got := strings.Join(judged(before, now, told), "\n")
		if c.says == "" && got != "" || !strings.Contains(got, c.says) {
			t.Errorf("%s: it says\n%s\nwant\n%s", c.name, got, c.says)
		}
		if updated := printed(entered(before, now, told)); c.updated != "" && strings.Join(strings.Fields(updated), " ") != strings.Join(strings.Fields(digestsHead+c.updated), " ") {
			t.Errorf("%s: updated to\n%s\nwant\n%s", c.name, updated, c.updated)
		}
	}
}

func rows(t *testing.T, text string) []ending {
	t.Helper()
	all, wrong := endings(text)
	if wrong != "" {
		t.Fatal(wrong)
	}
	return all
}

func TestDigestsAreRows(t *testing.T) {
	for text, want := range map[string]string{
		"deck " + digestA:                    `docs/digests.txt:1: "deck ` + digestA + `" is no row; below a version, write a storm and its 32 digits, or gone`,
		version + "\n\ndeck aaaaaaaa":        `docs/digests.txt:3: "deck aaaaaaaa" is no row`,
		version + "\ndeck " + digestA + " !": `docs/digests.txt:2: "deck`,
	} {
		if _, wrong := endings(text); !strings.HasPrefix(wrong, want) {
			t.Errorf("%q: %s, want %s", text, wrong, want)
		}
	}
	if all := rows(t, printed(rows(t, began))); len(all) != 2 || all[1].short() != "`news` cccccccc" {
		t.Errorf("%v", all)
	}
}
