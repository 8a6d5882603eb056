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
	boundedMemory
	events *eventLog
	most   uint64
	reply  smtp.Reply
}

func newLimit(places int, most uint64, span time.Duration, reply smtp.Reply) limit {
	marks := newEventLog(span)
	return limit{boundedMemory{places, []store{marks}}, marks, most, reply}
}

func (l *limit) check(key uint64, now time.Duration) Verdict {
	l.expire(now)
	if l.events.count(key) >= l.most {
		return Verdict{Action: Refuse, Reply: l.reply}
	}
	return Verdict{Evicted: l.put(l.events, key, now)}
}

// dailyLimit is a limit on recipients in a day, for each of many senders; who exceeds it is refused for good.
func dailyLimit(p Params, usual uint64, reply smtp.Reply) (limit, error) {
	most, err := countOf(p, usual)
	if err != nil {
		return limit{}, err
	}
	places, err := capacityOf(p, "count", most)
	if err != nil {
		return limit{}, err
	}
	reply, err = replyOr(p, reply, 5)
	return newLimit(places, most, day, reply), err
}

// countOf is the count given, or the usual one.
func countOf(p Params, usual uint64) (uint64, error) {
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
