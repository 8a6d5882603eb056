// Package schedulefolder writes what all profiles do with a message to a host that is always down.
package schedulefolder

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"mailstorm/cmd/catalogue"
	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/simulation"
	"mailstorm/plots"
	"mailstorm/plots/draw"
	"mailstorm/scenarios/profile"
	"mailstorm/sim/metrics"
)

// Write writes the folder of all profiles of the library, whole or not at all; force lets it replace anything but a file.
func Write(path string, plot bool, size draw.Size, force bool) error {
	if err := vacant(path, plots.Names(plots.Profiles), force); err != nil {
		return err
	}
	all, err := schedules()
	if err != nil {
		return simulation.Failed("simulating the profiles", err)
	}
	folder, err := folder.New(path)
	if err != nil {
		return simulation.Failed("creating the folder", err)
	}
	err = folder.Write(file, func(w io.Writer) error { return writeRows(w, rowsOf(all)) })
	if err == nil && plot {
		err = plots.Draw(plots.Profiles, all, size, folder.WriteBytes)
	}
	if err == nil {
		err = folder.Keep()
	}
	if err != nil {
		return simulation.Failed("writing "+path, errors.Join(err, folder.Discard()))
	}
	return nil
}

// schedules are the schedules of all profiles of the library, for a picture.
func schedules() (all plots.Schedules, err error) {
	for _, e := range profile.Library() {
		s, err := catalogue.ScheduleOf(e)
		if err != nil {
			return nil, err
		}
		all = append(all, plots.Schedule{Profile: e.Name, Attempts: s.Attempts, Notice: s.Notice, NDR: s.NDR, AtLeast: e.LowerBound})
	}
	return all, nil
}

func rowsOf(all plots.Schedules) (rows []scheduled) {
	for _, s := range all {
		for i, at := range s.Attempts {
			rows = append(rows, scheduled{Profile: s.Profile, What: "attempt", Number: i + 1, At: at})
		}
		if s.Notice > 0 {
			rows = append(rows, scheduled{Profile: s.Profile, What: "delay notice", Number: 1, At: s.Notice})
		}
		if s.NDR > 0 {
			rows = append(rows, scheduled{Profile: s.Profile, What: "NDR", Number: 1, At: s.NDR})
		}
	}
	return rows
}

// file is where the folder of the profiles keeps what they do.
const file = "schedules.csv"

// scheduled is something that a profile does with one message to a host that is always down.
type scheduled struct {
	Profile, What string
	Number        int // of its kind, 1 the first
	At            time.Duration
}

var columns = []string{"profile", "what", "number", "at_s"}

// writeRows writes a line a moment.
func writeRows(w io.Writer, all []scheduled) error {
	rows := [][]string{columns}
	for _, m := range all {
		rows = append(rows, []string{m.Profile, m.What, strconv.Itoa(m.Number), encode.Exact(metrics.Int(int64(m.At)), metrics.Duration)})
	}
	return encode.NewCSV(w).WriteAll(rows)
}

// vacant says whether the schedules of profiles, with pictures of these names, may be written to path; force lets it replace
// anything but a file.
func vacant(path string, pictures []string, force bool) error {
	return folder.Vacant(path, pictures, force, folder.Holder{Writer: "list", Occupied: errOccupied, Holds: func() (names []string, ours bool) {
		b, err := os.ReadFile(filepath.Join(path, file))
		return []string{file}, err == nil && strings.HasPrefix(string(b), strings.Join(columns, ",")+"\n")
	}})
}

var errOccupied = errors.New("it is not empty and holds no schedules of profiles; --force replaces it")
