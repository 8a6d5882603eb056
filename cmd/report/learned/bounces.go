package learned

import (
	"fmt"
	"math"
	"strings"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/report/english"
	"mailstorm/sim/experiment/survival"
)

// untold are the expirations that records cannot tell from the longest.
func untold(all []survival.Late) (apart []string) {
	for _, l := range all {
		if !l.Tells() {
			apart = append(apart, lengthText(l.From))
		}
	}
	return apart
}

// tailText says beyond which length the records know no outage. A decision on the expiration hangs on these.
func (r *Report) tailText() string {
	if r.Outages.Refused != "" || len(r.Outages.Observed.Spells) == 0 {
		return ""
	}
	longest := int64(0)
	for _, s := range r.Outages.Observed.Spells {
		_, most := bounds(s)
		longest = max(longest, most)
	}
	if longest > int64(2*24*time.Hour/time.Second) {
		return ""
	}
	return "no outage was met that was longer than " + lengthText(longest) + ", so how often longer ones come is a guess"
}

// late is which part of mail message expirations would bounce that the longest delivers, as far as the records tell of outages. Destinations count
// by their mail.
func (r *Report) late() (all []survival.Late) {
	if r.outagesKnown() != "" {
		return nil
	}
	longest := int64(5 * 86400)
	if r.days() {
		longest = 86400
	}
	times := r.mailTimesAverage()
	for _, l := range r.Outages.Estimate.Late {
		if l.To == longest {
			l.Share = survival.Interval{Value: min(times*l.Share.Value, 1), Low: min(times*l.Share.Low, 1), High: min(times*l.Share.High, 1)}
			all = append(all, l)
		}
	}
	return all
}

// days reports whether a message expires within a day, as in Exchange Online.
func (r *Report) days() bool { return strings.HasPrefix(r.profile(), "exchange-online") || r.Hides }

// mailTimesAverage is how many times as many outages as an average destination the one of an average message has.
func (r *Report) mailTimesAverage() float64 {
	sum, total := 0.0, 0.0
	for _, g := range r.groups() {
		if total += float64(g.messages); !g.gone {
			sum += float64(r.timesAverage(g) * float64(g.messages))
		}
	}
	return learn.Rounded(sum / max(total, 1))
}

// lateText says what shorter message expirations would bounce, and which of them the records cannot tell from the longest, and by what.
func (r *Report) lateText() string {
	all := r.late()
	if len(all) == 0 {
		return ""
	}
	longest := lengthText(all[0].To)
	var bounces []string
	var widest survival.Late
	for _, l := range all {
		bounces = append(bounces, fmt.Sprintf("%s %s %% (%s to %s)", lengthText(l.From), digits(100*l.Share.Value), digits(100*l.Share.Low), digits(100*l.Share.High)))
		if !l.Tells() && (widest.To == 0 || l.More() >= widest.More()) {
			widest = l
		}
	}
	text := fmt.Sprintf("of the mail that a message expiration of %s delivers, shorter ones would bounce: %s", longest, english.Listed(bounces, 2))
	apart := untold(all)
	if len(apart) == 0 {
		return text
	}
	text += fmt.Sprintf("; these records cannot tell %s from %s", english.Listed(apart, len(all)), longest)
	if widest.Share.Low <= 0 {
		return text + fmt.Sprintf(": no outage was met that lasted longer than %s for certain", lengthText(widest.From))
	}
	text += fmt.Sprintf(": the ends of the interval are a factor of %s apart", digits(widest.Share.High/widest.Share.Low))
	if weeks := r.Last.Sub(r.First).Hours() / learn.Week; weeks > 0 {
		text += fmt.Sprintf("; about %s more weeks of records would make it %d, which is enough to say what %s bounces. Which expiration is best is another question: "+
			"mailstorm sweep says how many weeks that takes", moreWeeks(weeks*widest.More()), survival.TellsFactor, lengthText(widest.From))
	}
	return text
}

// moreWeeks rounds up to two digits.
func moreWeeks(weeks float64) string {
	scale := math.Pow10(max(0, int(math.Log10(max(weeks, 1)))-1))
	return english.Number(int64(math.Ceil(weeks/scale) * scale))
}
