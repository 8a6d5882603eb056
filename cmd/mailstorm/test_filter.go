package main

import (
	"fmt"
	"regexp"
	"strings"
)

// filterPattern is what --filter means: part of a name, where * is anything and ? is one character.
func filterPattern(filter string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(filter)
	return regexp.MustCompile("(?i)" + strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(quoted))
}

// readPattern reads --run or --filter, whichever there is.
func (o *testOptions) readPattern() (err error) {
	switch {
	case o.only != "" && o.filter != "":
		return fmt.Errorf("--run and --filter select expectations in two ways; choose one")
	case o.filter != "":
		o.pattern = filterPattern(o.filter)
	case o.only != "":
		if o.pattern, err = regexp.Compile(o.only); err != nil {
			return fmt.Errorf("--run: %w", err)
		}
	}
	return nil
}

// unmatched says that nothing has the name that was asked for.
func (o *testOptions) unmatched() error {
	if o.filter != "" {
		return fmt.Errorf("--filter %s: no file, scenario or expectation matches", o.filter)
	}
	return fmt.Errorf("--run %s: no file, scenario or expectation matches", o.only)
}
