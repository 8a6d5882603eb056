package retry

import (
	"fmt"
	"slices"
	"time"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// Refusal is a figure that makes no sense, and why.
type Refusal struct {
	Figure string // name of a row of Figures
	Reason string
}

func (r *Refusal) Error() string { return r.Figure + ": " + r.Reason }

func refuse(figure, reason string, args ...any) error {
	return &Refusal{figure, fmt.Sprintf(reason, args...)}
}

// shortest is the clock of real mail servers; shorter waits would only drown a run in attempts.
const shortest = time.Second

const (
	most        = 255 // hops, and sessions in one attempt
	mostServers = 65_535
	mostDSN     = 10_000_000 // bytes
	mostNDRs    = 1_000_000
)

func (p *Profile) check() error {
	switch {
	case p.Shaping.First < 0:
		return refuse("first", "%v is negative; write 0s for an attempt at once", p.Shaping.First)
	case p.Lifetime <= 0:
		return refuse("message_expiration", "%v leaves no time for an attempt; write an age such as \"24h\"", p.Lifetime)
	case p.Memory == QueueTimer && p.Expiry != ByTimer:
		return refuse("expiry", "%q waits for an attempt that a copy behind a queue's timer may never get; "+
			"write expiry = \"timer\" or timer = \"message\"", p.Expiry)
	case p.Memory == QueueTimer && (len(p.MessageRetry) == 0 || slices.Min(p.MessageRetry) < shortest):
		return refuse("message_retry", "timer = \"queue\" needs waits of %v at least; write message_retry = \"5m\"", shortest)
	case p.Memory == QueueTimer && p.MostAttempts > 0:
		return refuse("most_attempts", "with timer = \"queue\" one copy tries for all, so that nobody counts its attempts; write most_attempts = \"unlimited\"")
	case p.LastTries() && p.Expiry != ByTimer:
		return refuse("last_try", "only expiry = \"timer\" has a check that it could come before; write last_try = \"none\"")
	case p.MoveEvery != 0 && p.MoveEvery < shortest:
		return refuse("move_every", "%v is shorter than %v; write \"never\" for no moves", p.MoveEvery, shortest)
	case p.Memory == DeadSite && p.Window == 0 && p.DeadTime <= 0:
		return refuse("destination_memory", "\"dead-site\" needs the figures of Postfix or others; write window = 5 and dead_time = \"300s\"")
	case p.Memory == DeadSite && p.Window == 0:
		return refuse("window", "destination_memory = \"dead-site\" needs it; write window = 5, or destination_memory = \"none\"")
	case p.Memory == DeadSite && p.DeadTime <= 0:
		return refuse("dead_time", "destination_memory = \"dead-site\" needs it; write dead_time = \"300s\", or destination_memory = \"none\"")
	case (p.Memory == RunStatus || p.Memory == HostRecord) && p.Shaping.Every <= 0:
		return refuse("destination_memory", "%q needs queue runs; write every = \"30m\"", p.Memory)
	case p.NDRLimit > 0 && p.NDRLimitTime <= 0:
		return refuse("ndr_limit", "it needs the time in which it counts; write ndr_limit_time = \"1h\"")
	case p.NDRLimit > mostNDRs:
		return refuse("ndr_limit", "%d is more than %d; write \"unlimited\"", p.NDRLimit, mostNDRs)
	case p.Reuse == 0 && (p.ReuseIdle > 0 || p.ReuseLasts > 0 || p.ReuseWithin > 0 || p.ReuseFor != ReuseForAll):
		return refuse("reuse", "no connection is used again, so nothing can be said of that; write reuse = 100, or leave the others out")
	case p.ReuseIdle < 0 || p.ReuseLasts < 0 || p.ReuseWithin < 0:
		return refuse("reuse", "a time of it is negative")
	case p.Sessions > most:
		return refuse("sessions", "%d in one attempt are more than %d; no list of next hops is so long", p.Sessions, most)
	case p.Sessions == 0:
		return refuse("sessions", "0 means no attempt at all; write 1")
	case p.Pool.Servers > mostServers:
		return refuse("pool", "%d servers are more than %d; a sample of 1000 shows the same shares", p.Pool.Servers, mostServers)
	case p.Pool.Servers == 0:
		return refuse("pool", "it has no server; write servers = 1")
	case p.Pool.Networks > p.Pool.Servers:
		return refuse("pool", "%d networks are more than the %d servers in them; write networks = %d at most",
			p.Pool.Networks, p.Pool.Servers, p.Pool.Servers)
	case p.TLS.Failure == TLSClearAfter && p.TLS.After <= 0:
		return refuse("tls_failure", "\"clear-after\" needs an age; write \"clear-after 300s\", or \"clear\" for at once")
	case p.HopLimit > most:
		return refuse("hop_limit", "%d is more than %d; a loop shows itself sooner", p.HopLimit, most)
	case p.HopLimit == 0:
		return refuse("hop_limit", "0 refuses all mail; write 100, as RFC 5321 section 6.3 advises")
	}
	return p.checkReports()
}

// checkReports looks at DSNs.
func (p *Profile) checkReports() error {
	d := &p.DSN
	switch {
	case p.Notice < 0:
		return refuse("delay_notice", "%v is negative; write \"none\" for no delay notice", p.Notice)
	case p.NoticeAt == NoticeAtRun && p.Shaping.Every <= 0:
		return refuse("delay_notice_at", "\"run\" needs queue runs; write every = \"30m\"")
	case p.Again < 0 || p.Again > 0 && p.Again < shortest:
		return refuse("delay_notice_again", "%v is shorter than %v; write \"never\" for one notice", p.Again, shortest)
	case d.Size < 0 || d.Size > mostDSN:
		return refuse("dsn_size", "%d bytes; write a size from 0B to 10MB, as in dsn_size = \"50kB\"", d.Size)
	case d.Recipient < 0 || d.Recipient > mostDSN:
		return refuse("dsn_recipient", "%d bytes; write a size from 0B to 10MB, as in dsn_recipient = \"300B\"", d.Recipient)
	case d.UpTo < 0:
		return refuse("dsn_returns_up_to", "%d bytes; write a size, as in dsn_returns_up_to = \"50kB\"", d.UpTo)
	}
	return p.checkRanges()
}

func (p *Profile) checkRanges() error {
	for _, r := range []struct {
		figure string
		Range
	}{{"message_expiration_range", p.Documented}, {"expiry_check", p.Check}, {"queued_report", p.QueuedReport}} {
		if r.From < 0 || r.From > r.To {
			return refuse(r.figure, "%v .. %v is not a valid range; write the smaller end first, and none below 0s", r.From, r.To)
		}
	}
	for phase, wait := range p.Patience {
		if wait < 0 {
			return refuse("patience", "%v at %v is negative; write how long the client waits", wait, smtp.Phase(phase))
		}
	}
	return nil
}

func (s Shaping) checkSteps() error {
	if len(s.Steps) == 0 {
		return refuse("steps", "the list is empty; write at least one wait, as in steps = [\"15m\", \"1h\"]")
	}
	for i, step := range s.Steps {
		if step < shortest || step > century {
			return refuse("steps", "number %d is %v; write waits from %v to 100 years", i+1, step, shortest)
		}
	}
	if err := s.checkTimes(slices.Min(s.Steps)); err != nil {
		return err
	}
	return s.checkFactors()
}

// checkJitterTime looks at what is added to waits of which this is the shortest.
func (s Shaping) checkJitterTime(shortestWait time.Duration) error {
	switch j := s.JitterTime; {
	case j.From > j.To || j.From < -century || j.To > century:
		return refuse("jitter_time", "%v .. %v is not a valid range; write the smaller end first, as in \"0s .. 60s\"", j.From, j.To)
	case j.From < 0 && -j.From >= shortestWait:
		return refuse("jitter_time", "%v would reach before the attempt itself, since the shortest wait is %v; write \"0s .. 60s\" for waits that only get longer",
			j.From, shortestWait)
	}
	return nil
}

// slowest is the least factor by which waits may grow: the next are found one by one.
const slowest = 110 // percent

// GrowsTooSlowly reports whether a rule has a factor by which its waits hardly grow, or shrink.
func (r Rule) GrowsTooSlowly() bool {
	return r.Factor != (random.Ratio{}) && (nothing(r.Factor) || uint64(r.Factor.Num)*100 < uint64(r.Factor.Den)*slowest)
}

func (s Shaping) checkRules() error {
	if len(s.Rules) == 0 {
		return refuse("retry_rules", "the list is empty; write at least one, as in retry_rules = [{until = \"2h\", wait = \"15m\"}]")
	}
	least := s.Rules[0].Wait
	for i, rule := range s.Rules {
		least = min(least, rule.Wait)
		switch {
		case rule.Wait < shortest || rule.Wait > century:
			return refuse("retry_rules", "the wait of number %d is %v; write waits from %v to 100 years", i+1, rule.Wait, shortest)
		case i > 0 && rule.Until <= s.Rules[i-1].Until:
			return refuse("retry_rules", "number %d is in force until an age of %v, and the one before it until %v; sort by age", i+1, rule.Until, s.Rules[i-1].Until)
		case rule.GrowsTooSlowly():
			return refuse("retry_rules", "the factor of number %d, %d/%d, is less than %d/100; write \"3/2\", or leave it out for a fixed wait",
				i+1, rule.Factor.Num, rule.Factor.Den, slowest)
		}
	}
	return s.checkTimes(least)
}

// checkTimes looks at what is done to waits of which this is the shortest.
func (s Shaping) checkTimes(least time.Duration) error {
	switch {
	case s.Cap != 0 && (s.Cap < shortest || s.Cap > century):
		return refuse("cap", "%v is not between %v and 100 years; write \"none\" for no cap", s.Cap, shortest)
	case s.Jitter > random.All:
		return refuse("jitter", "more than 100 %% would reach before the attempt itself; write \"10%%\"")
	}
	if err := s.checkJitterTime(least); err != nil || s.Every == 0 {
		return err
	}
	return s.checkGrid()
}

func (s Shaping) checkFactors() error {
	for i, row := range s.Growth {
		if nothing(row.Factor) {
			return refuse("growth", "factor %d/%d from queue length %d on is not a valid factor; write \"5/4\"",
				row.Factor.Num, row.Factor.Den, row.Queue)
		}
		if i > 0 && (row.Queue <= s.Growth[i-1].Queue || less(row.Factor, s.Growth[i-1].Factor)) {
			return refuse("growth", "row %d does not ascend; sort by queue length, and give no longer queue a smaller factor", i+1)
		}
	}
	for _, weight := range s.Priority {
		if nothing(weight) {
			return refuse("priority_weight", "a weight of zero never waits; write \"1/2\" for half the wait")
		}
	}
	for _, weight := range s.Cause {
		if nothing(weight) {
			return refuse("error_weight", "a weight of zero never waits; write \"1/2\" for half the wait")
		}
	}
	return nil
}

// nothing tells a zero, or half-written, ratio from the zero value, which counts as one.
func nothing(r random.Ratio) bool { return (r.Num == 0) != (r.Den == 0) }

func less(a, b random.Ratio) bool {
	one := random.Ratio{Num: 1, Den: 1}
	if a == (random.Ratio{}) {
		a = one
	}
	if b == (random.Ratio{}) {
		b = one
	}
	return uint64(a.Num)*uint64(b.Den) < uint64(b.Num)*uint64(a.Den)
}

func (s Shaping) checkAge() error {
	if s.Min < 0 || s.Min > s.Max {
		return refuse("minimum", "%v is not between 0s and the maximum, %v; write the smaller one here", s.Min, s.Max)
	}
	return s.checkGrid()
}

func (s Shaping) checkGrid() error {
	switch {
	case s.Every < shortest:
		return refuse("every", "%v between queue runs is too short; write %v or longer, as in every = \"10m\"", s.Every, shortest)
	case s.Phase.At < 0:
		return refuse("phase", "%v is negative; write how long after the start of the simulation the first run is, or \"drawn\"", s.Phase.At)
	}
	return nil
}
