package retry

import (
	"slices"

	"mailstorm/sim/smtp"
)

// Shape is a rule by which waits follow each other.
type Shape struct {
	Name    string
	Meaning string   // one sentence
	Uses    []string // names of rows of Figures; "first" counts for all shapes
	Make    func(Shaping) (Schedule, error)
}

// Shapes is the catalogue.
var Shapes = []Shape{
	{
		"steps", "a table of waits, grown by queue length, weighted and spread, and taken up at once or at the next queue run", []string{
			"steps", "cap", "growth", "early", "priority_weight", "error_weight", "jitter", "jitter_time", "pickup_delay", "intervals_from",
			"every", "phase",
		}, newSteps,
	},
	{
		"age", "as long again as the message is old, between two bounds, at the next scan (Postfix)",
		[]string{"minimum", "maximum", "every", "phase"}, newAge,
	},
	{
		"retry-rules", "by the age of the message: the rule in force says the wait, fixed or growing, from the end of the attempt (chasquid, Exim's retry rules)",
		[]string{"retry_rules", "cap", "jitter", "jitter_time", "pickup_delay", "every", "phase"}, newRules,
	},
	{"runs", "every queue run (sendmail)", []string{"every", "phase"}, newRuns},
	{"root", "the square of the root of the age and a constant, since birth (qmail)", []string{"skip"}, newSquare},
}

// Build makes the schedule, or says which figure makes no sense and what would cure it.
func (p *Profile) Build() error {
	if err := p.check(); err != nil {
		return err
	}
	for _, answer := range []smtp.Cause{smtp.NoSuchDomain, smtp.NullMX} {
		if p.Codes[answer] == (Code{}) {
			p.Codes[answer] = p.Codes[smtp.Unresolved] // a profile that does not tell one failure of DNS from another
		}
	}
	for _, shape := range Shapes {
		if shape.Name == p.Shape {
			schedule, err := shape.Make(p.Shaping)
			p.Schedule, p.Records = schedule, schedule
			s := p.Shaping
			s.BetweenRuns = true
			if between, err := shape.Make(s); err == nil {
				p.Records = between
			}
			return err
		}
	}
	return refuse("schedule", "%q is not a schedule; the schedules are %s", p.Shape, shapeNames())
}

// Uses reports whether a figure has an effect: the shape of the schedule asks for it, or no shape does.
func (p *Profile) Uses(figure string) bool {
	asked := false
	for _, s := range Shapes {
		if slices.Contains(s.Uses, figure) {
			if s.Name == p.Shape {
				return true
			}
			asked = true
		}
	}
	return !asked
}

// switches are figures that others need to have an effect.
var switches = []struct {
	figures []string
	needs   string // as a scenario writes it
	isOn    func(*Profile) bool
}{
	{[]string{"window", "dead_time"}, `destination_memory = "dead-site"`, func(p *Profile) bool { return p.Memory == DeadSite }},
	{[]string{"delay_notice_at", "delay_notice_again"}, `delay_notice = "4h"`, func(p *Profile) bool { return p.Notice > 0 }},
	{[]string{"dsn_returns_up_to"}, `dsn_returns = "all"`, func(p *Profile) bool { return p.DSN.Returns == ReturnsAll || p.DSN.Notices == ReturnsAll }},
	{[]string{"dsn_recipient"}, `dsn_per = "message"`, func(p *Profile) bool { return p.DSN.Per == PerEnvelope }},
	{[]string{"ndr_limit_time"}, `ndr_limit = 50`, func(p *Profile) bool { return p.NDRLimit > 0 }},
	{[]string{"reuse_idle", "reuse_lasts", "reuse_within", "reuse_for"}, `reuse = 100`, func(p *Profile) bool { return p.Reuse > 0 }},
	{[]string{"phase"}, `every = "30m"`, func(p *Profile) bool { return p.Shaping.Every > 0 }},
}

// Needs is what a figure needs to have an effect, as a scenario writes it; empty: it has one.
func (p *Profile) Needs(figure string) string {
	for _, s := range switches {
		if slices.Contains(s.figures, figure) && !s.isOn(p) {
			return s.needs
		}
	}
	return ""
}

func shapeNames() string {
	names := ""
	for i, shape := range Shapes {
		if i > 0 {
			names += ", "
		}
		names += shape.Name
	}
	return names
}
