package prediction

import (
	"slices"
	"testing"
	"time"

	"mailstorm/cmd/serve/record"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// What a simulated server did is predicted exactly.
func TestASimulatedServerDoesAsPredicted(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":        "",
		"lost reply":     fault("drop-after-data", `ends = "3h"`),
		"refused":        fault("connection-refused", `ends = "2h"`),
		"greeting":       fault("greeting-defer", `ends = "2h"`),
		"never greeted":  fault("greeting-defer"), // so that DSNs alone name the messages
		"RCPT, no end":   fault("defer", `code = "450 4.2.0"`, `phase = "rcpt"`),
		"MAIL":           fault("defer", `code = "450 4.2.0"`, `phase = "mail"`, `ends = "2h"`),
		"dot":            fault("defer", `code = "451 4.3.0"`, `phase = "dot"`, `ends = "2h"`),
		"RCPT, for good": fault("reject", `code = "550 5.1.1"`, `phase = "rcpt"`),
	} {
		t.Run(name, func(t *testing.T) {
			s := storm(t, text)
			c := compared(t, recorded(t, s.Config), s.Config, Options{Scaled: true, Within: time.Second})
			if len(c.Messages) != 8 {
				t.Errorf("%d messages", len(c.Messages))
			}
			if j := c.Judge(); !j.Met || j.Largest > 0 {
				t.Errorf("%+v\n%+v\n%+v", j, c.Predicted, c.Observed)
			}
			if c.Predicted != c.Observed || c.Predicted.Attempts == 0 {
				t.Errorf("predicted %+v\nobserved  %+v", c.Predicted, c.Observed)
			}
		})
	}
}

// Several messages in one connection are one session: eight as they come, then eight times five and three at a scan, which go down two
// connections, as the second is the first to be kept.
func TestConnectionsArePredicted(t *testing.T) {
	s := storm(t, fault("defer", `code = "450 4.2.0"`), `host.relay.reuse = 100`)
	c := compared(t, recorded(t, s.Config), s.Config, Options{Scaled: true, Within: time.Second})
	made := scenariotest.Finish(t, sim.New(s.Config, nil)).Hosts[0].Values[metrics.Connections].Num
	if c.Predicted.Attempts != 72 || c.Predicted.Sessions != 40 || made != 40 {
		t.Errorf("predicted %+v; the storm has %d connections", c.Predicted, made)
	}
}

// A server that does otherwise is told apart.
func TestAnotherServerIsCaught(t *testing.T) {
	second := func(n int) time.Duration { return time.Duration(n) * speed * time.Second }
	for name, row := range map[string]struct {
		change func(r *Recording)
		want   func(j Judgement) bool
	}{
		"later":    {func(r *Recording) { r.Sessions[20].Began += second(5) }, func(j Judgement) bool { return j.Largest == 5*time.Second && j.InTime == j.Attempts-1 }},
		"silent":   {func(r *Recording) { r.Sessions = slices.Delete(r.Sessions, 20, 21) }, func(j Judgement) bool { return j.Missing == 1 && j.Extra == 0 }},
		"eager":    {func(r *Recording) { r.Sessions = append(r.Sessions, r.Sessions[20]) }, func(j Judgement) bool { return j.Extra == 1 && j.Missing == 0 }},
		"no DSN":   {func(r *Recording) { r.Sessions = slices.DeleteFunc(r.Sessions, isDSN) }, func(j Judgement) bool { return j.DSNs == 8 && j.Verdicts == 0 }},
		"no copy":  {func(r *Recording) { r.Sessions[0].Kept = false }, func(j Judgement) bool { return j.Copies == 1 }},
		"unheard":  {func(r *Recording) { last(r).Heard = false }, func(j Judgement) bool { return j.Verdicts == 1 }},
		"at once":  {func(r *Recording) {}, func(j Judgement) bool { return j.Met }},
		"3 s late": {func(r *Recording) { r.Sessions[20].Began += second(3) }, func(j Judgement) bool { return j.Met && j.Largest == 3*time.Second }},
	} {
		t.Run(name, func(t *testing.T) {
			s := storm(t, fault("drop-after-data", `ends = "3h"`))
			r := recorded(t, s.Config)
			r.Header.Ended = r.Header.Ended.Add(time.Hour)
			row.change(r)
			j := compared(t, r, s.Config, Options{Scaled: true, Within: 3 * time.Second}).Judge()
			if !row.want(j) || j.Met != (name == "at once" || name == "3 s late") {
				t.Errorf("%+v", j)
			}
		})
	}
}

func isDSN(s record.Session) bool { return s.DSN != nil }

// last is the last session of a message.
func last(r *Recording) (s *record.Session) {
	for i := range r.Sessions {
		if !isDSN(r.Sessions[i]) {
			s = &r.Sessions[i]
		}
	}
	return s
}

// Without --scaled the server's timers run on the wall: a server whose timers are 60 times as long is predicted by a profile as it is.
func TestTimersOnTheWall(t *testing.T) {
	hold := fault("drop-after-data", `ends = "15h"`)
	s, slow := storm(t, hold), storm(t, hold)
	p, err := Slower(slow.Config.Hosts[0].Profile, speed)
	if err != nil {
		t.Fatal(err)
	}
	slow.Config.Hosts[0].Profile = p
	r := recorded(t, slow.Config)
	if j := compared(t, r, s.Config, Options{Within: time.Second}).Judge(); !j.Met || j.Attempts < 15 {
		t.Errorf("%+v", j)
	}
	if j := compared(t, r, s.Config, Options{Scaled: true, Within: time.Second}).Judge(); j.Met {
		t.Errorf("scaled: %+v", j)
	}
}

// Every message is found again by its envelope, though several have the same one.
func TestMessagesOfOneEnvelope(t *testing.T) {
	s := storm(t, fault("defer", `code = "450 4.2.0"`, `phase = "rcpt"`, `ends = "1h"`))
	r := recorded(t, s.Config)
	for _, m := range compared(t, r, s.Config, Options{Scaled: true}).Messages {
		if m.ID == "" || len(m.Observed.Attempts) != 5 {
			t.Errorf("%+v", m)
		}
	}
}

// A DSN that comes the way of other mail, and names its own time as that of its message, misleads nobody.
func TestDSNsThatTellTheirOwnTime(t *testing.T) {
	s := storm(t, fault("defer", `code = "450 4.2.0"`, `phase = "rcpt"`))
	r := recorded(t, s.Config)
	for i := range r.Sessions {
		if w := &r.Sessions[i]; w.DSN != nil {
			w.Host, w.DSN.Queued = "mx", w.Began
		}
	}
	if c := compared(t, r, s.Config, Options{Scaled: true, Within: time.Second}); !c.Judge().Met || len(c.Messages) != 8 || c.Observed.Sessions != c.Predicted.Sessions {
		t.Errorf("%d messages: %+v\npredicted %+v\nobserved  %+v", len(c.Messages), c.Judge(), c.Predicted, c.Observed)
	}
}

// Addresses that the scenario does not know are routed as their domain, or as its own mail.
func TestForeignAddresses(t *testing.T) {
	s := storm(t, fault("drop-after-data", `ends = "3h"`))
	r := recorded(t, s.Config)
	for i := range r.Sessions {
		if w := &r.Sessions[i]; w.DSN == nil {
			w.From, w.To[0].Address = "root@localhost", []string{"somebody@fabrikam.example", "x@elsewhere.example"}[w.MessageID[1]%2]
		} else {
			w.To[0].Address = "root@localhost"
		}
	}
	c := compared(t, r, s.Config, Options{Scaled: true})
	if c.Predicted.Attempts != c.Observed.Attempts || c.Predicted.Again != c.Observed.Again {
		t.Errorf("predicted %+v\nobserved  %+v", c.Predicted, c.Observed)
	}
	if n := len(s.Config.Addresses); n != 2 {
		t.Errorf("the scenario itself has %d addresses now", n)
	}
}

// The records of a run are a prediction, too.
func TestARunAsPrediction(t *testing.T) {
	s := storm(t, fault("drop-after-data", `ends = "3h"`))
	r := recorded(t, s.Config)
	var all []sim.Record
	w := sim.New(s.Config, func(r *sim.Record) { all = append(all, *r) })
	scenariotest.Finish(t, w)
	c := compared(t, r, s.Config, Options{Within: time.Second, Records: func(to sim.Sink) error {
		for i := range all {
			to(&all[i])
		}
		return nil
	}})
	if j := c.Judge(); !j.Met || c.Predicted != c.Observed || len(c.Messages) != 8 {
		t.Errorf("%+v\npredicted %+v\nobserved  %+v", j, c.Predicted, c.Observed)
	}
}

// A port that was closed shows no attempt: they are told apart from those that are missing.
func TestClosedPort(t *testing.T) {
	s := storm(t, fault("connection-refused", `starts = "10m"`, `ends = "2h"`)+scenariotest.Fault("mx", "early", "drop-after-data", `ends = "10m"`))
	c := compared(t, recorded(t, s.Config), s.Config, Options{Scaled: true, Within: time.Second})
	if len(c.Closed) != 1 || c.Closed[0] != (Closed{"mx", 10 * time.Minute, 2 * time.Hour}) {
		t.Errorf("%+v", c.Closed)
	}
	unseen := 0
	for _, m := range c.Messages {
		unseen += len(m.Unseen)
	}
	if j := c.Judge(); !j.Met || unseen == 0 {
		t.Errorf("%+v, %d unseen", j, unseen)
	}
}

// Of messages that never came through only their DSNs tell, and when they arrived.
func TestMessagesThatNobodySaw(t *testing.T) {
	s := storm(t, fault("connection-refused"))
	r := recorded(t, s.Config)
	c := compared(t, r, s.Config, Options{Scaled: true, Within: time.Second})
	if j := c.Judge(); !j.Met || j.Attempts != 0 || c.Observed.NDRs != 8 || c.Predicted != c.Observed || c.Unseen() < 8*5 {
		t.Errorf("%+v, %d unseen\n%+v\n%+v", j, c.Unseen(), c.Predicted, c.Observed)
	}
	for i := range r.Sessions {
		r.Sessions[i].DSN.Queued = 0
	}
	c = compared(t, r, s.Config, Options{Scaled: true, Within: time.Second})
	if len(c.Messages) != 8 || c.Messages[0].Known || c.Predicted.NDRs != 0 {
		t.Errorf("%+v\n%+v", c.Messages[0], c.Predicted)
	}
}

// Connections that are reset are seen, though nobody knows for which message they came.
func TestResets(t *testing.T) {
	s := storm(t, fault("connection-refused", `ends = "2h"`))
	k := &recorder{c: s.Config, resets: true}
	scenariotest.Finish(t, sim.New(s.Config, k.Take))
	r := recorded(t, s.Config)
	r.Sessions, r.Header.Reset = k.rows, true
	c := compared(t, r, s.Config, Options{Scaled: true, Within: time.Second})
	if j := c.Judge(); !j.Met || len(c.Early.Pairs) != 40 || // eight as they come, and in four waves those due at one scan, five and three
		len(c.Closed) > 0 || c.Unseen() > 0 {
		t.Errorf("%+v, %d early, %+v", j, len(c.Early.Pairs), c.Closed)
	}
}
