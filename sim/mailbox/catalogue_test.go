package mailbox

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var inOrder = []string{"dedup", "quota", "out-of-office", "forward", "redirect", "robot"}

func rowNamed(name string) Row {
	return Rows[slices.IndexFunc(Rows, func(r Row) bool { return r.Name == name })]
}

func parameter(name string) Parameter {
	return Parameters[slices.IndexFunc(Parameters, func(p Parameter) bool { return p.Name == name })]
}

// needed are the parameters of a row that have no default, and no others.
func needed(r Row) Params {
	p := Unset
	switch r.Name {
	case "dedup":
		p.Retention = time.Hour
	case "quota":
		p.Quota = 1_000_000
	case "forward", "redirect":
		p.To = []int{7}
	}
	return p
}

func TestTheShelfHoldsWhatIsPromisedInOrder(t *testing.T) {
	var names []string
	for _, r := range Rows {
		names = append(names, r.Name)
	}
	if !slices.Equal(names, inOrder) {
		t.Errorf("the catalogue holds %q", names)
	}
}

func TestRowsNeedWhatHasNoDefault(t *testing.T) {
	for _, r := range Rows {
		if rule, err := r.Make(needed(r)); err != nil || rule == nil {
			t.Errorf("%s needs another parameter: %v", r.Name, err)
		}
		if rule, err := r.Make(Unset); (err == nil) != reflect.DeepEqual(needed(r), Unset) || err != nil && rule != nil {
			t.Errorf("%s without parameters: %v, %v", r.Name, rule, err)
		}
	}
	if fields := reflect.TypeFor[Params]().NumField(); fields != len(Parameters) {
		t.Errorf("%d parameters for %d fields", len(Parameters), fields)
	}
}

// set writes a word of the catalogue into a parameter, as a loader would.
func set(t *testing.T, to any, word string) {
	var err error
	switch to := to.(type) {
	case *time.Duration:
		*to, err = time.ParseDuration(word)
	case *int64:
		kilo, has := strings.CutSuffix(word, "kB")
		if *to, err = strconv.ParseInt(strings.TrimSuffix(kilo, "B"), 10, 64); has {
			*to *= 1000
		}
	case *uint32:
		var n uint64
		n, err = strconv.ParseUint(word, 10, 32)
		*to = uint32(n)
	case *Choice:
		var yes bool
		yes, err = strconv.ParseBool(word)
		to.Say(yes)
	case *Answers:
		if !to.Choose(word) {
			t.Errorf("nobody answers %q", word)
		}
	case *From:
		if !to.Choose(word) {
			t.Errorf("there is no sender %q", word)
		}
	default:
		t.Errorf("%T has no default", to)
	}
	if err != nil {
		t.Error(err)
	}
}

func TestADefaultIsWhatMakeDoesWhenItIsLeftOut(t *testing.T) {
	for _, r := range Rows {
		left, _ := r.Make(needed(r))
		for _, name := range r.Takes {
			p := parameter(name)
			if r.Default(p) == "" {
				continue
			}
			params := needed(r)
			set(t, p.At(&params), r.Default(p))
			if said, err := r.Make(params); err != nil || !reflect.DeepEqual(left, said) {
				t.Errorf("%s with %s = %s: %+v (%v), but left out %+v", r.Name, name, r.Default(p), said, err, left)
			}
		}
	}
}

func TestRowsWithoutADefaultAreTheOnesThatNeedOneOrMeanNever(t *testing.T) {
	without := map[string]bool{"retention": true, "quota": true, "to": true, "again": true, "lasts": true}
	for _, p := range Parameters {
		if (p.Default == "") != without[p.Name] {
			t.Errorf("%s has the default %q", p.Name, p.Default)
		}
	}
}

func TestWords(t *testing.T) {
	for i, word := range From(0).Words() {
		if f := unsetFrom; !f.Choose(word) || f != From(i) {
			t.Errorf("%s is %d", word, f)
		}
	}
	if f := FromMailbox; f.Choose("nobody") || f != FromMailbox {
		t.Error("a word that does not exist changes the choice")
	}
	var c Choice
	if c.Say(true); c != Yes {
		t.Error("true is not Yes")
	}
	if c.Say(false); c != No {
		t.Error("false is not No")
	}
}

func TestRefusedParameters(t *testing.T) {
	cases := []struct {
		row  string
		set  func(*Params)
		want string
	}{
		{"dedup", func(p *Params) { p.Retention = -1 },
			`retention of dedup is missing; write how long a message is remembered, as in dedup = "7d"`},
		{"dedup", func(p *Params) { p.Retention = 0 },
			"retention of dedup is 0s, so no duplicate is recognised; leave dedup out for that"},
		{"dedup", func(p *Params) { p.Remembers = 0 }, "remembers is 0, so no duplicate is recognised; leave dedup out for that"},
		{"quota", func(p *Params) { p.Quota = -1 }, `quota is missing; write how much the mailbox holds, as in quota = "50GB"`},
		{"quota", func(p *Params) { p.Quota = 0 }, "quota is 0B, so nothing fits; leave it out for a mailbox without limit"},
		{"quota", func(p *Params) { p.Quota, p.Used = 10, 11 }, "used is 11 bytes, more than the quota of 10"},
		{"out-of-office", func(p *Params) { p.Once, p.Again = No, time.Hour },
			"again needs once = true; with once = false every message is answered anyway"},
		{"out-of-office", func(p *Params) { p.Once, p.Remembers = No, 9 },
			"remembers needs once = true; with once = false nobody is remembered"},
		{"out-of-office", func(p *Params) { p.Again = 0 },
			"again is 0s, so every message is answered; write once = false for that"},
		{"out-of-office", func(p *Params) { p.Remembers = 0 },
			"remembers is 0, so every message is answered; write once = false for that"},
		{"forward", func(p *Params) { p.To = []int{} },
			`to names no address; write at least one, as in to = "partner@fabrikam.example"`},
		{"redirect", func(p *Params) { p.To = []int{3, 5, 3} }, "to names an address twice; each gets one message anyway"},
		{"robot", func(p *Params) { p.Size = 0 }, "size is 0B; even an empty message has a header"},
	}
	for _, name := range []string{"out-of-office", "forward", "redirect", "robot"} {
		cases = append(cases, struct {
			row  string
			set  func(*Params)
			want string
		}{name, func(p *Params) { p.After = 0 }, "after is 0s; a loop that takes no time never ends"})
		cases = append(cases, struct {
			row  string
			set  func(*Params)
			want string
		}{name, func(p *Params) { p.Lasts = 0 }, "lasts is 0s, so the rule is never on; leave lasts out for a rule that stays on"})
	}
	for _, c := range cases {
		r := rowNamed(c.row)
		p := needed(r)
		c.set(&p)
		rule, err := r.Make(p)
		if err == nil || err.Error() != c.want || rule != nil {
			t.Errorf("%s:\n got %v, %v\nwant %s", c.row, rule, err, c.want)
			continue
		}
		if word, _, _ := strings.Cut(c.want, " "); !slices.Contains(r.Takes, word) {
			t.Errorf("%s: the message begins with %q, which it does not take", c.row, word)
		}
	}
}
