package layout

import "testing"

// A table gives way to its narrow form only where there is no room for it.
func TestNarrow(t *testing.T) {
	narrow := &Table{Head: []string{"a"}, Rows: [][]string{{"1"}}}
	wide := Section{Table: &Table{Head: []string{"a", "b"}, Rows: [][]string{{"1", "2"}}, Narrow: narrow}}
	if got := wide.within(4); got.Table == narrow {
		t.Error("four columns have room for it")
	}
	if got := wide.within(3); got.Table != narrow {
		t.Error("three columns have no room for it")
	}
}
