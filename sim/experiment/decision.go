package experiment

import "slices"

// Decision is what an organisation wants: limits that hold or do not, then weights among what is left.
type Decision struct {
	Limits  []Limit
	Weights []Weight
	Unit    string // of all costs, as "EUR" or "h"; empty: nobody named one
}

// AddsUp reports whether all weights are costs of a delivery, so that so many of them cost so many times as much.
func (d *Decision) AddsUp() bool {
	return !slices.ContainsFunc(d.Weights, func(w Weight) bool { return !w.Subject.AddsUp() })
}

// Per is by what costs are multiplied to be read, and in what they are then: "EUR per 1000 mails"; "" where nobody named a unit.
func (d *Decision) Per() (factor float64, unit string) {
	switch {
	case d.Unit == "":
		return 1, ""
	case !d.AddsUp():
		return 1, d.Unit
	default:
		return 1000, d.Unit + " per 1000 mails"
	}
}

// Limit is a bound on a measure, or on a quantile over messages. The longest time has no interval: it keeps a limit or breaks it.
type Limit struct {
	Subject Subject
	Most    float64 // in the unit of the subject: a share, minutes, bytes, a count
	Written string  // as the user wrote it
}

// Weight is what one unit of a measure costs.
type Weight struct {
	Subject Subject
	Cost    float64
	Written string
}
