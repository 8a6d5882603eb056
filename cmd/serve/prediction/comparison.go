// Package prediction says what the simulation expects of a mail server that was served, and compares it with what the server did.
package prediction

import (
	"context"
	"errors"
	"time"

	"mailstorm/sim"
)

// Options say what is compared, and how strictly.
type Options struct {
	Config  *sim.Config             // of the scenario; the hosts that sent work by the profile in question
	Scaled  bool                    // the server's timers were divided by the speed
	Within  time.Duration           // on the wall; 0: nothing is judged
	Records func(to sim.Sink) error // of a run, in place of a simulation of what arrived; nil: there is none
}

// Comparison is what was predicted and what was observed. Its times are scenario time; Wall makes them the wall's.
type Comparison struct {
	Scenario string
	Profiles []string // of the hosts that sent
	Run      bool     // predicted by a run, not by what arrived
	Speed    float64
	Scaled   bool
	Within   time.Duration // on the wall; 0: nothing is judged
	End      time.Duration // of the record
	Messages []*Message    // in the order in which they arrived
	Early    Message       // sessions that ended before MAIL, so that nobody knows for which message
	Closed   []Closed
	Shares   []string // faults that the draws of the prediction let strike other attempts
	Torn     bool     // the last row of the record was cut off
	Replay   Replayed

	Predicted, Observed Totals
}

// Message is one message: what was predicted for it and what was observed.
type Message struct {
	ID         string // Message-ID; empty: no session showed it
	From       string
	To         []string
	Size       int64
	Host       string // of the scenario: who sent it
	Arrived    time.Duration
	Known      bool // a record or a run tells when it arrived
	Predicted  Course
	Observed   Course
	Pairs      []Pair    // of attempts, in order of time
	Unseen     []Attempt // predicted while the port was closed: they leave no trace at the receiver
	firstAsked string    // the recipient that was named first
	named      []string  // the recipients of the session or the DSN that tells of it first
	left       []string  // those of them who were refused for now
	announced  int64
	counted    bool          // Size is that of a message that came to its end
	taken      bool          // a message of a run stands for it
	queued     time.Duration // by its own Received line; 0: unknown
	reported   time.Duration // the same by a DSN
}

// Course is what became of a message, as its sender knows it.
type Course struct {
	Attempts []Attempt
	DSNs     []DSN
	Verdict  Verdict
}

// Attempt is a session for one message.
type Attempt struct {
	At          time.Duration // when it began
	Host        string        // that took it
	Phase       string        // where it ended
	Cause       string
	Kept, Heard bool // the host has the message; the client heard 250
	Again       bool // and had it before
	Bytes       int64
}

// DSN is a delay notice or an NDR.
type DSN struct {
	At     time.Duration
	Failed bool  // an NDR
	Bytes  int64 // of its data
}

// Verdict says how the way of a message ended for its sender.
type Verdict uint8

// The verdicts.
const (
	Waiting Verdict = iota
	Delivered
	Returned // with an NDR
	Split    // with an NDR for some of its recipients
)

func (v Verdict) String() string {
	return [...]string{"waiting", "delivered", "NDR", "delivered in part"}[v]
}

// Closed is a span in which a port was closed to everybody.
type Closed struct {
	Host        string
	From, Until time.Duration
}

// Compare predicts what the server should have done with what arrived, and puts both side by side.
func Compare(ctx context.Context, r *Recording, o Options) (*Comparison, error) {
	if r.Header.Speed <= 0 {
		return nil, errors.New("the record names no speed; it was not written by mailstorm serve")
	}
	c := &Comparison{Scenario: r.Header.Scenario, Run: o.Records != nil, Speed: r.Header.Speed, Scaled: o.Scaled, Within: o.Within, Torn: r.Torn, End: endOf(r)}
	c.observe(r)
	if err := c.predict(ctx, r, o); err != nil {
		return nil, err
	}
	c.Sum()
	c.Replay = Replay(o.Config, r.Sessions)
	return c, nil
}

// Sum pairs the attempts of both sides and adds each side up.
func (c *Comparison) Sum() {
	c.Early.pair()
	for _, m := range c.Messages {
		m.pair()
	}
	c.Predicted.add(c, func(m *Message) *Course { return &m.Predicted })
	c.Observed.add(c, func(m *Message) *Course { return &m.Observed })
}

// endOf is the scenario time at which a record ends.
func endOf(r *Recording) (end time.Duration) {
	for i := range r.Sessions {
		end = max(end, r.Sessions[i].Ended)
	}
	if wall := r.Header.Ended.Sub(r.Header.Started); wall > 0 {
		end = max(end, time.Duration(float64(wall)*r.Header.Speed))
	}
	return end
}

// Unseen is how many attempts were predicted while a port was closed.
func (c *Comparison) Unseen() (n int) {
	for _, m := range c.Messages {
		n += len(m.Unseen)
	}
	return n
}

// Wall is how long a span of scenario time took on the wall.
func (c *Comparison) Wall(d time.Duration) time.Duration { return time.Duration(float64(d) / c.Speed) }
