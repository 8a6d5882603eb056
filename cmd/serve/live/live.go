// Package live shows on a terminal what is served, and sums it up.
package live

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/serve"
	"mailstorm/cmd/serve/record"
	"mailstorm/sim"
)

// View follows what is served: lines that are redrawn on a terminal, and lines that stay elsewhere.
type View struct {
	to    io.Writer
	quiet bool
	live  bool
	speed float64
	zero  time.Time // what scenario time 0 is called

	mu    sync.Mutex
	drawn int   // lines that can be redrawn
	told  int64 // sessions, when the last line about them was written
}

// New writes to a terminal, if it is live; zero is what scenario time 0 is called.
func New(to io.Writer, quiet, live bool, speed float64, zero time.Time) *View {
	return &View{to: to, quiet: quiet, live: !quiet && live, speed: speed, zero: zero}
}

// clock is what a clock of the scenario shows, with the day once the first one is over.
func (v *View) clock(at time.Duration) string { return english.NewClock(v.zero, at+1).At(at) }

const (
	liveInterval  = 250 * time.Millisecond // on a terminal
	plainInterval = 10 * time.Second       // in a pipe, if something happened
)

// Follow serves until the context ends.
func (v *View) Follow(ctx context.Context, server *serve.Server) error {
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	interval := plainInterval
	if v.live {
		interval = liveInterval
	}
	tick := time.NewTicker(interval)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			v.erase()
			return err
		case <-tick.C:
			c := server.Counts()
			v.show(&c)
		}
	}
}

// line writes a line that stays.
func (v *View) line(format string, args ...any) {
	if v.quiet {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.eraseDrawn()
	fmt.Fprintf(v.to, format+"\n", args...)
}

// Tell writes what changed at a host.
func (v *View) Tell(e serve.Event) {
	var words []string
	if e.Turning.Name != "" {
		words = append(words, turns(&e.Turning))
	}
	if e.Port != "" {
		words = append(words, portWords[e.Port])
	}
	if e.Err != nil {
		words = append(words, e.Err.Error())
	}
	at := e.At.Truncate(time.Second)
	v.line("%s (%s)  %s: %s", english.Span(at), v.clock(at), e.Host, strings.Join(words, ", "))
}

var portWords = map[serve.PortState]string{serve.Listening: "the port is open", serve.Closed: "the port is closed", serve.Silent: "the port answers nobody"}

// turns says that something begins or ends.
func turns(t *sim.Turning) string {
	if t.Begins {
		return t.Name + " begins"
	}
	return t.Name + " ends"
}

func (v *View) erase() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.eraseDrawn()
}

func (v *View) eraseDrawn() {
	if v.drawn > 0 {
		fmt.Fprintf(v.to, "\r\x1b[%dA\x1b[J", v.drawn)
		v.drawn = 0
	}
}

// show writes how it stands.
func (v *View) show(c *serve.Counts) {
	sum := c.Total()
	if v.live {
		v.redraw(v.lines(c, &sum))
	} else if sum.Sessions != v.told {
		v.told = sum.Sessions
		v.line("%s (%s)  %s", english.Span(c.At.Truncate(time.Second)), v.clock(c.At.Truncate(time.Second)), soFar(&sum))
	}
}

// lines are those that are redrawn.
func (v *View) lines(c *serve.Counts, sum *serve.HostCounts) []string {
	at := c.At.Truncate(time.Second)
	lines := []string{fmt.Sprintf("%s of the scenario (%s)", english.Span(at), v.clock(at)), "  " + soFar(sum)}
	for i := range c.Hosts {
		if i == mostShown {
			return append(lines, fmt.Sprintf("  and %d more hosts", len(c.Hosts)-i))
		}
		lines = append(lines, "  "+v.hostLine(c, &c.Hosts[i]))
	}
	return lines
}

const (
	mostShown   = 10  // hosts that are redrawn
	mostColumns = 100 // of a line
)

// redraw puts lines in the place of those before. A line that is too wide is cut: one that the terminal breaks is two.
func (v *View) redraw(lines []string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	var b strings.Builder
	if v.drawn > 0 {
		fmt.Fprintf(&b, "\r\x1b[%dA", v.drawn)
	}
	width := mostColumns
	if f, ok := v.to.(*os.File); ok {
		if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 1 {
			width = columns - 1
		}
	}
	for _, l := range lines {
		b.WriteString(english.Shortened(l, width) + "\x1b[K\n")
	}
	io.WriteString(v.to, b.String()+"\x1b[J")
	v.drawn = len(lines)
}

// soFar says what came.
func soFar(n *serve.HostCounts) string {
	return fmt.Sprintf("%s, %s open; %s kept, %s heard, %s, %s, %s", english.Counted(n.Sessions, "session", "sessions"), english.Number(n.Open), english.Number(n.Kept),
		english.Number(n.Heard), english.Counted(n.Duplicates, "duplicate", "duplicates"), english.Counted(n.DSNs, "DSN", "DSNs"), english.Size(n.Bytes))
}

// hostLine says how a host stands.
func (v *View) hostLine(c *serve.Counts, h *serve.HostCounts) string {
	words := []string{"nothing fails"}
	if len(h.Active) > 0 {
		words[0] = english.Listed(h.Active, 3)
	}
	if h.Port == serve.Closed || h.Port == serve.Silent {
		words = append(words, portWords[h.Port])
	}
	if h.Next.Name != "" {
		left := max(time.Duration(float64(h.Next.At-c.At)/v.speed), 0)
		words = append(words, fmt.Sprintf("%s in %s", turns(&h.Next), english.Span(left.Truncate(time.Second)+time.Second)))
	}
	return fmt.Sprintf("%s at %s: %s", h.Name, h.Address, strings.Join(words, "; "))
}

// Start says where which host listens, what it will do, and what it cannot do.
func (v *View) Start(server *serve.Server, c *sim.Config, played []int) {
	addresses := server.Addresses()
	for _, i := range played {
		h := &c.Hosts[i]
		v.line("%s listens at %s", h.Name, addresses[h.Name])
		for _, s := range serve.Plan(c, i) {
			v.line("  %s: %s", kindOf(h, s.Name), v.span(server, &s))
		}
	}
	if a := addresses[record.DSNPort]; a != "" {
		v.line("DSNs are taken at %s", a)
	}
	for _, i := range played {
		for _, sentence := range serve.Otherwise(c, i) {
			v.line("not as in the simulation: %s", sentence)
		}
	}
}

// span says when something holds, in both times.
func (v *View) span(server *serve.Server, s *serve.Span) string {
	wall := func(t time.Duration) string { return server.Started().Add(server.Wall(t)).Format("15:04:05") }
	switch {
	case s.Endless && s.From == 0:
		return "all the time"
	case s.Endless:
		return fmt.Sprintf("from %s on (%s on the clock)", english.Span(s.From), wall(s.From))
	}
	return fmt.Sprintf("from %s to %s (%s to %s on the clock)", english.Span(s.From), english.Span(s.To), wall(s.From), wall(s.To))
}

// kindOf names a fault or a guard with its kind.
func kindOf(h *sim.Host, name string) string {
	for i := range h.Faults {
		if h.Faults[i].Name == name {
			return fmt.Sprintf("fault %s (%s)", name, h.Faults[i].Kind)
		}
	}
	for i := range h.Guards {
		if h.Guards[i].Name == name {
			return fmt.Sprintf("guard %s (%s)", name, h.Guards[i].Kind.Name)
		}
	}
	return name
}

// Summary is what is shown at the end.
func Summary(c serve.Counts, style layout.Style) (*bytes.Buffer, error) {
	var b bytes.Buffer
	sum := c.Total()
	headline := fmt.Sprintf("%s of the scenario: %s", english.Span(c.At.Truncate(time.Second)), soFar(&sum))
	var sections []layout.Section
	if c.TurnedAway > 0 {
		sections = append(sections, layout.Section{Paragraphs: []string{english.Counted(c.TurnedAway, "connection was", "connections were") + " turned away: too many at a time."}})
	}
	if len(c.Hosts) > 1 && sum.Sessions > 0 {
		sections = append(sections, layout.Section{Table: hostTable(&c)})
	}
	if len(sum.Ends) > 0 {
		t := &layout.Table{Head: []string{"ended at", "how", "reply", "times"}, TextColumns: 3}
		for _, e := range sum.Ends {
			t.Add(e.Phase, endWord(e.Cause), e.Reply, english.Number(e.Count))
		}
		sections = append(sections, layout.Section{Table: t})
	}
	return &b, layout.SectionsText(&b, headline, sections, style)
}

func hostTable(c *serve.Counts) *layout.Table {
	t := &layout.Table{Head: []string{"host", "sessions", "kept", "heard", "duplicates", "DSNs", "data"}, TextColumns: 1}
	for i := range c.Hosts {
		h := &c.Hosts[i]
		t.Add(h.Name, english.Number(h.Sessions), english.Number(h.Kept), english.Number(h.Heard), english.Number(h.Duplicates), english.Number(h.DSNs), english.Size(h.Bytes))
	}
	return t
}

// endWord says how a session ended, where the word of the record does not.
func endWord(cause string) string {
	switch cause {
	case "none":
		return "handed over"
	case "said":
		return "refused"
	case "client":
		return "left by the client"
	case "ended":
		return "cut off by serve"
	}
	return cause
}
