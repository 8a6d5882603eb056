package main

import (
	"errors"
	"fmt"

	"mailstorm/cmd/scenariofiles"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/load"
)

// listAll lists what would be tested.
func (o *testOptions) listAll(files []scenariofiles.File) error {
	var problems []error
	listed := 0
	for _, file := range files {
		s, err := o.loadTarget(file)
		switch {
		case errors.Is(err, load.ErrOther):
			continue
		case err != nil:
			problems = append(problems, err)
			continue
		case !o.selectExpectations(file.Name, s):
			continue
		}
		listed++
		for _, e := range s.Expect {
			if err := o.say("%s: %s: %s\n", decode.Shown(file.Name), e.Name, e.Wanted); err != nil {
				return err
			}
		}
	}
	if len(problems) > 0 {
		return fmt.Errorf("%w", joinWithBlankLines(problems))
	}
	return o.requireSuites(listed)
}
