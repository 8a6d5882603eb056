package scenarios

import (
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// Key is a key that a scenario has or could have.
type Key struct {
	Path    string   // dotted, with quotes where TOML wants them
	Meaning string   // one line
	Words   []string // that its value may be, or for example is; none: it has no words
}

// Keys lists the keys of the tables of a scenario, in the order in which the loader asks for them. A scenario that is wrong has
// keys all the same; what is none has none.
func Keys(arg string, o Options) []Key {
	src, folder, err := find(arg, o)
	if err != nil {
		return nil
	}
	root, p := parse(src)
	if p != nil {
		return nil
	}
	s := &Scenario{Name: stem(arg), root: root, folder: folder, stock: newStock(), heard: &hearing{}}
	s.fill() // what is wrong with it is for others to say
	var all []Key
	s.heard.scenario.list(root, "", "", func(k Key) { all = append(all, k) })
	return all
}

// list visits the keys of a table: those that are known, then those that the user has chosen.
func (f *form) list(n *node, place, path string, visit func(Key)) {
	for _, key := range f.keys {
		if takes(n, place, key) {
			f.named[key].visit(n.named[key], below(place, key), below(path, key), visit)
		}
	}
	if f.free == nil {
		return
	}
	for _, inner := range n.inner {
		if f.named[inner.name] == nil {
			f.free.visit(inner, below(place, "*"), below(path, toml.Key{inner.name}.String()), visit)
		}
	}
}

// visit tells of a key with a value, and goes on into a table.
func (f *form) visit(n *node, place, path string, visit func(Key)) {
	if n == nil {
		n = &node{}
	}
	if len(f.types) > 0 || byHand(place) != nil {
		visit(Key{path, Meaning(place), f.words(place)})
	}
	if (f.table || f.free != nil) && !f.quantity() {
		f.list(n, place, path, visit)
	}
}

// words are what may be written, where that is a matter of words.
func (f *form) words(place string) (words []string) {
	s := byHand(place)
	if s == nil {
		s = f.notation(place)
	}
	if s == nil {
		return nil
	}
	for _, way := range append([]*schema{s}, s.AnyOf...) {
		if words = append(words, append(way.Enum, way.Examples...)...); way.Type == "boolean" {
			words = append(words, "true", "false")
		}
	}
	return words
}

// takes tells whether a table has use for a key: each kind takes other parameters.
func takes(n *node, place, key string) bool {
	shelf := map[string]*shelf{"host.*.fault.*": faultShelf, "host.*.guard.*": guardShelf, "mailbox.*.rule.*": ruleShelf}[place]
	if shelf == nil || n.named["kind"] == nil {
		return true
	}
	row := slices.Index(shelf.names, n.named["kind"].text())
	return row < 0 || shelf.allows(row, key)
}

// Varies tells whether an experiment may give the key several values.
func (k Key) Varies() bool {
	first, _, _ := strings.Cut(k.Path, ".")
	return !slices.Contains(notVaried, first)
}
