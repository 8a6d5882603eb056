package mailbox

import (
	"testing"
	"time"
)

// A post carries mail between the mailboxes of a test by hand: addresses are 1, 2, ...; person wrote the first message.
type post struct {
	boxes   map[uint64]*Mailbox
	serial  uint64
	letters int
	stopped uint32
	full    int
}

const (
	endless = 1000 // rounds: nobody waits longer
	person  = uint64(99)
)

type carried struct {
	Mail
	to uint64
}

// play counts the letters that follow from one message of a person to address 1, until all is quiet.
func play(boxes map[uint64]*Mailbox, sender uint64) *post {
	p := &post{boxes: boxes}
	waiting := []carried{{Mail{Message: p.identity(), Sender: sender, Size: 10_000}, 1}}
	for len(waiting) > 0 && p.letters < endless {
		m := waiting[0]
		waiting = waiting[1:]
		if box := p.boxes[m.to]; box != nil {
			waiting = append(waiting, p.deliver(box, m)...)
		}
	}
	return p
}

func (p *post) deliver(box *Mailbox, m carried) (next []carried) {
	v := box.Deliver(&m.Mail)
	p.stopped += v.Stopped
	if v.Fate == Full {
		p.full++
	}
	for _, l := range v.Generated {
		p.letters++
		next = append(next, p.write(l, m))
	}
	return next
}

func (p *post) identity() uint64 { p.serial++; return p.serial }

func (p *post) write(l Generated, m carried) carried {
	n := carried{Mail{At: m.At + l.After, Sender: m.to, Size: l.Size, Auto: l.Auto, Passed: l.Passed}, uint64(l.To)}
	switch {
	case l.Kind == Redirect:
		n.Message, n.Sender = m.Message, m.Sender
	case l.Null:
		n.Sender = 0
	}
	if l.Kind == Reply {
		n.to = m.Sender
	}
	if l.Kind != Redirect {
		n.Message = p.identity()
	}
	return n
}

// A side is the rule of a mailbox with its parameters, and what stands before it.
type side struct {
	row    string
	set    func(*Params)
	before []Rule
}

func (s side) box(t *testing.T, other int) *Mailbox {
	return New(append(s.before, made(t, s.row, func(p *Params) {
		if p.To != nil {
			p.To = []int{other}
		}
		if s.set != nil {
			s.set(p)
		}
	})))
}

func pair(t *testing.T, a, b side) map[uint64]*Mailbox {
	return map[uint64]*Mailbox{1: a.box(t, 2), 2: b.box(t, 1)}
}

// rude is an absent owner whose program knows no manners and answers from the mailbox.
func rude(more func(*Params)) side {
	return side{row: "out-of-office", set: func(p *Params) {
		p.From, p.Manners = FromMailbox, No
		if more != nil {
			more(p)
		}
	}}
}

func robotWith(set func(*Params)) side { return side{row: "robot", set: set} }

func limited(n uint32) func(*Params) { return func(p *Params) { p.Limit = n } }

func TestEachBrakeEndsALoopOfRepliesAfterItsOwnRounds(t *testing.T) {
	mailbox := func(p *Params) { p.From = FromMailbox }
	always := func(p *Params) { p.Once = No }
	again := func(d time.Duration) func(*Params) { return func(p *Params) { p.Again = d } }
	cases := []struct {
		name    string
		a, b    side // the first message comes from b
		letters int
		stopped uint32
	}{
		{"two robots", robotWith(nil), robotWith(nil), endless, 0},
		{"Exchange and Exchange", side{row: "out-of-office"}, side{row: "out-of-office"}, 1, 0},
		{"Exchange and a robot", side{row: "out-of-office"}, robotWith(nil), 1, 0},
		{"a robot and Exchange", robotWith(nil), side{row: "out-of-office"}, 1, 1},
		{"a robot from <>", robotWith(func(p *Params) { p.From = FromNull }), robotWith(nil), 1, 0},
		{"manners", side{row: "out-of-office", set: mailbox}, side{row: "out-of-office", set: mailbox}, 1, 1},
		{"manners against mail without a mark", robotWith(func(p *Params) { p.Marked = No }),
			side{row: "out-of-office", set: func(p *Params) { p.From, p.Once = FromMailbox, No }}, endless, 0},
		{"once", rude(nil), rude(nil), 2, 0},
		{"once on one side", rude(nil), robotWith(nil), 2, 0},
		{"neither manners nor once", rude(always), rude(always), endless, 0},
		{"again, longer than a round", rude(again(10*time.Second + 1)), rude(nil), 2, 0},
		{"again, as long as a round, on one side", rude(again(10 * time.Second)), rude(nil), 3, 0},
		{"again, as long as a round", rude(again(10 * time.Second)), rude(again(10 * time.Second)), endless, 0},
		{"loop limit 1", robotWith(limited(1)), robotWith(limited(1)), 1, 1},
		{"loop limit 3", robotWith(limited(3)), robotWith(limited(3)), 3, 1},
		{"loop limit 100", robotWith(limited(100)), robotWith(limited(100)), 100, 1},
		{"loop limits 1 and 3", robotWith(limited(1)), robotWith(limited(3)), 2, 1},
		{"loop limits 3 and 1", robotWith(limited(3)), robotWith(limited(1)), 1, 1},
		{"a loop limit, and one who does not count", robotWith(limited(1)), robotWith(nil), endless, 0},
		{"loop limit of absent owners", rude(func(p *Params) { p.Once, p.Limit = No, 3 }),
			rude(func(p *Params) { p.Once, p.Limit = No, 3 }), 3, 1},
	}
	for _, c := range cases {
		p := play(pair(t, c.a, c.b), 2)
		if p.letters != c.letters || p.stopped != c.stopped {
			t.Errorf("%s: %d letters and %d stopped, not %d and %d", c.name, p.letters, p.stopped, c.letters, c.stopped)
		}
	}
}

// TestOnlyAQuotaEndsTwoRobots: the first letter and each later one need 10 kB, so a mailbox keeps as many as fit, each
// causes an answer, and each answer another, until one does not fit.
func TestOnlyAQuotaEndsTwoRobots(t *testing.T) {
	for _, c := range []struct {
		room    int64
		letters int
	}{{9_999, 0}, {10_000, 2}, {19_999, 2}, {20_000, 4}, {1_000_000, 200}} {
		small := side{row: "robot", before: []Rule{made(t, "quota", func(p *Params) { p.Quota = c.room })}}
		p := play(pair(t, small, robotWith(nil)), 2)
		if p.letters != c.letters || p.full != 1 {
			t.Errorf("%d bytes: %d letters, full %d times", c.room, p.letters, p.full)
		}
	}
}

func TestARingOfRedirects(t *testing.T) {
	seen := func() []Rule { return []Rule{made(t, "dedup", nil)} }
	ring := func(limit uint32, before ...Rule) side {
		return side{row: "redirect", before: before, set: limited(limit)}
	}
	cases := []struct {
		name    string
		a, b    side
		letters int
		stopped uint32
	}{
		{"nothing stops it", ring(0), ring(0), endless, 0},
		{"dedup where it began", ring(0, seen()...), ring(0), 2, 0},
		{"dedup at the other end", ring(0), ring(0, seen()...), 3, 0},
		{"loop limit 1", ring(1), ring(1), 1, 1},
		{"loop limit 3", ring(3), ring(3), 3, 1},
		{"a redirect that does not count keeps the count of others", ring(3), ring(0), 6, 1},
	}
	for _, c := range cases {
		p := play(pair(t, c.a, c.b), person)
		if p.letters != c.letters || p.stopped != c.stopped {
			t.Errorf("%s: %d letters and %d stopped, not %d and %d", c.name, p.letters, p.stopped, c.letters, c.stopped)
		}
	}
}

// TestHolidayAtTOnline is the storm of the field report: the firm's mailbox 1 forwards to the private mailbox 2, which is absent.
func TestHolidayAtTOnline(t *testing.T) {
	forward, redirect := side{row: "forward"}, side{row: "redirect"}
	absent := func(from From, once Choice) side {
		return rude(func(p *Params) { p.From, p.Once = from, once })
	}
	cases := []struct {
		name    string
		a, b    side
		letters int
	}{
		{"from the mailbox, every message", forward, absent(FromMailbox, No), endless},
		{"once: forward, reply, forward of the reply", forward, absent(FromMailbox, Yes), 3},
		{"from <> does not help: the forward has a sender again", forward, absent(FromNull, No), endless},
		{"nor does a loop limit where a stranger answers anew",
			side{row: "forward", set: limited(1)}, absent(FromMailbox, No), endless},
		{"manners do not help: a forward is not marked", forward,
			rude(func(p *Params) { p.Manners, p.Once = Yes, No }), endless},
		{"a marked forward, and manners", side{row: "forward", set: func(p *Params) { p.Marked = Yes }},
			rude(func(p *Params) { p.Manners = Yes }), 1},
		{"a redirect: the person is answered", redirect, absent(FromMailbox, No), 2},
	}
	for _, c := range cases {
		if p := play(pair(t, c.a, c.b), person); p.letters != c.letters {
			t.Errorf("%s: %d letters, not %d", c.name, p.letters, c.letters)
		}
	}
}
