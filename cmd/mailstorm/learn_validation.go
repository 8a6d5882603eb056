package main

import (
	"context"
	"path/filepath"
	"runtime"

	"mailstorm/cmd/learn/validation"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/learned"
	"mailstorm/scenarios/load"
)

// validate simulates the scenario in a folder that is being written, and keeps where the records fall among the storms.
func (o *learnOptions) validate(ctx context.Context, f *folder.Folder, r *learned.Report) error {
	if o.runs == 0 {
		return nil
	}
	s, err := load.Load(filepath.Join(f.Temp(), learned.ScenarioFile), load.Options{})
	if err != nil {
		if r.Traffic.Outbound == 0 { // a scenario without mail is none
			r.Validation = &validation.Result{Why: "the records tell of no outbound mail"}
			return nil
		}
		return err
	}
	p := o.newProgress()
	defer p.Erase()
	r.Validation, err = validation.Validate(ctx, r.Findings, validation.Options{Config: s.Config, Runs: o.runs, Cores: runtime.GOMAXPROCS(0), Step: p.Storm})
	return err
}
