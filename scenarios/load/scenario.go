// Package load reads a scenario into the configuration of a run, and refuses what cannot be run.
package load

import (
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/expect"
	"mailstorm/scenarios/grid"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/quantity"
	"mailstorm/scenarios/resolve"
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
var ErrOther = errors.New("it has no [mail], no [host] and no [expect], so it is not a scenario")

// Scenario is a storm, ready to run.
type Scenario struct {
	Name, Path string // of the file without .toml, as Shown; as given
	Config     *sim.Config
	Expect     expect.List // in the order of the file
	Runs       uint32      // for expectations that speak of many; see Many
	Profiles   []string    // by host
	Experiment grid.Experiment

	model    string        // of the figures; empty: the newest
	pins     []profile.Pin // by host
	root     *parse.Node   // as the file has it
	folder   decode.Folder
	options  Options
	files    decode.Cache
	library  profile.Cache
	traces   map[string]*parsedTrace
	recorder *decode.Recorder
	varied   bool // a choice of an experiment, which the choice leaves as it is
}

// Load reads a scenario: a path (ending in .toml, or with a slash), a name of the library, or "-" for standard input.
// What is wrong with the scenario itself comes as Problems.
func Load(arg string, o Options) (*Scenario, error) {
	src, folder, err := Find(arg, o)
	if err != nil {
		return nil, err
	}
	folder.Opened = map[string]bool{}
	s := &Scenario{Name: decode.Shown(scenarios.Stem(arg)), Path: arg, folder: folder, options: o}
	if arg == "-" {
		s.Name = "stdin"
	}
	return s.from(src)
}

// LoadText reads a scenario of which only the text is at hand, under the name of its file. It reads no other file.
func LoadText(file, text string, o Options) (*Scenario, error) {
	src, err := decode.ReadSource(decode.Shown(file), strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	s := &Scenario{Name: decode.Shown(scenarios.Stem(file)), Path: file, folder: decode.Folder{TextOnly: true}, options: o}
	return s.from(src)
}

// from reads the scenario from its source.
func (s *Scenario) from(src *parse.Source) (*Scenario, error) {
	s.files, s.library, s.traces = decode.NewCache(), profile.NewCache(), map[string]*parsedTrace{}
	root, p := parse.Document(src)
	if p != nil {
		return nil, parse.Problems{p}
	}
	if s.options.Found && !root.Resembles("mail", "host", "expect") {
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
	files := slices.Sorted(maps.Keys(s.folder.Opened))
	if scenarios.IsPath(s.Path) {
		files = append(files, s.Path)
	}
	return files
}

// Text is the scenario as it is written, overrides left out.
func (s *Scenario) Text() string { return s.root.Source.Text }

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
	r := &decode.Decoder{Folder: s.folder, Cache: s.files, Recorder: s.recorder}
	l := &loader{Names: resolve.New(r, &sim.Config{Name: s.Name}), library: profile.NewReader(r, s.library), traces: s.traces,
		experiment: s.Experiment, varied: s.varied}
	s.root.Source.Reported = 0
	root := s.root.Clone(nil)
	for i, set := range s.options.Set {
		if p := parse.Override(root, set, i); p != nil {
			l.Report(p)
		}
	}
	l.scenario(l.Open(root), s.options.Seed)
	if len(l.Problems) > 0 {
		l.Problems.Sort()
		return slices.CompactFunc(l.Problems, (*parse.Problem).Same) // two values may name one file
	}
	l.Config.Warnings = l.AllWarnings()
	s.model, s.pins = l.model, l.pins
	s.Config, s.Expect, s.Runs, s.Profiles, s.Experiment = l.Config, l.expect, l.runs, l.profileNames, l.experiment
	return nil
}

// Record tells what the loader asks a tree for; what is wrong with it is for others to say.
func Record(h *decode.Recorder, name string, root *parse.Node, f decode.Folder) {
	record(h, name, root, f, profile.NewCache())
}

// RecordAll does so for many trees without files; a profile is parsed once for all.
func RecordAll(h *decode.Recorder, roots []*parse.Node) {
	profiles := profile.NewCache()
	for _, root := range roots {
		record(h, "", root, decode.Folder{}, profiles)
	}
}

func record(h *decode.Recorder, name string, root *parse.Node, f decode.Folder, profiles profile.Cache) {
	s := &Scenario{Name: name, root: root, folder: f, files: decode.NewCache(), library: profiles, traces: map[string]*parsedTrace{}, recorder: h}
	s.fill()
}

func (l *loader) scenario(t *decode.Table, seed *int64) {
	c := l.Config
	c.Clock, c.CopyLimit, c.AttemptLimit, c.AlertQueue, c.AlertAfter = monday, usualCopies, usualAttempts, usualAlert, time.Hour
	l.homes, l.nowhere = map[string]int{}, map[string]bool{}
	if len(t.Node.Children) == 0 {
		l.Report(t.Node.Source.Problem(parse.Span{}, parse.Span{},
			"the scenario is empty; it needs a table [host.NAME] and a table [mail.NAME]"))
		return
	}
	t.Read("title", &c.Title)
	t.Read("why", &c.Why)
	t.Read("source", &c.Source)
	l.readModel(t)
	l.seed(t, seed)
	l.clock(t.Get("clock"))
	l.Clock = c.Clock
	length := t.ReadPositive("length", &c.Length)
	l.shortened = length != nil && length.Source.Rank >= parse.RankOverride
	l.limits(t)
	watch := t.Get("watch")
	hosts, mails, mailboxes, expected := t.Sub("host"), t.Sub("mail"), t.Sub("mailbox"), t.Sub("expect")
	experiment, decision := t.Sub("experiment"), t.Sub("decision")
	l.TopKeys = t.Asked
	l.Elsewhere = l.elsewhere(t.Node)
	t.Done()
	l.readHosts(hosts)
	l.readMails(mails)
	l.readMailboxes(mailboxes)
	l.readFaults()
	l.readGuards()
	l.readChanges()
	l.readRoutes()
	l.readRemotes()
	if len(l.Problems) == 0 {
		l.checkRerouted()
		l.pinHosts()
		l.checkGuards()
		l.silent()
		l.checkReplies()
	}
	l.crossings()
	l.watch(watch)
	l.expect, l.runs = expect.Read(l.Names, expected, l.shortened)
	if !l.varied {
		l.experiment = grid.Read(l.Names, experiment, decision)
	}
}

// Moment reads a time of the scenario as people write it, into the time since its clock.
func (s *Scenario) Moment(text string) (time.Duration, error) {
	return quantity.ParseMoment(text, s.Config.Clock, 0)
}
