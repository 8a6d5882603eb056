package guard

import (
	"testing"

	"mailstorm/sim/smtp"
)

// TestBackPressure holds that the door closes at the high mark and stays closed until the queue is below the low one, in messages and in bytes.
func TestBackPressure(t *testing.T) {
	e := Request{Size: 10}
	for name, g := range map[string]Guard{
		"queue": build(t, "back-pressure", func(p *Params) { p.Queue = CountMarks{3, 2} }),
		"disk":  build(t, "back-pressure", func(p *Params) { p.Queue, p.Disk = CountMarks{}, ByteMarks{30, 20} }),
	} {
		got := walk(g, e, 0)
		for _, m := range []Moment{Entered, Entered, Entered, Left, Left, Entered, Entered} { // 1, 2, 3, 2, 1, 2, 3 messages
			tell(g, m, e)
			tell(g, Queued, e) // recipients are not messages
			got += walk(g, e, 0)
		}
		if got != "pppaappa" {
			t.Errorf("%s: %s, want pppaappa", name, got)
		}
	}
}

// TestBackPressureReplies holds what is said: at MAIL, or to every connection.
func TestBackPressureReplies(t *testing.T) {
	for _, row := range []struct {
		set   func(*Params)
		want  smtp.Reply
		phase smtp.Phase
	}{
		{nil, reply(452, 4, 3, 1), smtp.Mail},
		{func(p *Params) { p.Refuses = RefuseConnections }, reply(421, 4, 3, 2), smtp.Greeting},
		{func(p *Params) { p.Code = reply(452, 4, 4, 5) }, reply(452, 4, 4, 5), smtp.Mail},
	} {
		g := build(t, "back-pressure", row.set)
		p := least("back-pressure")
		if row.set != nil {
			row.set(&p)
		}
		for range p.Queue.Closes {
			tell(g, Entered, Request{})
		}
		if v := g.Check(&Request{}); v != (Verdict{Action: Refuse, Reply: row.want}) || kindNamed("back-pressure").PhaseFor(p) != row.phase {
			t.Errorf("%+v, want %s at %s", v, row.want, row.phase)
		}
	}
}
