package main

import (
	"errors"
	"fmt"
	"strings"

	"mailstorm/cmd/design"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/sweep"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/plots"
)

// openFolder creates the folder of the sweep or continues it; without --out there is none.
func (o *sweepOptions) openFolder(b *design.Prepared) (*sweepfolder.Folder, *sweep.Gathering, error) {
	g := sweep.NewGathering(b.Plan, design.PlansOf(b.Plan))
	if o.dir == "" {
		return nil, g, nil
	}
	if err := sweepfolder.Vacant(o.dir, b.Plan.Scenario, plots.Names(plots.Sweeps), o.force); err != nil {
		return nil, nil, err
	}
	if err := folder.KeepsFiles(o.dir, b.Scenario.Files()); err != nil {
		return nil, nil, err
	}
	if !o.force {
		if err := sweepfolder.VacantPartial(o.dir, plots.Names(plots.Sweeps)); err != nil {
			return nil, nil, err
		}
	}
	begun, err := sweepfolder.Begun(o.dir)
	switch {
	case o.force:
	case err != nil:
		return nil, nil, fmt.Errorf("%w; --force starts over", err)
	case begun == nil && o.resume:
		return o.reopenFolder(b, g)
	case begun != nil && !o.resume:
		return nil, nil, fmt.Errorf("%s contains an unfinished sweep of %s; --resume continues it, --force starts over", folder.Partial(o.dir), begun.Scenario)
	case begun != nil:
		if err := o.sameOrLonger(folder.Partial(o.dir), begun, b.Plan); err != nil {
			return nil, nil, err
		}
		return o.continueFolder(b, g)
	}
	folder, err := sweepfolder.New(o.dir, b.Plan)
	return folder, g, o.folderError(err)
}

// folderError words why a folder could not be begun.
func (o *sweepOptions) folderError(err error) error {
	switch {
	case errors.Is(err, folder.ErrAtWork):
		return err
	case errors.Is(err, sweepfolder.ErrDamaged):
		return fmt.Errorf("%w; delete this line and all lines after it and use --resume, or start over with --force", err)
	}
	return failure("creating "+folder.Partial(o.dir), err)
}

// samePlan refuses to continue a different sweep, and says what differs.
func samePlan(where string, there, here *sweepfolder.Plan) error {
	differs := there.Differs(here)
	if len(differs) == 0 {
		return nil
	}
	return fmt.Errorf("%s contains a different sweep, which was not changed; --force starts over\n  %s", where, strings.Join(differs, "\n  "))
}

// sameOrLonger lets a sweep be made longer: what differs then is only how many replications there are.
func (o *sweepOptions) sameOrLonger(where string, there, here *sweepfolder.Plan) error {
	if o.longer = there.Longer(here); o.longer {
		return nil
	}
	return samePlan(where, there, here)
}

// continueFolder takes the results of an earlier process.
func (o *sweepOptions) continueFolder(b *design.Prepared, g *sweep.Gathering) (*sweepfolder.Folder, *sweep.Gathering, error) {
	kept, dropped, err := sweepfolder.Resume(o.dir, b.Plan, g, o.longer)
	if err != nil {
		return nil, nil, o.folderError(err)
	}
	if dropped > 0 {
		o.warn([]string{fmt.Sprintf("the last replication in %s was incomplete (%s) and is run again", folder.Partial(o.dir), english.Size(dropped))})
	}
	return kept, g, nil
}

// reopenFolder finds nothing unfinished: either all is done already, or nothing was begun.
func (o *sweepOptions) reopenFolder(b *design.Prepared, g *sweep.Gathering) (*sweepfolder.Folder, *sweep.Gathering, error) {
	if finished := sweepfolder.Finished(o.dir); finished != nil {
		if err := o.sameOrLonger(o.dir, finished, b.Plan); err != nil {
			return nil, nil, err
		}
		err := finished.ReadRows(o.dir, sweep.NewGathering(finished, design.PlansOf(finished)))
		if err == nil {
			err = sweepfolder.Reopen(o.dir)
		}
		if err != nil {
			return nil, nil, o.folderError(err)
		}
		return o.continueFolder(b, g)
	}
	folder, err := sweepfolder.New(o.dir, b.Plan)
	return folder, g, o.folderError(err)
}
