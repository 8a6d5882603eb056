package retry

import (
	"time"

	"mailstorm/sim/random"
)

// Rules are waits by age, in ascending order of it; the last one stays in force.
type Rules []Rule

// Rule is a wait that is in force until an age, that age included.
type Rule struct {
	Until  time.Duration
	Wait   time.Duration
	Factor random.Ratio // on the wait before; zero: it does not grow
}

// rules waits, from the end of the attempt on, as the rule says that is in force at the age of the copy.
type rules struct{ Shaping }

func newRules(s Shaping) (Schedule, error) {
	if err := s.checkRules(); err != nil {
		return nil, err
	}
	if s.Cap == 0 {
		s.Cap = century
	}
	return &rules{s}, nil
}

func (r *rules) Next(h History) time.Duration {
	wait := min(r.spread(r.wait(h), h.Draw), r.Cap)
	return r.taken(h.due(after(h.Ended, wait)), h.Draw)
}

// wait is that of the rule in force. One that grows takes the wait before, and at most the time that has passed since the attempt before: that
// attempt is found by going through all that the rules bring about from the beginning.
func (r *rules) wait(h History) time.Duration {
	age := h.age(h.Ended)
	rule := r.Rules.inForce(age)
	if rule.Factor == (random.Ratio{}) {
		return rule.Wait
	}
	last, before := time.Duration(0), time.Duration(0) // the age at an attempt, and the wait after it
	for at := time.Duration(0); at < age; {
		rule := r.Rules.inForce(at)
		wait := min(rule.after(min(before, at-last)), r.Cap)
		next := r.atRun(r.picked(after(h.Received, after(at, wait)), 0)) - h.Received
		if step := next - at; wait == before && step == at-last && step > 0 { // it repeats itself while the rule is in force
			end := age - 1
			if at <= rule.Until {
				end = min(end, rule.Until)
			}
			at += (end - at) / step * step
			next = at + step
		}
		last, before = at, wait
		if next <= at {
			break // there is no later time
		}
		at = next
	}
	return rule.after(min(before, age-last))
}

// inForce is the rule for an age.
func (r Rules) inForce(age time.Duration) Rule {
	for _, rule := range r[:len(r)-1] {
		if age <= rule.Until {
			return rule
		}
	}
	return r[len(r)-1]
}

// after is the wait of a rule after another one.
func (r Rule) after(before time.Duration) time.Duration {
	if r.Factor == (random.Ratio{}) || before < r.Wait {
		return r.Wait
	}
	return min(time.Duration(r.Factor.Of(int64(before))), century)
}
