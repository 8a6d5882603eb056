package profile

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/sim/retry"
)

// statement is what a profile itself says, and takes over from no other.
type statement struct {
	Profile, Key string // of a figure its name, else base, map.said or code.CAUSE.PART
	Is           string // as the file writes it, without the quotes of a text
	mark, source string // none in a model that is written down
}

const BaseKey = "base"

// model is all that the profiles of the library state, in one version of them.
type model []statement

// Models lists the versions of the figures, the oldest first.
func Models() (versions []string) {
	files, _ := scenarios.Files.ReadDir("models")
	for _, f := range files {
		if version, ok := strings.CutSuffix(f.Name(), ".figures"); ok {
			versions = append(versions, version)
		}
	}
	slices.SortFunc(versions, CompareVersions)
	return versions
}

// CompareVersions compares versions, which are a year and a number: 2026.10 is younger than 2026.9.
func CompareVersions(a, b string) int {
	year, number, _ := strings.Cut(a, ".")
	otherYear, other, _ := strings.Cut(b, ".")
	return cmp.Or(strings.Compare(year, otherYear), cmp.Compare(len(number), len(other)), strings.Compare(number, other))
}

func Newest() string { return slices.MaxFunc(Models(), CompareVersions) }

// WrittenDown is the model of a version: a line for each statement.
func WrittenDown(version string) (m model) {
	text, _ := scenarios.Files.ReadFile(path.Join("models", version+".figures"))
	for line := range strings.Lines(string(text)) {
		profile, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		key, is, _ := strings.Cut(rest, " ")
		m = append(m, statement{Profile: profile, Key: key, Is: is})
	}
	return m
}

// RulesSince are sentences on what changed after a version and is no figure.
func RulesSince(version string) (rules []string) {
	for _, v := range Models() {
		if CompareVersions(v, version) <= 0 {
			continue
		}
		text, _ := scenarios.Files.ReadFile(path.Join("models", v+".rules"))
		for line := range strings.Lines(string(text)) {
			rules = append(rules, strings.TrimSpace(line))
		}
	}
	return rules
}

// LibraryModel is the model of the profiles as they are.
func LibraryModel() (m model) {
	for _, name := range scenarios.ProfileNames() {
		text, _ := scenarios.Files.ReadFile(path.Join("profiles", name+".toml"))
		if root, p := parse.Document(parse.NewSource(name, string(text))); p == nil {
			m = append(m, Statements(name, root)...)
		}
	}
	return m
}

// Statements are those of one profile, in the order of its file.
func Statements(profile string, root *parse.Node) (all []statement) {
	state := func(key string, is, trust *parse.Node) {
		s := statement{Profile: profile, Key: key, Is: strings.Join(strings.Fields(is.Source.Text[is.ValueSpan.From:is.ValueSpan.To]), " ")}
		if trust != nil {
			s.mark, s.source = trust.ChildText("mark"), trust.ChildText("source")
		}
		all = append(all, s)
	}
	for _, part := range root.Children {
		switch part.Name {
		case BaseKey:
			state(BaseKey, part, nil)
		case "map":
			statedValues(part, func(said *parse.Node) { state("map."+said.Name, said, part) })
		case "figure":
			for _, f := range part.Children {
				statedValues(f, func(is *parse.Node) { state(f.Name, is, f) })
			}
		case "code":
			for _, c := range part.Children {
				statedValues(c, func(reply *parse.Node) { state("code."+c.Name+"."+reply.Name, reply, c) })
			}
		}
	}
	return all
}

// statedValues visits what a table states, beside the reason to believe it.
func statedValues(n *parse.Node, visit func(*parse.Node)) {
	for _, v := range n.Children {
		if v.Name != "mark" && v.Name != "source" {
			visit(v)
		}
	}
}

// of is all that holds for a profile: what it states, and what it takes over from those that it starts from. Of a profile that there
// is not it is nothing.
func (m model) of(profile string) (all []statement) {
	for profile != "" {
		base := ""
		for _, s := range m {
			switch {
			case s.Profile != profile:
			case s.Key == BaseKey:
				base = s.Is
			case stated(all, s.Key) == nil:
				all = append(all, s)
			}
		}
		profile = base
	}
	return all
}

func stated(all []statement, key string) *statement {
	if i := slices.IndexFunc(all, func(s statement) bool { return s.Key == key }); i >= 0 {
		return &all[i]
	}
	return nil
}

// valueOf is the value of a key, be it stated or not.
func valueOf(all []statement, key string) string {
	if s := stated(all, key); s != nil {
		return s.Is
	}
	return unstated(key)
}

// unstated is what a figure comes to that no profile states.
func unstated(key string) string {
	for _, f := range retry.Figures {
		if f.Name != key {
			continue
		}
		word, ok := f.At(&retry.Profile{}).(interface {
			decode.Enum
			String() string
		})
		switch {
		case f.Zero != "":
			return f.Zero
		case ok:
			return word.String()
		}
	}
	return "none"
}

// Difference is a figure that was another one, or a part of a code.
type Difference struct {
	Hosts        []string // that have it from the profile
	Profile      string
	Figure       string // none: the profile did not exist
	Then, Now    string // as profiles write it
	Mark, Source string // of what is now; none: nothing is stated any more
}

// Differences between two models in what holds for a profile.
func Differences(then, now model, profile string) (all []Difference) {
	was, is := then.of(profile), now.of(profile)
	if len(was) == 0 {
		return []Difference{{Profile: profile}}
	}
	for _, s := range is {
		if before := valueOf(was, s.Key); before != s.Is {
			all = append(all, Difference{Profile: profile, Figure: s.Key, Then: before, Now: s.Is, Mark: s.mark, Source: s.source})
		}
	}
	for _, s := range was {
		if after := unstated(s.Key); stated(is, s.Key) == nil && after != s.Is {
			all = append(all, Difference{Profile: profile, Figure: s.Key, Then: s.Is, Now: after})
		}
	}
	return all
}

// Since is what has changed since the model that the expectations of a scenario were written for.
type Since struct {
	Model, Newest string
	Differs       []Difference
	Rules         []string
}

// Add tells a difference once for all hosts that have it.
func (s *Since) Add(d Difference, host string) {
	for i := range s.Differs {
		if old := &s.Differs[i]; old.Profile == d.Profile && old.Figure == d.Figure {
			old.Hosts = append(old.Hosts, host)
			return
		}
	}
	d.Hosts = []string{host}
	s.Differs = append(s.Differs, d)
}

// Pin is what a host has from the library.
type Pin struct {
	Host, Profile string   // the profile is empty when all comes from files beside the scenario
	Own           []string // keys that its table or those files state
}

// lastWith says which model was the last that had a profile that is gone.
func lastWith(profile string) string {
	for _, version := range slices.Backward(Models()) {
		if len(WrittenDown(version).of(profile)) > 0 {
			return "; the last model that had it is " + version
		}
	}
	return ""
}
