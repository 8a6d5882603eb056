// Package scenarios loads, checks and explains storms and profiles; it is the only place that knows TOML.
package scenarios

import (
	"fmt"
	"io"
	"slices"
	"time"

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

// WithSeed is the same scenario with another seed; it shares all else.
func (s *Scenario) WithSeed(seed int64) *Scenario {
	v, config := *s, *s.Config
	config.Seed = seed
	v.Config, v.options.Seed = &config, &seed
	return &v
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

// loading is a scenario on its way from tables to numbers.
type loading struct {
	reading
	folder   folder
	config   *sim.Config
	expect   []Expectation
	profiles []string

	hosts    []*hostTable
	named    map[string]int // hosts by name
	homes    map[string]int // hosts by domain
	written  map[string]int // addresses by name
	domains  []string       // all that addresses use
	numbered map[string]int // indices into domains
	entries  []entry        // by mail
}

const (
	usualCopies = 10_000_000
	usualAlert  = 2000
)

// monday is what simulated time 0 is called unless the scenario says otherwise.
var monday = time.Date(2026, time.January, 5, 8, 0, 0, 0, time.UTC)

func (l *loading) scenario(t *table, seed *int64) {
	c := l.config
	c.Clock, c.CopyLimit, c.AlertQueue, c.AlertAfter = monday, usualCopies, usualAlert, time.Hour
	l.named, l.homes, l.written, l.numbered = map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	if len(t.node.inner) == 0 {
		l.complain(t.node.src.problem(span{}, span{}, "the scenario is empty; it needs a table [host.NAME] and a table [mail.NAME]"))
		return
	}
	t.read("title", &c.Title)
	t.read("why", &c.Why)
	l.seed(t, seed)
	l.clock(t.get("clock"))
	t.more("length", &c.Length)
	l.limits(t)
	watch := t.get("watch")
	hosts, mails, mailboxes, expect := t.sub("host"), t.sub("mail"), t.get("mailbox"), t.sub("expect")
	t.done()
	l.unsupported(mailboxes)
	l.readHosts(hosts)
	l.readMails(mails)
	l.readFaults()
	l.readRoutes()
	l.watch(watch)
	l.readExpect(expect)
}

func (l *loading) limits(t *table) {
	c := l.config
	t.more("copy_limit", &c.CopyLimit)
	alert := t.sub("alert")
	alert.more("queue", &c.AlertQueue)
	alert.read("after", &c.AlertAfter)
	alert.done()
}

func (l *loading) seed(t *table, given *int64) {
	seed := uint64(1)
	t.read("seed", &seed)
	if l.config.Seed = int64(seed); given == nil {
		return
	}
	if l.config.Seed = *given; *given < 0 {
		l.complain(&Problem{File: fmt.Sprintf("--seed %d", *given), Message: "a seed is not negative", rank: rankOverride})
	}
}

func (l *loading) clock(n *node) {
	if n == nil {
		return
	}
	at, ok := n.value.(time.Time)
	if s, text := n.value.(string); text {
		t, err := time.Parse(time.RFC3339, s)
		at, ok = t, err == nil
	}
	switch at.Location().String() { // the decoder's names for dates without a zone
	case "datetime-local", "date-local", "time-local":
		ok = false
	}
	if !ok {
		l.complain(n.problem("%s is no moment with a zone; write \"2026-01-05T08:00:00Z\"", n.kind()))
		return
	}
	if at.Year() < 1970 || at.Year() > 9000 {
		l.complain(n.problem("the year %d is not from 1970 to 9000", at.Year()))
	}
	l.config.Clock = at.UTC()
}

func (l *loading) watch(n *node) {
	if n == nil {
		if len(l.config.Mails) > 0 {
			l.config.Watch = l.config.Mails[0].Enters
		}
		return
	}
	if host, ok := l.host(n); ok {
		l.config.Watch = host
	}
}

// host resolves a host's name.
func (l *loading) host(n *node) (index int, ok bool) {
	var name string
	if !l.fill(n, &name) {
		return 0, false
	}
	if index, ok = l.named[name]; !ok {
		l.complain(n.problem("unknown host %s", quoted(name))).among("hosts", name, l.hostNames())
	}
	return index, ok
}

func (l *loading) hostNames() []string {
	var names []string
	for _, h := range l.hosts {
		names = append(names, h.name)
	}
	return names
}

// unsupported refuses the tables of a later version at the first of their keys.
func (l *loading) unsupported(n *node) {
	if n == nil {
		return
	}
	for n.head == (span{}) && len(n.inner) > 0 {
		n = n.inner[0]
	}
	l.complain(n.misnamed("[%s] is not supported by this version", n.path()))
}
