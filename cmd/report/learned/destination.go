package learned

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/report/english"
	"mailstorm/sim/experiment/survival"
)

// lead is how many days before the week of mail outages may begin: 99 % of them are over by then.
func (r *Report) lead() int64 {
	const day, most = 24 * time.Hour, 7
	if r.outagesKnown() != "" {
		return 2 // as long as 98 % of those that are assumed
	}
	for _, p := range r.Outages.Estimate.Points {
		if p.Percent >= 99 {
			return min(int64((coarse(p.Length)+day-1)/day), most)
		}
	}
	return most
}

// assumed are lengths of outages where records tell of none: those of the scenario message-expiration.
const assumed = `{p0 = "5m", p50 = "1h", p90 = "12h", p98 = "2d", p100 = "4d"}`

// mostTables of outages has a host.
const mostTables = 100

// destination is a host to which mail goes, and its outages. Each table is one outage at any moment of a span that is at least twice as long as
// the scenario, so that it comes in half of the runs at most: their number is nearly a Poisson number.
func (s *scenario) destination(i int, g group) {
	s.line("\n[host.%s]", hostName(i))
	s.line("domains = [%q]", g.domain)
	if g.gone {
		s.figure("\n[host."+hostName(i)+".fault.gone]\nkind   = \"connection-refused\"", "%s never took mail", english.Counted(int64(len(g.places)), "destination", "destinations"))
		return
	}
	const day = 24 * time.Hour
	daily, lasts, why := 1./7, assumed, "assumed: "+s.outagesKnown()+"; one outage a week"
	if s.outagesKnown() == "" {
		daily, lasts, why = s.outageRate(g)/7, s.lengths(), s.outageRateText(g)
	}
	if daily <= 0 {
		return
	}
	tables := int(math.Ceil(min(2*daily*float64(s.lead()+7), mostTables)))
	if s.outagesKnown() == "" {
		daily = learn.Rounded(daily * s.overlapping(float64(tables)))
	}
	span := time.Duration(float64(tables) / daily * float64(day)).Round(time.Minute)
	for k := range tables {
		s.line("\n[host.%s.fault.outage-%d]", hostName(i), k+1)
		s.line("kind   = \"connection-refused\"")
		s.figure(fmt.Sprintf("starts = {p0 = \"0s\", p100 = %q}", lengthOf(span)), "one in %s", english.Span(span))
		s.figure("lasts  = "+lasts, "%s", why)
	}
}

// outagesKnown says why the records tell no law of outages; empty: they do.
func (r *Report) outagesKnown() string {
	o := &r.Outages
	switch {
	case o.Refused != "":
		return "the records cannot tell"
	case len(o.Observed.Spells) == 0:
		return "no outage was met"
	case r.onlyReturned():
		return "NDRs alone do not tell how often there are outages and how long they last"
	case len(o.Estimate.Points) == 0:
		return "the records cannot tell how long outages last"
	}
	return ""
}

// outageRate is how many outages begin in a week at a destination, whether one is under way or not.
func (r *Report) outageRate(g group) float64 {
	return r.Outages.Estimate.PerWeek.Value * r.Outages.Estimate.Up * r.timesAverage(g)
}

// overlapping is how many times as many outages tables of a scenario need to have as much time without any as the records have: those of several tables
// may overlap, and in the records none begins during another one.
func (r *Report) overlapping(tables float64) float64 {
	up := r.Outages.Estimate.Up
	if up <= 0 || up >= 1 {
		return 1
	}
	return 1 + float64((-math.Log(up)/(1-up)-1)*(1-1/tables))
}

func (r *Report) outageRateText(g group) string {
	w, times, n := r.Outages.Estimate.PerWeek, r.timesAverage(g), int64(len(r.Outages.Observed.Spells))
	return fmt.Sprintf("%s outages a week (%s to %s); %s at all destinations", digits(w.Value*times), digits(w.Low*times), digits(w.High*times), english.Counted(n, "outage was met", "outages were met"))
}

// timesAverage is how many times as many outages as the average a destination has; of several that are one group, those to which most mail goes
// count most.
func (r *Report) timesAverage(g group) float64 {
	sum, n := 0.0, 0
	for _, d := range r.Traffic.Destinations {
		i := slices.IndexFunc(r.Outages.Places, func(p learn.Place) bool { return p.Name == d.Place })
		if i >= 0 && i < len(r.Outages.Estimate.Shares) && slices.Contains(g.places, d.Place) {
			sum, n = sum+float64(r.Outages.Estimate.Shares[i]*float64(d.Messages)), n+d.Messages
		}
	}
	if n == 0 {
		return 1
	}
	return learn.Rounded(sum / float64(n))
}

// lengths are how long outages last, as a sweep draws them.
func (r *Report) lengths() string {
	var parts []string
	all := r.Outages.Estimate.Points
	at := func(i int) time.Duration { return coarse(all[i].Length) }
	for i, p := range all {
		if i == 0 || i == len(all)-1 || at(i) != at(i-1) || at(i) != at(i+1) { // between equal ones it is the same anyway
			parts = append(parts, fmt.Sprintf("%s = %q", pointName(p.Percent), lengthOf(at(i))))
		}
	}
	return fmt.Sprintf("{%s, observations = %d%s}", strings.Join(parts, ", "), r.Outages.Estimate.Observations, r.evidence())
}

// evidence is in what time outages were met, and how long they lasted at least and at most.
func (r *Report) evidence() (text string) {
	if span := r.Last.Sub(r.First).Round(time.Hour); span > 0 {
		text = fmt.Sprintf(", over = %q", lengthOf(span))
	}
	text += fmt.Sprintf(", met = %d", len(r.Outages.Observed.Spells))
	least, most, longest := r.Outages.Estimate.Bounds(r.Outages.Observed)
	text += fmt.Sprintf(", longest = %q", lengthOf(coarse(longest)))
	for i, points := range [][]survival.Point{least, most} {
		var parts []string
		for _, p := range points {
			parts = append(parts, fmt.Sprintf("%s = %q", pointName(p.Percent), lengthOf(coarse(p.Length))))
		}
		text += fmt.Sprintf(", %s = {%s}", []string{"at_least", "at_most"}[i], strings.Join(parts, ", "))
	}
	return text
}

// pointName is the key of a quantile; one with a decimal point needs quotes.
func pointName(percent float64) string {
	name := "p" + strconv.FormatFloat(percent, 'f', -1, 64)
	if strings.Contains(name, ".") {
		return strconv.Quote(name)
	}
	return name
}

// bounds are how long an outage lasted at least and at most.
func bounds(s survival.Spell) (least, most int64) {
	least, most = s.EndedFrom-s.BeganTo, s.EndedTo-s.BeganFrom
	if s.BeganFrom == survival.Unbegun || s.EndedTo == survival.Unended {
		most = survival.Unended
	}
	return least, most
}
