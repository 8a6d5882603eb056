package prediction

import (
	"slices"
	"time"
)

// Totals are the sums of one side.
type Totals struct {
	Attempts                                   int // sessions of messages, and those that ended before MAIL
	Sessions                                   int // connections
	Kept, Again                                int // copies that the host has; those that it had before
	Bytes                                      int64
	Delays, NDRs                               int           // that came back
	DSNBytes                                   int64         // of both
	Delivered, Returned, Split, Waiting        int           // messages
	MedianDelivery, LastDelivery, LastReturned time.Duration // since arrival; -1: there was none
}

// add sums one side up. Sessions of what was observed are counted elsewhere: several messages may share a connection.
func (t *Totals) add(c *Comparison, side func(*Message) *Course) {
	var took []time.Duration
	t.LastReturned = -1
	t.attempts(side(&c.Early).Attempts)
	for _, m := range c.Messages {
		s := side(m)
		t.attempts(s.Attempts)
		*[...]*int{Waiting: &t.Waiting, Delivered: &t.Delivered, Returned: &t.Returned, Split: &t.Split}[s.Verdict]++
		if i := slices.IndexFunc(s.Attempts, func(a Attempt) bool { return a.Kept }); i >= 0 {
			took = append(took, s.Attempts[i].At-m.Arrived)
		}
		for _, d := range s.DSNs {
			t.DSNBytes += d.Bytes
			if d.Failed {
				t.NDRs++
				t.LastReturned = max(t.LastReturned, d.At-m.Arrived)
			} else {
				t.Delays++
			}
		}
	}
	t.MedianDelivery, t.LastDelivery = -1, -1
	if slices.Sort(took); len(took) > 0 {
		t.MedianDelivery, t.LastDelivery = took[(len(took)-1)/2], took[len(took)-1]
	}
}

func (t *Totals) attempts(all []Attempt) {
	t.Attempts += len(all)
	for i := range all {
		t.Bytes += all[i].Bytes
		if all[i].Kept {
			t.Kept++
		}
		if all[i].Again {
			t.Again++
		}
	}
}
