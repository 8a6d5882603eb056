package sweepfolder

import (
	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// Metrics are those that were asked for.
func (p *Plan) Metrics() (ids []metrics.ID) {
	for _, name := range p.Extra {
		id, _ := metrics.Lookup(name)
		ids = append(ids, id)
	}
	return ids
}

// Wants is the decision for those who advise; ok is false when there is none.
func (p *Plan) Wants() (d experiment.Decision, ok bool) {
	if p.Decision == nil {
		return d, false
	}
	for _, w := range p.Decision.Limits {
		subject, _ := experiment.LookupSubject(w.Subject)
		d.Limits = append(d.Limits, experiment.Limit{Subject: subject, Most: w.Number, Written: w.Written})
	}
	d.Unit = p.Decision.Unit
	for _, w := range p.Decision.Weights {
		subject, _ := experiment.LookupSubject(w.Subject)
		subject.OfAll = subject.Group != ""
		d.Weights = append(d.Weights, experiment.Weight{Subject: subject, Cost: w.Number, Written: w.Written})
	}
	return d, true
}

// Particulars are what rows answer beside the measures.
func (p *Plan) Particulars() []experiment.Subject {
	d, _ := p.Wants()
	return experiment.CustomSubjects(&d, p.Domains)
}

// NewDecision is a decision as plan.json keeps it.
func NewDecision(d *experiment.Decision) *Decision {
	if d == nil {
		return nil
	}
	kept := &Decision{Limits: []Wish{}, Weights: []Wish{}, Unit: d.Unit}
	for _, l := range d.Limits {
		kept.Limits = append(kept.Limits, Wish{l.Subject.Name(), l.Most, l.Written})
	}
	for _, w := range d.Weights {
		kept.Weights = append(kept.Weights, Wish{w.Subject.Name(), w.Cost, w.Written})
	}
	return kept
}

// Promise is how sure the advice has to be.
func (p *Plan) Promise() experiment.Guarantee {
	return experiment.Guarantee{Confidence: p.Confidence, Indifference: p.Loss, Relative: p.LossShare}
}
