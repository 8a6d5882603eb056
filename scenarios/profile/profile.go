package scenarios

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// ProfileEntry is a profile as its file states it, with what it takes over from its base.
type ProfileEntry struct {
	Name, Title, Why, Family string
	Base                     string // the profile it starts from; may be empty
	LowerBound               bool   // it replays what was logged, and a log hides attempts
	Figures                  []StatedFigure
	Codes                    []StatedCode
	Map                      StatedFigure // deferral codes that keep their meaning at expiry; no Name: none
	Profile                  *retry.Profile
}

// StatedFigure is a figure with the reason to believe it.
type StatedFigure struct {
	Name   string
	Is     string // as the file writes it
	Mark   retry.Mark
	Source string
	From   string // the profile that states it: this one, or one that it starts from
}

// StatedCode is how a profile names a cause, with the reason to believe it.
type StatedCode struct {
	Cause  smtp.Cause
	Mark   retry.Mark
	Source string
	From   string
}

const (
	longestLine  = 8 // profiles from the first ancestor on
	mostProfiles = 100
)

// profileReader reads profiles, each once.
type profileReader struct {
	*reading
	profileStock
	broken []string // profiles with mistakes
}

// profileStock is what all readings of a scenario share of profiles.
type profileStock struct {
	trees map[string]*node
	nodes *int // read so far
}

func newProfileStock() profileStock { return profileStock{map[string]*node{}, new(int)} }

func newProfileReader(r *reading, s profileStock) *profileReader {
	return &profileReader{reading: r, profileStock: s}
}

// profile reads a profile of the library, or a file beside the scenario; nil when something is wrong with it.
func (l *profileReader) profile(name string, at *node, depth int) *ProfileEntry {
	if slices.Contains(l.broken, name) || len(l.problems) >= mostKept {
		return nil // that was told, or nobody would hear of it
	}
	root := l.profileTree(name, at)
	if root == nil {
		return nil
	}
	if depth > longestLine {
		l.complain(at.problem("the profile %s starts from itself", quoted(name)))
		return nil
	}
	before := len(l.problems)
	e := l.stated(l.open(root), stem(name), depth)
	if e == nil || len(l.problems) > before {
		l.broken = append(l.broken, name)
		return nil
	}
	return e
}

// profileTree parses a profile, once for all readings.
func (l *profileReader) profileTree(name string, at *node) *node {
	if root := l.trees[name]; root != nil {
		root.src.told = 0
		return root
	}
	if isPath(name) && len(l.trees) >= mostProfiles {
		l.complain(at.problem("more than %d profiles; that is the most in one run", mostProfiles))
		return nil
	}
	src, err := l.profileText(name)
	if err != nil {
		p := l.complain(at.problem("%s", err))
		if errors.Is(err, errNoProfile) {
			p.Message += lastWith(name)
			p.among("profiles", name, profileNames())
		}
		return nil
	}
	src.rank = rankProfile
	root, p := parse(src)
	if *l.nodes += src.nodes; p == nil && *l.nodes > mostNodes {
		p = at.problem("this and the profiles before it hold more than %s; that is the most in one run", manyNodes)
	}
	if p != nil {
		l.complain(p)
		l.broken = append(l.broken, name)
		return nil
	}
	l.trees[name] = root
	return root
}

func (l *profileReader) stated(t *table, name string, depth int) *ProfileEntry {
	e := &ProfileEntry{Profile: &retry.Profile{}}
	base := t.read("base", new(string))
	if base != nil {
		if e = l.profile(base.text(), base, depth+1); e == nil {
			return nil
		}
		e.Base = base.text()
	}
	e.Name, e.Why, e.LowerBound = name, "", false
	t.read("title", &e.Title)
	t.read("why", &e.Why)
	t.read("family", &e.Family)
	t.read("lower_bound", &e.LowerBound)
	figures := t.sub("figure")
	for _, f := range retry.Figures {
		l.statedFigure(e, f, figures.get(f.Name))
	}
	figures.done()
	codes := t.sub("code")
	for cause := smtp.None + 1; cause < smtp.Causes; cause++ {
		l.statedCode(e, cause, codes.get(cause.String()))
	}
	codes.done()
	l.statedMap(e, t.get("map"))
	t.done()
	e.Profile.Name, e.Profile.Title, e.Profile.Family = e.Name, e.Title, e.Family
	if err := e.Profile.Build(); err != nil && len(l.problems) == 0 {
		l.refused(err, figures.node, t.node)
	}
	return e
}

func (l *profileReader) statedCode(e *ProfileEntry, cause smtp.Cause, n *node) {
	if n == nil {
		return
	}
	t := l.open(n)
	s := StatedCode{Cause: cause, From: e.Name}
	c := &e.Profile.Codes[cause]
	if t.read("deferral", (*loggedReply)(&c.Deferral)) != nil {
		c.Permanent = smtp.Reply{} // of the profile that it starts from
	}
	if n := t.read("permanent", (*loggedReply)(&c.Permanent)); n != nil && !c.Permanent.Permanent() {
		l.complain(n.problem("%s is not permanent; write a 5xx, or deferral = ...", quoted(n.text())))
	}
	t.read("expired", (*loggedReply)(&c.Expired))
	t.read("text", &c.Text)
	t.read("short", &c.Short)
	s.Mark, s.Source = trust(t)
	t.done()
	for i := range e.Codes {
		if e.Codes[i].Cause == cause {
			e.Codes[i] = s
			return
		}
	}
	e.Codes = append(e.Codes, s)
}

func (l *profileReader) statedMap(e *ProfileEntry, n *node) {
	if n == nil {
		return
	}
	t := l.open(n)
	var pairs []string
	said := t.read("said", &pairs)
	if said == nil {
		t.need("said", "pairs of codes, as in [\"4.4.8 5.4.8\"]")
		trust(t)
		t.done()
		return
	}
	e.Profile.Mapped = nil
	for i, pair := range pairs {
		from, to, _ := strings.Cut(pair, " ")
		deferral, err := smtp.ParseReply("450 " + from)
		expired, err2 := smtp.ParseReply("550 " + to)
		if err := errors.Join(err, err2); err != nil || deferral.Enhanced == 0 || expired.Enhanced == 0 {
			l.complain(several(said)[i].problem("%s is no pair of enhanced codes, as in \"4.4.8 5.4.8\"", quoted(pair)))
			continue
		}
		e.Profile.Mapped = append(e.Profile.Mapped, retry.Mapping{From: deferral.Enhanced, To: expired.Enhanced})
	}
	e.Map = StatedFigure{Name: "said", Is: strings.Join(pairs, ", "), From: e.Name}
	e.Map.Mark, e.Map.Source = trust(t)
	t.done()
}

// Profiles lists the profiles of the library by name.
func Profiles() []ProfileEntry {
	var entries []ProfileEntry
	for _, name := range profileNames() {
		l := newProfileReader(&reading{stock: newStock()}, newProfileStock())
		if e := l.profile(name, &node{src: &source{}}, 1); e != nil {
			entries = append(entries, *e)
		}
	}
	return entries
}

var errNoProfile = errors.New("unknown profile")

// profileText finds a profile: a name means the library, anything with a slash or .toml a file beside the scenario.
func (l *profileReader) profileText(name string) (*source, error) {
	if isPath(name) {
		return l.folder.read(name)
	}
	b, err := embedded.ReadFile(path.Join("profiles", name+".toml"))
	if err != nil {
		return nil, fmt.Errorf("%w %s", errNoProfile, quoted(name))
	}
	return newSource("profiles/"+name+".toml", string(b)), nil
}
