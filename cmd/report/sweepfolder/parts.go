package sweepfolder

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/sim/experiment"
)

// Parts are the folders of a sweep that ran in parts, all of them.
type Parts struct {
	Plan  *Plan  // of the whole
	parts []part // by index
}

type part struct {
	folder string
	rows   *bufio.Reader
	file   *os.File
	line   int
}

// OpenParts makes sure that the folders are all parts of one sweep, each once, made by this version.
func OpenParts(folders []string, version string) (*Parts, error) {
	p := &Parts{}
	var first string
	for _, folder := range folders {
		plan, err := readPart(folder, version)
		if err != nil {
			return nil, err
		}
		if p.Plan == nil {
			p.Plan, first = plan.WithoutShard(), folder
			p.parts = make([]part, plan.Shard.Of)
		}
		if n := int(plan.Shard.Of); n != len(p.parts) {
			return nil, fmt.Errorf("%s is one of %d parts and %s one of %d; they belong to different sweeps", first, len(p.parts), folder, n)
		}
		if differs := p.Plan.Differs(plan.WithoutShard()); len(differs) > 0 {
			return nil, fmt.Errorf("%s and %s are parts of different sweeps (there: %s, here: %s)\n  %s", first, folder, first, folder, strings.Join(differs, "\n  "))
		}
		at := &p.parts[plan.Shard.Index-1]
		if at.folder != "" {
			return nil, fmt.Errorf("part %d of %d was given twice: %s and %s", plan.Shard.Index, len(p.parts), at.folder, folder)
		}
		at.folder = folder
	}
	var missing []string
	for i, part := range p.parts {
		if part.folder == "" {
			missing = append(missing, fmt.Sprint(i+1))
		}
	}
	if len(missing) > 0 {
		noun, verb := "parts", "are"
		if len(missing) == 1 {
			noun, verb = "part", "is"
		}
		return nil, fmt.Errorf("%s %s of %d %s missing", noun, english.Listed(missing, 10), len(p.parts), verb)
	}
	return p, p.open()
}

// readPart reads the plan of a part, and says what it is when it is none.
func readPart(dir, version string) (*Plan, error) {
	if folder.IsPartial(dir) {
		return nil, fmt.Errorf("%s: this part is not finished; to continue, repeat its command with --resume", dir)
	}
	if err := folder.Restore(dir); err != nil {
		return nil, err
	}
	plan, err := ReadPlan(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if begun, _ := Begun(dir); begun != nil {
			return nil, fmt.Errorf("%s: this part is not finished; to continue, repeat its command with --resume", dir)
		}
		return nil, fmt.Errorf("%s: %w; merge needs folders written by mailstorm sweep --shard i/n --out DIR", dir, ErrNoPlan)
	case err != nil:
		return nil, err
	case plan.Version != version:
		return nil, fmt.Errorf("%s: written by mailstorm %s; this is %s, whose rows may differ; run the part again, or merge with version %s", dir, plan.Version, version, plan.Version)
	case plan.Shard == nil:
		return nil, fmt.Errorf("%s: this is a complete sweep, not a part; to show it again, repeat its command with --resume", dir)
	}
	return plan, nil
}

func (p *Parts) open() error {
	for i := range p.parts {
		part := &p.parts[i]
		file, err := os.Open(filepath.Join(part.folder, RowsFile))
		if err != nil {
			return errors.Join(fmt.Errorf("%s: %w", part.folder, err), p.Close())
		}
		part.file, part.rows = file, bufio.NewReaderSize(file, 1<<16)
	}
	return nil
}

// Close closes what was read.
func (p *Parts) Close() error {
	for i := range p.parts {
		if p.parts[i].file != nil {
			p.parts[i].file.Close() // it was only read
		}
	}
	return nil
}

// Holds tells whether a folder is one of the parts, or holds one.
func (p *Parts) Holds(dir string) bool {
	return slices.ContainsFunc(p.parts, func(part part) bool { return folder.KeepsFiles(dir, []string{part.folder}) != nil })
}

// Sink is a writer that keeps its first error to itself, so that what is wrong with the disk is told apart from what is wrong with parts.
type Sink struct {
	To  io.Writer
	Err error
}

// Write writes, unless something is wrong.
func (s *Sink) Write(b []byte) (int, error) {
	if s.Err == nil {
		_, s.Err = s.To.Write(b)
	}
	return len(b), nil
}

// Merge gives the rows of all parts to the taker and to w, in the order in which one machine would have written them.
func (p *Parts) Merge(w io.Writer, taker Taker) error {
	out := bufio.NewWriterSize(w, 1<<16)
	for variant := range p.Plan.Variants {
		for run := range p.Plan.Variants[variant].Runs {
			for choice := range p.Plan.Choices {
				line, row, err := p.parts[int(run)%len(p.parts)].next(p.Plan, slot{variant, run, choice})
				if err != nil {
					return err
				}
				if _, err := out.Write(line); err != nil {
					return err
				}
				if err := taker.Take(variant, row); err != nil {
					return err
				}
			}
		}
	}
	for i := range p.parts {
		if _, err := p.parts[i].rows.ReadByte(); err != io.EOF {
			return fmt.Errorf("%s: %s has too many rows, from line %d on", p.parts[i].folder, RowsFile, p.parts[i].line+1)
		}
	}
	return out.Flush()
}

func (p *part) next(plan *Plan, at slot) ([]byte, *experiment.Row, error) {
	p.line++
	line, err := p.rows.ReadBytes('\n')
	switch {
	case err == io.EOF && len(line) == 0:
		return nil, nil, fmt.Errorf("%s: %s ends before replication %d of value %s", p.folder, RowsFile, at.run, plan.Label(at.choice))
	case err != nil && err != io.EOF:
		return nil, nil, fmt.Errorf("%s: %w", p.folder, err)
	}
	got, row, err := plan.row(line)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %s line %d: %w", p.folder, RowsFile, p.line, err)
	}
	if got != at {
		return nil, nil, fmt.Errorf("%s: %s line %d holds replication %d of value %s instead of replication %d of value %s: rows are missing or duplicated",
			p.folder, RowsFile, p.line, got.run, plan.Label(got.choice), at.run, plan.Label(at.choice))
	}
	return line, &row, nil
}
