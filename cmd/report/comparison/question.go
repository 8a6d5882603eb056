package comparison

import (
	"fmt"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim/metrics"
)

// question is what people ask first of a storm.
type question struct {
	key   string // for programs
	words string
	unit  metrics.Unit
	good  int    // 1: more is better, -1: less is
	noun  string // behind a difference, in a sentence: "NDRs"; empty: a sentence leaves it out
	one   string // of 1
	rare  bool   // it has a line only where it is not 0
	of    func(c *Comparison, side int) metrics.Value
}

func ofRun(id metrics.ID) func(*Comparison, int) metrics.Value {
	return func(c *Comparison, side int) metrics.Value { return c.Sides[side].value(id) }
}

// Keys of answers that are no metrics of a run.
const (
	arrivedKey   = "arrived"
	avoidableKey = "bounced.avoidable"
	lateKey      = "late"
	heardKey     = "heard.max"
)

// questions, in the order in which people ask.
var questions = []question{
	{key: "deliveries", words: "deliveries", unit: metrics.Count, of: ofRun(metrics.Deliveries)},
	{key: arrivedKey, words: "arrived", unit: metrics.Count, good: 1, noun: "deliveries arrive", one: "delivery arrives", of: (*Comparison).arrived},
	{key: "ndr.count", words: "NDRs", unit: metrics.Count, good: -1, noun: "NDRs", one: "NDR", of: ofRun(metrics.NDRCount)},
	{key: avoidableKey, words: "bounced, though the other delivers it", unit: metrics.Count, good: -1, rare: true, of: (*Comparison).avoidable},
	{key: "delivered.false", words: "NDR, though it arrived", unit: metrics.Count, good: -1, noun: "false NDRs", one: "false NDR", rare: true, of: ofRun(metrics.DeliveredFalse)},
	{key: "lost", words: "neither arrived nor reported", unit: metrics.Count, good: -1, noun: "mails lost without an NDR", one: "mail lost without an NDR", rare: true, of: ofRun(metrics.LostDeliveries)},
	{key: "pending", words: "still queued at the end", unit: metrics.Count, good: -1, noun: "mails still queued at the end", one: "mail still queued at the end", rare: true, of: ofRun(metrics.Pending)},
	{key: "duplicates", words: "duplicates", unit: metrics.Count, good: -1, noun: "duplicates", one: "duplicate", of: ofRun(metrics.Duplicates)},
	{key: "extra.copies", words: "second copies, sent again by people", unit: metrics.Count, good: -1, noun: "second copies", one: "second copy", rare: true, of: ofRun(metrics.ExtraCopies)},
	{key: "auto.count", words: "automatic messages", unit: metrics.Count, good: -1, noun: "automatic messages", one: "automatic message", rare: true, of: ofRun(metrics.AutoCount)},
	{key: heardKey, words: "longest silence", unit: metrics.Duration, good: -1, noun: "silence", of: (*Comparison).silence},
	{key: lateKey, words: "late: not there within 1 h", unit: metrics.Count, good: -1, noun: "late deliveries", one: "late delivery", of: func(c *Comparison, side int) metrics.Value { return c.Sides[side].late() }},
	{key: "wire.bytes", words: "data transferred", unit: metrics.Bytes, of: ofRun(metrics.WireBytes)},
	{key: "wire.wasted", words: "of it for nothing", rare: true, unit: metrics.Bytes, good: -1, noun: "transferred for nothing", of: ofRun(metrics.WireWasted)},
}

// arrived is how many deliveries have a copy.
func (c *Comparison) arrived(side int) metrics.Value {
	return minus(c.Sides[side].value(metrics.Copies), c.Sides[side].value(metrics.Duplicates))
}

func (c *Comparison) avoidable(side int) metrics.Value {
	p := c.pairs()
	return metrics.Value{Num: p.Saved[side], Den: 1, Known: p.complete}
}

// silence is unknown where it never ends.
func (c *Comparison) silence(side int) metrics.Value {
	if c.Sides[side].value(metrics.LostDeliveries).Num > 0 {
		return metrics.Value{}
	}
	return c.Sides[side].value(metrics.HeardMax)
}

// text is an answer as people read it.
func (q *question) text(c *Comparison, side int) string {
	v := q.of(c, side)
	switch {
	case q.key == heardKey && c.Sides[side].value(metrics.LostDeliveries).Num > 0:
		return "no end"
	case !v.Known:
		return "unknown"
	}
	return english.Value(v, q.unit)
}

// shown reports whether a question has a line.
func (q *question) shown(c *Comparison) bool {
	any := !q.rare
	for i := range c.Sides {
		v := q.of(c, i)
		any = any || v.Known && v.Num != 0
	}
	return any && (q.key != lateKey && q.key != avoidableKey || c.pairs().complete)
}

// phrase says what a side has more or less; empty where nobody would speak of it.
func (q *question) phrase(c *Comparison, side, than int) (text string, better bool) {
	a, b := q.of(c, side), q.of(c, than)
	d := minus(a, b)
	if q.noun == "" || !d.Known || d.Num == 0 {
		return "", false
	}
	size := d
	size.Num = max(d.Num, -d.Num)
	better = (d.Num > 0) == (q.good > 0)
	most := max(a.Num, b.Num)
	word := "more"
	switch {
	case q.unit == metrics.Duration && (size.Num < int64(time.Minute) || size.Num < most/100), q.unit == metrics.Bytes && size.Num < most/10:
		return "", false
	case d.Num < 0 && q.unit == metrics.Count:
		word = "fewer"
	case d.Num < 0:
		word = "less"
	}
	noun := q.noun
	if q.unit == metrics.Count && size.Num == 1 {
		noun = q.one
	}
	return fmt.Sprintf("%s %s %s", english.Value(size, q.unit), word, noun), better
}

// sentence says what a side gains and loses against another one.
func (c *Comparison) sentence(side, than int) string {
	var gains, losses []string
	fewerNDRs := minus(c.Sides[than].value(metrics.NDRCount), c.Sides[side].value(metrics.NDRCount)).Num
	for i := range questions {
		q := &questions[i]
		text, better := q.phrase(c, side, than)
		switch {
		case text == "" || (q.key == arrivedKey || q.key == lateKey) && minus(q.of(c, side), q.of(c, than)).Num*int64(q.good) == fewerNDRs: // each NDR more is one that arrives less
		case better:
			gains = append(gains, text)
		default:
			losses = append(losses, text)
		}
	}
	neither := "no difference that people would notice"
	if c.Sides[side].Digest == c.Sides[than].Digest {
		neither = "no difference at all"
	}
	return english.Tradeoff(c.called(side), c.name(than), gains, losses, neither)
}

// headline is the first sentence. Of many choices it names the best ones.
func (c *Comparison) headline() string {
	if len(c.Sides) == 2 {
		return c.sentence(1-c.Plan.Current, c.Plan.Current)
	}
	text := ""
	for _, q := range []struct {
		key, words string
	}{{arrivedKey, "Most mail arrives with "}, {"duplicates", "fewest duplicates with "}, {heardKey, "shortest silence with "}} {
		for i := range questions {
			if questions[i].key != q.key {
				continue
			}
			if best := c.best(&questions[i]); best != "" {
				if text != "" {
					text += "; "
				}
				text += q.words + best
			}
		}
	}
	if text == "" {
		return "No difference in what arrives, in duplicates or in silence."
	}
	return english.Capitalised(text) + "."
}

// best names the sides that answer a question best, with the answer; empty where all answer alike.
func (c *Comparison) best(q *question) string {
	var names []string
	var is metrics.Value
	for i := range c.Sides {
		v := q.of(c, i)
		if !v.Known {
			continue
		}
		switch d := minus(v, is).Num * int64(q.good); {
		case !is.Known || d > 0:
			is, names = v, []string{c.name(i)}
		case d == 0:
			names = append(names, c.name(i))
		}
	}
	if len(names) == 0 || len(names) == len(c.Sides) {
		return ""
	}
	return english.OrListed(names[:min(len(names), 3)]) + " (" + english.Value(is, q.unit) + ")"
}
