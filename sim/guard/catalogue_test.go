package guard

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"mailstorm/sim/smtp"
)

// needed sets what a kind cannot do without.
var needed = map[string]struct {
	parameter string
	set       func(*Params)
}{
	"rate-limit":    {"rate", func(p *Params) { p.Rate = Rate{3, time.Minute} }},
	"overload":      {"rate", func(p *Params) { p.Rate = Rate{3, time.Minute} }},
	"size-limit":    {"limit", func(p *Params) { p.Limit = 1000 }},
	"back-pressure": {"queue", func(p *Params) { p.Queue = CountMarks{4, 2} }},
	"hourly-limit":  {"failures", func(p *Params) { p.Failures = 3 }},
	"tenant-limit":  {"licenses", func(p *Params) { p.Licenses = 1 }},
}

func kindNamed(name string) Kind {
	return Kinds[slices.IndexFunc(Kinds, func(k Kind) bool { return k.Name == name })]
}

func parameter(name string) Parameter {
	return Parameters[slices.IndexFunc(Parameters, func(p Parameter) bool { return p.Name == name })]
}

// least is what a kind needs, and nothing else.
func least(kind string) Params {
	p := Unset
	if n, ok := needed[kind]; ok {
		n.set(&p)
	}
	return p
}

// build makes a guard of a kind with what it needs and what set adds.
func build(t testing.TB, kind string, set func(*Params)) Guard {
	t.Helper()
	p := least(kind)
	if set != nil {
		set(&p)
	}
	g, err := kindNamed(kind).Make(p)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestKindRows(t *testing.T) {
	for _, k := range Kinds {
		if slices.Contains(k.Takes, "memory") && !strings.Contains(k.Remembers, "default is 1,000,000 entries") {
			t.Errorf("%s does not say how much it remembers", k.Name)
		}
		if own := k.Code != (smtp.Reply{}); slices.Contains(k.Takes, "code") != own && (own || strings.Count(k.Seen, "replies 5") == 0) {
			t.Errorf("%s: taking a code goes together with one of its own, or with several that seen names", k.Name)
		}
		if n, needs := needed[k.Name]; needs && !strings.Contains(k.Example, "\n"+n.parameter+" ") {
			t.Errorf("%s: its example lacks %s", k.Name, n.parameter)
		}
	}
}

// TestPhases holds that a kind is asked where it can act: for a recipient only where recipients are known.
func TestPhases(t *testing.T) {
	for _, k := range Kinds {
		if k.PerRecipient && k.Phase < smtp.Rcpt || !k.PerRecipient && k.Phase == smtp.Rcpt || k.Submission && !k.PerRecipient {
			t.Errorf("%s is asked at %s, for each recipient: %v", k.Name, k.Phase, k.PerRecipient)
		}
		if k.PhaseFor != nil && k.PhaseFor(Unset) != k.Phase {
			t.Errorf("%s: the usual phase is %s, not %s", k.Name, k.PhaseFor(Unset), k.Phase)
		}
	}
}

// TestNeeds holds that a kind works without parameters, or says which one it lacks.
func TestNeeds(t *testing.T) {
	for _, k := range Kinds {
		_, err := k.Make(Unset)
		n, needs := needed[k.Name]
		if needs != (err != nil) || needs && !strings.HasPrefix(err.Error(), n.parameter+" ") {
			t.Errorf("%s: %v", k.Name, err)
		}
		build(t, k.Name, nil)
	}
}

func TestParameterRows(t *testing.T) {
	for _, p := range Parameters {
		for name := range p.Of {
			if !slices.Contains(kindNamed(name).Takes, p.Name) {
				t.Errorf("%s has a default for %s, which does not take it", p.Name, name)
			}
		}
	}
}

// written sets a parameter to what a scenario would write.
func written(t *testing.T, p Parameter, params *Params, word string) {
	t.Helper()
	var err error
	switch to := p.At(params).(type) {
	case *time.Duration:
		days, cut := strings.CutSuffix(word, "d")
		if *to, err = time.ParseDuration(word); cut {
			n, failed := strconv.Atoi(days)
			*to, err = time.Duration(n)*day, failed
		}
	case *uint32:
		var n uint64
		n, err = strconv.ParseUint(word, 10, 32)
		*to = uint32(n)
	case *uint64:
		*to, err = strconv.ParseUint(word, 10, 64)
	case *smtp.Reply:
		*to, err = smtp.ParseReply(word)
	case interface{ Choose(string) bool }:
		if !to.Choose(word) {
			t.Errorf("%s cannot be %q", p.Name, word)
		}
	default:
		t.Errorf("%s has the default %q and the type %T", p.Name, word, to)
	}
	if err != nil {
		t.Error(err)
	}
}

// TestDefaults holds the words of the catalogue against what Make does with parameters that are left out.
func TestDefaults(t *testing.T) {
	for _, k := range Kinds {
		for _, name := range k.Takes {
			p := parameter(name)
			word := k.Default(p)
			if word == "" {
				continue
			}
			said := build(t, k.Name, func(params *Params) { written(t, p, params, word) })
			if left := build(t, k.Name, nil); !reflect.DeepEqual(left, said) {
				t.Errorf("%s: %s left out is not %q: %+v, %+v", k.Name, name, word, left, said)
			}
		}
	}
}

// TestUnsetIsNoValue holds that what is left out differs from whatever a scenario can write.
func TestUnsetIsNoValue(t *testing.T) {
	for _, p := range Parameters {
		set := Unset
		switch to := p.At(&set).(type) {
		case *time.Duration:
			*to = 0
		case *uint32:
			*to = 0
		case *uint64:
			*to = 0
		case *int64:
			*to = 0
		case *smtp.Reply:
			to.Code = 200
		case *Rate:
			to.Count = 1
		case *Client:
			*to = 0
		case *Per:
			*to = 0
		case *At:
			*to = 0
		case *Refuses:
			*to = 0
		case *CountMarks:
			to.Closes = 1
		case *ByteMarks:
			to.Closes = 1
		case *[]string:
			*to = []string{}
		case *[]Tenant:
			*to = []Tenant{}
		default:
			t.Errorf("%s has the type %T, which no scenario can write", p.Name, to)
		}
		if reflect.DeepEqual(set, Unset) {
			t.Errorf("%s cannot be told from one that was left out", p.Name)
		}
	}
}

func TestChoicesHaveWords(t *testing.T) {
	for _, c := range []interface {
		Words() []string
		Choose(string) bool
	}{new(Client), new(Per), new(At), new(Refuses)} {
		for i, word := range c.Words() {
			if !c.Choose(word) || int(reflect.ValueOf(c).Elem().Uint()) != i {
				t.Errorf("%q chooses %v", word, reflect.ValueOf(c).Elem())
			}
		}
		before := reflect.ValueOf(c).Elem().Uint()
		if c.Choose("recipient") || reflect.ValueOf(c).Elem().Uint() != before {
			t.Error("a word that nobody knows was chosen")
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, row := range []struct {
		kind, begins string
		set          func(*Params)
	}{
		{"greylist", "window must be longer than the wait of 48h", func(p *Params) { p.Wait, p.Window = 2*day, 2*day }},
		{"greylist", "wait must be shorter than the window of 48h0m0s", func(p *Params) { p.Wait = 2 * day }},
		{"greylist", "window must be longer than the wait of 5m", func(p *Params) { p.Window = time.Minute }},
		{"greylist", "code must be a 4xx", func(p *Params) { p.Code = reply(550, 5, 7, 1) }},
		{"greylist", "memory is 0", func(p *Params) { p.Memory = 0 }},
		{"greylist", "memory is at most 100000000", func(p *Params) { p.Memory = 100_000_001 }},
		{"duplicate-check", "window is 0s", func(p *Params) { p.Window = 0 }},
		{"loop-check", "code must be a 4xx or 5xx", func(p *Params) { p.Code = smtp.OK }},
		{"hop-limit", "hops is 0", func(p *Params) { p.Hops = 0 }},
		{"hop-limit", "hops is at most 255", func(p *Params) { p.Hops = 256 }},
		{"size-limit", "code is never heard", func(p *Params) { p.At, p.Code = AtDrop, tooLarge }},
		{"rate-limit", "rate is needed", func(p *Params) { p.Rate = Rate{} }},
		{"rate-limit", "memory of 2 entries is too small to reach rate", func(p *Params) { p.Memory = 2 }},
		{"rate-limit", "rate needs memory = 2000000", func(p *Params) { p.Rate.Count = 2_000_000 }},
		{"rate-limit", "rate counts at most 50000000", func(p *Params) { p.Rate.Count = 1 << 40 }},
		{"overload", "rate is needed", func(p *Params) { p.Rate = Rate{Per: time.Second} }},
		{"recipient-limit", "count is 0", func(p *Params) { p.Count = 0 }},
		{"recipient-limit", "code must be a 5xx", func(p *Params) { p.Code = throttled }},
		{"recipient-limit", "memory of 9999 entries is too small to reach count", func(p *Params) { p.Memory = 9999 }},
		{"external-limit", "count is at most 50000000", func(p *Params) { p.Count = 50_000_001 }},
		{"tenant-limit", "licenses is 0", func(p *Params) { p.Licenses = 0 }},
		{"tenant-limit", "licenses is at most", func(p *Params) { p.Licenses = 1 << 40 }},
		{"tenant-limit", "count and licenses both", func(p *Params) { p.Count = 5000 }},
		{"receive-limit", "percent is at most 100, not 101", func(p *Params) { p.Share = 101 }},
		{"receive-limit", "percent is so small", func(p *Params) { p.Share = 0 }},
		{"receive-limit", "count is so small", func(p *Params) { p.Count = 3 }},
		{"receive-limit", "count needs memory = 1000002", func(p *Params) { p.Count = 500_001 }},
		{"receive-limit", "memory of 7199 entries is too small to reach count", func(p *Params) { p.Memory = 7199 }},
		{"attribution", "tenants names b.example, which has a tenant", func(p *Params) { p.Tenants = []Tenant{{"b.example", 1}, {"b.example", 2}} }},
		{"attribution", "tenants names b.example, a domain of the host", func(p *Params) {
			p.Tenants, p.Domains = []Tenant{{"b.example", 1}}, []string{"b.example"}
		}},
		{"attribution", "elsewhere names b.example, which has a tenant", func(p *Params) {
			p.Tenants, p.Elsewhere = []Tenant{{"b.example", 1}}, []string{"b.example"}
		}},
		{"attribution", "closed names b.example", func(p *Params) { p.Elsewhere, p.Closed = []string{"b.example"}, []string{"b.example"} }},
	} {
		p := least(row.kind)
		row.set(&p)
		g, err := kindNamed(row.kind).Make(p)
		if err == nil || g != nil || !strings.HasPrefix(err.Error(), row.begins) {
			t.Errorf("%s: %v, want %q", row.kind, err, row.begins)
		} else if first, _, _ := strings.Cut(row.begins, " "); !slices.Contains(kindNamed(row.kind).Takes, first) {
			t.Errorf("%s: an error begins with %s, which it does not take", row.kind, first)
		}
	}
}

// TestDerivedCounts holds that the limits of a count are accepted where one more is refused.
func TestDerivedCounts(t *testing.T) {
	build(t, "rate-limit", func(p *Params) { p.Memory = 3 })
	build(t, "recipient-limit", func(p *Params) { p.Memory = 10_000 })
	build(t, "receive-limit", func(p *Params) { p.Memory = 7200 })
	build(t, "receive-limit", func(p *Params) { p.Count, p.Share = 1, 100 })
	build(t, "hop-limit", func(p *Params) { p.Hops = 255 })
	build(t, "tenant-limit", func(p *Params) { p.Licenses, p.Count = unset64, 5000 })
}
