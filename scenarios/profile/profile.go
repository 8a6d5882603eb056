// Package profile reads retry profiles, of the library or beside a scenario, and compares the versions of their figures.
package profile

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// Entry is a profile as its file states it, with what it takes over from its base.
type Entry struct {
	Name, Title, Why, Family string
	Base                     string // the profile it starts from; may be empty
	LowerBound               bool   // it replays what was logged, and a log hides attempts
	Figures                  []Figure
	Codes                    []Code
	Map                      Figure // deferral codes that keep their meaning at expiry; no Name: none
	Profile                  *retry.Profile
}

// Figure is a figure with the reason to believe it.
type Figure struct {
	Name   string
	Is     string // as the file writes it
	Mark   retry.Mark
	Source string
	From   string // the profile that states it: this one, or one that it starts from
}

// Code is how a profile names a cause, with the reason to believe it.
type Code struct {
	Cause  smtp.Cause
	Mark   retry.Mark
	Source string
	From   string
}

const (
	MostAncestors = 8 // profiles from the first ancestor on
	MostProfiles  = 100
)

// Reader reads profiles, each once.
type Reader struct {
	*decode.Decoder
	Cache
	broken []string // profiles with mistakes
}

// Cache is what all readings of a scenario share of profiles.
type Cache struct {
	Trees map[string]*parse.Node
	nodes *int // read so far
}

func NewCache() Cache { return Cache{map[string]*parse.Node{}, new(int)} }

func NewReader(r *decode.Decoder, s Cache) *Reader {
	return &Reader{Decoder: r, Cache: s}
}

// Read reads a profile of the library, or a file beside the scenario; nil when something is wrong with it.
func (l *Reader) Read(name string, at *parse.Node, depth int) *Entry {
	if slices.Contains(l.broken, name) || len(l.Problems) >= parse.MostProblems {
		return nil // that was told, or nobody would read of it
	}
	root := l.tree(name, at)
	if root == nil {
		return nil
	}
	if depth > MostAncestors {
		l.Report(at.Problem("the profile %s is based on itself", parse.Quoted(name)))
		return nil
	}
	before := len(l.Problems)
	e := l.readEntry(l.Open(root), scenarios.Stem(name), depth)
	if e == nil || len(l.Problems) > before {
		l.broken = append(l.broken, name)
		return nil
	}
	return e
}

// tree parses a profile, once for all readings.
func (l *Reader) tree(name string, at *parse.Node) *parse.Node {
	if root := l.Trees[name]; root != nil {
		root.Source.Reported = 0
		return root
	}
	if scenarios.IsPath(name) && len(l.Trees) >= MostProfiles {
		l.Report(at.Problem("more than %d profiles, the limit for one run", MostProfiles))
		return nil
	}
	src, err := l.text(name)
	if err != nil {
		if u, ok := LookupUnpublished(name); ok && errors.Is(err, errNoProfile) {
			l.Report(u.refuse(name, at))
			return nil
		}
		p := l.Report(at.Problem("%s", err))
		if errors.Is(err, errNoProfile) {
			p.Message += lastWith(name)
			if hint := Meant(name); hint != "" {
				p.Message += hint
				name = ""
			}
			p.Suggest("profiles", name, scenarios.ProfileNames())
		}
		return nil
	}
	src.Rank = parse.RankProfile
	root, p := parse.Document(src)
	if *l.nodes += src.NodeCount; p == nil && *l.nodes > parse.MostNodes {
		p = at.Problem("this and the profiles before it hold more than %s, the limit for one run", parse.ManyNodes)
	}
	if p != nil {
		l.Report(p)
		l.broken = append(l.broken, name)
		return nil
	}
	l.Trees[name] = root
	return root
}

func (l *Reader) readEntry(t *decode.Table, name string, depth int) *Entry {
	e := &Entry{Profile: &retry.Profile{}}
	base := t.Read("base", new(string))
	if base != nil {
		if e = l.Read(base.Text(), base, depth+1); e == nil {
			return nil
		}
		e.Base = base.Text()
	}
	e.Name, e.Why, e.LowerBound = name, "", false
	t.Read("title", &e.Title)
	t.Read("why", &e.Why)
	t.Read("family", &e.Family)
	t.Read("lower_bound", &e.LowerBound)
	figures := t.Sub("figure")
	for _, f := range retry.Figures {
		l.readFigure(e, f, figures.Get(f.Name))
	}
	figures.Done()
	codes := t.Sub("code")
	for cause := smtp.None + 1; cause < smtp.Causes; cause++ {
		l.readCode(e, cause, codes.Get(cause.String()))
	}
	codes.Done()
	l.readMap(e, t.Get("map"))
	t.Done()
	e.Profile.Name, e.Profile.Title, e.Profile.Family = e.Name, e.Title, e.Family
	if err := e.Profile.Build(); err != nil && len(l.Problems) == 0 {
		l.ReportRefusal(err, figures.Node, t.Node)
	}
	return e
}

func (l *Reader) readCode(e *Entry, cause smtp.Cause, n *parse.Node) {
	if n == nil {
		return
	}
	t := l.Open(n)
	s := Code{Cause: cause, From: e.Name}
	c := &e.Profile.Codes[cause]
	if t.Read("deferral", (*decode.LoggedReply)(&c.Deferral)) != nil {
		c.Permanent = smtp.Reply{} // of the profile that it starts from
	}
	if n := t.Read("permanent", (*decode.LoggedReply)(&c.Permanent)); n != nil && !c.Permanent.Permanent() {
		l.Report(n.Problem("%s is not permanent; write a 5xx, or deferral = ...", parse.Quoted(n.Text())))
	}
	t.Read("expired", (*decode.LoggedReply)(&c.Expired))
	t.Read("text", &c.Text)
	t.Read("short", &c.Short)
	s.Mark, s.Source = readTrust(t)
	t.Done()
	for i := range e.Codes {
		if e.Codes[i].Cause == cause {
			e.Codes[i] = s
			return
		}
	}
	e.Codes = append(e.Codes, s)
}

func (l *Reader) readMap(e *Entry, n *parse.Node) {
	if n == nil {
		return
	}
	t := l.Open(n)
	var pairs []string
	said := t.Read("said", &pairs)
	if said == nil {
		t.Missing("said", "pairs of codes, as in [\"4.4.8 5.4.8\"]")
		readTrust(t)
		t.Done()
		return
	}
	e.Profile.Mapped = nil
	for i, pair := range pairs {
		from, to, _ := strings.Cut(pair, " ")
		deferral, err := smtp.ParseReply("450 " + from)
		expired, err2 := smtp.ParseReply("550 " + to)
		if err := errors.Join(err, err2); err != nil || deferral.Enhanced == 0 || expired.Enhanced == 0 {
			l.Report(parse.Elements(said)[i].Problem("%s is not a pair of enhanced status codes, as in \"4.4.8 5.4.8\"", parse.Quoted(pair)))
			continue
		}
		e.Profile.Mapped = append(e.Profile.Mapped, retry.Mapping{From: deferral.Enhanced, To: expired.Enhanced})
	}
	e.Map = Figure{Name: "said", Is: strings.Join(pairs, ", "), From: e.Name}
	e.Map.Mark, e.Map.Source = readTrust(t)
	t.Done()
}

// Library lists the profiles of the library by name.
func Library() []Entry { return libraryOf("") }

// FamilyMembers are the profiles of the library that belong to a family. Their names begin with its name, so that no others are read.
func FamilyMembers(family string) []Entry {
	return slices.DeleteFunc(libraryOf(family), func(e Entry) bool { return e.Family != family })
}

func libraryOf(prefix string) (entries []Entry) {
	files, cache := decode.NewCache(), NewCache()
	for _, name := range scenarios.ProfileNames() {
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		l := NewReader(&decode.Decoder{Cache: files}, cache)
		if e := l.Read(name, &parse.Node{Source: &parse.Source{}}, 1); e != nil {
			entries = append(entries, *e)
		}
	}
	return entries
}

var errNoProfile = errors.New("unknown profile")

// text finds a profile: a name means the library, anything with a slash or .toml a file beside the scenario.
func (l *Reader) text(name string) (*parse.Source, error) {
	if scenarios.IsPath(name) {
		return l.Folder.ReadText(name)
	}
	b, err := scenarios.Files.ReadFile(path.Join("profiles", name+".toml"))
	if err != nil {
		return nil, fmt.Errorf("%w %s", errNoProfile, parse.Quoted(name))
	}
	return parse.NewSource("profiles/"+name+".toml", string(b)), nil
}
