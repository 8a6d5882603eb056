package main

import (
	"context"
	"path"
	"path/filepath"
	"strings"

	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/testsuite"
	"mailstorm/plots"
	"mailstorm/plots/draw"
)

// keepFailure writes the result folder of a suite that failed, with its pictures: of the run that shows the first failure.
func (o *testOptions) keepFailure(ctx context.Context, s *testsuite.Outcome) error {
	replication, failed := uint32(0), false
	for _, v := range s.Verdicts {
		if failed = failed || !v.OK; !v.OK {
			replication = v.Run
			break
		}
	}
	if o.out == "" || !failed || s.Stopped != "" {
		return nil
	}
	shown, config := *s.Scenario, *s.Scenario.Config
	config.Seed += int64(replication)
	shown.Config = &config
	place := path.Join(filepath.ToSlash(o.out), pathWithin(s.File))
	dir := filepath.FromSlash(place)
	if err := run.Vacant(dir, s.Name, plots.Names(plots.Pictures), o.force); err != nil {
		return failure("--out", err)
	}
	if err := folder.KeepsFiles(dir, append(s.Scenario.Files(), o.tested...)); err != nil {
		return failure("--out", err)
	}
	p := &runOptions{scenarioFlags: o.scenarioFlags, format: enumFlag{value: "json"}, events: enumFlag{value: "none"}, outputFlags: outputFlags{plot: true, size: imageSize{draw.Slide}}}
	p.quiet = true
	if _, err := p.runOne(ctx, &shown, dir); err != nil {
		return err
	}
	s.Folder = place
	return nil
}

// pathWithin is the path of a result folder for a file, always inside the folder of all. It keeps the name whole, because a folder may stand
// beside the file that is called alike.
func pathWithin(file string) string {
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
