package retry

import "mailstorm/sim/smtp"

// Shape is a rule by which waits follow each other.
type Shape struct {
	Name    string
	Meaning string   // one sentence
	Uses    []string // names of rows of Figures; "first" counts for all shapes
	Make    func(Shaping) (Schedule, error)
}

// Shapes is the shelf.
var Shapes = []Shape{
	{
		"steps", "a table of waits, grown by queue length, weighted and spread, and taken up at once or at the next queue run", []string{
			"steps", "cap", "growth", "early", "priority_weight", "error_weight", "jitter", "pickup_delay", "intervals_from", "every", "phase",
		}, newSteps,
	},
	{
		"age", "as long again as the message is old, between two bounds, at the next scan (Postfix)",
		[]string{"minimum", "maximum", "every", "phase"}, newAge,
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
			p.Schedule = schedule
			return err
		}
	}
	return refuse("schedule", "%q is not a schedule; the schedules are %s", p.Shape, shapeNames())
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
