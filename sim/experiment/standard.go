package experiment

import (
	"math/bits"
	"slices"

	"mailstorm/sim"
	"mailstorm/sim/random"
)

// standard is what a storm delivered at an expiration that good mail is measured by.
type standard struct {
	config     *sim.Config
	simulation *simulation // kept only where it is a choice, too
	arrived    []uint64    // one bit for each delivery
	mailDigest uint64
}

// standardOf is what a storm at a standard delivered.
func standardOf(c *sim.Config, s *simulation, choices []Choice) standard {
	out := standard{config: c}
	for d := range s.world.Deliveries {
		if d.ResendOf > 0 {
			continue
		}
		out.mailDigest = mailDigest(out.mailDigest, &d)
		out.arrived = grow(out.arrived, d.Number/64)
		if d.Column > 0 {
			out.arrived[d.Number/64] |= 1 << (d.Number % 64)
		}
	}
	if slices.ContainsFunc(choices, func(o Choice) bool { return o.Config == c }) {
		out.simulation = s
	}
	return out
}

// mailDigest names what is written in a storm, delivery by delivery: only where it is the same do their numbers mean the same.
func mailDigest(before uint64, d *sim.Delivery) uint64 {
	return random.Mix(before, uint64(d.Written)^bits.RotateLeft64(uint64(d.Mail)<<32|uint64(d.To), 17))
}

func (s *standard) delivers(delivery uint32) bool {
	return int(delivery/64) < len(s.arrived) && s.arrived[delivery/64]>>(delivery%64)&1 == 1
}

// standards are those that a choice is measured by: the service's maximum, then five days.
type standards []standard

// deliver reports whether one of them delivered what was not delivered by the choice.
func (s standards) deliver(by int, d *sim.Delivery) bool {
	return by < len(s) && s[by].delivers(d.Number)
}

// comparable reports whether there is such a standard, and it met the same mail.
func (s standards) comparable(by int, mailDigest uint64) bool {
	return by < len(s) && s[by].mailDigest == mailDigest
}

// measure reports whether what a subject is measured by met the same mail.
func (s standards) measure(of *Subject, mailDigest uint64) bool {
	by, needed := of.Standard()
	return !needed || s.comparable(by, mailDigest)
}
