package sweep

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"mailstorm/cmd/report/sweepfolder"
)

// Differs says in what a file of the folder of a sweep is not what the sweep comes to; empty: in nothing.
func (s *Sweep) Differs(folder, name string, write func(io.Writer, *Sweep) error) (string, error) {
	there, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return "", err
	}
	var here bytes.Buffer
	if err := write(&here, s); err != nil || bytes.Equal(there, here.Bytes()) {
		return "", err
	}
	a, b := strings.Split(string(there), "\n"), strings.Split(here.String(), "\n")
	at := 0
	for at < len(a) && at < len(b) && a[at] == b[at] {
		at++
	}
	return fmt.Sprintf("line %d of %s is not what %s and %s come to", at+1, name, sweepfolder.PlanFile, sweepfolder.RowsFile), nil
}
