package schema

import (
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/grid"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/parse"
)

// Key is a key that a scenario has or could have.
type Key struct {
	Path    string   // dotted, with quotes where TOML wants them
	Meaning string   // one line
	Words   []string // that its value may be, or for example is; none: it has no words
}

// Keys lists the keys of the tables of a scenario, in the order in which the loader asks for them. A scenario that is wrong has
// keys all the same; what is none has none.
func Keys(arg string, o load.Options) []Key {
	src, folder, err := load.Find(arg, o)
	if err != nil {
		return nil
	}
	root, p := parse.Document(src)
	if p != nil {
		return nil
	}
	h := &decode.Recorder{}
	load.Record(h, scenarios.Stem(arg), root, folder)
	var all []Key
	listKeys(&h.Scenario, root, "", "", func(k Key) { all = append(all, k) })
	return all
}

// listKeys visits the keys of a table: those that are known, then those that the user has chosen.
func listKeys(f *decode.Record, n *parse.Node, place, path string, visit func(Key)) {
	for _, key := range f.Keys {
		if takes(n, place, key) {
			visitKey(f.Named[key], n.Child[key], below(place, key), below(path, key), visit)
		}
	}
	if f.AnyName == nil {
		return
	}
	for _, inner := range n.Children {
		if f.Named[inner.Name] == nil {
			visitKey(f.AnyName, inner, below(place, "*"), below(path, toml.Key{inner.Name}.String()), visit)
		}
	}
}

// visitKey tells of a key with a value, and goes on into a table.
func visitKey(f *decode.Record, n *parse.Node, place, path string, visit func(Key)) {
	if n == nil {
		n = &parse.Node{}
	}
	if len(f.Targets) > 0 || byHand(place) != nil {
		visit(Key{path, Meaning(place), wordsOf(f, place)})
	}
	if (f.IsTable || f.AnyName != nil) && !isQuantity(f) {
		listKeys(f, n, place, path, visit)
	}
}

// wordsOf is what may be written, where that is a matter of words.
func wordsOf(f *decode.Record, place string) (words []string) {
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
func takes(n *parse.Node, place, key string) bool {
	catalogue := map[string]*decode.Catalogue{"host.*.fault.*": decode.Faults, "host.*.guard.*": decode.Guards, "mailbox.*.rule.*": decode.Rules}[place]
	if catalogue == nil || n.Child["kind"] == nil {
		return true
	}
	row := slices.Index(catalogue.Names, n.Child["kind"].Text())
	return row < 0 || catalogue.Allows(row, key)
}

// Varies tells whether an experiment may give the key several values.
func (k Key) Varies() bool {
	first, _, _ := strings.Cut(k.Path, ".")
	return !slices.Contains(grid.NotVaried, first)
}
