package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// expandPatterns replaces patterns by the files they match, for shells that leave that to programs.
func expandPatterns(args []string) (all []string, err error) {
	for _, arg := range args {
		files, err := expandPattern(arg)
		if err != nil {
			return nil, err
		}
		all = append(all, files...)
	}
	return all, nil
}

func expandPattern(arg string) ([]string, error) {
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
