package retry

import (
	"slices"
	"testing"
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

type choice interface {
	Words() []string
	Choose(string) bool
}

func TestFiguresSpeakTheLoadersVocabulary(t *testing.T) {
	var names []string
	var fields []any
	p := new(Profile)
	for _, f := range Figures {
		switch at := f.At(p).(type) {
		case *string, *uint32, *int64, *time.Duration, *[]time.Duration, *random.Share, *random.Quantity, *Range, *Growths, *Rules, *Spread, *Phase, *PhaseSet, *smtp.Patience, *smtp.Reply,
			*Pool, *TLS, choice:
			if slices.Contains(fields, any(at)) {
				t.Errorf("%s points to the field of another figure", f.Name)
			}
			fields = append(fields, at)
		case *Weights:
			at.Ratios[len(at.Words)-1] = random.Ratio{Num: 7, Den: 8}
			if again := f.At(p).(*Weights); again.Ratios[len(again.Words)-1] != (random.Ratio{Num: 7, Den: 8}) {
				t.Errorf("%s does not write into the profile", f.Name)
			}
		default:
			t.Errorf("%s is of type %T, which no loader knows", f.Name, at)
		}
		names = append(names, f.Name)
		if f.Meaning == "" {
			t.Errorf("%s has no meaning", f.Name)
		}
	}
	slices.Sort(names)
	if n := len(slices.Compact(names)); n != len(Figures) {
		t.Errorf("%d figures, but %d names", len(Figures), n)
	}
	for _, shape := range Shapes {
		for _, figure := range shape.Uses {
			if !slices.Contains(names, figure) {
				t.Errorf("shape %s uses %s, which is no figure", shape.Name, figure)
			}
		}
	}
}

func TestFinal(t *testing.T) {
	reply := func(s string) smtp.Reply {
		r, err := smtp.ParseReply(s)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	var exo, postfix Profile
	exo.Codes[smtp.Said].Expired = reply("550 5.4.300")
	exo.Codes[smtp.Refused] = Code{Deferral: reply("450 4.4.316"), Expired: reply("550 5.4.316")}
	exo.Mapped = []Mapping{{smtp.Status(4, 7, 5), smtp.Status(5, 7, 5)}}
	postfix.Codes[smtp.Refused].Deferral = reply("450 4.4.1")
	for _, row := range []struct {
		name       string
		p          *Profile
		cause      smtp.Cause
		last, want string
	}{
		{"own code", &exo, smtp.Refused, "450 4.4.316", "550 5.4.316"},
		{"remote's code", &exo, smtp.Said, "451 4.3.2", "550 5.4.300"},
		{"mapped", &exo, smtp.Said, "451 4.7.5", "550 5.7.5"},
		{"mapped only when said", &exo, smtp.Refused, "451 4.7.5", "550 5.4.316"},
		{"repeats its own", &postfix, smtp.Refused, "450 4.4.1", "450 4.4.1"},
		{"repeats the remote", &postfix, smtp.Said, "452 4.2.2", "452 4.2.2"},
	} {
		if got := row.p.Final(row.cause, reply(row.last)); got != reply(row.want) {
			t.Errorf("%s: %v, want %s", row.name, got, row.want)
		}
	}
}

func TestPhaseSet(t *testing.T) {
	s := PhaseSet(1<<smtp.Connect | 1<<smtp.Dot)
	for p := range smtp.Phases {
		if s.Has(p) != (p == smtp.Connect || p == smtp.Dot) {
			t.Errorf("phase %v: %v", p, s.Has(p))
		}
	}
}

// A size up to which the message is returned has an effect wherever a DSN returns it.
func TestNeedsOfTheLargestMessageReturned(t *testing.T) {
	for _, c := range []struct {
		dsn   DSN
		needs string
	}{
		{DSN{Returns: ReturnsHeaders, Notices: ReturnsHeaders}, `dsn_returns = "all"`},
		{DSN{Returns: ReturnsAll, Notices: ReturnsHeaders}, ""},
		{DSN{Returns: ReturnsHeaders, Notices: ReturnsAll}, ""},
	} {
		if got := (&Profile{DSN: c.dsn}).Needs("dsn_returns_up_to"); got != c.needs {
			t.Errorf("%+v needs %q, want %q", c.dsn, got, c.needs)
		}
	}
}
