package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/cmd/catalogue"
	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/folder"
	"mailstorm/plots"
	"mailstorm/scenarios/profile"
	"mailstorm/sim/metrics"
)

// keepSchedules writes the folder of mailstorm list profiles --out, whole or not at all.
func (o *listOptions) keepSchedules(args []string) error {
	err := o.checkOutput()
	switch {
	case err != nil || o.dir == "":
		return err
	case !slices.Equal(args, []string{"profiles"}):
		return errors.New("--out is for the schedules of profiles, as in mailstorm list profiles --out DIR")
	}
	if err := vacantForSchedules(o.dir, plots.Names(plots.Profiles), o.force); err != nil {
		return err
	}
	all, err := librarySchedules()
	if err != nil {
		return failure("simulating the profiles", err)
	}
	folder, err := folder.New(o.dir)
	if err != nil {
		return failure("creating the folder", err)
	}
	err = folder.Write(schedulesFile, func(w io.Writer) error { return writeSchedules(w, attemptRows(all)) })
	if err == nil && o.plot {
		err = plots.Draw(plots.Profiles, all, o.size.Size, folder.WriteBytes)
	}
	if err == nil {
		err = folder.Keep()
	}
	if err != nil {
		return failure("writing "+o.dir, errors.Join(err, folder.Discard()))
	}
	return nil
}

// librarySchedules are the schedules of all profiles of the library, for a picture.
func librarySchedules() (all plots.Schedules, err error) {
	for _, e := range profile.Library() {
		s, err := catalogue.ScheduleOf(e)
		if err != nil {
			return nil, err
		}
		all = append(all, plots.Schedule{Profile: e.Name, Attempts: s.Attempts, Notice: s.Notice, NDR: s.NDR, AtLeast: e.LowerBound})
	}
	return all, nil
}

func attemptRows(all plots.Schedules) (rows []scheduled) {
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

// schedulesFile is where the folder of the profiles keeps what they do.
const schedulesFile = "schedules.csv"

// scheduled is something that a profile does with one message to a host that is always down.
type scheduled struct {
	Profile, What string
	Number        int // of its kind, 1 the first
	At            time.Duration
}

var momentColumns = []string{"profile", "what", "number", "at_s"}

// writeSchedules writes a line a moment.
func writeSchedules(w io.Writer, all []scheduled) error {
	rows := [][]string{momentColumns}
	for _, m := range all {
		rows = append(rows, []string{m.Profile, m.What, strconv.Itoa(m.Number), encode.Exact(metrics.Int(int64(m.At)), metrics.Duration)})
	}
	return encode.NewCSV(w).WriteAll(rows)
}

// vacantForSchedules says whether the schedules of profiles, with pictures of these names, may be written to path; force lets it replace
// anything but a file.
func vacantForSchedules(path string, pictures []string, force bool) error {
	return folder.Vacant(path, pictures, force, folder.Holder{Writer: "list", Occupied: errNoSchedules, Holds: func() (names []string, ours bool) {
		b, err := os.ReadFile(filepath.Join(path, schedulesFile))
		return []string{schedulesFile}, err == nil && strings.HasPrefix(string(b), strings.Join(momentColumns, ",")+"\n")
	}})
}

var errNoSchedules = errors.New("it is not empty and holds no schedules of profiles; --force replaces it")
