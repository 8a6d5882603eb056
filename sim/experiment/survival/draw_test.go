package survival

import (
	"container/heap"
	"math"

	"mailstorm/sim/random"
)

// world draws what mail meets at one destination: outages that come by chance, mail in office hours, Exchange Online's retries.
type world struct {
	seed    random.Seed
	weeks   int64
	perWeek float64 // outages
	mails   float64 // a week
	length  func(u float64) float64
	hours   bool // Monday to Friday, 8 to 18
}

const week = 7 * 86400

type outage struct{ begins, ends int64 }

type try struct {
	at, received int64
	message      uint32
	turn         int
}

type tries []try

func (t tries) Len() int           { return len(t) }
func (t tries) Less(i, j int) bool { return t[i].at < t[j].at }
func (t tries) Swap(i, j int)      { t[i], t[j] = t[j], t[i] }
func (t *tries) Push(x any)        { *t = append(*t, x.(try)) }
func (t *tries) Pop() any {
	old := *t
	x := old[len(old)-1]
	*t = old[:len(old)-1]
	return x
}

func (w *world) uniform(purpose random.Purpose, turn uint64) float64 {
	return (float64(w.seed.Draw(purpose, 77, turn)>>11) + .5) * 0x1p-53
}

func (w *world) outages() (all []outage) {
	at := -52.0 * week // so that some may be under way when the records begin
	for turn := uint64(0); ; turn++ {
		at -= math.Log(w.uniform(random.Starts, turn)) * week / w.perWeek
		if at > float64(w.weeks*week) {
			return all
		}
		ends := at + w.length(w.uniform(random.Lasts, turn))
		all = append(all, outage{int64(at), int64(ends)})
		at = ends
	}
}

func (w *world) arrivals() (all []int64) {
	at := 0.0
	for turn := uint64(0); ; turn++ {
		span := float64(week)
		if w.hours {
			span = 50 * 3600
		}
		at -= math.Log(w.uniform(random.WrittenAt, turn)) * span / w.mails
		if at > span*float64(w.weeks) {
			return all
		}
		moment := int64(at)
		if w.hours {
			day, in := moment/36000, moment%36000
			moment = (day/5*7+day%5)*86400 + 8*3600 + in
		}
		all = append(all, moment)
	}
}

// timeline plays it, with a schedule of 15, 15 and then 60 minutes up to 24 hours.
func (w *world) timeline() Timeline {
	t := Timeline{From: 0, To: w.weeks * week}
	outages := w.outages()
	var queue tries
	for i, at := range w.arrivals() {
		queue = append(queue, try{at, at, uint32(i), 0})
	}
	heap.Init(&queue)
	i := 0
	for queue.Len() > 0 {
		x := heap.Pop(&queue).(try)
		if x.at >= t.To {
			break
		}
		for i < len(outages) && outages[i].ends <= x.at {
			i++
		}
		a := Attempt{At: x.at, Message: x.message}
		if i < len(outages) && outages[i].begins <= x.at {
			a.Outcome = Down
			wait := int64(3600)
			if x.turn < 2 {
				wait = 900
			}
			if next := x.at + wait; next < x.received+86400 {
				heap.Push(&queue, try{next, x.received, x.message, x.turn + 1})
			}
		}
		t.Attempts = append(t.Attempts, a)
	}
	return t
}

type law struct {
	name     string
	quantile func(u float64) float64
}

func exponential(mean float64) func(u float64) float64 {
	return func(u float64) float64 { return -mean * math.Log(1-u) }
}

var drawnLaws = []law{
	{"exponential", exponential(4 * 3600)},
	{"lognormal", func(u float64) float64 { return 5400 * math.Exp(1.8*math.Sqrt2*math.Erfinv(2*u-1)) }},
	{"mixture", func(u float64) float64 {
		if u < .8 {
			return exponential(1800)(u / .8)
		}
		return exponential(20 * 3600)((u - .8) / .2)
	}},
	{"library", func(u float64) float64 {
		at := []float64{0, .5, .9, .98, 1}
		hours := []float64{1. / 12, 1, 12, 48, 96}
		for i := 1; ; i++ {
			if u <= at[i] {
				return 3600 * (hours[i-1] + (hours[i]-hours[i-1])*(u-at[i-1])/(at[i]-at[i-1]))
			}
		}
	}},
}
