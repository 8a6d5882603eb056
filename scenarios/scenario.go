// Package scenarios loads, checks and explains storms and profiles; it is the only place that knows TOML.
package scenarios

import (
	"io"
	"slices"

	"mailstorm/sim"
)

// Options are what the command line adds to a scenario.
type Options struct {
	Seed  *int64   // in place of the scenario's
	Set   []string // KEY=VALUE, later ones override earlier ones
	Stdin io.Reader
}

// Scenario is a storm, ready to run.
type Scenario struct {
	Name, Path string // of the file without .toml; as given
	Config     *sim.Config
	Expect     []Expectation // in the order of the file
	Profiles   []string      // by host

	src     *source
	folder  folder
	options Options
}

// Load reads a scenario: a path (ending in .toml, or with a slash), a name of the library, or "-" for standard input.
// What is wrong with the scenario itself comes as Problems.
func Load(arg string, o Options) (*Scenario, error) {
	src, folder, err := find(arg, o.Stdin)
	if err != nil {
		return nil, err
	}
	s := &Scenario{Name: stem(arg), Path: arg, src: src, folder: folder, options: o}
	if arg == "-" {
		s.Name = "stdin"
	}
	return s.read()
}

// Vary reads the same text again with more overrides.
func (s *Scenario) Vary(set ...string) (*Scenario, error) {
	v := *s
	v.options.Set = append(slices.Clone(s.options.Set), set...)
	return v.read()
}

func (s *Scenario) read() (*Scenario, error) {
	l := &loading{folder: s.folder, config: &sim.Config{Name: s.Name}}
	root, p := parse(s.src)
	if p != nil {
		return nil, Problems{p}
	}
	for i, set := range s.options.Set {
		if p := override(root, set, i); p != nil {
			l.complain(p)
		}
	}
	l.scenario(l.open(root), s.options.Seed)
	if len(l.problems) > 0 {
		l.problems.sort()
		return nil, l.problems
	}
	l.config.Warnings = l.warnings
	s.Config, s.Expect, s.Profiles = l.config, l.expect, l.profiles
	return s, nil
}
