// Package runfolder runs a scenario and fills its result folder: events, tables, what hosts logged, pictures.
package runfolder

import (
	"errors"
	"io"
	"slices"

	"mailstorm/cmd/illustrated"
	"mailstorm/cmd/report/events"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/report/webpage"
	"mailstorm/cmd/simulation"
	"mailstorm/plots"
	"mailstorm/plots/draw"
)

// Options say what is written of a run.
type Options struct {
	Events bool // events.jsonl
	Plot   bool // pictures, and the page with all of them
	Size   draw.Size
	Page   bool // the page is wanted, whether or not there is a folder
	Set    []string
	Files  string         // as Set: of the command line, which the page shows
	Warn   func([]string) // of what did not fit

	Sinks []simulation.Sink                         // take the records, too
	More  func(to *folder.Folder, r *run.Run) error // writes what else there is to write; to is nil where there is no folder
}

// Run runs the storm and fills the folder, if path names one. What was counted is there beside an error, and so is the page.
func Run(storm *simulation.Storm, path string, o *Options) (*run.Run, *webpage.Document, error) {
	if o.Warn == nil {
		o.Warn = func([]string) {}
	}
	if o.More == nil {
		o.More = func(*folder.Folder, *run.Run) error { return nil }
	}
	f := &filling{Options: o, storm: storm, records: illustrated.NewRecorder()}
	r, err := f.run(path)
	if r == nil || !o.Page {
		return r, nil, err
	}
	page, err2 := f.page(r)
	return r, page, errors.Join(err, err2)
}

// filling is a folder while it is filled.
type filling struct {
	*Options
	storm   *simulation.Storm
	records *illustrated.Recorder
}

// run runs the storm and fills the folder, if there is to be one.
func (f *filling) run(path string) (*run.Run, error) {
	if path == "" {
		r, err := f.storm.Run(append(f.pictureSinks(), f.Sinks...)...)
		if err == nil {
			err = f.More(nil, r)
		}
		return r, err
	}
	to, err := folder.New(path)
	if err != nil {
		return nil, simulation.Failed("making the result folder", err)
	}
	r, err := f.write(to)
	if err == nil {
		err = to.Keep()
	}
	if err != nil {
		return r, simulation.Failed("writing "+path, errors.Join(err, to.Discard()))
	}
	return r, nil
}

// write runs the storm and writes all files of the folder.
func (f *filling) write(to *folder.Folder) (r *run.Run, err error) {
	logs := newLogs(f.storm.Config)
	sinks := slices.Concat(logs.sinks(), f.pictureSinks(), f.Sinks)
	simulated := func(w io.Writer) error {
		events := events.NewWriter(w, f.storm.Config)
		if r, err = f.storm.Run(append(sinks, events)...); err != nil {
			return err
		}
		return events.Flush()
	}
	if f.Events {
		err = to.Write("events.jsonl", simulated)
	} else {
		r, err = f.storm.Run(sinks...)
	}
	if err != nil {
		return r, err
	}
	for _, file := range []struct {
		name  string
		write func(io.Writer, *run.Run) error
	}{{"messages.csv", run.Messages}, {"series.csv", run.Series}, {"result.json", run.JSON}} {
		if err := to.Write(file.name, func(w io.Writer) error { return file.write(w, r) }); err != nil {
			return r, err
		}
	}
	err = logs.writeLogs(to, r)
	f.Warn(logs.omittedWarnings())
	if err != nil {
		return r, err
	}
	return r, errors.Join(f.writePictures(to, r), f.More(to, r))
}

// pictureSinks take the records that pictures need, if there are any.
func (f *filling) pictureSinks() []simulation.Sink {
	if f.Plot || f.Page {
		return []simulation.Sink{f.records}
	}
	return nil
}

// writePictures writes the pictures, and the page that has them all.
func (f *filling) writePictures(to *folder.Folder, r *run.Run) error {
	if !f.Plot {
		return nil
	}
	page, err := f.page(r)
	if err != nil {
		return err
	}
	if err := to.Write(folder.PageFile, func(w io.Writer) error { return webpage.Runs(w, []*webpage.Document{page}) }); err != nil {
		return err
	}
	return plots.Draw(plots.Pictures, f.records.Story(r), f.Size, to.WriteBytes)
}

func (f *filling) page(r *run.Run) (*webpage.Document, error) {
	return illustrated.RunPage(f.storm.Scenario, r, f.records.Story(r), f.Set, f.Files)
}
