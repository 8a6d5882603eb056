package expect

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// Snapshot is what a run has come to, at its end or at a moment: a moment's is that of a run that ends there.
type Snapshot struct {
	Result     *sim.Result
	Deliveries func(yield func(sim.Delivery) bool)
}

// Answers are what one run says to all expectations of a scenario; small, so that those of many runs may be kept.
type Answers [][3]answer // by expectation: what it speaks of, and what that is compared with

// answer is what one run says of one topic.
type answer struct {
	number metrics.Value
	codes  []shownCode
	fates  [3][3]int64
}

type shownCode struct {
	reply smtp.Reply
	count int64
}

// Moments are the times besides the end of the run that the expectations ask for, ascending.
func (all List) Moments() (times []time.Duration) {
	all.topics(func(t *topic, _ *answer) {
		if t.early && !slices.Contains(times, t.at) {
			times = append(times, t.at)
		}
	}, nil)
	slices.Sort(times)
	return times
}

// Answer takes from one run what the expectations ask for: from its end, and from its moments. Where those are fewer than Moments, the run
// ended early, and what is asked of the others does not exist.
func (all List) Answer(end Snapshot, moments []Snapshot) Answers {
	answers, times := make(Answers, len(all)), all.Moments()
	views := make([]snapshotQuestions, len(moments)+1)
	for i := range views {
		views[i].Snapshot = append(slices.Clone(moments), end)[i]
	}
	all.topics(func(t *topic, a *answer) {
		i := len(moments)
		if t.early {
			if i, _ = slices.BinarySearch(times, t.at); i >= len(moments) {
				return
			}
		}
		v := &views[i]
		v.asked = append(v.asked, question{t, a, nil, 0, math.MaxUint32})
	}, answers)
	for i := range views {
		views[i].answer()
	}
	return answers
}

// topics visits all that expectations speak of, with the answers to it if there are any.
func (all List) topics(visit func(*topic, *answer), answers Answers) {
	for i := range all {
		e := &all[i]
		var a [3]*answer
		if answers != nil {
			a = [3]*answer{&answers[i][0], &answers[i][1], &answers[i][2]}
		}
		visit(&e.About, a[0])
		if e.condition.low.named() {
			visit(e.condition.low.other, a[1])
		}
		if e.condition.high.named() {
			visit(e.condition.high.other, a[2])
		}
	}
}

// snapshotQuestions is a sight, and what is asked of it.
type snapshotQuestions struct {
	Snapshot
	asked []question
}

type question struct {
	*topic
	answer  *answer
	chosen  []sim.Delivery
	seen    uint64 // messages of its tables
	message uint32 // the last of them
}

func (v *snapshotQuestions) answer() {
	single := false
	for i := range v.asked {
		q := &v.asked[i]
		if single = single || q.of != nil; q.of == nil {
			q.whole(v.Result)
		}
	}
	if !single {
		return
	}
	for d := range v.Deliveries {
		for i := range v.asked {
			v.asked[i].take(&d)
		}
	}
	for i := range v.asked {
		if v.asked[i].of != nil {
			v.asked[i].single()
		}
	}
}

// whole answers for a whole run, or one of its hosts.
func (q *question) whole(r *sim.Result) {
	hosts := r.Hosts
	if q.Host >= 0 {
		hosts = r.Hosts[q.Host : q.Host+1]
	}
	switch {
	case q.what == code:
		for i := range hosts {
			for _, t := range hosts[i].Wrote {
				q.answer.addCode(t.Reply, t.Count)
			}
		}
	case q.Host >= 0:
		q.answer.number = hosts[0].Values[q.Id]
	default:
		q.answer.number = r.Values[q.Id]
	}
}

func (a *answer) addCode(r smtp.Reply, count int64) {
	for i := range a.codes {
		if a.codes[i].reply == r {
			a.codes[i].count += count
			return
		}
	}
	a.codes = append(a.codes, shownCode{r, count})
}

// take keeps a delivery that is asked about.
func (q *question) take(d *sim.Delivery) {
	if q.of == nil || d.Mail < q.of.mail || d.Mail >= q.of.until {
		return
	}
	if d.Message != q.message {
		q.message = d.Message
		q.seen++
	}
	if d.To == q.of.to && (q.of.nth == 0 || q.of.nth == q.seen) {
		q.chosen = append(q.chosen, *d)
	}
}

// single answers for the deliveries that were chosen.
func (q *question) single() {
	for i := range q.chosen {
		d := &q.chosen[i]
		q.answer.fates[d.Row][d.Column]++
		if q.what == code && d.NDRsDelivered > 0 {
			q.answer.addCode(d.Code, 1)
		}
	}
	if q.what == number {
		q.answer.number = CountDeliveries(q.Id, q.chosen)
	}
	q.chosen = nil
}

// describe puts codes or fates into words; empty for a number.
func (a *answer) describe(what kind) string {
	var parts []string
	switch what {
	case number:
		return ""
	case code:
		for _, c := range a.codes {
			parts = append(parts, times(c.count, len(a.codes), c.reply.String()))
		}
	case fate:
		kinds := 0
		for _, row := range a.fates {
			for _, n := range row {
				kinds += int(min(n, 1))
			}
		}
		for row := range a.fates {
			for column, n := range a.fates[row] {
				if n > 0 {
					parts = append(parts, times(n, kinds, cellName(row, column)))
				}
			}
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// times says how often, where there are several kinds.
func times(n int64, kinds int, word string) string {
	if kinds == 1 {
		return word
	}
	return strconv.FormatInt(n, 10) + " x " + word
}
