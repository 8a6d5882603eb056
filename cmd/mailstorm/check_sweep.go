package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/sweep"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/scenarios/decode"
)

// checkSweep reckons once more what the folder of a sweep comes to, and compares; of an unfinished one it says how far it is.
func (o *checkOptions) checkSweep(path string) error {
	plan, err := sweepfolder.ReadPlan(path)
	if err != nil {
		return err
	}
	if plan.Version != version {
		return fmt.Errorf("%s: made by mailstorm %s, and this is %s, which may reckon otherwise; check it with that version", path, plan.Version, version)
	}
	g := sweep.NewGathering(plan, plansOf(plan))
	err = plan.ReadRows(path, g)
	short := g.Short()
	switch {
	case folder.IsPartial(path) && (err == nil || errors.Is(err, fs.ErrNotExist)):
		return o.say("%s: not finished: %s; the command that began it goes on with --resume\n", decode.Shown(path), begun(short))
	case errors.Is(err, sweepfolder.ErrDamaged):
		return &exitError{exitUnmet, fmt.Errorf("%s: %w", path, err)}
	case err != nil:
		return fmt.Errorf("%s: %w", path, err)
	case short != "":
		return &exitError{exitUnmet, fmt.Errorf("%s: %s holds %s: rows are missing", path, sweepfolder.RowsFile, short)}
	}
	rows := english.Number(int64(g.Rows()))
	if plan.Shard != nil {
		return o.say("%s: ok, part %d of %d, %s rows\n", decode.Shown(path), plan.Shard.Index, plan.Shard.Of, rows)
	}
	if err := compareSweep(path, g.Sweep("")); err != nil {
		return err
	}
	return o.say("%s: ok, %s rows come to its %s and %s\n", decode.Shown(path), rows, sweepfolder.SweepFile, sweepfolder.TableFile)
}

func begun(short string) string {
	if short == "" {
		return "all replications are done, the result is not written"
	}
	return short
}

// compareSweep holds the files of a folder against what the sweep comes to.
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
