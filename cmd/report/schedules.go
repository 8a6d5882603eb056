package report

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"mailstorm/sim/metrics"
)

// SchedulesFile is where the folder of the profiles keeps what they do.
const SchedulesFile = "schedules.csv"

// Moment is something that a profile does for one message to a host that refuses for ever.
type Moment struct {
	Profile, What string
	Number        int // of its kind, 1 the first
	At            time.Duration
}

var momentColumns = []string{"profile", "what", "number", "at_s"}

// Schedules writes a line a moment.
func Schedules(w io.Writer, all []Moment) error {
	rows := [][]string{momentColumns}
	for _, m := range all {
		rows = append(rows, []string{m.Profile, m.What, strconv.Itoa(m.Number), Exact(metrics.Int(int64(m.At)), metrics.Duration)})
	}
	return NewSpreadsheet(w).WriteAll(rows)
}

// VacantForSchedules says whether the schedules of profiles, with pictures of these names, may be written to path; force lets it replace
// anything but a file.
func VacantForSchedules(path string, pictures []string, force bool) error {
	return vacant(path, pictures, force, holder{"list", errNoSchedules, func() (names []string, ours bool) {
		b, err := os.ReadFile(filepath.Join(path, SchedulesFile))
		return []string{SchedulesFile}, err == nil && strings.HasPrefix(string(b), strings.Join(momentColumns, ",")+"\n")
	}})
}

var errNoSchedules = errors.New("it is not empty and holds no schedules of profiles; --force replaces it")
