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
	err := o.check()
	switch {
	case err != nil || o.dir == "":
		return err
	case !slices.Equal(args, []string{"profiles"}):
		return errors.New("--out keeps the schedules of profiles: mailstorm list profiles --out DIR")
	}
	if err := report.VacantForSchedules(o.dir, plots.Names(plots.Profiles), o.force); err != nil {
		return err
	}
	all, err := schedules()
	if err != nil {
		return failure("asking the profiles", err)
	}
	folder, err := report.NewFolder(o.dir)
	if err != nil {
		return failure("making the folder", err)
	}
	err = folder.Write(report.SchedulesFile, func(w io.Writer) error { return report.Schedules(w, moments(all)) })
	if err == nil && o.plot {
		err = plots.Draw(plots.Profiles, all, o.size.Size, into(folder))
	}
	if err == nil {
		err = folder.Keep()
	}
	if err != nil {
		return failure("writing "+o.dir, errors.Join(err, folder.Discard()))
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
