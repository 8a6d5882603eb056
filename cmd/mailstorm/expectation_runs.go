package main

import (
	"mailstorm/cmd/report/english"
	"mailstorm/scenarios/expect"
)

// differenceText says how far an expectation is from being met.
func differenceText(v *expect.Verdict) string {
	if v.Lacks != "" {
		return v.Lacks
	}
	return english.Difference(v.Value, v.Near, v.Unit)
}
