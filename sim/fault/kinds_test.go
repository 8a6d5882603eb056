package fault

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

const mega = 1_000_000

// sent is a session of 20 MB whose client waits as RFC 5321 asks.
var sent = Session{Size: 20 * mega, Patience: &smtp.Patience{
	smtp.Connect: 2 * time.Minute, smtp.Greeting: 5 * time.Minute, smtp.EHLO: 5 * time.Minute,
	smtp.StartTLS: 5 * time.Minute, smtp.Mail: 5 * time.Minute, smtp.Rcpt: 5 * time.Minute,
	smtp.Data: 2 * time.Minute, smtp.Dot: 10 * time.Minute,
}}

func params(set func(*Params)) Params {
	p := Unset
	if set != nil {
		set(&p)
	}
	return p
}

func code(c uint16, class, subject, detail uint32) smtp.Reply {
	return smtp.Reply{Code: c, Enhanced: smtp.Status(class, subject, detail)}
}

const (
	share30 = random.All * 3 / 10
	patient = 10 * time.Minute
)

// answered is what every kind does to one session.
var answered = []struct {
	kind string
	set  func(*Params)
	want Effect
}{
	{"dns-failure", nil, Effect{Phase: smtp.Connect, Cause: smtp.Unresolved}},
	{"dns-failure", func(p *Params) { p.Lookup.Choose("null-mx") }, Effect{Phase: smtp.Connect, Cause: smtp.NullMX}},
	{"unreachable", nil, Effect{Phase: smtp.Connect, Cause: smtp.Unreachable}},
	{"connection-refused", nil, Effect{Phase: smtp.Connect, Cause: smtp.Refused}},
	{"connect-timeout", nil, Effect{Phase: smtp.Connect, Cause: smtp.Unanswered, Duration: 2 * time.Minute}},
	{"greeting-defer", nil, Effect{Phase: smtp.Greeting, Cause: smtp.Said, Reply: code(421, 4, 3, 2)}},
	{"greeting-defer", func(p *Params) { p.Code = smtp.Reply{Code: 450} },
		Effect{Phase: smtp.Greeting, Cause: smtp.Said, Reply: smtp.Reply{Code: 450}}},
	{"greeting-reject", nil, Effect{Phase: smtp.Greeting, Cause: smtp.Said, Reply: code(554, 5, 7, 0)}},
	{"hang", nil, Effect{Phase: smtp.Greeting, Cause: smtp.Stalled, Duration: 5 * time.Minute}},
	{"hang", func(p *Params) { p.Phase = smtp.Data }, Effect{Phase: smtp.Data, Cause: smtp.Stalled, Duration: 2 * time.Minute}},
	{"drop-before-data", nil, Effect{Phase: smtp.EHLO, Cause: smtp.Dropped}},
	{"drop-before-data", func(p *Params) { p.Phase = smtp.Mail }, Effect{Phase: smtp.Mail, Cause: smtp.Dropped}},
	{"messages-per-connection", nil, Healthy(20 * mega)}, // TestFullConnection has the message after the last
	{"no-starttls", nil, Effect{Phase: smtp.Dot, Kept: true, Bytes: 20 * mega, Clear: true}},
	{"tls-rollout", nil, Effect{Phase: smtp.StartTLS, Cause: smtp.TLSFailed}},
	{"certificate-mismatch", nil, Effect{Phase: smtp.StartTLS, Cause: smtp.Mismatch}},
	{"tls-hang", nil, Effect{Phase: smtp.StartTLS, Cause: smtp.Stalled, Duration: 5 * time.Minute}},
	{"defer", nil, Effect{Phase: smtp.Rcpt, Cause: smtp.Said, Reply: code(451, 4, 3, 0)}},
	{"defer", func(p *Params) { p.Phase, p.Code = smtp.Mail, code(452, 4, 3, 1) },
		Effect{Phase: smtp.Mail, Cause: smtp.Said, Reply: code(452, 4, 3, 1)}},
	{"defer", func(p *Params) { p.Phase = smtp.Data },
		Effect{Phase: smtp.Data, Cause: smtp.Said, Reply: code(451, 4, 3, 0)}},
	{"defer", func(p *Params) { p.Phase = smtp.Dot },
		Effect{Phase: smtp.Dot, Cause: smtp.Said, Reply: code(451, 4, 3, 0), Bytes: 20 * mega}},
	{"defer", func(p *Params) { p.Phase, p.Kept = smtp.Dot, true },
		Effect{Phase: smtp.Dot, Cause: smtp.Said, Reply: code(451, 4, 3, 0), Kept: true, Bytes: 20 * mega}},
	{"reject", nil, Effect{Phase: smtp.Rcpt, Cause: smtp.Said, Reply: code(550, 5, 7, 1)}},
	{"reject", func(p *Params) { p.Phase, p.Code, p.Kept = smtp.Dot, code(552, 5, 2, 2), true },
		Effect{Phase: smtp.Dot, Cause: smtp.Said, Reply: code(552, 5, 2, 2), Kept: true, Bytes: 20 * mega}},
	{"drop-mid-data", nil, Effect{Phase: smtp.Data, Cause: smtp.Dropped, Bytes: 10 * mega}},
	{"drop-mid-data", func(p *Params) { p.After = share30 },
		Effect{Phase: smtp.Data, Cause: smtp.Dropped, Bytes: 6 * mega}},
	{"drop-mid-data", func(p *Params) { p.After = 0 }, Effect{Phase: smtp.Data, Cause: smtp.Dropped}},
	{"drop-mid-data", func(p *Params) { p.Bytes = 5 * mega },
		Effect{Phase: smtp.Data, Cause: smtp.Dropped, Bytes: 5 * mega}},
	{"drop-mid-data", func(p *Params) { p.Bytes = 20 * mega }, Healthy(20 * mega)},
	{"drop-after-data", nil, Effect{Phase: smtp.Dot, Cause: smtp.Dropped, Kept: true, Bytes: 20 * mega}},
	{"drop-after-data", func(p *Params) { p.Lasts = patient },
		Effect{Phase: smtp.Dot, Cause: smtp.Dropped, Kept: true, Bytes: 20 * mega, Duration: patient}},
	{"drop-after-data", func(p *Params) { p.Lasts = patient + 1 },
		Effect{Phase: smtp.Dot, Cause: smtp.Stalled, Kept: true, Bytes: 20 * mega, Duration: patient}},
	{"slow-reply", nil, Effect{Phase: smtp.Dot, Cause: smtp.Stalled, Kept: true, Bytes: 20 * mega, Duration: patient}},
	{"slow-reply", func(p *Params) { p.Delay = patient },
		Effect{Phase: smtp.Dot, Kept: true, Bytes: 20 * mega, Duration: patient}},
	{"slow-reply", func(p *Params) { p.Delay = 0 }, Healthy(20 * mega)},
	{"accept-and-lose", nil, Effect{Phase: smtp.Dot, Bytes: 20 * mega}},
}

func TestAnswers(t *testing.T) {
	tried := ""
	for _, c := range answered {
		f, err := kindNamed(c.kind).Make(params(c.set))
		if err != nil {
			t.Errorf("%s: %v", c.kind, err)
			continue
		}
		if got := f.Apply(sent); got != c.want {
			t.Errorf("%s:\n got %+v\nwant %+v", c.kind, got, c.want)
		}
		tried += c.kind + " "
	}
	for _, k := range Kinds {
		if !strings.Contains(tried, k.Name+" ") {
			t.Errorf("%s has no case here", k.Name)
		}
	}
}

func TestRefusedParameters(t *testing.T) {
	const tenth = random.All / 10
	cases := []struct {
		kind string
		set  func(*Params)
		want string
	}{
		{"greeting-defer", func(p *Params) { p.Code = code(554, 5, 7, 0) },
			`greeting-defer replies with a 4xx such as "421 4.3.2", not with "554 5.7.0"; the kind for a 5xx is "greeting-reject"`},
		{"greeting-reject", func(p *Params) { p.Code = code(421, 4, 3, 2) },
			`greeting-reject replies with a 5xx such as "554 5.7.0", not with "421 4.3.2"; the kind for a 4xx is "greeting-defer"`},
		{"defer", func(p *Params) { p.Code = smtp.Reply{Code: 550} },
			`defer replies with a 4xx such as "451 4.3.0", not with "550"; the kind for a 5xx is "reject"`},
		{"reject", func(p *Params) { p.Code = smtp.OK },
			`reject replies with a 5xx such as "550 5.7.1", not with "250 2.0.0"; the kind for a 4xx is "defer"`},
		{"defer", func(p *Params) { p.Phase = smtp.Connect },
			"defer answers at mail, rcpt, data or dot, not at connect; " +
				`for a host that refuses before MAIL write kind = "greeting-defer"`},
		{"reject", func(p *Params) { p.Phase = smtp.StartTLS },
			"reject answers at mail, rcpt, data or dot, not at starttls; " +
				`for a host that refuses before MAIL write kind = "greeting-reject"`},
		{"defer", func(p *Params) { p.Kept = true },
			`kept = true needs phase = "dot"; at rcpt the host has no message to keep yet`},
		{"hang", func(p *Params) { p.Phase = smtp.Connect },
			`hang does not act at connect; write kind = "connect-timeout"`},
		{"drop-before-data", func(p *Params) { p.Phase = smtp.Dot },
			`drop-before-data does not act at dot; write kind = "drop-after-data"`},
		{"drop-before-data", func(p *Params) { p.Phase = smtp.StartTLS },
			`drop-before-data does not act at starttls; write kind = "tls-rollout"`},
		{"drop-mid-data", func(p *Params) { p.After, p.Bytes = tenth, mega },
			"after and bytes both say where the connection drops; leave one out"},
		{"drop-mid-data", func(p *Params) { p.After = random.All + 1 }, "after is at most 100%"},
		{"tls-rollout", func(p *Params) { p.Good = random.All + 1 }, "good is at most 100%"},
		{"tls-rollout", func(p *Params) { p.PerDay = random.All + 1 }, "per_day is at most 100%"},
		{"tls-rollout", func(p *Params) { p.PerDay = 1 }, "per_day is 0% or at least 0.1%; write steps for a slower rollout"},
		{"tls-rollout", func(p *Params) { p.Steps = []Step{} },
			`steps is empty; write {at = "0s", good = "50%"} in it, or leave it out`},
		{"tls-rollout", func(p *Params) { p.Steps, p.PerDay = []Step{{0, tenth}}, tenth },
			"steps and per_day both say how the share falls; leave one out"},
		{"tls-rollout", func(p *Params) { p.Steps = []Step{{day, tenth}} },
			"steps begins at 24h0m0s; write good, or a step at 0s, for the time before"},
		{"tls-rollout", func(p *Params) { p.Steps, p.Good = []Step{{0, tenth}}, tenth },
			"good and the step at 0s both say how the span starts; leave one out"},
		{"tls-rollout", func(p *Params) { p.Steps = []Step{{0, tenth}, {day, tenth}, {day, 0}} },
			"the step at 24h0m0s comes too early; write the steps in order of time"},
		{"tls-rollout", func(p *Params) { p.Steps = []Step{{0, random.All + 1}} }, "the step at 0s: good is at most 100%"},
	}
	for _, c := range cases {
		f, err := kindNamed(c.kind).Make(params(c.set))
		if err == nil || err.Error() != c.want || f != nil {
			t.Errorf("%s:\n got %v, %v\nwant %s", c.kind, f, err, c.want)
		}
	}
}

func TestFalls(t *testing.T) {
	percent := func(n random.Share) random.Share { return (random.All*n + 50) / 100 }
	cases := []struct {
		name string
		set  func(*Params)
		want []Step
	}{
		{"half for ever", nil, []Step{{0, random.All / 2}}},
		{"a fifth each day", func(p *Params) { p.Good, p.PerDay = percent(60), percent(20) },
			[]Step{{0, percent(40)}, {day, percent(60)}, {2 * day, percent(80)}, {3 * day, random.All}}},
		{"all at once", func(p *Params) { p.Good = 0 }, []Step{{0, random.All}}},
		{"nobody yet", func(p *Params) { p.Good, p.PerDay = random.All, random.All },
			[]Step{{0, 0}, {day, random.All}}},
		{"taken back", func(p *Params) { p.Steps = []Step{{0, percent(50)}, {day, percent(100)}} },
			[]Step{{0, percent(50)}, {day, 0}}},
		{"good, then steps", func(p *Params) { p.Good, p.Steps = percent(100), []Step{{day, percent(50)}} },
			[]Step{{0, 0}, {day, percent(50)}}},
	}
	rollout := kindNamed("tls-rollout")
	for _, c := range cases {
		p := params(c.set)
		if _, err := rollout.Make(p); err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got := rollout.ShareSteps(p)
		near := func(a, b Step) bool { return a.At == b.At && a.Share-b.Share+4 <= 8 } // a few units of rounding
		if !slices.EqualFunc(got, c.want, near) || got[len(got)-1].Share > random.All {
			t.Errorf("%s:\n got %v\nwant %v", c.name, got, c.want)
		}
	}
}

func TestFullConnection(t *testing.T) {
	f, err := kindNamed("messages-per-connection").Make(params(func(p *Params) { p.Mails = 5 }))
	if err != nil {
		t.Fatal(err)
	}
	for carried, want := range map[uint32]Effect{4: Healthy(sent.Size), 5: {Phase: smtp.Mail, Cause: smtp.Said, Reply: code(421, 4, 7, 0)}} {
		s := sent
		s.Carried = carried
		if got := f.Apply(s); got != want {
			t.Errorf("after %d messages: %+v", carried, got)
		}
	}
}
