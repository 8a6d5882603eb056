package main

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"mailstorm/sim/metrics"
)

// A table of figures stands below <!-- table: COMMAND; METRIC, METRIC, ... -->. Each row has flags between backquotes, which
// the command is run with, and its last cells are what the run gives for the metrics, in their order; "never" is what does not exist.
var (
	docsTables = regexp.MustCompile(`(?m)^<!-- table: ([^;\n]*); (.*) -->\n\|.*\n\|[-| ]+\n((?:\|.*\n)+)`)
	docsFlags  = regexp.MustCompile("`([^`]*)`")
)

func TestDocsTables(t *testing.T) {
	for _, p := range pages(t) {
		t.Run(p.name, func(t *testing.T) {
			p.values = map[string]map[string]*float64{}
			tables := docsTables.FindAllStringSubmatchIndex(p.text, -1)
			if marks := strings.Count(p.text, "<!-- table: "); len(tables) != marks {
				t.Errorf("%s: %d marks of tables, and %d of them with a table below", p.name, marks, len(tables))
			}
			for _, m := range tables {
				at := m[6]
				for row := range strings.Lines(p.part(m, 3)) {
					p.tableRow(t, at, p.part(m, 1), strings.Split(p.part(m, 2), ", "), row)
					at += len(row)
				}
			}
		})
	}
}

// tableRow holds the last cells of a row against the run that its flags ask for.
func (p *page) tableRow(t *testing.T, at int, command string, names []string, row string) {
	t.Helper()
	cells := strings.Split(strings.Trim(row, "| \n"), " | ")
	flags := docsFlags.FindStringSubmatch(row)
	if flags == nil || len(cells) <= len(names) {
		t.Errorf("%s: this row needs flags between backquotes and a cell for each of %s", p.at(at), strings.Join(names, ", "))
		return
	}
	args := append(strings.Fields(command), shellWords(flags[1])...)
	values := p.metrics(t, args)
	for i, name := range names {
		p.cell(t, at, name, cells[len(cells)-len(names)+i], values)
	}
}

// cell compares a cell with a metric, as exactly as it is written.
func (p *page) cell(t *testing.T, at int, name, shown string, values map[string]*float64) {
	t.Helper()
	id, known := metrics.Lookup(name)
	if _, bare, _ := strings.Cut(name, "."); !known {
		id, known = metrics.Lookup(bare)
	}
	value, ok := values[name]
	if !known || !ok {
		t.Fatalf("%s: no metric %s", p.at(at), name)
	}
	if shown == "never" || value == nil {
		if shown != "never" || value != nil {
			t.Errorf("%s: the page says %s for %s, and only one of page and run says that it never came", p.at(at), shown, name)
		}
		return
	}
	got, grain, err := measure(shown, metrics.Catalogue[id].Unit)
	if err != nil {
		t.Errorf("%s: %s: %v", p.at(at), name, err)
	} else if math.Abs(got-*value) > grain/2+1e-6 {
		t.Errorf("%s: %s is %g, and the page says %s", p.at(at), name, *value, shown)
	}
}
