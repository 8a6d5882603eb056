// Package scenarios loads, checks and explains storms and profiles; it is the only place that knows TOML.
package scenarios

import (
	"errors"
	"io"
	"maps"
	"slices"
	"time"

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
	Expect     Expectations // in the order of the file
	Runs       uint32       // for expectations that speak of many; see Many
	Profiles   []string     // by host
	Experiment Experiment

	model   string // of the figures; empty: the newest
	pins    []pin  // by host
	root    *node  // as the file has it
	folder  folder
	options Options
	stock   stock
	library profileStock
	traces  map[string]*listing
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
	s := &Scenario{Name: Shown(stem(arg)), Path: arg, folder: folder, options: o, stock: newStock(), library: newProfileStock(), traces: map[string]*listing{}}
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
	r := &reading{folder: s.folder, stock: s.stock, heard: s.heard}
	l := &loading{names: newNames(r, &sim.Config{Name: s.Name}), library: newProfileReader(r, s.library), traces: s.traces,
		experiment: s.Experiment, varied: s.varied}
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

// listen tells what the loader asks a tree for; what is wrong with it is for others to say.
func listen(h *hearing, name string, root *node, f folder) {
	s := &Scenario{Name: name, root: root, folder: f, stock: newStock(), library: newProfileStock(), traces: map[string]*listing{}, heard: h}
	s.fill()
}

func (l *loading) scenario(t *table, seed *int64) {
	c := l.config
	c.Clock, c.CopyLimit, c.AttemptLimit, c.AlertQueue, c.AlertAfter = monday, usualCopies, usualAttempts, usualAlert, time.Hour
	l.homes, l.nowhere = map[string]int{}, map[string]bool{}
	if len(t.node.inner) == 0 {
		l.complain(t.node.src.problem(span{}, span{},
			"the scenario is empty; it needs a table [host.NAME] and a table [mail.NAME]"))
		return
	}
	t.read("title", &c.Title)
	t.read("why", &c.Why)
	t.read("source", &c.Source)
	l.readModel(t)
	l.seed(t, seed)
	l.clock(t.get("clock"))
	length := t.more("length", &c.Length)
	l.shortened = length != nil && length.src.rank >= rankOverride
	l.limits(t)
	watch := t.get("watch")
	hosts, mails, mailboxes, expected := t.sub("host"), t.sub("mail"), t.sub("mailbox"), t.sub("expect")
	experiment, decision := t.sub("experiment"), t.sub("decision")
	l.top = t.asked
	t.done()
	l.readHosts(hosts)
	l.readMails(mails)
	l.readMailboxes(mailboxes)
	l.readFaults()
	l.readGuards()
	l.readChanges()
	l.readRoutes()
	l.readRemotes()
	if len(l.problems) == 0 {
		l.pinHosts()
		l.checkGuards()
		l.silent()
		l.checkReplies()
	}
	l.crossings()
	l.watch(watch)
	l.expect, l.runs = readExpectations(l.names, expected, l.shortened)
	if !l.varied {
		l.experiment = readExperiment(l.names, experiment, decision)
	}
}
