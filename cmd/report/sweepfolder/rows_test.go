package sweepfolder

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/reporttest"
	"mailstorm/sim/experiment"
)

// smallPlan has two values, two variants and three replications of each, of which the shard has some.
func smallPlan(shard *ShardOf) *Plan {
	return &Plan{Schema: PlanSchema, Scenario: "small", Runs: 3, Keys: []string{"k"}, Choices: [][]string{{"1"}, {"2"}}, Lifetimes: []int64{1, 2}, Sets: []int{0, 0},
		Variants: []Variant{{Runs: 3}, {Runs: 2}}, Shard: shard}
}

// rowsOf are the lines that the plan leads to, and where each of them belongs.
func rowsOf(p *Plan) (lines [][]byte, at []slot) {
	index, of := uint32(0), uint32(1)
	if p.Shard != nil {
		index, of = p.Shard.Index-1, p.Shard.Of
	}
	for v := range p.Variants {
		for run := index; run < p.Variants[v].Runs; run += of {
			for c := range p.Choices {
				row := experiment.Row{Run: run, Choice: uint32(c), Told: []experiment.Bin{{Minute: 700 + run, Count: 3}}}
				lines, at = append(lines, p.line(nil, v, &row)), append(at, slot{v, run, c})
			}
		}
	}
	return lines, at
}

// Whatever part of the file is left, just the whole replications in it count, and the file goes on behind them.
func TestTornRowsAreRunAgain(t *testing.T) {
	for _, shard := range []*ShardOf{nil, {1, 2}, {2, 2}} {
		plan := smallPlan(shard)
		lines, at := rowsOf(plan)
		file := bytes.Join(lines, nil)
		for cut := range len(file) + 1 {
			if cut%9 > 0 && file[cut-1] != '\n' {
				continue
			}
			path := filepath.Join(t.TempDir(), RowsFile)
			if err := os.WriteFile(path, file[:cut], 0o666); err != nil {
				t.Fatal(err)
			}
			var got []slot
			l, dropped, err := resumeRows(plan, filepath.Dir(path), hearing{plan, func(variant int, row *experiment.Row) error {
				got = append(got, slot{variant, row.Run, int(row.Choice)})
				return nil
			}}, false)
			if err != nil {
				t.Fatal(err)
			}
			whole := bytes.Count(file[:cut], []byte("\n")) / 2 * 2
			if !slices.Equal(got, at[:whole]) {
				t.Fatalf("%d bytes: %v came, not %v", cut, got, at[:whole])
			}
			if kept := len(bytes.Join(lines[:whole], nil)); dropped != int64(cut-kept) {
				t.Fatalf("%d bytes: %d dropped, not %d", cut, dropped, cut-kept)
			}
			for i := whole; i < len(lines); i++ {
				_, row, err := plan.row(lines[i])
				if err != nil {
					t.Fatal(err)
				}
				if err := l.Append(at[i].variant, &row); err != nil {
					t.Fatal(err)
				}
			}
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(after, file) {
				t.Fatalf("%d bytes: the file came to\n%s", cut, after)
			}
		}
	}
}

// What was torn is cut off at once: a sweep that ends before its next row leaves whole lines.
func TestResumeCutsTheTornLine(t *testing.T) {
	plan := smallPlan(nil)
	lines, _ := rowsOf(plan)
	folder := t.TempDir()
	path := filepath.Join(folder, RowsFile)
	if err := os.WriteFile(path, slices.Concat(lines[0], lines[1], lines[2][:7]), 0o666); err != nil {
		t.Fatal(err)
	}
	l, dropped, err := resumeRows(plan, folder, hearing{plan, func(int, *experiment.Row) error { return nil }}, false)
	if err != nil || dropped != 7 {
		t.Fatalf("%d bytes dropped, %v", dropped, err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(path); !bytes.Equal(got, slices.Concat(lines[0], lines[1])) {
		t.Errorf("the file holds %q", got)
	}
}

// A line that is whole and not as it was written was touched by somebody: nobody knows what else was. The error says where, and nothing is cut off.
func TestDamagedRowsAreRefused(t *testing.T) {
	plan := smallPlan(nil)
	lines, _ := rowsOf(plan)
	for _, c := range []struct {
		name, want string
		damage     func(line []byte) []byte
	}{
		{"digit", "rows.jsonl line 2: this line is invalid: its checksum is ", func(l []byte) []byte { return bytes.Replace(l, []byte("700"), []byte("701"), 1) }},
		{"form", "rows.jsonl line 2: this line is invalid: ", func(l []byte) []byte { return bytes.Replace(l, []byte("700"), []byte("0700"), 1) }},
		{"zeros", "rows.jsonl line 2: this line is invalid: ", func(l []byte) []byte { return make([]byte, len(l)) }},
		{"gap", "rows.jsonl line 2: this line is invalid: replication 1 of value 1 does not belong here", func([]byte) []byte { return nil }},
		{"twice", "rows.jsonl line 3: this line is invalid: replication 0 of value 2 does not belong here", func(l []byte) []byte { return append(slices.Clone(l), l...) }},
	} {
		damaged := slices.Clone(lines)
		damaged[1] = c.damage(lines[1])
		folder, file := t.TempDir(), bytes.Join(damaged, nil)
		reporttest.Write(t, filepath.Join(folder, RowsFile), string(file))
		_, _, err := resumeRows(plan, folder, hearing{plan, func(int, *experiment.Row) error { return nil }}, false)
		after, _ := os.ReadFile(filepath.Join(folder, RowsFile))
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), c.want) || !bytes.Equal(after, file) {
			t.Errorf("%s: %v, and not %s", c.name, err, c.want)
		}
	}
}

// shards writes the folders of so many parts.
func shards(t *testing.T, n uint32) []string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		plan := smallPlan(&ShardOf{i + 1, n})
		lines, _ := rowsOf(plan)
		folder := filepath.Join(dir, fmt.Sprint(i+1))
		b, err := plan.bytes()
		if err != nil {
			t.Fatal(err)
		}
		reporttest.Write(t, filepath.Join(folder, PlanFile), string(b))
		reporttest.Write(t, filepath.Join(folder, RowsFile), string(bytes.Join(lines, nil)))
	}
	all, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(all) // any order will do
	return all
}

func TestPartsComeToTheWhole(t *testing.T) {
	lines, at := rowsOf(smallPlan(nil))
	for n := uint32(1); n <= 5; n++ {
		parts, err := OpenParts(shards(t, n), "")
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		var got []slot
		err = parts.Merge(&b, hearing{parts.Plan, func(variant int, row *experiment.Row) error {
			got = append(got, slot{variant, row.Run, int(row.Choice)})
			return nil
		}})
		if err != nil || !bytes.Equal(b.Bytes(), bytes.Join(lines, nil)) || !slices.Equal(got, at) || parts.Plan.Shard != nil {
			t.Errorf("%d parts: %v\n%s", n, err, b.String())
		}
	}
}

func TestPartsAreRefused(t *testing.T) {
	for _, c := range []struct {
		name, want string
		change     func(t *testing.T, folders []string) []string
	}{
		{"gap", "part 2 of 3 is missing", func(_ *testing.T, f []string) []string { return []string{f[0], f[2]} }},
		{"twice", "part 1 of 3 was given twice", func(_ *testing.T, f []string) []string { return append(f, f[2]) }},
		{"other count", "one of 3 parts and ", func(t *testing.T, f []string) []string { return append(f, shards(t, 2)...) }},
		{"version", "written by mailstorm 0.0.9", edit(PlanFile, `"version": ""`, `"version": "0.0.9"`)},
		{"plan", "\n  seed: 0 there, 5 here", edit(PlanFile, `"seed": 0`, `"seed": 5`)},
		{"damage", "rows.jsonl line 1: this line is invalid", edit(RowsFile, `{"run":1`, `{"run":01`)},
		{"digit", "2: rows.jsonl line 1: this line is invalid: its checksum is ", edit(RowsFile, `{"run":1`, `{"run":4`)},
		{"hole", "rows are missing or duplicated", func(t *testing.T, f []string) []string {
			path := filepath.Join(f[1], RowsFile)
			b, _ := os.ReadFile(path)
			_, rest, _ := strings.Cut(string(b), "\n")
			reporttest.Write(t, path, rest)
			return f
		}},
		{"whole", "a complete sweep, not a part", func(t *testing.T, f []string) []string {
			b, err := smallPlan(nil).bytes()
			if err != nil {
				t.Fatal(err)
			}
			reporttest.Write(t, filepath.Join(f[1], PlanFile), string(b))
			return f
		}},
		{"no plan", "no plan.json of a sweep", func(t *testing.T, f []string) []string { return append(f, t.TempDir()) }},
		{"contradiction", "contradict each other", edit(PlanFile, `"current": 0`, `"current": 7`)},
		{"tail", "has too many rows", func(t *testing.T, f []string) []string {
			path := filepath.Join(f[1], RowsFile)
			b, _ := os.ReadFile(path)
			reporttest.Write(t, path, string(b)+string(b))
			return f
		}},
		{"end", "rows.jsonl ends before replication 1", func(t *testing.T, f []string) []string {
			reporttest.Write(t, filepath.Join(f[1], RowsFile), "")
			return f
		}},
		{"torn", "this line is invalid", func(t *testing.T, f []string) []string {
			path := filepath.Join(f[1], RowsFile)
			b, _ := os.ReadFile(path)
			reporttest.Write(t, path, string(b[:len(b)-1]))
			return f
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			parts, err := OpenParts(c.change(t, shards(t, 3)), "")
			if err == nil {
				err = parts.Merge(&bytes.Buffer{}, hearing{parts.Plan, func(int, *experiment.Row) error { return nil }})
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, and not %s", err, c.want)
			}
		})
	}
}

// edit changes a file of the second of three parts.
func edit(file, from, to string) func(*testing.T, []string) []string {
	return func(t *testing.T, folders []string) []string {
		path := filepath.Join(folders[1], file)
		b, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(b), from) {
			t.Fatalf("no %s in\n%s", from, b)
		}
		reporttest.Write(t, path, strings.Replace(string(b), from, to, 1))
		return folders
	}
}

// Two processes do not write to the same folder.
func TestSweepFolderIsLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	f, err := New(path, smallPlan(nil))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Resume(path, smallPlan(nil), nil, false); !errors.Is(err, folder.ErrAtWork) && locking {
		t.Error(err)
	}
	if err := f.Leave(); err != nil {
		t.Error(err)
	}
	f, _, err = Resume(path, smallPlan(nil), nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Finish(); err != nil {
		t.Error(err)
	}
	if got := reporttest.Found(t, filepath.Dir(path)); got != "out out/plan.json out/rows.jsonl" {
		t.Error(got)
	}
}

const locking = runtime.GOOS == "linux" || runtime.GOOS == "darwin"

// hearing takes the rows of all choices.
type hearing struct {
	plan *Plan
	take func(variant int, row *experiment.Row) error
}

func (h hearing) Take(variant int, row *experiment.Row) error { return h.take(variant, row) }

func (h hearing) Alive(int) (all []int) {
	for i := range h.plan.Choices {
		all = append(all, i)
	}
	return all
}
