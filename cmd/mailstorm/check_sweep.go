package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"mailstorm/cmd/design"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/sweep"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/scenarios/decode"
)

// checkSweep computes the result of a sweep again and compares; for an unfinished sweep it reports the progress.
func (o *checkOptions) checkSweep(path string) error {
	plan, err := sweepfolder.ReadPlan(path)
	if err != nil {
		return err
	}
	if plan.Version != version {
		return fmt.Errorf("%s: written by mailstorm %s; this is %s, whose results may differ; use version %s to check it", path, plan.Version, version, plan.Version)
	}
	g := sweep.NewGathering(plan, design.PlansOf(plan))
	err = plan.ReadRows(path, g)
	short := g.Short()
	switch {
	case folder.IsPartial(path) && (err == nil || errors.Is(err, fs.ErrNotExist)):
		return o.good("%s: unfinished: %s; to continue, repeat the sweep command with --resume\n", decode.Shown(path), begun(short))
	case errors.Is(err, sweepfolder.ErrDamaged):
		return &exitError{exitUnmet, fmt.Errorf("%s: %w", path, err)}
	case err != nil:
		return fmt.Errorf("%s: %w", path, err)
	case short != "":
		return &exitError{exitUnmet, fmt.Errorf("%s: %s contains only %s: rows are missing", path, sweepfolder.RowsFile, short)}
	}
	rows := english.Number(int64(g.Rows()))
	if plan.Shard != nil {
		return o.good("%s: ok, part %d of %d, %s rows\n", decode.Shown(path), plan.Shard.Index, plan.Shard.Of, rows)
	}
	if err := compareSweep(path, g.Sweep("")); err != nil {
		return err
	}
	return o.good("%s: ok, %s and %s match its %s rows\n", decode.Shown(path), sweepfolder.SweepFile, sweepfolder.TableFile, rows)
}

func begun(short string) string {
	if short == "" {
		return "all replications are done, but the result is not written"
	}
	return short
}

// compareSweep compares the files of a folder with the result of its sweep.
func compareSweep(path string, s *sweep.Sweep) error {
	for _, file := range []struct {
		name  string
		write func(io.Writer, *sweep.Sweep) error
	}{{sweepfolder.SweepFile, sweep.JSON}, {sweepfolder.TableFile, sweep.CSV}} {
		differs, err := s.Differs(path, file.name, file.write)
		switch {
		case err != nil:
			return fmt.Errorf("%s: %w", path, err)
		case differs != "":
			return &exitError{exitUnmet, fmt.Errorf("%s: %s; one of them was changed", path, differs)}
		}
	}
	return nil
}
