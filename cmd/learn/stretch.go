package learn

import (
	"fmt"
	"math"
	"strings"
)

// Stretch is hours of some days of the week in which mail comes at one rate.
type Stretch struct {
	Days     []int // 0 is Monday
	From, To int   // hours of the day; To is not part of it
	Rate     float64
	Messages int
	Seen     int // hours that the records hold
}

var dayNames = []string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}

// Words are as a scenario's hours; "" is always.
func (s *Stretch) Words() string {
	var days string
	switch n := len(s.Days); {
	case n == 7:
	case n > 2:
		days = dayNames[s.Days[0]] + "-" + dayNames[s.Days[n-1]]
	default:
		var names []string
		for _, d := range s.Days {
			names = append(names, dayNames[d])
		}
		days = strings.Join(names, ",")
	}
	if s.From == 0 && s.To == 24 {
		return days
	}
	return strings.TrimSpace(days + fmt.Sprintf(" %02d:00-%02d:00", s.From, s.To))
}

// HoursOfWeek is how many hours of a week it has.
func (s *Stretch) HoursOfWeek() int { return len(s.Days) * (s.To - s.From) }

func (s *Stretch) hours() (all []int) {
	for _, d := range s.Days {
		for h := s.From; h < s.To; h++ {
			all = append(all, d*24+h)
		}
	}
	return all
}

// weeks are ways to see a week: all days alike, a weekend, each day by itself.
var weeks = [][][]int{
	{{0, 1, 2, 3, 4, 5, 6}},
	{{0, 1, 2, 3, 4}, {5, 6}},
	{{0, 1, 2, 3, 4}, {5}, {6}},
	{{0}, {1}, {2}, {3}, {4}, {5}, {6}},
}

// stretches finds those that explain the counts best: the likelihood of Poisson counts, less what each further stretch costs (BIC).
func stretches(counts, seen [Week]int) (best []Stretch) {
	hours := 0
	for _, n := range seen {
		hours += n
	}
	price := 1.5 * math.Log(float64(max(hours, 2))) // a rate and a limit each
	least := math.Inf(1)
	for _, week := range weeks {
		var all []Stretch
		cost := 0.0
		for _, days := range week {
			part, partCost := split(days, counts, seen, price)
			all = append(all, part...)
			cost += partCost
		}
		if cost < least-1e-6 {
			least, best = cost, all
		}
	}
	return best
}

// split cuts the day of some days into stretches, at the least cost.
func split(days []int, counts, seen [Week]int, price float64) (all []Stretch, cost float64) {
	var messages, hours [25]int // up to each hour
	for h := range 24 {
		messages[h+1], hours[h+1] = messages[h], hours[h]
		for _, d := range days {
			messages[h+1] += counts[d*24+h]
			hours[h+1] += seen[d*24+h]
		}
	}
	var costs [25]float64
	var from [25]int
	for to := 1; to <= 24; to++ {
		costs[to] = math.Inf(1)
		for cut := range to {
			if c := costs[cut] + deviance(messages[to]-messages[cut], hours[to]-hours[cut]) + price; c < costs[to]-1e-6 {
				costs[to], from[to] = c, cut
			}
		}
	}
	for to := 24; to > 0; to = from[to] {
		s := Stretch{Days: days, From: from[to], To: to, Messages: messages[to] - messages[from[to]], Seen: hours[to] - hours[from[to]]}
		if s.Seen > 0 {
			s.Rate = float64(s.Messages) / float64(s.Seen)
		}
		all = append([]Stretch{s}, all...)
	}
	return all, costs[24]
}

// deviance is the likelihood of so many messages in so many hours at their own rate, as a cost.
func deviance(messages, hours int) float64 {
	if messages == 0 || hours == 0 {
		return 0
	}
	n := float64(messages)
	return n - float64(n*math.Log(n/float64(hours)))
}
