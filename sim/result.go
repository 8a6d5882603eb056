package sim

import (
	"time"

	"mailstorm/sim/metrics"
	"mailstorm/sim/observe"
	"mailstorm/sim/smtp"
)

// Result is what a run answers. All numbers are integers.
type Result struct {
	End      time.Duration // simulated time at which the run ended
	Stopped  string        // why it ended early; empty: it did not
	Digest   [16]byte
	Values   metrics.Values
	Hosts    []HostResult // as Config.Hosts
	Fates    [3][3]int64  // rows NDR, pending, accepted; columns 0, 1, 2+ copies
	Series   []observe.Cell
	Spans    []Span
	Before   bool          // there was trouble before that of trouble.at
	Over     time.Duration // when the trouble of trouble.at was over, and no mail gone without a word; else 0
	Warnings []string
}

// Rows of Result.Fates.
const (
	RowNDR = iota
	RowPending
	RowAccepted
)

// HostResult is what one host's administrator could count.
type HostResult struct {
	Values          metrics.Values
	Heard           []Tally         // what this host heard as a sender when an attempt did not succeed, most frequent first
	Said            []Tally         // what this host said, or seemed to say, as a receiver, most frequent first
	Wrote           []Tally         // the NDRs that this host wrote, by what they show, most frequent first
	Contacted       bool            // whether this host took part in any session as a receiver
	DeferredEmptyAt time.Duration   // when the last copy left that had been deferred here
	Held            int64           // most copies queued at a time, of those that did not leave in the instant in which they came
	HeldAt          time.Duration   // when for the first time
	HeldUntil       time.Duration   // when the last of them left, or the run ended
	Depths          []observe.Depth // how deep the queue was with them
	Accepted        int64           // sessions that this host, as a receiver, believes it accepted; those of DSNs not counted
}

// Tally counts equal replies.
type Tally struct {
	Reply smtp.Reply
	Cause smtp.Cause
	Phase smtp.Phase
	Count int64
}

// Span is when a fault holds in this run: half-open, Ends 0 for ever.
type Span struct {
	Host   int
	Name   string
	Kind   string
	Starts time.Duration
	Ends   time.Duration

	TakesTLS bool // nothing fails: sessions go on without TLS
	NeedsTLS bool // sessions without TLS are spared
}
