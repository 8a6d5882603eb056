package fault

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailstorm/sim/smtp"
)

// common are the keys of every fault table, whatever its kind.
var common = []string{"kind", "starts", "ends", "lasts", "share", "of",
	"from_host", "servers", "mail_from", "rcpt_to", "larger_than", "smaller_than"}

var promised = []string{"connection-refused", "connect-timeout", "dns-failure", "unreachable",
	"greeting-defer", "greeting-reject", "tls-rollout", "tls-hang", "certificate-mismatch", "defer", "reject",
	"drop-mid-data", "drop-after-data", "slow-reply", "accept-and-lose", "no-starttls"}

func kindNamed(name string) Kind {
	return Kinds[slices.IndexFunc(Kinds, func(k Kind) bool { return k.Name == name })]
}

func parameter(name string) Parameter {
	return Parameters[slices.IndexFunc(Parameters, func(p Parameter) bool { return p.Name == name })]
}

func TestNames(t *testing.T) {
	var names []string
	for _, k := range Kinds {
		names = append(names, k.Name)
	}
	for _, name := range promised {
		if !slices.Contains(names, name) {
			t.Errorf("the promised kind %s is missing", name)
		}
	}
	slices.Sort(names)
	if len(slices.Compact(names)) != len(Kinds) {
		t.Error("two kinds have one name")
	}
}

func TestKindRows(t *testing.T) {
	word := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	sentence := regexp.MustCompile(`^[A-Z].*\.$`)
	mark := regexp.MustCompile(`\((official|observed|inferred)\)`)
	for _, k := range Kinds {
		if !word.MatchString(k.Name) || !sentence.MatchString(k.Meaning) || !sentence.MatchString(k.Seen) {
			t.Errorf("%s: name, meaning and seen are a word and sentences", k.Name)
		}
		if !strings.Contains(k.Seen, "Exchange Online") || !mark.MatchString(k.Source) {
			t.Errorf("%s: seen tells what Exchange Online shows, and the source has a mark", k.Name)
		}
		if _, err := k.Make(Unset); err != nil {
			t.Errorf("%s needs a parameter: %v", k.Name, err)
		}
		for _, name := range k.Takes {
			if !slices.ContainsFunc(Parameters, func(p Parameter) bool { return p.Name == name }) {
				t.Errorf("%s takes %s, which is no parameter", k.Name, name)
			}
		}
		example(t, k)
	}
}

// example checks that an example is lines of keys that the kind knows, its own kind first.
func example(t *testing.T, k Kind) {
	key := regexp.MustCompile(`^(\w+) +?= \S`)
	for i, line := range strings.Split(k.Example, "\n") {
		m := key.FindStringSubmatch(strings.Join(strings.Fields(line), " "))
		if m == nil || !slices.Contains(common, m[1]) && !slices.Contains(k.Takes, m[1]) {
			t.Errorf("%s: its example has the line %q", k.Name, line)
		}
		if i == 0 && !strings.HasSuffix(line, `"`+k.Name+`"`) {
			t.Errorf("%s: its example begins with %q", k.Name, line)
		}
	}
}

func TestParameterRows(t *testing.T) {
	for i, p := range Parameters {
		if p.Meaning == "" || !strings.HasSuffix(p.Meaning, ".") {
			t.Errorf("%s has no meaning", p.Name)
		}
		if slices.Contains(common, p.Name) {
			t.Errorf("%s means something else in every fault table", p.Name)
		}
		if !slices.ContainsFunc(Kinds, func(k Kind) bool { return slices.Contains(k.Takes, p.Name) }) {
			t.Errorf("no kind takes %s", p.Name)
		}
		var at Params
		for _, other := range Parameters[:i] {
			if other.Name == p.Name || other.At(&at) == p.At(&at) {
				t.Errorf("%s and %s are one", p.Name, other.Name)
			}
		}
	}
}

// TestDefaults holds the words of the catalogue against what Make does with parameters that are left out.
func TestDefaults(t *testing.T) {
	for _, k := range Kinds {
		takes := slices.Contains(k.Takes, "code")
		if takes != (k.Code != smtp.Reply{}) {
			t.Errorf("%s: a code of its own, and taking one, go together", k.Name)
		}
		if f, err := k.Make(Unset); takes && err == nil && f.Apply(sent).Reply != k.Code {
			t.Errorf("%s says %s, not %s", k.Name, f.Apply(sent).Reply, k.Code)
		}
		if takes && k.Default(parameter("code")) != k.Code.String() {
			t.Errorf("%s: the default of code is %s", k.Name, k.Default(parameter("code")))
		}
	}
	same := []struct {
		kind, parameter, word string
		set                   func(*Params)
	}{
		{"defer", "phase", "rcpt", func(p *Params) { p.Phase = smtp.Rcpt }},
		{"reject", "kept", "false", func(p *Params) { p.Kept = false }},
		{"drop-mid-data", "after", "50%", func(p *Params) { p.After = half }},
		{"drop-mid-data", "bytes", "", nil},
		{"drop-after-data", "dies_after", "0s", func(p *Params) { p.Lasts = 0 }},
		{"slow-reply", "delay", "11m", func(p *Params) { p.Delay = usualDelay }},
		{"tls-rollout", "good", "50%", func(p *Params) { p.Good = half }},
		{"tls-rollout", "per_day", "0%", func(p *Params) { p.PerDay = 0 }},
		{"tls-rollout", "steps", "", nil},
		{"dns-failure", "answer", "none", func(p *Params) { p.Lookup.Choose("none") }},
	}
	for _, c := range same {
		k := kindNamed(c.kind)
		left, _ := k.Make(Unset)
		said, _ := k.Make(params(c.set))
		patient := sent
		longer := *patient.Patience
		longer[smtp.Dot] = 2 * usualDelay
		patient.Patience = &longer
		if k.Default(parameter(c.parameter)) != c.word || left.Apply(patient) != said.Apply(patient) {
			t.Errorf("%s: %s left out is not %q", c.kind, c.parameter, c.word)
		}
		if k.ShareSteps != nil && !slices.Equal(k.ShareSteps(Unset), k.ShareSteps(params(c.set))) {
			t.Errorf("%s: with %s left out the share falls otherwise", c.kind, c.parameter)
		}
	}
	if len(same) != len(Parameters)-1 {
		t.Errorf("%d of %d defaults are checked", len(same)+1, len(Parameters))
	}
}
