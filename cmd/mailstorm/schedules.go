package main

import (
	"errors"
	"io"
	"slices"

	"mailstorm/cmd/report"
	"mailstorm/plots"
)

// keepSchedules writes the folder that list profiles is asked for, whole or not at all.
func (o *listOptions) keepSchedules(args []string) error {
	switch {
	case o.placed && o.out == "":
		return errors.New("--out needs the name of a folder; what was given is empty")
	case o.plot && o.out == "":
		return errors.New("--plot needs a folder for its pictures; add --out DIR")
	case o.out == "":
		return nil
	case !slices.Equal(args, []string{"profiles"}):
		return errors.New("--out keeps the schedules of profiles: mailstorm list profiles --out DIR")
	}
	if err := report.VacantForSchedules(o.out, plots.Names(plots.Profiles), o.force); err != nil {
		return err
	}
	all, err := schedules()
	if err != nil {
		return failure("asking the profiles", err)
	}
	folder, err := report.NewFolder(o.out)
	if err != nil {
		return failure("making the folder", err)
	}
	err = folder.Write(report.SchedulesFile, func(w io.Writer) error { return report.Schedules(w, moments(all)) })
	if err == nil && o.plot {
		err = plots.Draw(plots.Profiles, all, into(folder))
	}
	if err == nil {
		err = folder.Keep()
	}
	if err != nil {
		return failure("writing "+o.out, errors.Join(err, folder.Discard()))
	}
	return nil
}

func moments(all plots.Schedules) (rows []report.Moment) {
	for _, s := range all {
		for i, at := range s.Attempts {
			rows = append(rows, report.Moment{Profile: s.Profile, What: "attempt", Number: i + 1, At: at})
		}
		if s.Notice > 0 {
			rows = append(rows, report.Moment{Profile: s.Profile, What: "delay notice", Number: 1, At: s.Notice})
		}
		if s.NDR > 0 {
			rows = append(rows, report.Moment{Profile: s.Profile, What: "NDR", Number: 1, At: s.NDR})
		}
	}
	return rows
}
