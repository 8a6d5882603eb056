package report

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// SweepFolder is the folder of a sweep in the making: DIR.partial, which takes the name DIR once all is written. It outlives the
// process, so that another one may go on.
type SweepFolder struct {
	*Folder
	*Ledger
}

// sweepFiles are what the folder of a sweep may hold, beside its pictures.
var sweepFiles = []string{PlanFile, RowsFile, SweepFile, TableFile, PageFile}

// newPlanFile lies in DIR.partial until it is whole: where there is no plan.json, nothing is begun.
const newPlanFile = "plan.new"

// Partial is where a sweep for the folder gathers until it is whole.
func Partial(path string) string { return whereabouts(path) + unfinished }

// VacantForSweep says whether a sweep of the scenario, with pictures of these names, may be written to path; force lets it replace
// anything but a file.
func VacantForSweep(path, scenario string, pictures []string, force bool) error {
	return vacant(path, pictures, force, holder{"sweep", errNoSweep, func() (names []string, ours bool) {
		plan, err := ReadPlan(path)
		return sweepFiles, err == nil && plan.Scenario == scenario
	}})
}

var errNoSweep = errors.New("it is not empty and holds no sweep of this scenario; --force replaces it")

// VacantPartial makes sure that DIR.partial is no folder of somebody else.
func VacantPartial(path string, pictures []string) error {
	entries, err := os.ReadDir(Partial(path))
	if err != nil {
		return nil // what cannot be read cannot be written either, which is said then
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() == newPlanFile })
	if name := foreign(entries, pictures, sweepFiles); name != "" {
		return fmt.Errorf("%s: it holds %s, which no sweep has written; name another folder, or --force removes it", Partial(path), name)
	}
	return nil
}

// NewSweepFolder begins the folder of a sweep.
func NewSweepFolder(path string, plan *Plan) (*SweepFolder, error) {
	folder, err := openPartial(path)
	if err != nil {
		return nil, err
	}
	f := &SweepFolder{Folder: folder}
	err = f.clean()
	if err == nil {
		err = f.Write(newPlanFile, plan.Write)
	}
	if err == nil {
		err = os.Rename(filepath.Join(f.place(), newPlanFile), filepath.Join(f.place(), PlanFile))
	}
	if err == nil {
		f.Ledger, _, err = resumeRows(plan, f.place(), nil, false)
	}
	if err != nil {
		err = errors.Join(err, f.unlock())
	}
	return f, err
}

// ResumeSweepFolder goes on with the folder of a sweep: all rows of whole replications that it holds go to the taker. It says how many bytes
// of torn lines it dropped. If the sweep is made longer, it keeps of the rows what the longer one has as well, and the plan is the new one.
func ResumeSweepFolder(path string, plan *Plan, taker Taker, longer bool) (f *SweepFolder, dropped int64, err error) {
	folder, err := openPartial(path)
	if err != nil {
		return nil, 0, err
	}
	f = &SweepFolder{Folder: folder}
	if err = f.clean(PlanFile, RowsFile); err == nil && longer {
		if err = f.Write(newPlanFile, plan.Write); err == nil {
			err = os.Rename(filepath.Join(f.place(), newPlanFile), filepath.Join(f.place(), PlanFile))
		}
	}
	if err == nil {
		f.Ledger, dropped, err = resumeRows(plan, f.place(), taker, longer)
	}
	if err != nil {
		err = errors.Join(err, f.unlock())
	}
	return f, dropped, err
}

// openPartial begins or goes on with a folder whose contents gather in DIR.partial, which outlives the process.
func openPartial(path string) (*Folder, error) {
	path = whereabouts(path)
	f := folderAt(path, path+unfinished)
	if err := os.MkdirAll(filepath.Dir(f.path), 0o777); err != nil {
		return nil, err
	}
	if err := f.lock(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(f.temp, 0o777); err != nil {
		return nil, errors.Join(err, f.unlock())
	}
	return f, nil
}

// place is where the files are until the folder has its name.
func (f *Folder) place() string { return f.temp }

// Leave keeps DIR.partial for a later process.
func (f *SweepFolder) Leave() error { return errors.Join(f.Close(), f.unlock()) }

// Finish gives the folder its name, in place of what had it, once all rows lie on the disk; until then it is left as it is.
func (f *SweepFolder) Finish() error {
	if err := f.Close(); err != nil {
		return errors.Join(err, f.unlock())
	}
	if err := f.Keep(); err != nil {
		return errors.Join(err, f.unlock())
	}
	return nil
}

// clean leaves only these files: an earlier process may have got as far as pictures.
func (f *SweepFolder) clean(names ...string) error {
	entries, err := os.ReadDir(f.place())
	for _, e := range entries {
		if !slices.Contains(names, e.Name()) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(f.place(), e.Name())))
		}
	}
	return err
}

// Begun reads the plan of a sweep that was not finished; nil when there is none.
func Begun(path string) (*Plan, error) {
	partial := Partial(path)
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

// ReopenSweep makes DIR.partial of what a finished sweep holds; the sweep itself stays until the other takes its place.
func ReopenSweep(path string) error {
	partial := Partial(path)
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
