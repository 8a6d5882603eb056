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
	h := &hearing{}
	listen(h, stem(arg), root, folder)
	var all []Key
	listKeys(&h.scenario, root, "", "", func(k Key) { all = append(all, k) })
	return all
}

// listKeys visits the keys of a table: those that are known, then those that the user has chosen.
func listKeys(f *form, n *node, place, path string, visit func(Key)) {
	for _, key := range f.keys {
		if takes(n, place, key) {
			visitKey(f.named[key], n.named[key], below(place, key), below(path, key), visit)
		}
	}
	if f.free == nil {
		return
	}
	for _, inner := range n.inner {
		if f.named[inner.name] == nil {
			visitKey(f.free, inner, below(place, "*"), below(path, toml.Key{inner.name}.String()), visit)
		}
	}
}

// visitKey tells of a key with a value, and goes on into a table.
func visitKey(f *form, n *node, place, path string, visit func(Key)) {
	if n == nil {
		n = &node{}
	}
	if len(f.types) > 0 || byHand(place) != nil {
		visit(Key{path, Meaning(place), wordsOf(f, place)})
	}
	if (f.table || f.free != nil) && !isQuantity(f) {
		listKeys(f, n, place, path, visit)
	}
}

// wordsOf is what may be written, where that is a matter of words.
func wordsOf(f *form, place string) (words []string) {
	s := byHand(place)
	if s == nil {
		s = notationOf(f, place)
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
