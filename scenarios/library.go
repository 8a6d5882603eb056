// Package scenarios is the library: storms, profiles and the versions of their figures, as TOML.
package scenarios

import (
	"embed"
	"path"
	"slices"
	"strings"
	"sync"

	"mailstorm/scenarios/parse"
)

//go:embed *.toml profiles/*.toml models/*
var Files embed.FS

// Entry is a scenario of the library.
type Entry struct{ Name, Title, Why, Source string }

// Library lists the embedded scenarios by name.
func Library() []Entry { return slices.Clone(library()) }

var library = sync.OnceValue(func() (entries []Entry) {
	for _, name := range Names(".") {
		text, _ := Files.ReadFile(name + ".toml")
		e := Entry{Name: name}
		if root, p := parse.Document(parse.NewSource(name, string(text))); p == nil {
			e.Title, e.Why, e.Source = root.ChildText("title"), root.ChildText("why"), root.ChildText("source")
		}
		entries = append(entries, e)
	}
	return entries
})

// Text is a scenario of the library as it is written; ok is false when there is none of that name.
func Text(name string) (text string, ok bool) {
	b, err := Files.ReadFile(name + ".toml")
	return string(b), err == nil
}

func ProfileNames() []string { return Names("profiles") }

// Names lists the files of a folder of the library, without .toml.
func Names(folder string) []string {
	files, _ := Files.ReadDir(folder)
	var list []string
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.Name(), ".toml"); ok && !f.IsDir() {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

func IsPath(name string) bool {
	return strings.HasSuffix(name, ".toml") || strings.ContainsAny(name, `/\`)
}

// Stem is the name of a file without folder and .toml.
func Stem(name string) string {
	return strings.TrimSuffix(path.Base(strings.ReplaceAll(name, `\`, "/")), ".toml")
}
