package fault

import (
	"slices"
	"testing"

	"mailstorm/sim/smtp"
)

func kindNamed(name string) Kind {
	return Kinds[slices.IndexFunc(Kinds, func(k Kind) bool { return k.Name == name })]
}

func parameter(name string) Parameter {
	return Parameters[slices.IndexFunc(Parameters, func(p Parameter) bool { return p.Name == name })]
}

// TestDefaults holds the words of the catalogue against what Make does with parameters that are left out.
func TestDefaults(t *testing.T) {
	for _, k := range Kinds {
		if _, err := k.Make(Unset); err != nil {
			t.Errorf("%s needs a parameter: %v", k.Name, err)
		}
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
		{"messages-per-connection", "messages", "1000", func(p *Params) { p.Mails = 1000 }},
		{"dns-failure", "answer", "none", func(p *Params) { p.Lookup.Choose("none") }},
	}
	for _, c := range same {
		k := kindNamed(c.kind)
		left, _ := k.Make(Unset)
		said, _ := k.Make(params(c.set))
		patient := sent
		longer := *patient.Patience
		longer[smtp.Dot] = 2 * usualDelay
		patient.Patience, patient.Carried = &longer, 1000
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
