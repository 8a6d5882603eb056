package main

import (
	"context"
	"errors"
	"path"
	"path/filepath"
	"strings"

	"mailstorm/cmd/report"
	"mailstorm/plots"
)

// keep writes the result folder of a suite that failed, with its pictures: of the run that shows the first failure.
func (o *testOptions) keep(ctx context.Context, s *outcome) error {
	run, failed := uint32(0), false
	for _, v := range s.verdicts {
		if failed = failed || !v.OK; !v.OK {
			run = v.Run
			break
		}
	}
	if o.out == "" || !failed || s.Stopped != "" {
		return nil
	}
	shown, config := *s.scenario, *s.scenario.Config
	config.Seed += int64(run)
	shown.Config = &config
	s.Folder = path.Join(filepath.ToSlash(o.out), within(s.File))
	folder := filepath.FromSlash(s.Folder)
	if err := report.Vacant(folder, s.Name, plots.Names(plots.Pictures), o.force); err != nil {
		return err
	}
	p := &runOptions{storm: o.storm, format: choice{value: "json"}, events: choice{value: "none"}, archive: archive{plot: true, size: size{plots.Slide}}}
	p.quiet = true
	_, err := p.perform(ctx, &shown, folder)
	return err
}

// within is the path of a result folder for a file, always inside the folder of all.
func within(file string) string {
	if file == "-" {
		return "stdin"
	}
	var parts []string
	for part := range strings.SplitSeq(strings.TrimSuffix(file, ".toml"), "/") {
		if part == ".." {
			part = "up"
		}
		if part = strings.ReplaceAll(part, ":", ""); part != "" && part != "." {
			parts = append(parts, part)
		}
	}
	return path.Join(parts...)
}

// checkOut refuses flags about folders that make no sense.
func (o *testOptions) checkOut(given bool) error {
	if given && o.out == "" {
		return errors.New("--out needs the name of a folder; what was given is empty")
	}
	return nil
}
