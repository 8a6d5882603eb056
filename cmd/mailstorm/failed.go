package main

import (
	"context"
	"path"
	"path/filepath"
	"strings"

	"mailstorm/cmd/report"
	"mailstorm/plots"
	"mailstorm/plots/draw"
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
	place := path.Join(filepath.ToSlash(o.out), within(s.File))
	folder := filepath.FromSlash(place)
	if err := report.Vacant(folder, s.Name, plots.Names(plots.Pictures), o.force); err != nil {
		return failure("--out", err)
	}
	if err := report.Spares(folder, append(s.scenario.Files(), o.tested...)); err != nil {
		return failure("--out", err)
	}
	p := &runOptions{storm: o.storm, format: choice{value: "json"}, events: choice{value: "none"}, archive: archive{plot: true, size: size{draw.Slide}}}
	p.quiet = true
	if _, err := p.perform(ctx, &shown, folder); err != nil {
		return err
	}
	s.Folder = place
	return nil
}

// within is the path of a result folder for a file, always inside the folder of all. It keeps the name whole, because a folder may stand
// beside the file that is called alike.
func within(file string) string {
	if file == "-" {
		return "stdin"
	}
	var parts []string
	for part := range strings.SplitSeq(file, "/") {
		if part == ".." {
			part = "up"
		}
		if part = strings.ReplaceAll(part, ":", ""); part != "" && part != "." {
			parts = append(parts, part)
		}
	}
	return path.Join(parts...)
}
