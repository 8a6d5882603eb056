package main

import (
	"errors"
	"strings"

	"mailstorm/scenarios/parse"
)

// toldOnce leaves out problems of --set that another scenario had before: they stand on the command line, and one mention is enough.
func toldOnce(errs []error) (all []error) {
	told := map[string]bool{}
	for _, err := range errs {
		var problems parse.Problems
		if !errors.As(err, &problems) {
			all = append(all, err)
			continue
		}
		var left parse.Problems
		for _, p := range problems {
			if text := p.Error(); !onCommandLine(p) || !told[text] {
				told[text] = true
				left = append(left, p)
			}
		}
		if len(left) > 0 {
			all = append(all, left)
		}
	}
	return all
}

// onCommandLine reports whether a problem stands there and not in a file.
func onCommandLine(p *parse.Problem) bool { return strings.HasPrefix(p.File, "--set ") }
