package main

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailstorm/scenarios"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
)

// docs/digests.txt holds what every storm of the library came to, version by version, and docs/changes.md why a digest is not
// what it was before. Rows are only added; the last row of a storm is what it comes to now.

const digestsHead = `# What each storm of the library came to, by version: a row where a storm is new, came to something else, or is gone.
# Why a digest is not what it was: changes.md. Rows are added by: go test ./cmd/mailstorm -run Changes -update

`

// gone stands in place of the digest of a storm that the library no longer has.
const gone = "gone"

// ending is a row of docs/digests.txt.
type ending struct{ version, storm, digest string }

// short is how docs/changes.md names it.
func (o ending) short() string { return fmt.Sprintf("`%s` %.8s", o.storm, o.digest) }

func TestChanges(t *testing.T) {
	root := docsRoot(t)
	record := filepath.Join(root, "docs", "digests.txt")
	now, told := comesTo(t), remarks(readFile(t, filepath.Join(root, "docs", "changes.md")))
	before, wrong := endings(readFile(t, record))
	if wrong != "" {
		t.Fatal(wrong)
	}
	if *update {
		before = entered(before, now, told)
		writeFile(t, record, printed(before))
	}
	for _, c := range judged(before, now, told) {
		t.Error(c)
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// comesTo runs the library.
func comesTo(t *testing.T) (now []ending) {
	for _, e := range scenarios.Library() {
		s, err := load.Load(e.Name, load.Options{})
		if err != nil {
			t.Fatal(err)
		}
		w := sim.New(s.Config, nil)
		for !w.Advance(eventsPerCheck) {
		}
		r, err := w.Result()
		if err != nil {
			t.Fatal(err)
		}
		now = append(now, ending{version, e.Name, hex.EncodeToString(r.Digest[:])})
	}
	return now
}

var digestForm = regexp.MustCompile(`^([0-9a-f]{32}|` + gone + `)$`)

// endings reads docs/digests.txt: a version on a line of its own, then rows of a storm and its digest.
func endings(text string) (all []ending, wrong string) {
	version, line := "", 0
	for l := range strings.Lines(text) {
		line++
		switch words := strings.Fields(l); {
		case len(words) == 0 || strings.HasPrefix(l, "#"):
		case len(words) == 1:
			version = words[0]
		case len(words) != 2 || version == "" || !digestForm.MatchString(words[1]):
			return nil, fmt.Sprintf("docs/digests.txt:%d: %q is no row; below a version, write a storm and its 32 digits, or %s", line, strings.TrimSpace(l), gone)
		default:
			all = append(all, ending{version, words[0], words[1]})
		}
	}
	return all, ""
}

func printed(all []ending) string {
	var b strings.Builder
	b.WriteString(digestsHead)
	for i, o := range all {
		if i == 0 || o.version != all[i-1].version {
			b.WriteString(strings.Repeat("\n", min(i, 1)) + o.version + "\n")
		}
		fmt.Fprintf(&b, "%-32s %s\n", o.storm, o.digest)
	}
	return b.String()
}

// remark is a paragraph or a list item of docs/changes.md, below the heading of a version.
type remark struct{ version, text string }

var itemsOfPage = regexp.MustCompile(`\n\s*\n|\n(?:\* |## )`)

func remarks(page string) (all []remark) {
	for i, part := range strings.Split("\n"+page, "\n## ") {
		heading, text, _ := strings.Cut(part, "\n")
		if i == 0 {
			continue // what stands above the versions
		}
		for _, item := range itemsOfPage.Split("\n"+text, -1) {
			all = append(all, remark{strings.TrimSpace(heading), item})
		}
	}
	return all
}

var (
	digitsNamed = regexp.MustCompile("`([a-z0-9-]+)`\\s+([0-9a-f]{8}|" + gone + `)\b`)
	wordOfProse = regexp.MustCompile(`\pL{2,}`)
)

// gives reports whether a paragraph names an ending, and says more than that.
func (r remark) gives(o ending) (named, why bool) {
	for _, m := range digitsNamed.FindAllStringSubmatch(r.text, -1) {
		named = named || r.version == o.version && m[1] == o.storm && strings.HasPrefix(o.digest, m[2])
	}
	return named, len(wordOfProse.FindAllString(digitsNamed.ReplaceAllString(r.text, ""), -1)) >= 4
}

// explained reports whether docs/changes.md says why a storm came to this.
func explained(told []remark, o ending) bool {
	return slices.ContainsFunc(told, func(r remark) bool {
		named, why := r.gives(o)
		return named && why
	})
}

// latest finds the last row of each storm.
func latest(all []ending) map[string]ending {
	last := map[string]ending{}
	for _, o := range all {
		last[o.storm] = o
	}
	return last
}

// due are the rows that docs/digests.txt lacks, in the order of the storms.
func due(before, now []ending) (rows []ending) {
	last, have := latest(before), latest(now)
	for _, o := range now {
		if last[o.storm].digest != o.digest {
			rows = append(rows, o)
		}
	}
	for _, o := range before {
		if _, still := have[o.storm]; !still && o == last[o.storm] && o.digest != gone {
			rows = append(rows, ending{version, o.storm, gone})
		}
	}
	slices.SortFunc(rows, func(a, b ending) int { return strings.Compare(a.storm, b.storm) })
	return rows
}

// unsaid are the rows that change something without a reason.
func unsaid(before []ending, told []remark) (rows []ending) {
	seen := map[string]bool{}
	for _, o := range before {
		if seen[o.storm] && !explained(told, o) {
			rows = append(rows, o)
		}
		seen[o.storm] = true
	}
	return rows
}

// written adds the rows that are due. A change that nobody has explained yet gives way to the next one.
func entered(before, now []ending, told []remark) []ending {
	open := unsaid(before, told)
	kept := slices.DeleteFunc(slices.Clone(before), func(o ending) bool { return slices.Contains(open, o) })
	return append(kept, due(kept, now)...)
}

// judged tells what is missing or wrong, and what to do about it.
func judged(before, now []ending, told []remark) (complaints []string) {
	var moved, names []string
	last := latest(before)
	for _, o := range due(before, now) {
		moved = append(moved, drift(last[o.storm], o))
	}
	if len(moved) > 0 {
		complaints = append(complaints, strings.Join(moved, "\n")+
			"\nif that is meant: go test ./cmd/mailstorm -run Changes -update")
	}
	open := unsaid(before, told)
	for _, o := range open {
		names = append(names, o.short())
	}
	if len(open) > 0 {
		complaints = append(complaints, fmt.Sprintf("docs/changes.md does not say why these are not what they were; write below \"## %s\", with the reason in words:\n\n* %s: REASON",
			open[0].version, strings.Join(names, ", ")))
	}
	if len(told) == 0 || told[0].version != version {
		complaints = append(complaints, fmt.Sprintf("docs/changes.md does not begin with this version; write \"## %s\" above the others, and what is new", version))
	}
	return append(complaints, strangers(before, told)...)
}

func drift(was, is ending) string {
	switch {
	case was.digest == "":
		return fmt.Sprintf("%s is new and came to %s", is.storm, is.digest)
	case is.digest == gone:
		return fmt.Sprintf("%s is gone; it came to %s", is.storm, was.digest)
	}
	return fmt.Sprintf("%s came to %s, and docs/digests.txt says %s: its numbers moved", is.storm, is.digest, was.digest)
}

// strangers are named in docs/changes.md, and docs/digests.txt has no such row.
func strangers(before []ending, told []remark) (complaints []string) {
	for _, r := range told {
		for _, m := range digitsNamed.FindAllStringSubmatch(r.text, -1) {
			if !slices.ContainsFunc(before, func(o ending) bool {
				return o.version == r.version && o.storm == m[1] && strings.HasPrefix(o.digest, m[2])
			}) {
				complaints = append(complaints, fmt.Sprintf("docs/changes.md names `%s` %s below %s, and docs/digests.txt has no such row there", m[1], m[2], r.version))
			}
		}
	}
	return complaints
}
