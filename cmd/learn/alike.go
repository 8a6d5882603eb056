package learn

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/profile"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// Alike lists those profiles of the library that wait alike after every failure, so that no record of attempts tells one from another. The first
// of each group stands for it.
func Alike() (groups [][]string) {
	for _, group := range alike(profile.Library()) {
		if len(group) > 1 {
			groups = append(groups, namesOf(group))
		}
	}
	return groups
}

// alike puts profiles together that wait alike. What others start from comes first.
func alike(library []profile.Entry) (groups [][]profile.Entry) {
	places := map[uint64]int{}
	for _, e := range library {
		waits := signature(e.Profile)
		i, known := places[waits]
		if !known {
			i = len(groups)
			places[waits], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], e)
	}
	for _, group := range groups {
		slices.SortFunc(group, func(a, b profile.Entry) int {
			return cmp.Or(counted(starts(&a, group))-counted(starts(&b, group)), len(a.Base)-len(b.Base), strings.Compare(a.Name, b.Name))
		})
	}
	return groups
}

// starts reports whether a profile starts from one of a group.
func starts(e *profile.Entry, group []profile.Entry) bool {
	return slices.Contains(namesOf(group), e.Base)
}

func namesOf(group []profile.Entry) (names []string) {
	for _, e := range group {
		names = append(names, e.Name)
	}
	return names
}

// signature is equal for profiles that wait alike: whenever a message is received, whatever fails and however many wait, for five days.
func signature(p *retry.Profile) (sum uint64) {
	const lasts, births = 5 * 24 * time.Hour, 6
	for i := range uint64(births) {
		h := retry.History{Failures: 1, Waiting: 1, Priority: retry.Normal, Cause: smtp.Refused, Received: time.Duration(random.Below(random.Mix(i, 1), uint64(time.Hour)))}
		if i%2 == 1 {
			h.Cause, h.Waiting = smtp.Said, 20_000
		}
		h.Started, h.Ended = h.Received, h.Received
		for ; h.Started-h.Received < lasts && h.Failures < 1000; h.Failures++ {
			h.Draw = random.Mix(i, uint64(h.Failures))
			h.Started = p.Schedule.Next(h)
			h.Ended = h.Started
			sum = random.Mix(sum, uint64(h.Started))
		}
	}
	return sum
}
