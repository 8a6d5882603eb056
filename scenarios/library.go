package scenarios

import (
	"embed"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

//go:embed *.toml profiles/*.toml models/*
var embedded embed.FS

// Entry is a scenario of the library.
type Entry struct{ Name, Title, Why, Source string }

// Library lists the embedded scenarios by name.
func Library() []Entry {
	var entries []Entry
	for _, name := range names(".") {
		text, _ := embedded.ReadFile(name + ".toml")
		e := Entry{Name: name}
		if root, p := parse(newSource(name, string(text))); p == nil {
			t := new(reading).open(root)
			t.read("title", &e.Title)
			t.read("why", &e.Why)
			t.read("source", &e.Source)
		}
		entries = append(entries, e)
	}
	return entries
}

// Text is a scenario of the library as it is written; ok is false when there is none of that name.
func Text(name string) (text string, ok bool) {
	b, err := embedded.ReadFile(name + ".toml")
	return string(b), err == nil
}

// Profiles lists the profiles of the library by name.
func Profiles() []ProfileEntry {
	var entries []ProfileEntry
	for _, name := range profileNames() {
		l := loading{reading: reading{stock: newStock()}}
		if e := l.profile(name, &node{src: &source{}}, 1); e != nil {
			entries = append(entries, *e)
		}
	}
	return entries
}

func profileNames() []string { return names("profiles") }

// names lists the files of a folder of the library, without .toml.
func names(folder string) []string {
	files, _ := embedded.ReadDir(folder)
	var list []string
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.Name(), ".toml"); ok && !f.IsDir() {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

var errNoProfile = errors.New("unknown profile")

// profileText finds a profile: a name means the library, anything with a slash or .toml a file beside the scenario.
func (l *loading) profileText(name string) (*source, error) {
	if isPath(name) {
		return l.folder.read(name)
	}
	b, err := embedded.ReadFile(path.Join("profiles", name+".toml"))
	if err != nil {
		return nil, fmt.Errorf("%w %s", errNoProfile, quoted(name))
	}
	return newSource("profiles/"+name+".toml", string(b)), nil
}

func isPath(name string) bool {
	return strings.HasSuffix(name, ".toml") || strings.ContainsAny(name, `/\`)
}

// stem is the name of a file without folder and .toml.
func stem(name string) string {
	return strings.TrimSuffix(path.Base(strings.ReplaceAll(name, `\`, "/")), ".toml")
}
