package learned

import (
	"fmt"
	"io"
	"strings"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/sim/experiment/survival"
)

// Text writes one screen, the answer first.
func Text(to io.Writer, r *Report, style layout.Style) error {
	p := layout.NewPage(to, style)
	for _, line := range layout.Wrap(r.Headline(), style.Columns()) {
		p.Line(style.Strong(line))
	}
	p.Line("")
	r.entries(func(m *Mistake) string { return m.Named }, func(who, what string) bool {
		p.Entry(who, what)
		return true
	})
	if r.Validation != nil {
		p.Line("")
		p.Sections([]layout.Section{r.validationSection()})
	}
	return p.Flush()
}

// Headline is the answer: what it rests on, who retries, how long, and how often hosts fail.
func (r *Report) Headline() string {
	s := english.Counted(int64(r.Messages), "message", "messages")
	if r.Messages == 0 {
		return "The records tell of no message."
	}
	if span := r.span(); span != "" {
		s += ", " + span
	}
	parts := []string{s}
	if name := r.profileName(); name != "" {
		parts = append(parts, name)
	} else if r.Schedule.Own != nil {
		parts = append(parts, "no known profile retries like this")
	} else {
		parts = append(parts, "nothing tells of retries")
	}
	if b := r.Schedule.Expiration; b.N > 0 {
		parts = append(parts, "given up after "+english.Span(b.Guess))
	}
	return english.Capitalised(strings.Join(append(parts, r.outageWords()), "; ") + ".")
}

func (r *Report) outageWords() string {
	o := &r.Outages
	switch {
	case o.Refused != "":
		return "outages cannot be learned"
	case len(o.Observed.Spells) == 0:
		return "no outage was met"
	}
	words := english.Counted(int64(len(o.Observed.Spells)), "outage was met", "outages were met")
	if o.Estimate.TooFew {
		return words + ", too few to tell how long they last"
	}
	all := r.late()
	if apart := untold(all); len(apart) > 0 {
		words += fmt.Sprintf(", too few to tell %s from %s", english.Listed(apart, len(all)), lengthText(all[0].To))
	}
	if q, ok := r.lengthQuantile(50); ok && !r.onlyReturned() {
		words += ", half of all outages are shorter than " + lengthText(q.Value)
	}
	return words
}

func (r *Report) lengthQuantile(percent int) (survival.Quantile, bool) {
	for _, q := range r.Outages.Estimate.Quantiles {
		if q.Percent == percent {
			return q, true
		}
	}
	return survival.Quantile{}, false
}

// onlyReturned reports whether nothing but DSNs was read.
func (r *Report) onlyReturned() bool { return r.Returned > 0 && r.Returned == r.Messages }

// longest is how long the longest outage lasted at least, in seconds.
func (r *Report) longest() (longest int64) {
	for _, s := range r.Outages.Observed.Spells {
		least, _ := bounds(s)
		longest = max(longest, least)
	}
	return longest
}

func lengthText(s int64) string {
	if s >= survival.Unended {
		return "no bound"
	}
	return english.Span(coarse(s))
}

// coarse rounds the length of an outage to five minutes.
func coarse(s int64) time.Duration {
	const grain = 5 * time.Minute
	return max((time.Duration(s) * time.Second).Round(grain), grain)
}

// Entries are what was found, each with its name, for others than the user.
func (r *Report) Entries(yield func(who, what string) bool) {
	r.entries(func(m *Mistake) string { return m.At }, yield)
}

func (r *Report) entries(at func(*Mistake) string, yield func(who, what string) bool) {
	for _, e := range []struct{ who, what string }{
		{"records", r.sources()},
		{"servers", r.serversText()},
		{"not used", r.unusedText(at)},
		{"own domains", r.ownText()},
		{"traffic", r.trafficText()},
		{"sizes", r.sizesText()},
		{"recipients", r.recipientsText()},
		{"destinations", r.destinationsText()},
		{"outages", r.outagesText()},
		{"bounces", r.lateText()},
		{"schedule", r.scheduleText()},
		{"waits", r.waitsText()},
		{"expiration", r.expirationText()},
		{"delay notices", r.noticeText()},
		{"answers", r.answersText()},
		{"greylisting", r.greylistText()},
		{"taken twice", r.againText()},
		{"hidden", r.hiddenText()},
	} {
		if e.what != "" && !yield(e.who, e.what) {
			return
		}
	}
}

func (r *Report) unusedText(at func(*Mistake) string) string {
	var parts []string
	if r.Skipped > 0 {
		parts = append(parts, english.Counted(int64(r.Skipped), "file", "files")+" in folders that are no records")
	}
	if r.Unusable > 0 {
		m, which := &r.Mistakes[0], ", most of them"
		if m.Count == r.Unusable {
			which = ""
		}
		parts = append(parts, fmt.Sprintf("%s%s: %s (%s)", english.Counted(int64(r.Unusable), "row", "rows"), which, m.What, at(m)))
	}
	if r.Early > 0 {
		parts = append(parts, english.Counted(int64(r.Early), "message was", "messages were")+" closed while open, because memory ran out (--memory)")
	}
	if r.Open > 0 {
		parts = append(parts, english.Counted(int64(r.Open), "message is", "messages are")+" open: the records end before all was told")
	}
	if r.Backlog > 0 {
		parts = append(parts, english.Counted(int64(r.Backlog), "message was", "messages were")+" there before the records begin, and count in no traffic")
	}
	return strings.Join(parts, "; ")
}

func (r *Report) ownText() string {
	if !r.OwnFound || len(r.Own) == 0 || r.onlyReturned() {
		return ""
	}
	var names []string
	for _, domain := range r.Own {
		names = append(names, r.Names.Domain(domain))
	}
	return english.Listed(names, 3) + ": found from the mail, since --own names none"
}

func (r *Report) trafficText() string {
	t := &r.Traffic
	if t.Outbound == 0 && r.onlyReturned() {
		return "unknown: DSNs tell of mail that failed or was late, and of no other"
	}
	switch {
	case t.Outbound == 0 && r.Messages > 0 && !r.OwnFound:
		return fmt.Sprintf("none of %s goes from a domain that --own names to another; without --own the domains are found from the mail", english.Counted(int64(r.Messages), "message", "messages"))
	case t.Outbound == 0:
		return "no message of one's own goes elsewhere; name your domains with --own"
	}
	s := fmt.Sprintf("%s (%s to %s) messages a week go elsewhere, from %s", digits(t.Rate.Value), digits(t.Rate.Low), digits(t.Rate.High),
		english.Counted(int64(t.Senders), "sender", "senders"))
	if busiest, ok := busiest(t.Stretches); ok && len(t.Stretches) > 1 {
		s += fmt.Sprintf("; most %s, %s an hour", busiest.Words(), digits(busiest.Rate))
	}
	if t.Known < learn.Week {
		s += fmt.Sprintf("; the records hold %d of the %d hours of a week, and the others are taken for like them", t.Known, learn.Week)
	}
	return s + fmt.Sprintf("; counted: %s out, %s in, %s inside, %s from <>", english.Number(int64(t.Outbound)), english.Number(int64(t.Inbound)),
		english.Number(int64(t.Internal)), english.Number(int64(t.Null)))
}

func busiest(all []learn.Stretch) (best learn.Stretch, some bool) {
	for _, s := range all {
		if !some || s.Rate > best.Rate {
			best, some = s, true
		}
	}
	return best, some
}

func (r *Report) sizesText() string {
	var parts []string
	for _, q := range r.Traffic.Sizes {
		if q.Percent >= 50 {
			size := func(x float64) string { return english.Size(int64(x)) }
			parts = append(parts, fmt.Sprintf("%d %% up to %s%s", q.Percent, size(q.Value), interval(q.Figure, size)))
		}
	}
	return strings.Join(parts, ", ")
}

func (r *Report) recipientsText() string {
	total := 0
	for _, c := range r.Traffic.Recipients {
		total += c.Messages
	}
	var parts []string
	for _, c := range r.Traffic.Recipients {
		name := fmt.Sprintf("%d to %d", c.From, c.To)
		switch {
		case c.From == 1:
			name = "one"
		case c.To > 1<<30:
			name = fmt.Sprintf("%d or more", c.From)
		}
		parts = append(parts, digits(100*float64(c.Messages)/float64(total))+" % have "+name)
	}
	return strings.Join(parts, ", ")
}

func (r *Report) destinationsText() string {
	var parts []string
	for _, g := range r.groups() {
		parts = append(parts, g.name+" "+digits(100*g.share.Value)+" %")
	}
	return english.Listed(parts, 6)
}

func (r *Report) outagesText() string {
	o := &r.Outages
	if o.Refused != "" {
		return "refused: " + o.Refused + "; details tell it (mailstorm learn --plan FILE says of which messages), and so do extended reports, tracking logs, mail logs and NDRs"
	}
	e := o.Estimate
	where := fmt.Sprintf("%s, %s weeks in all", english.Counted(int64(len(o.Places)), "destination", "destinations"), digits(float64(e.Span)/(learn.Week*3600)))
	if len(o.Observed.Spells) == 0 {
		return "none was met (" + where + ")" + r.goneText()
	}
	s := fmt.Sprintf("%s met (%s)", english.Number(int64(len(o.Observed.Spells))), where)
	if r.onlyReturned() {
		return s + ", the longest of at least " + lengthText(r.longest()) + "; NDRs tell of no mail that arrived, so how often there are outages and how long they last is unknown"
	}
	if e.PerWeek.Value > 0 {
		s += fmt.Sprintf("; %s (%s to %s) a week and destination that last longer than %s", digits(e.PerWeek.Value), digits(e.PerWeek.Low), digits(e.PerWeek.High), english.Span(coarse(e.Least)))
	}
	var parts []string
	for _, percent := range []int{50, 90} {
		if q, ok := r.lengthQuantile(percent); ok {
			parts = append(parts, fmt.Sprintf("%d %% last up to %s (%s to %s)", percent, lengthText(q.Value), lengthText(q.Low), lengthText(q.High)))
		}
	}
	if len(parts) > 0 {
		s += "; " + strings.Join(parts, ", ")
	}
	if o.Pairs > 0 && o.ByChance < 0.05 {
		s += fmt.Sprintf("; outages of several destinations fall together more often than by chance (%s, p = %.2g): the cause may be one's own", english.Counted(int64(o.Pairs), "pair", "pairs"), o.ByChance)
	}
	if o.Skipped > 0 {
		s += fmt.Sprintf("; %s beyond the first two million, or at further destinations, are left out", english.Counted(int64(o.Skipped), "attempt", "attempts"))
	}
	if e.TooFew {
		s += "; these are few, and the estimate may be far off"
	}
	return s + r.goneText()
}

// goneText says what is known of destinations that never took mail.
func (r *Report) goneText() string {
	n, messages, total := int64(len(r.Outages.Gone)), 0, 0
	if n == 0 {
		return ""
	}
	for _, d := range r.Traffic.Destinations {
		if total += d.Messages; r.isGone(d.Place) {
			messages += d.Messages
		}
	}
	return fmt.Sprintf("; %s never took mail (%s %% of it): taken for gone or mistyped, and not for an outage", english.Counted(n, "more destination", "more destinations"),
		digits(100*float64(messages)/float64(max(total, 1))))
}

func (r *Report) answersText() string {
	a := &r.Answers
	if a.Tried == 0 {
		return ""
	}
	s := fmt.Sprintf("%s of recipients were deferred, %s failed", percent(a.Deferred), percent(a.Failed))
	if a.Corrected {
		s += fmt.Sprintf(" (details are known of %s; the others count as the delivered among these)", english.Number(int64(a.Tried)))
	}
	var codes []string
	for _, c := range a.Codes[:min(4, len(a.Codes))] {
		codes = append(codes, fmt.Sprintf("%s %s %%", c.Code, digits(100*c.Share.Value)))
	}
	if len(codes) > 0 {
		s += "; failed attempts: " + strings.Join(codes, ", ")
	}
	return s
}

func (r *Report) greylistText() string {
	if !r.Answers.Greylists.Known || r.Answers.Greylists.Value == 0 {
		return ""
	}
	return percent(r.Answers.Greylists) + " of recipients were first deferred by a greylist"
}

func (r *Report) againText() string {
	if !r.Answers.Again.Known || r.Answers.Again.Value == 0 {
		return ""
	}
	return percent(r.Answers.Again) + " of messages came again with the same Message-ID: whoever sent them did not hear that they were taken"
}

func (r *Report) hiddenText() string {
	var parts []string
	if r.Hides {
		gaps := ""
		if r.Schedule.Gaps > 0 {
			gaps = fmt.Sprintf(" (%s longer than two hours)", english.Counted(int64(r.Schedule.Gaps), "gap is", "gaps are"))
		}
		parts = append(parts, "a message trace does not show every attempt"+gaps+", and its newest 12 hours are incomplete")
	}
	if e := r.Answers.Elsewhere; e.Known && e.Value >= 0.01 {
		parts = append(parts, digits(100*e.Value)+" % of messages stand in records of two servers, of which none names the other, and count twice; learn from one server at a time")
	}
	if e := r.Answers.Overlaps; e.Known && e.Value >= 0.001 {
		parts = append(parts, digits(100*e.Value)+" % of messages stand in two files and count twice, because memory ran out in between; give more with --memory, or leave one of the files out")
	}
	if r.Returned > 0 {
		parts = append(parts, english.Counted(int64(r.Returned), "message is", "messages are")+" known from DSNs alone, which show neither all attempts nor mail that arrived")
	}
	if r.Outages.Refused == "" && r.Outages.Estimate != nil && r.Outages.Estimate.Half > 0 && r.Outages.Estimate.Half < survival.Unended {
		parts = append(parts, "of outages shorter than "+english.Span(coarse(r.Outages.Estimate.Half))+" fewer than half are met by any mail")
	}
	if tail := r.tailText(); tail != "" {
		parts = append(parts, tail)
	}
	return strings.Join(parts, "; ")
}
