package testsuite

import (
	"context"
	"path"
	"path/filepath"
	"strings"

	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/runfolder"
	"mailstorm/cmd/simulation"
	"mailstorm/plots"
	"mailstorm/plots/draw"
)

// Failures say where the result folders of files that failed go.
type Failures struct {
	Dir    string   // below which they are; "": nowhere
	Force  bool     // it may hold anything
	Tested []string // files that must stay
}

// KeepFailure writes the result folder of a suite that failed, with its pictures: of the run that shows the first failure.
func (o *Tester) KeepFailure(ctx context.Context, s *Outcome, to *Failures) error {
	replication, failed := uint32(0), false
	for _, v := range s.Verdicts {
		if failed = failed || !v.OK; !v.OK {
			replication = v.Run
			break
		}
	}
	if to.Dir == "" || !failed || s.Stopped != "" {
		return nil
	}
	shown, config := *s.Scenario, *s.Scenario.Config
	config.Seed += int64(replication)
	shown.Config = &config
	place := path.Join(filepath.ToSlash(to.Dir), pathWithin(s.File))
	dir := filepath.FromSlash(place)
	if err := run.Vacant(dir, s.Name, plots.Names(plots.Pictures), to.Force); err != nil {
		return simulation.Failed("--out", err)
	}
	if err := folder.KeepsFiles(dir, append(s.Scenario.Files(), to.Tested...)); err != nil {
		return simulation.Failed("--out", err)
	}
	storm := &simulation.Storm{Scenario: &shown, Version: o.Version, Compared: true, Varied: simulation.VariedBy(o.Options.Set), Runner: o.Runner(ctx)}
	if _, _, err := runfolder.Run(storm, dir, &runfolder.Options{Plot: true, Size: draw.Slide, Set: o.Options.Set, Files: o.Options.Files}); err != nil {
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
