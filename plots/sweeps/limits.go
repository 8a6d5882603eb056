package sweeps

import (
	"strings"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// FormatOf is how people write a measure.
func FormatOf(m experiment.Measure) Format {
	switch sheet := experiment.Catalogue[m]; {
	case sheet.Share:
		return ShareFormat
	case sheet.Unit == metrics.Duration:
		return TimeFormat
	case sheet.Unit == metrics.Bytes:
		return BytesFormat
	}
	return CountFormat
}

// LimitsOf are the limits of a mean or a share over all mail.
func (s Sweep) LimitsOf(m experiment.Measure) (all []int64) {
	for _, l := range s.Decision.Limits {
		if l.Subject == (experiment.Subject{Measure: m}) {
			all = append(all, FormatOf(m).Whole(l.Most))
		}
	}
	return all
}

// LimitTexts are some limits of the decision as people say them.
func (s Sweep) LimitTexts(limits []int) string {
	var all []string
	for _, i := range limits {
		if i >= 0 && i < len(s.Decision.Limits) {
			all = append(all, limitText(s.Decision.Limits[i]))
		}
	}
	return strings.Join(all, "; ")
}

// limitText is a limit as people say it: "at most 0.5 % good mail bounced", "median wait for the NDR within 20 h".
func limitText(l experiment.Limit) string {
	g := FormatOf(l.Subject.Measure)
	if l.Subject.Unit() == metrics.Duration {
		return l.Subject.Words() + " within " + TimeFormat.Trim(TimeFormat.Whole(l.Most), 3)
	}
	return "at most " + g.Trim(max(g.Whole(l.Most), 0), 3) + " " + l.Subject.Words()
}
