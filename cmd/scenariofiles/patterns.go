package scenariofiles

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Expand replaces patterns by the files they match, for shells that leave that to programs.
func Expand(args []string) (all []string, err error) {
	for _, arg := range args {
		files, err := ExpandPattern(arg)
		if err != nil {
			return nil, err
		}
		all = append(all, files...)
	}
	return all, nil
}

// ExpandPattern is the files that one pattern matches; what is no pattern stays as it is.
func ExpandPattern(arg string) ([]string, error) {
	if _, err := os.Stat(arg); err == nil || !strings.ContainsAny(arg, "*?[") {
		return []string{arg}, nil
	}
	files, err := filepath.Glob(arg)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the pattern %q is not complete: a [ has no ]", arg)
	case len(files) == 0 && strings.Contains(arg, "**"):
		return nil, fmt.Errorf("no file matches the pattern %q; ** does not go into subfolders here, but mailstorm test takes a folder with all that is in it", arg)
	case len(files) == 0:
		return nil, fmt.Errorf("no file matches the pattern %q", arg)
	}
	return files, nil
}
