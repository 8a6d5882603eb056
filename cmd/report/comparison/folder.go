package comparison

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/run"
)

// Files of the folder of a comparison, beside its pictures and one result for each choice.
const (
	comparisonFile      = "comparison.json"
	comparisonTableFile = "comparison.csv"
)

// resultFile is the result of a choice, which are numbered from 1 as comparison.json lists them.
func resultFile(choice int) string { return fmt.Sprintf("result-%d.json", choice+1) }

// Vacant says whether a comparison of the scenario, with pictures of these names, may be written to path; force lets it
// replace anything but a file.
func Vacant(path, scenario string, pictures []string, force bool) error {
	return folder.Vacant(path, pictures, force, folder.Holder{Writer: "comparison", Occupied: errNoComparison, Holds: func() (names []string, ours bool) {
		of, choices := comparedIn(path)
		names = []string{comparisonFile, comparisonTableFile}
		for i := range choices {
			names = append(names, resultFile(i))
		}
		return names, of == scenario && choices > 0
	}})
}

var errNoComparison = errors.New("it is not empty and holds no comparison of this scenario; --force replaces it")

// comparedIn reads which scenario a folder compares, and under how many choices; none where it holds no comparison.
func comparedIn(path string) (scenario string, choices int) {
	b, err := os.ReadFile(filepath.Join(path, comparisonFile))
	var c struct {
		Schema, Scenario string
		Choices          []json.RawMessage
	}
	if err != nil || json.Unmarshal(b, &c) != nil || c.Schema != schema {
		return "", 0
	}
	return c.Scenario, len(c.Choices)
}

// WriteFiles writes the comparison as JSON and CSV, and the result of each choice.
func WriteFiles(folder *folder.Folder, c *Comparison) error {
	write := func(name string, as func(io.Writer, *Comparison) error) error {
		return folder.Write(name, func(w io.Writer) error { return as(w, c) })
	}
	if err := errors.Join(write(comparisonFile, JSON), write(comparisonTableFile, CSV)); err != nil {
		return err
	}
	for i := range c.Results {
		if err := folder.Write(resultFile(i), func(w io.Writer) error { return run.JSON(w, c.run(i)) }); err != nil {
			return err
		}
	}
	return nil
}

// run is a choice by itself.
func (c *Comparison) run(choice int) *run.Run {
	r := &run.Run{Config: c.Configs[choice], Result: c.Results[choice], Version: c.Plan.Version}
	for i := range r.Config.Hosts {
		r.Profiles = append(r.Profiles, r.Config.Hosts[i].Profile.Name)
	}
	return r
}
