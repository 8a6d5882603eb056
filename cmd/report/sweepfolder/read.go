package sweepfolder

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// bytes is the plan as plan.json holds it.
func (p *Plan) bytes() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(p)
	return b.Bytes(), err
}

// Write writes plan.json.
func (p *Plan) Write(w io.Writer) error {
	b, err := p.bytes()
	if err == nil {
		_, err = w.Write(b)
	}
	return err
}

// ErrNoPlan tells that a folder is none of a sweep.
var ErrNoPlan = errors.New("it contains no plan.json of a sweep")

// ReadPlan reads the plan.json of a folder.
func ReadPlan(folder string) (*Plan, error) {
	b, err := os.ReadFile(filepath.Join(folder, PlanFile))
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", folder, ErrNoPlan, err)
	}
	p := &Plan{}
	if err := json.Unmarshal(b, p); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", folder, ErrNoPlan, err)
	}
	if p.Schema != PlanSchema {
		return nil, fmt.Errorf("%s: %w: its schema is %q, not %q", folder, ErrNoPlan, p.Schema, PlanSchema)
	}
	return p, p.sound(folder)
}

// sound makes sure that a plan that somebody touched breaks nothing.
func (p *Plan) sound(folder string) error {
	n := len(p.Choices)
	ok := n > 0 && len(p.Variants) > 0 && p.Current >= 0 && p.Current < n && len(p.Lifetimes) == n && len(p.Allowed)%2 == 0 && (len(p.Worst) == 0 || len(p.Worst) == n)
	for _, values := range p.Choices {
		ok = ok && len(values) == len(p.Keys)
	}
	ok = ok && len(p.Sets) == n
	for _, set := range p.Sets {
		ok = ok && set >= 0 && set < max(len(p.Standards), 1)
	}
	for _, set := range p.Standards {
		ok = ok && len(set) == 2
	}
	for _, s := range slices.Concat(p.Standards...) {
		ok = ok && s.Choice >= -1 && s.Choice < n
	}
	for _, name := range p.Extra {
		_, known := metrics.Lookup(name)
		ok = ok && known
	}
	if d := p.Decision; d != nil {
		for _, w := range append(slices.Clone(d.Limits), d.Weights...) {
			_, known := experiment.LookupSubject(w.Subject)
			ok = ok && known
		}
	}
	for _, v := range p.Variants {
		for _, name := range v.Never {
			subject, known := experiment.LookupSubject(name)
			ok = ok && known && subject == (experiment.Subject{Measure: subject.Measure})
		}
	}
	for _, s := range p.States {
		ok = ok && len(s.Values) == len(p.StateKeys) && s.Variant >= 0 && s.Variant < len(p.Variants)
	}
	ok = ok && len(p.StateWhy) == len(p.StateKeys) && (len(p.Prior) == 0 || len(p.Prior) == len(p.States))
	if s := p.Shard; s != nil {
		ok = ok && s.Index >= 1 && s.Index <= s.Of
	}
	if !ok {
		return fmt.Errorf("%s: %w: its entries contradict each other", folder, ErrNoPlan)
	}
	return nil
}
