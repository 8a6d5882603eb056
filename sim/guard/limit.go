package guard

import (
	"errors"
	"fmt"
	"time"

	"mailstorm/sim/smtp"
)

const (
	day          = 24 * time.Hour
	largestCount = largestMemory / 2
)

// limit lets at most so many of a name pass in any span; what it refuses does not count.
type limit struct {
	room
	marks *tally
	most  uint64
	reply smtp.Reply
}

func newLimit(places int, most uint64, span time.Duration, reply smtp.Reply) limit {
	marks := newTally(span)
	return limit{room{places, []part{marks}}, marks, most, reply}
}

func (l *limit) take(key uint64, now time.Duration) Verdict {
	l.clear(now)
	if l.marks.count(key) >= l.most {
		return Verdict{Act: Answer, Reply: l.reply}
	}
	return Verdict{Forgot: l.put(l.marks, key, now)}
}

// daily is a limit on recipients in a day, for each of many senders; who exceeds it is refused for good.
func daily(p Params, usual uint64, reply smtp.Reply) (limit, error) {
	most, err := counted(p, usual)
	if err != nil {
		return limit{}, err
	}
	places, err := places(p, "count", most)
	if err != nil {
		return limit{}, err
	}
	reply, err = spoken(p, reply, 5)
	return newLimit(places, most, day, reply), err
}

// counted is the count given, or the usual one.
func counted(p Params, usual uint64) (uint64, error) {
	switch {
	case p.Count == unset64:
		return usual, nil
	case p.Count == 0:
		return 0, errors.New("count is 0: nothing would pass; write a number from 1 up")
	case p.Count > largestCount:
		return 0, fmt.Errorf("count is at most %d", largestCount)
	}
	return p.Count, nil
}
