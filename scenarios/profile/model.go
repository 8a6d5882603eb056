package scenarios

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"mailstorm/sim/retry"
)

// statement is what a profile itself says, and takes over from no other.
type statement struct {
	profile, key string // of a figure its name, else base, map.said or code.CAUSE.PART
	is           string // as the file writes it, without the quotes of a text
	mark, source string // none in a model that is written down
}

const baseKey = "base"

// model is all that the profiles of the library state, in one version of them.
type model []statement

// Models lists the versions of the figures, the oldest first.
func Models() (versions []string) {
	files, _ := embedded.ReadDir("models")
	for _, f := range files {
		if version, ok := strings.CutSuffix(f.Name(), ".figures"); ok {
			versions = append(versions, version)
		}
	}
	slices.SortFunc(versions, byAge)
	return versions
}

// byAge compares versions, which are a year and a number: 2026.10 is younger than 2026.9.
func byAge(a, b string) int {
	year, number, _ := strings.Cut(a, ".")
	otherYear, other, _ := strings.Cut(b, ".")
	return cmp.Or(strings.Compare(year, otherYear), cmp.Compare(len(number), len(other)), strings.Compare(number, other))
}

func newestModel() string { return slices.MaxFunc(Models(), byAge) }

// writtenDown is the model of a version: a line for each statement.
func writtenDown(version string) (m model) {
	text, _ := embedded.ReadFile(path.Join("models", version+".figures"))
	for line := range strings.Lines(string(text)) {
		profile, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		key, is, _ := strings.Cut(rest, " ")
		m = append(m, statement{profile: profile, key: key, is: is})
	}
	return m
}

// rulesSince are sentences on what changed after a version and is no figure.
func rulesSince(version string) (rules []string) {
	for _, v := range Models() {
		if byAge(v, version) <= 0 {
			continue
		}
		text, _ := embedded.ReadFile(path.Join("models", v+".rules"))
		for line := range strings.Lines(string(text)) {
			rules = append(rules, strings.TrimSpace(line))
		}
	}
	return rules
}

// libraryModel is the model of the profiles as they are.
func libraryModel() (m model) {
	for _, name := range profileNames() {
		text, _ := embedded.ReadFile(path.Join("profiles", name+".toml"))
		if root, p := parse(newSource(name, string(text))); p == nil {
			m = append(m, statements(name, root)...)
		}
	}
	return m
}

// statements are those of one profile, in the order of its file.
func statements(profile string, root *node) (all []statement) {
	state := func(key string, is, trust *node) {
		s := statement{profile: profile, key: key, is: strings.Join(strings.Fields(is.src.text[is.is.from:is.is.to]), " ")}
		if trust != nil {
			s.mark, s.source = trust.textOf("mark"), trust.textOf("source")
		}
		all = append(all, s)
	}
	for _, part := range root.inner {
		switch part.name {
		case baseKey:
			state(baseKey, part, nil)
		case "map":
			statedValues(part, func(said *node) { state("map."+said.name, said, part) })
		case "figure":
			for _, f := range part.inner {
				statedValues(f, func(is *node) { state(f.name, is, f) })
			}
		case "code":
			for _, c := range part.inner {
				statedValues(c, func(reply *node) { state("code."+c.name+"."+reply.name, reply, c) })
			}
		}
	}
	return all
}

// statedValues visits what a table states, beside the reason to believe it.
func statedValues(n *node, visit func(*node)) {
	for _, v := range n.inner {
		if v.name != "mark" && v.name != "source" {
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
			case s.profile != profile:
			case s.key == baseKey:
				base = s.is
			case stated(all, s.key) == nil:
				all = append(all, s)
			}
		}
		profile = base
	}
	return all
}

func stated(all []statement, key string) *statement {
	if i := slices.IndexFunc(all, func(s statement) bool { return s.key == key }); i >= 0 {
		return &all[i]
	}
	return nil
}

// isOf is the value of a key, be it stated or not.
func isOf(all []statement, key string) string {
	if s := stated(all, key); s != nil {
		return s.is
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
			choice
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

// differences between two models in what holds for a profile.
func differences(then, now model, profile string) (all []Difference) {
	was, is := then.of(profile), now.of(profile)
	if len(was) == 0 {
		return []Difference{{Profile: profile}}
	}
	for _, s := range is {
		if before := isOf(was, s.key); before != s.is {
			all = append(all, Difference{Profile: profile, Figure: s.key, Then: before, Now: s.is, Mark: s.mark, Source: s.source})
		}
	}
	for _, s := range was {
		if after := unstated(s.key); stated(is, s.key) == nil && after != s.is {
			all = append(all, Difference{Profile: profile, Figure: s.key, Then: s.is, Now: after})
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

// add tells a difference once for all hosts that have it.
func (s *Since) add(d Difference, host string) {
	for i := range s.Differs {
		if old := &s.Differs[i]; old.Profile == d.Profile && old.Figure == d.Figure {
			old.Hosts = append(old.Hosts, host)
			return
		}
	}
	d.Hosts = []string{host}
	s.Differs = append(s.Differs, d)
}

// pin is what a host has from the library.
type pin struct {
	host, profile string   // the profile is empty when all comes from files beside the scenario
	own           []string // keys that its table or those files state
}

// lastWith says which model was the last that had a profile that is gone.
func lastWith(profile string) string {
	for _, version := range slices.Backward(Models()) {
		if len(writtenDown(version).of(profile)) > 0 {
			return "; the last model that had it is " + version
		}
	}
	return ""
}
