package scenarios

import (
	"reflect"
	"slices"
)

// form is what the loader asks for at one place of a file. It is heard and not written down: whoever teaches the loader a
// key has taught it the schema, the completion of keys and the test that each key has a meaning.
type form struct {
	keys  []string // in the order of the questions
	named map[string]*form
	free  *form // under a name of the user's own
	each  *form // of a list
	types []any // pointers to what a value fills, one of each type
	table bool  // it has been opened as one
	some  bool  // it is not zero
	must  bool  // it is not left out
}

// hearing is told what the loader asks for. None hears nothing.
type hearing struct{ scenario, profile form }

// at is the place of a node.
func (h *hearing) at(n *node) *form {
	if n.up == nil && n.src.rank == rankProfile {
		return &h.profile
	}
	if n.up == nil {
		return &h.scenario
	}
	f := h.at(n.up)
	switch own := f.named[n.name]; {
	case n.name == "" && n.up.shape == listShape:
		return made(&f.each)
	case own != nil:
		return own
	}
	return made(&f.free)
}

func made(f **form) *form {
	if *f == nil {
		*f = &form{named: map[string]*form{}}
	}
	return *f
}

// asks notes a key that the loader asks a table for.
func (h *hearing) asks(table *node, key string) *form {
	f := h.at(table)
	if f.named == nil {
		f.named = map[string]*form{}
	}
	if f.named[key] == nil {
		f.keys = append(f.keys, key)
		f.named[key] = &form{named: map[string]*form{}}
	}
	return f.named[key]
}

// fills notes what a value is read into.
func (f *form) fills(to any) {
	if !slices.ContainsFunc(f.types, func(other any) bool { return reflect.TypeOf(other) == reflect.TypeOf(to) }) {
		f.types = append(f.types, to)
	}
}
