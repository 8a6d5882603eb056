package decode

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
)

// described is a catalogue with all that is said of its rows.
type described struct {
	of         string
	promised   []string
	common     []string // keys of every table, whatever its kind
	rows       []row
	parameters []parameter
}

type row struct {
	name, meaning, seen, source, example string

	takes []string
	key   string // of the first line of its example
}

type parameter struct {
	name, meaning string
	field         any // of the same Params for all
}

var ofEveryHost = []string{"kind", "starts", "ends", "lasts", "share", "of",
	"from_host", "servers", "mail_from", "rcpt_to", "larger_than", "smaller_than"}

func catalogues() []described {
	faults := described{of: "fault", common: ofEveryHost, promised: []string{"connection-refused", "connect-timeout", "dns-failure", "unreachable",
		"greeting-defer", "greeting-reject", "tls-rollout", "tls-hang", "certificate-mismatch", "defer", "reject",
		"drop-mid-data", "drop-after-data", "slow-reply", "accept-and-lose", "no-starttls", "hang", "drop-before-data", "messages-per-connection"}}
	for _, k := range fault.Kinds {
		faults.rows = append(faults.rows, row{k.Name, k.Meaning, k.Seen, k.Source, k.Example, k.Takes, "kind"})
	}
	guards := described{of: "guard", common: ofEveryHost, promised: []string{"greylist", "rate-limit", "overload", "duplicate-check", "loop-check",
		"hop-limit", "size-limit", "unknown-recipient", "attribution", "discard", "quarantine",
		"recipient-limit", "external-limit", "tenant-limit", "receive-limit", "transaction-limit"}}
	for _, k := range guard.Kinds {
		guards.rows = append(guards.rows, row{k.Name, k.Meaning, k.Seen, k.Source, k.Example, k.Takes, "kind"})
	}
	rules := described{of: "rule", common: []string{"kind"}}
	for _, r := range mailbox.Rows {
		rules.rows = append(rules.rows, row{r.Name, r.Meaning, r.Seen, r.Source, r.Example, r.Takes, cmp.Or(r.Key, "kind")})
	}
	var (
		f fault.Params
		g guard.Params
		m mailbox.Params
	)
	for _, p := range fault.Parameters {
		faults.parameters = append(faults.parameters, parameter{p.Name, p.Meaning, p.At(&f)})
	}
	for _, p := range guard.Parameters {
		guards.parameters = append(guards.parameters, parameter{p.Name, p.Meaning, p.At(&g)})
	}
	for _, p := range mailbox.Parameters {
		rules.parameters = append(rules.parameters, parameter{p.Name, p.Meaning, p.At(&m)})
	}
	return []described{faults, guards, rules}
}

func TestCataloguesHoldWhatIsPromised(t *testing.T) {
	for _, c := range catalogues() {
		var names []string
		for _, r := range c.rows {
			names = append(names, r.name)
		}
		for _, name := range c.promised {
			if !slices.Contains(names, name) {
				t.Errorf("the promised %s %s is missing", c.of, name)
			}
		}
		slices.Sort(names)
		if len(slices.Compact(names)) != len(c.rows) {
			t.Errorf("two kinds of %s have one name", c.of)
		}
	}
}

func TestRowsAreFilledIn(t *testing.T) {
	word := regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	sentence := regexp.MustCompile(`^[A-Z].*\.$`)
	mark := regexp.MustCompile(`\((official|observed|inferred)\)`)
	for _, c := range catalogues() {
		for _, r := range c.rows {
			if !word.MatchString(r.name) || !sentence.MatchString(r.meaning) || !sentence.MatchString(r.seen) || !mark.MatchString(r.source) {
				t.Errorf("%s: the name is a word, meaning and seen are sentences, and the source has a mark", r.name)
			}
			if c.of != "rule" && !strings.Contains(r.seen, "Exchange Online") {
				t.Errorf("%s: seen does not tell what Exchange Online shows", r.name)
			}
			for _, name := range r.takes {
				if !slices.ContainsFunc(c.parameters, func(p parameter) bool { return p.name == name }) {
					t.Errorf("%s takes %s, which is no parameter", r.name, name)
				}
			}
			c.checkExample(t, r)
		}
	}
}

// checkExample holds that an example is lines of keys that the kind knows, its own kind first.
func (c described) checkExample(t *testing.T, r row) {
	key := regexp.MustCompile(`^(\w+) = \S`)
	for i, line := range strings.Split(r.example, "\n") {
		m := key.FindStringSubmatch(strings.Join(strings.Fields(line), " "))
		switch {
		case m == nil:
			t.Errorf("%s: its example has the line %q", r.name, line)
		case i == 0 && (m[1] != r.key || r.key == "kind" && !strings.HasSuffix(line, `"`+r.name+`"`)):
			t.Errorf("%s: its example begins with %q", r.name, line)
		case i > 0 && !slices.Contains(c.common, m[1]) && !slices.Contains(r.takes, m[1]):
			t.Errorf("%s: its example has the key %s", r.name, m[1])
		}
	}
}

func TestParametersAreFilledIn(t *testing.T) {
	for _, c := range catalogues() {
		for i, p := range c.parameters {
			if p.name == "" || !strings.HasSuffix(p.meaning, ".") {
				t.Errorf("%s has no name or no meaning", p.name)
			}
			if slices.Contains(c.common, p.name) {
				t.Errorf("%s means something else in every %s table", p.name, c.of)
			}
			if !slices.ContainsFunc(c.rows, func(r row) bool { return slices.Contains(r.takes, p.name) }) {
				t.Errorf("no %s takes %s", c.of, p.name)
			}
			for _, other := range c.parameters[:i] {
				if other.name == p.name || other.field == p.field {
					t.Errorf("%s and %s are one", p.name, other.name)
				}
			}
		}
	}
}
