package decode

import (
	"reflect"
	"slices"

	"mailstorm/scenarios/parse"
)

// Record is what the loader asks for at one place of a file. It is recorded and not written down: whoever teaches the loader a
// key has taught it the schema, the completion of keys and the test that each key has a meaning.
type Record struct {
	Keys     []string // in the order of the questions
	Named    map[string]*Record
	AnyName  *Record // under a name of the user's own
	Element  *Record // of a list
	Targets  []any   // pointers to what a value fills, one of each type
	IsTable  bool    // it has been opened as one
	NonZero  bool    // it is not zero
	Required bool    // it is not left out
}

// Recorder is told what the loader asks for. None hears nothing.
type Recorder struct{ Scenario, profile Record }

// record is the place of a node.
func (h *Recorder) record(n *parse.Node) *Record {
	if n.Parent == nil && n.Source.Rank == parse.RankProfile {
		return &h.profile
	}
	if n.Parent == nil {
		return &h.Scenario
	}
	f := h.record(n.Parent)
	switch own := f.Named[n.Name]; {
	case n.Name == "" && n.Parent.Kind == parse.List:
		return ensureRecord(&f.Element)
	case own != nil:
		return own
	}
	return ensureRecord(&f.AnyName)
}

func ensureRecord(f **Record) *Record {
	if *f == nil {
		*f = &Record{Named: map[string]*Record{}}
	}
	return *f
}

// ask notes a key that the loader asks a table for.
func (h *Recorder) ask(table *parse.Node, key string) *Record {
	f := h.record(table)
	if f.Named == nil {
		f.Named = map[string]*Record{}
	}
	if f.Named[key] == nil {
		f.Keys = append(f.Keys, key)
		f.Named[key] = &Record{Named: map[string]*Record{}}
	}
	return f.Named[key]
}

// addTarget notes what a value is read into.
func (f *Record) addTarget(to any) {
	if !slices.ContainsFunc(f.Targets, func(other any) bool { return reflect.TypeOf(other) == reflect.TypeOf(to) }) {
		f.Targets = append(f.Targets, to)
	}
}
