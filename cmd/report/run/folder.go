package run

import (
	"errors"

	"mailstorm/cmd/report/folder"
)

// errNoRun tells that what is in the way is not to be replaced unasked.
var errNoRun = errors.New("it is not empty and holds no result of this scenario; --force replaces it")

// Files of a result folder that others read.
const (
	ResultFile   = "result.json"
	MessagesFile = "messages.csv"
)

// fileNames are what a result folder may hold, beside its pictures.
var fileNames = []string{ResultFile, "events.jsonl", MessagesFile, "series.csv", "trace.csv", "maillog", folder.PageFile, folder.PlayerFile, folder.StageFile}

// DSNFolder is the folder within a result folder that holds DSNs.
const DSNFolder = "dsn"

// Vacant says whether a result of the scenario, with pictures of these names, may be written to path; force lets it replace
// anything but a file.
func Vacant(path, scenario string, pictures []string, force bool) error {
	return folder.Vacant(path, pictures, force, folder.Holder{Writer: "run", Occupied: errNoRun, Holds: func() (names []string, ours bool) {
		summary, err := ReadSummary(path)
		return append(fileNames, DSNFolder+"/"), err == nil && summary.Scenario == scenario
	}})
}
