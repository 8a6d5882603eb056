package report

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Unfinished tells whether a folder is a DIR.partial.
func Unfinished(path string) bool { return strings.HasSuffix(filepath.Clean(path), unfinished) }

// Expected is how many replications of a variant the folder of a plan holds when all is done.
func (p *Plan) Expected(variant int) uint32 {
	runs := p.Variants[variant].Runs
	if p.Shard == nil {
		return runs
	}
	return (runs + p.Shard.Of - p.Shard.Index) / p.Shard.Of
}

// whole reports whether a variant has all of its replications.
func (g *Gathering) whole(variant int) bool {
	n, p := g.runs[variant], g.plan
	if variant == 0 && p.MostRuns > p.Runs {
		return n >= p.Runs && n <= p.MostRuns
	}
	return n == p.Expected(variant)
}

// Rows is how many rows there are.
func (g *Gathering) Rows() int { return g.rows }

// Short says how far the rows are from all; empty: they are all there.
func (g *Gathering) Short() string {
	if !g.whole(0) {
		return fmt.Sprintf("%s of %s of each value", Number(int64(g.runs[0])), replications(g.plan.Expected(0)))
	}
	for i := range g.runs {
		if !g.whole(i) {
			return fmt.Sprintf("all replications of the scenario as it is, and %d of %d other assumptions", i-1, len(g.runs)-1)
		}
	}
	return ""
}

// Differs says in what a file of the folder of a sweep is not what the sweep comes to; empty: in nothing.
func (s *Sweep) Differs(folder, name string, write func(io.Writer, *Sweep) error) (string, error) {
	there, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return "", err
	}
	var here bytes.Buffer
	if err := write(&here, s); err != nil || bytes.Equal(there, here.Bytes()) {
		return "", err
	}
	a, b := strings.Split(string(there), "\n"), strings.Split(here.String(), "\n")
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	return fmt.Sprintf("line %d of %s is not what %s and %s come to", at+1, name, PlanFile, RowsFile), nil
}
