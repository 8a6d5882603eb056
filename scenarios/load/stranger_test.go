//go:build unix

package load

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/profile"
)

const outages = "minutes\n40\n"

// estate is a folder with all that a stranger's scenario may try to read, in and around the folder "ours".
func estate(t *testing.T) string {
	root := t.TempDir()
	for _, dir := range []string{"ours/data", "profiles"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	storm := strings.Replace(plain, "exchange-online", "FILE", 1)
	for name, text := range map[string]string{
		"secret.toml": "base = \"postfix\"\n", "profiles/shared.toml": "base = \"postfix\"\n", "ours/mine.toml": "base = \"postfix\"\n", "ours/storm.toml": storm,
	} {
		writeFile(t, filepath.Join(root, name), text)
	}
	for link, to := range map[string]string{
		"ours/link.toml": "../secret.toml", "ours/absolute.toml": filepath.Join(root, "secret.toml"), "ours/up": "..", "ours/within.toml": "mine.toml",
		"ours/null.toml": "/dev/null", "ours/shared.toml": "../profiles/shared.toml", "ours/round.toml": "round.toml",
	} {
		if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(root, "ours", "pipe.toml"), 0o644); err != nil {
		t.Fatal(err)
	}
	return root
}

const (
	beyond      = "is outside the folder of the scenario; --allow-files DIR lets scenarios name files in DIR as well"
	notAllowed  = "is neither in the folder of the scenario nor in "
	libraryFile = "is a file, but a scenario of the library has no folder; --allow-files DIR lets scenarios name files in DIR as well"
)

// What a scenario names is read where it lies in the scenario's folder or in the one that is allowed, and nowhere else.
func TestStrangersReadNothingElse(t *testing.T) {
	root := estate(t)
	ours := filepath.Join(root, "ours", "storm.toml")
	t.Chdir(filepath.Join(root, "ours"))
	for _, c := range []struct{ scenario, file, allowed, says string }{
		{ours, "mine.toml", "", ""},
		{ours, "./data/../mine.toml", "", ""},
		{ours, "within.toml", "", ""},
		{ours, "../secret.toml", "", beyond},
		{ours, "data/../../secret.toml", "", beyond},
		{ours, "up/secret.toml", "", beyond},
		{ours, "link.toml", "", beyond},
		{ours, "absolute.toml", "", beyond},
		{ours, "shared.toml", "", beyond},
		{ours, "null.toml", "", beyond},
		{ours, "round.toml", "", beyond},
		{ours, "/dev/zero", "", beyond},
		{ours, "../../../../../../../../etc/passwd", "", beyond},
		{ours, filepath.Join(root, "ours", "mine.toml"), "", beyond},
		{ours, "pipe.toml", "", "is not a regular file"},
		{ours, "./data", "", "is a folder, not a file"},
		{ours, "./mime.toml", "", `there is no file "./mime.toml" beside the scenario`},
		{ours, "mine.toml/x", "", beyond},
		{ours, "../profiles/shared.toml", "../profiles", ""},
		{ours, filepath.Join(root, "profiles", "shared.toml"), "../profiles", ""},
		{ours, "mine.toml", "../profiles", ""},
		{ours, "../secret.toml", "../profiles", notAllowed},
		{ours, "../profiles/../secret.toml", "../profiles", notAllowed},
		{ours, "link.toml", "../profiles", notAllowed},
		{ours, "up/secret.toml", "..", ""},
		{ours, "link.toml", "..", ""},
		{ours, "../ours/pipe.toml", "..", "is not a regular file"},
		{ours, "/dev/zero", "..", notAllowed},
		{"-", "./mine.toml", "", ""},
		{"-", "../secret.toml", "", beyond},
		{"-", "../secret.toml", "..", ""},
		{"deck-after-data", "./mine.toml", "", libraryFile},
		{"deck-after-data", "./mine.toml", ".", ""},
		{"deck-after-data", "../profiles/shared.toml", "..", ""},
		{"deck-after-data", "../secret.toml", ".", notAllowed},
	} {
		name := c.scenario + " with " + c.file + " allowed " + c.allowed
		began := spent()
		_, err := Load(c.scenario, Options{Stdin: strings.NewReader(plain), Set: []string{"host.exo.profile=" + c.file}, Files: c.allowed})
		if took := spent() - began; took > patience {
			t.Errorf("%s: took %v", name, took)
		}
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

// The same holds for CSV files and message traces.
func TestStrangersReadNoOtherTables(t *testing.T) {
	root := estate(t)
	ours := filepath.Join(root, "ours", "storm.toml")
	for file, text := range map[string]string{"outside.csv": outages, "ours/inside.csv": outages} {
		writeFile(t, filepath.Join(root, file), text)
	}
	for _, c := range []struct{ set, says string }{
		{`mail.deck.at={csv="inside.csv",column="minutes"}`, ""},
		{`mail.deck.at={csv="../outside.csv",column="minutes"}`, beyond},
		{`mail.deck.at={csv="pipe.toml",column="minutes"}`, "is not a regular file"},
		{`mail.deck.at={csv="/dev/zero",column="minutes"}`, beyond},
		{`mail.deck={trace="../outside.csv"}`, beyond},
		{`mail.deck={trace="pipe.toml"}`, "is not a regular file"},
	} {
		_, err := Load(ours, Options{Set: []string{"host.exo.profile=mine.toml", c.set}})
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v, want %q", c.set, err, c.says)
		}
	}
}

// What many files cost together is bounded, too.
func TestStrangersReadOnlySoMuch(t *testing.T) {
	dir := t.TempDir()
	var storm strings.Builder
	storm.WriteString(plain)
	for i := range profile.MostProfiles {
		name := "p" + strconv.Itoa(i)
		storm.WriteString("[host." + name + "]\nprofile = \"" + name + ".toml\"\n")
		writeFile(t, filepath.Join(dir, name+".toml"), "base = \"postfix\"\n")
	}
	path := filepath.Join(dir, "storm.toml")
	writeFile(t, path, storm.String())
	writeFile(t, filepath.Join(dir, "wait.csv"), outages)
	_, err := Load(path, Options{})
	if want := "more than 100 profiles, the limit for one run"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
	s := load(t, plain)
	s.folder = decode.Folder{Path: dir}
	*s.files.Bytes = decode.MostSheets
	_, err = s.Vary(`mail.deck.at={csv="wait.csv",column="minutes"}`)
	if want := "more than 1 GB in CSV files, the limit for one scenario"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %s", err, want)
	}
}

// What a file becomes is bounded before anything is made of it, whatever it is made of.
func TestStrangersFillNoMemory(t *testing.T) {
	dir := t.TempDir()
	loads := func(text string) error {
		path := filepath.Join(dir, "storm.toml")
		writeFile(t, path, text)
		_, err := Load(path, Options{})
		return err
	}
	numbered := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(format, "#", strconv.Itoa(i)))
		}
		return b.String()
	}
	const refusal = "more than 100,000 keys, tables and values of lists, the limit for one file"
	for name, c := range map[string]struct{ text, at string }{
		"keys":    {numbered(parse.MostNodes+1, "k#=1\n"), "100001:1"},
		"dotted":  {numbered(parse.MostNodes/15+1, "a#.b.c.d.e.f.g.h.i.j.k.l.m.n.o=1\n"), "6667:25"},
		"headers": {numbered(parse.MostNodes/15+1, "[a#.b.c.d.e.f.g.h.i.j.k.l.m.n.o]\n"), "6667:26"},
		"inline":  {"x = [" + numbered(parse.MostNodes/2, "{a=1},") + "]\n", "1:300001"},
		"lists":   {"x = [" + strings.Repeat("[1],", parse.MostNodes/2) + "]\n", "1:200003"},
		"values":  {"x = [" + strings.Repeat("1,", parse.MostNodes) + "]\n", "1:200004"},
	} {
		if err := loads(c.text); err == nil || !strings.Contains(err.Error(), "storm.toml:"+c.at+": "+refusal) {
			t.Errorf("%s: %.300v, want it refused at %s", name, err, c.at)
		}
	}
	if err := loads("x = [" + strings.Repeat("1,", parse.MostNodes-1) + "]\n"); err == nil || strings.Contains(err.Error(), refusal) {
		t.Errorf("as many as there may be: %.300v", err)
	}
	writeFile(t, filepath.Join(dir, "large.toml"), "base = \"postfix\"\nx = ["+strings.Repeat("1,", parse.MostNodes/2)+"]\n")
	text := plain + "[host.one]\nprofile = \"./large.toml\"\n[host.two]\nprofile = \"././large.toml\"\n"
	if err := loads(text); err == nil || !strings.Contains(err.Error(), "this and the profiles before it hold more than 100,000 keys") {
		t.Errorf("two profiles that are too large together: %.300v", err)
	}
}

// A profile with mistakes is read once, however many hosts name it.
func TestStrangersAreReadOnce(t *testing.T) {
	takesLong(t)
	dir := t.TempDir()
	for name, text := range map[string]string{"unknown": "", "broken": "=\n"} {
		keys := "base = \"postfix\"\n"
		for i := range parse.MostNodes / 4 {
			keys += "k" + strconv.Itoa(i) + "=1\n"
		}
		storm := plain
		for i := range 900 {
			storm += "[host.h" + strconv.Itoa(i) + "]\nprofile = \"./" + name + ".toml\"\n"
		}
		for file, text := range map[string]string{name + ".toml": keys + text, "storm.toml": storm} {
			writeFile(t, filepath.Join(dir, file), text)
		}
		began := spent()
		_, err := Load(filepath.Join(dir, "storm.toml"), Options{})
		if took := spent() - began; err == nil || took > patience {
			t.Errorf("%s: %.300v after %v", name, err, took)
		}
	}
}

// Warnings are bounded, too.
func TestStrangersWarnOnlySoOften(t *testing.T) {
	text := plain
	for i := range 3 * decode.MostWarned {
		text += "[mailbox.\"b" + strconv.Itoa(i) + "@fabrikam.example\"]\ndedup = \"7d\"\n"
	}
	warnings := load(t, text).Config.Warnings
	if len(warnings) != decode.MostWarned+1 || !strings.HasPrefix(warnings[0], "mailbox b0@") || warnings[decode.MostWarned] != "and "+strconv.Itoa(2*decode.MostWarned)+" more warnings" {
		t.Errorf("%d warnings, the last one %q", len(warnings), warnings[len(warnings)-1])
	}
}
