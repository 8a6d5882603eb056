package sim_test

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"testing"

	"mailstorm/sim/metrics"
)

// A violation says where a law is broken, what breaks it, why that matters, and what to write instead.
type violation struct {
	at      token.Position
	what    string
	why     string
	instead string
}

func (v violation) String() string {
	return fmt.Sprintf("%s:%d: %s: %s; instead: %s", v.at.Filename, v.at.Line, v.what, v.why, v.instead)
}

// A law judges a tree. It has to be able to fail: TestLawsHaveTeeth wants a broken tree for each.
type law struct {
	name  string
	judge func(*sourceTree) []violation
}

// The laws of docs/design.md that can be read off the source.
var laws = []law{
	{"the world type-checks", judgeTypes},
	{"the world imports nothing that differs between runs or machines", judgeImports},
	{"the world has no floats", judgeFloats},
	{"the world has no concurrency", judgeConcurrency},
	{"the world has no wall clock", judgeClock},
	{"zones come from the program's own table", judgeZones},
	{"the world has no map order", judgeMapOrder},
	{"hot data is not boxed", judgeBoxing},
	{"the world is the same source on every platform", judgePlatform},
	{"nothing happens before main", judgeInit},
	{"packages import along the edges of the house", judgeEdges},
	{"functions stay under 70 lines", judgeLength},
	{"most functions stay under 15 lines", judgeProportion},
	{"a package opens with its caption", judgeCaptions},
	{"names say what is inside", judgeNames},
	{"names are the field's", judgeVocabulary},
	{"the top level holds the house and nothing else", judgeTop},
	{"the text is finished and belongs to no machine", judgeWords},
	{"a metric exists once", judgeCatalogue},
}

func TestLaws(t *testing.T) {
	tree := newTree(readModule(t, ".."))
	tree.catalogue = metrics.Catalogue[:]
	for _, l := range laws {
		t.Run(l.name, func(t *testing.T) {
			for _, v := range sorted(l.judge(tree)) {
				t.Error(v)
			}
		})
	}
	t.Log(tree.proportion())
}

func sorted(vs []violation) []violation {
	slices.SortStableFunc(vs, func(a, b violation) int {
		return cmp.Or(cmp.Compare(a.at.Filename, b.at.Filename), cmp.Compare(a.at.Line, b.at.Line))
	})
	return slices.Compact(vs)
}
