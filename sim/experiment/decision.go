package experiment

// Decision is what an organisation wants: limits that hold or do not, then weights among what is left.
type Decision struct {
	Limits  []Limit
	Weights []Weight
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
