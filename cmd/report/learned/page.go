package learned

import (
	"fmt"
	"strconv"
	"strings"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/sim/experiment/survival"
)

// Title is that of the report and of the scenario.
func (r *Report) Title() string {
	if span := r.span(); span != "" {
		return "Learned from records: " + span
	}
	return "Learned from records"
}

// Sections are the answer, and what goes beyond the entries: tables, what to do next, and what has left the records.
func (r *Report) Sections() []layout.Section {
	all := []layout.Section{{Paragraphs: []string{r.Headline()}}}
	for _, s := range []layout.Section{r.destinationsTable(), r.lengthsTable(), r.profilesTable(), r.codesTable(), r.mistakesTable()} {
		if s.Table != nil {
			all = append(all, s)
		}
	}
	return append(all, layout.Section{Title: "What to do next", Command: "mailstorm sweep .",
		Paragraphs: []string{"In the folder of this report, this command says which message expiration is best for this mail. scenario.toml says behind each figure what it rests on."}},
		layout.Section{Title: "Privacy", Paragraphs: []string{r.privacy()}})
}

func (r *Report) privacy() string {
	copied := ""
	if r.Schedule.Own == nil && r.profile() == ProfileFile {
		copied = " But " + ProfileFile + " is what --profile named, word for word: see that nothing in it is private."
	}
	if r.Names.Keeps() {
		return "Domains and connectors have their own names here (--keep-names). Addresses, subjects and hosts are left out." + copied
	}
	return fmt.Sprintf("Domains and connectors have other names here. Addresses, subjects and hosts are left out. Destinations to which fewer than %d people wrote are one group. "+
		"Outages are rounded to five minutes. What is left says when and how much an organisation writes, and when hosts were down: pass it on with care.", learn.Fewest) + copied
}

func (r *Report) destinationsTable() layout.Section {
	t := &layout.Table{Head: []string{"destination", "messages", "share, %", "outages met"}, TextColumns: 1}
	met := map[string]int{}
	if r.Outages.Observed != nil {
		for _, s := range r.Outages.Observed.Spells {
			met[r.GroupOf(r.Outages.Places[s.Destination].Name)]++
		}
	}
	for _, g := range r.groups() {
		t.Add(g.name, english.Number(int64(g.messages)), percents(g.share), strconv.Itoa(met[g.name]))
	}
	if len(t.Rows) == 0 {
		return layout.Section{}
	}
	return layout.Section{Title: "Where mail goes", Table: t}
}

func percents(f learn.Figure) string { return strings.ReplaceAll(percent(f), " %", "") }

func (r *Report) lengthsTable() layout.Section {
	if r.Outages.Estimate == nil || len(r.Outages.Estimate.Quantiles) == 0 {
		return layout.Section{}
	}
	e := r.Outages.Estimate
	t := &layout.Table{Head: []string{"outages, %", "last at most", "95 % interval"}}
	for _, l := range e.Laws {
		t.Head = append(t.Head, l.Name)
	}
	for i, q := range e.Quantiles {
		row := []string{strconv.Itoa(q.Percent), lengthText(q.Value), lengthText(q.Low) + " to " + lengthText(q.High)}
		for _, l := range e.Laws {
			row = append(row, lengthText(l.Quantiles[i].Value))
		}
		t.Add(row...)
	}
	s := layout.Section{Title: "How long outages last", Table: t, Paragraphs: []string{fmt.Sprintf("Of outages longer than %s. Each is known between two bounds, and only if mail met it; both are accounted for. "+
		"The first columns need no law; the others are the fitted laws, the likeliest first.", english.Span(coarse(e.Least)))}}
	if e.TooFew {
		s.Notes = append(s.Notes, "These are few outages, and the estimate may be far off.")
	}
	return s
}

func (r *Report) profilesTable() layout.Section {
	const shown = 5
	t := &layout.Table{Head: []string{"profile", "explains the waits", "distance, %", "p"}, TextColumns: 2}
	for i, c := range r.Schedule.Candidates {
		if i < shown || c.Fits {
			fits := "no"
			if c.Fits {
				fits = "yes"
			}
			t.Add(strings.Join(shownProfiles(append([]string{c.Profile}, c.Alike...)), ", "), fits, digits(100*c.Distance), fmt.Sprintf("%.2g", c.P))
		}
	}
	if len(t.Rows) == 0 {
		return layout.Section{}
	}
	return layout.Section{Title: "Which profile retries like this", Table: t, Notes: []string{
		"p is the chance that waits of the profile itself are this far from it. A profile explains the waits if p is 0.05 or more, or the distance so small that the lengths of sessions explain it, " +
			"and if no other explains them clearly better: one that leaves the waits open is never far from them. Profiles in one row wait alike."}}
}

func (r *Report) codesTable() layout.Section {
	const shown = 12
	t := &layout.Table{Head: []string{"reply", "attempts", "share, %"}, TextColumns: 1}
	for _, c := range r.Answers.Codes[:min(shown, len(r.Answers.Codes))] {
		t.Add(c.Code.String(), english.Number(int64(c.Count)), percents(c.Share))
	}
	if len(t.Rows) == 0 {
		return layout.Section{}
	}
	return layout.Section{Title: "What failed attempts heard", Table: t}
}

func (r *Report) mistakesTable() layout.Section {
	t := &layout.Table{Head: []string{"rows that cannot be used", "first", "rows"}, TextColumns: 2}
	for _, m := range r.Mistakes {
		t.Add(m.What, m.At, english.Number(int64(m.Count)))
	}
	if len(t.Rows) == 0 {
		return layout.Section{}
	}
	return layout.Section{Title: "What was left out", Table: t}
}

// TrafficTitle says when most mail is written.
func (r *Report) TrafficTitle() string {
	busiest, _ := busiest(r.Traffic.Stretches)
	if words := busiest.Words(); words != "" {
		return fmt.Sprintf("Most mail is written %s: %s messages an hour", words, digits(busiest.Rate))
	}
	return fmt.Sprintf("Mail is written at all hours alike: %s messages an hour", digits(busiest.Rate))
}

// LengthsTitle says how long outages last.
func (r *Report) LengthsTitle() string {
	if e := r.Outages.Estimate; e.TooFew {
		return english.Counted(int64(e.Spells), "outage is", "outages are") + " too few to tell how long outages last"
	}
	half, _ := r.lengthQuantile(50)
	long, _ := r.lengthQuantile(90)
	text := "Half of all outages last at most " + lengthText(half.Value)
	if half.Value == survival.Unended {
		return "The records set no bound on how long half of all outages last"
	}
	if long.Value == survival.Unended {
		return text + "; the records set no bound on the longest tenth"
	}
	return text + ", and nine in ten at most " + lengthText(long.Value)
}

// LengthWords is a quantile of lengths with its interval.
func (r *Report) LengthWords(percent int) string {
	q, ok := r.lengthQuantile(percent)
	if !ok {
		return ""
	}
	return lengthText(q.Value) + " (" + lengthText(q.Low) + " to " + lengthText(q.High) + ")"
}

// ScheduleTitle says which profile explains the waits.
func (r *Report) ScheduleTitle() string {
	fits := fitting(&r.Schedule)
	waits := english.Counted(int64(r.Schedule.Waits), "wait", "waits")
	switch len(fits) {
	case 0:
		return "No known profile explains the " + waits
	case 1:
		return "Profile " + fits[0] + " explains the " + waits
	}
	return english.Counted(int64(len(fits)), "profile explains", "profiles explain") + " the " + waits + "; the nearest is " + fits[0]
}

// Subtitle says what the pictures rest on.
func (r *Report) Subtitle() string {
	s := english.Counted(int64(r.Messages), "message", "messages") + ", " + r.span()
	if r.Hides {
		s += "; a message trace hides attempts"
	}
	return s
}

// Origin says what the report was made from.
func (r *Report) Origin() string { return r.sources() + ", read by mailstorm" }
