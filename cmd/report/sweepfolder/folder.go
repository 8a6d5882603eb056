package sweepfolder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"mailstorm/cmd/report/folder"
)

// Folder is the folder of a sweep in the making: DIR.partial, which takes the name DIR once all is written. It outlives the
// process, so that another one may go on.
type Folder struct {
	*folder.Folder
	*RowFile
}

// sweepFiles are what the folder of a sweep may hold, beside its pictures.
var sweepFiles = []string{PlanFile, RowsFile, SweepFile, TableFile, folder.PageFile}

// newPlanFile lies in DIR.partial until it is whole: where there is no plan.json, nothing is begun.
const newPlanFile = "plan.new"

// Vacant says whether a sweep of the scenario, with pictures of these names, may be written to path; force lets it replace
// anything but a file.
func Vacant(path, scenario string, pictures []string, force bool) error {
	return folder.Vacant(path, pictures, force, folder.Holder{Writer: "sweep", Occupied: errNoSweep, Holds: func() (names []string, ours bool) {
		plan, err := ReadPlan(path)
		return sweepFiles, err == nil && plan.Scenario == scenario
	}})
}

var errNoSweep = errors.New("it is not empty and holds no sweep of this scenario; --force replaces it")

// VacantPartial makes sure that DIR.partial holds nothing but a sweep.
func VacantPartial(path string, pictures []string) error {
	entries, err := os.ReadDir(folder.Partial(path))
	if err != nil {
		return nil // what cannot be read cannot be written either, which is said then
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() == newPlanFile })
	if name := folder.Foreign(entries, pictures, sweepFiles); name != "" {
		return fmt.Errorf("%s contains %s, which is not part of a sweep; choose another folder, or replace all its contents with --force", folder.Partial(path), name)
	}
	return nil
}

// New begins the folder of a sweep.
func New(path string, plan *Plan) (*Folder, error) {
	dir, err := folder.OpenPartial(path)
	if err != nil {
		return nil, err
	}
	f := &Folder{Folder: dir}
	err = f.clean()
	if err == nil {
		err = f.Write(newPlanFile, plan.Write)
	}
	if err == nil {
		err = os.Rename(filepath.Join(f.Temp(), newPlanFile), filepath.Join(f.Temp(), PlanFile))
	}
	if err == nil {
		f.RowFile, _, err = resumeRows(plan, f.Temp(), nil, false)
	}
	if err != nil {
		err = errors.Join(err, f.Unlock())
	}
	return f, err
}

// Resume goes on with the folder of a sweep: all rows of whole replications that it holds go to the taker. It says how many bytes
// of torn lines it dropped. If the sweep is made longer, it keeps of the rows what the longer one has as well, and the plan is the new one.
func Resume(path string, plan *Plan, taker Taker, longer bool) (f *Folder, dropped int64, err error) {
	dir, err := folder.OpenPartial(path)
	if err != nil {
		return nil, 0, err
	}
	f = &Folder{Folder: dir}
	if err = f.clean(PlanFile, RowsFile); err == nil && longer {
		if err = f.Write(newPlanFile, plan.Write); err == nil {
			err = os.Rename(filepath.Join(f.Temp(), newPlanFile), filepath.Join(f.Temp(), PlanFile))
		}
	}
	if err == nil {
		f.RowFile, dropped, err = resumeRows(plan, f.Temp(), taker, longer)
	}
	if err != nil {
		err = errors.Join(err, f.Unlock())
	}
	return f, dropped, err
}

// Leave keeps DIR.partial for a later process.
func (f *Folder) Leave() error { return errors.Join(f.Close(), f.Unlock()) }

// Finish gives the folder its name, in place of what had it, once all rows lie on the disk; until then it is left as it is.
func (f *Folder) Finish() error {
	if err := f.Close(); err != nil {
		return errors.Join(err, f.Unlock())
	}
	if err := f.Keep(); err != nil {
		return errors.Join(err, f.Unlock())
	}
	return nil
}

// clean leaves only these files: an earlier process may have got as far as pictures.
func (f *Folder) clean(names ...string) error {
	entries, err := os.ReadDir(f.Temp())
	for _, e := range entries {
		if !slices.Contains(names, e.Name()) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(f.Temp(), e.Name())))
		}
	}
	return err
}

// Begun reads the plan of a sweep that was not finished; nil when there is none.
func Begun(path string) (*Plan, error) {
	partial := folder.Partial(path)
	if _, err := os.Stat(filepath.Join(partial, PlanFile)); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return ReadPlan(partial)
}

// Finished reads the plan of a finished sweep; nil when there is none.
func Finished(path string) *Plan {
	plan, err := ReadPlan(path)
	if err != nil {
		return nil
	}
	return plan
}

// Reopen makes DIR.partial of what a finished sweep holds; the sweep itself stays until the other takes its place.
func Reopen(path string) error {
	partial := folder.Partial(path)
	if err := os.MkdirAll(partial, 0o777); err != nil {
		return err
	}
	for from, to := range map[string]string{RowsFile: RowsFile, PlanFile: newPlanFile} {
		if err := copyFile(filepath.Join(partial, to), filepath.Join(path, from)); err != nil {
			return err
		}
	}
	return os.Rename(filepath.Join(partial, newPlanFile), filepath.Join(partial, PlanFile))
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
