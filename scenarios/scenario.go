// Package scenarios loads, checks and explains storms and profiles; it is the only place that knows TOML.
package scenarios

import (
	"errors"
	"io"
	"maps"
	"slices"

	"mailstorm/sim"
)

// Options are what the command line adds to a scenario.
type Options struct {
	Seed  *int64   // in place of the scenario's
	Set   []string // KEY=VALUE, later ones override earlier ones
	Stdin io.Reader
	Found bool   // in a folder, among other files: what is clearly no scenario is ErrOther
	Files string // a folder whose files scenarios may name, beside those of their own; empty: none
}

// ErrOther is a file of TOML without any table of a scenario, as profiles are.
var ErrOther = errors.New("there is no [mail], no [host] and no [expect], so it is no scenario")

// Scenario is a storm, ready to run.
type Scenario struct {
	Name, Path string // of the file without .toml, as Shown; as given
	Config     *sim.Config
	Expect     []Expectation // in the order of the file
	Runs       uint32        // for expectations that speak of many; see Many
	Profiles   []string      // by host
	Experiment Experiment

	model   string // of the figures; empty: the newest
	pins    []pin  // by host
	root    *node  // as the file has it
	folder  folder
	options Options
	stock   stock
	heard   *hearing
	varied  bool // a choice of an experiment, which the choice leaves as it is
}

// Load reads a scenario: a path (ending in .toml, or with a slash), a name of the library, or "-" for standard input.
// What is wrong with the scenario itself comes as Problems.
func Load(arg string, o Options) (*Scenario, error) {
	src, folder, err := find(arg, o)
	if err != nil {
		return nil, err
	}
	folder.opened = map[string]bool{}
	s := &Scenario{Name: Shown(stem(arg)), Path: arg, folder: folder, options: o, stock: newStock()}
	if arg == "-" {
		s.Name = "stdin"
	}
	root, p := parse(src)
	if p != nil {
		return nil, Problems{p}
	}
	if o.Found && !root.resembles("mail", "host", "expect") {
		return nil, ErrOther
	}
	s.root = root
	return s.read()
}

// resembles reports whether a key of the node is, or is meant to be, one of some.
func (n *node) resembles(keys ...string) bool {
	return slices.ContainsFunc(n.inner, func(e *node) bool { return slices.Contains(keys, e.name) || suggestion(e.name, keys) != "" })
}

// Vary reads the same text again with more overrides; files beside it are as they were. One at a time.
func (s *Scenario) Vary(set ...string) (*Scenario, error) {
	v := *s
	v.options.Set = append(slices.Clone(s.options.Set), set...)
	return v.read()
}

// Files are what was read: the scenario itself, and the profiles and CSV files that it names.
func (s *Scenario) Files() []string {
	files := slices.Sorted(maps.Keys(s.folder.opened))
	if isPath(s.Path) {
		files = append(files, s.Path)
	}
	return files
}

// Text is the scenario as it is written, overrides left out.
func (s *Scenario) Text() string { return s.root.src.text }

// read reads all of it, and some of the choices of its experiment.
func (s *Scenario) read() (*Scenario, error) {
	err := s.fill()
	if err == nil {
		err = s.tryChoices()
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (s *Scenario) fill() error {
	l := &loading{reading: reading{folder: s.folder, stock: s.stock, heard: s.heard}, config: &sim.Config{Name: s.Name}, experiment: s.Experiment, varied: s.varied}
	s.root.src.told = 0
	root := s.root.clone(nil)
	for i, set := range s.options.Set {
		if p := override(root, set, i); p != nil {
			l.complain(p)
		}
	}
	l.scenario(l.open(root), s.options.Seed)
	if len(l.problems) > 0 {
		l.problems.sort()
		return slices.CompactFunc(l.problems, (*Problem).same) // two values may name one file
	}
	l.config.Warnings = l.allWarnings()
	s.model, s.pins = l.model, l.pins
	s.Config, s.Expect, s.Runs, s.Profiles, s.Experiment = l.config, l.expect, l.runs, l.profiles, l.experiment
	return nil
}
