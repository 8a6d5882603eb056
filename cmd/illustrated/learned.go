package illustrated

import (
	"errors"
	"io"
	"math"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/learned"
	"mailstorm/cmd/report/webpage"
	"mailstorm/plots"
	"mailstorm/sim/experiment/survival"
)

// LearnedPage writes the HTML report of what was learned.
func LearnedPage(w io.Writer, r *learned.Report, version string) error {
	page := &webpage.Page{Title: r.Title(), Version: version, Origin: r.Origin(), Sections: r.Sections()}
	for who, what := range r.Entries {
		page.Facts = append(page.Facts, webpage.Fact{Who: who, What: what})
	}
	story := Learned(r)
	err := plots.Each(plots.LearnedPictures, story, func(p plots.LearnedPicture, svg []byte) error {
		page.Pictures = append(page.Pictures, webpage.Picture{Name: p.Name, Finding: p.Finding(story), Meaning: p.Meaning, SVG: svg})
		return nil
	})
	return errors.Join(err, webpage.Sections(w, page))
}

// rounding is how exactly pictures show when hosts were down: what is drawn can be read again.
const rounding = 5 * time.Minute

// Learned is what the pictures show.
func Learned(r *learned.Report) plots.Learned {
	s := plots.Learned{Subtitle: r.Subtitle(), Schedule: r.ScheduleTitle()}
	s.Begins, s.Lasts = learnedSpan(r)
	if r.Outages.Refused == "" {
		s.Places, s.Lengths = learnedPlaces(r, s.Begins), learnedLengths(r)
	}
	s.Traffic = learnedTraffic(r)
	s.Simulated = learnedValidation(r)
	if near := r.Schedule.Nearest(); near != nil {
		if s.Profile = "profile " + near.Profile; near.Profile == "" {
			s.Profile = "the schedule in numbers"
		}
	}
	for _, o := range r.Schedule.ByOrdinal {
		if len(o.Compared) > 0 {
			s.Waits = append(s.Waits, plots.LearnedWaits{Number: o.Number, Met: spreadOf(o.Compared), Predicted: spreadOf(o.Predicted)})
		}
	}
	return s
}

// learnedValidation is where the records fall among storms.
func learnedValidation(r *learned.Report) (s plots.LearnedValidation) {
	if r.Validation == nil || r.Validation.Why != "" {
		return s
	}
	s.Title, s.Subtitle = r.ValidationTitle(), r.ValidationSubtitle()
	for i := range r.Validation.Rows {
		row := &r.Validation.Rows[i]
		if row.Missing != "" {
			continue
		}
		least, most := min(row.Observed, row.Storms[0]), max(row.Observed, row.Storms[len(row.Storms)-1])
		place := func(x float64) int64 {
			const whole = 1_000_000
			if most == least {
				return whole / 2
			}
			return int64(math.Round(whole * (x - least) / (most - least)))
		}
		f := plots.LearnedFigure{At: place(row.Observed), Low: place(row.Low), High: place(row.High), Fits: row.Fits()}
		f.Name, f.Observed, f.Range = learned.FigureWords(row)
		for _, x := range row.Storms {
			f.Storms = append(f.Storms, place(x))
		}
		s.Figures = append(s.Figures, f)
	}
	return s
}

// learnedSpan is the time of the records, in whole hours. Attempts may be made after the last message came, and DSNs tell of nothing else.
func learnedSpan(r *learned.Report) (begins time.Time, lasts time.Duration) {
	from, to := r.First, r.Last
	if r.Outages.Observed != nil {
		for _, spell := range r.Outages.Observed.Spells {
			for _, at := range [2]int64{spell.EndedFrom, spell.EndedTo} {
				if t := time.Unix(at, 0); at < survival.Unended && t.After(to) {
					to = t
				}
			}
			if began := time.Unix(spell.BeganTo, 0); r.First.IsZero() && (from.IsZero() || began.Before(from)) {
				from = began
			}
		}
	}
	from = from.In(r.Zone)
	begins = time.Date(from.Year(), from.Month(), from.Day(), from.Hour(), 0, 0, 0, r.Zone)
	return begins, to.Sub(begins).Truncate(time.Hour) + time.Hour
}

// spreadOf is a median, and where nine in ten lie.
func spreadOf(all []learn.Quantile) (s plots.LearnedSpread) {
	for _, q := range all {
		d := time.Duration(math.Round(q.Value)) * time.Second
		switch q.Percent {
		case 5:
			s.Low = d
		case 50:
			s.Median = d
		case 95:
			s.High = d
		}
	}
	return s
}

// learnedTraffic are the hours of a week. Where few people write, each hour may tell when one of them did: only what the scenario has is shown.
func learnedTraffic(r *learned.Report) plots.LearnedTraffic {
	t := &r.Traffic
	if t.Outbound == 0 || len(t.Stretches) == 0 {
		return plots.LearnedTraffic{}
	}
	s := plots.LearnedTraffic{Title: r.TrafficTitle(), Fitted: make([]int64, learn.Week)}
	for _, stretch := range t.Stretches {
		for _, d := range stretch.Days {
			for h := stretch.From; h < stretch.To; h++ {
				s.Fitted[d*24+h] = int64(math.Round(1000 * stretch.Rate))
			}
		}
	}
	if t.Senders < learn.Fewest && !r.Names.Keeps() {
		return s
	}
	for h, n := range t.Hours {
		if t.Seen[h] == 0 {
			s.Hours = append(s.Hours, -1)
			continue
		}
		s.Hours = append(s.Hours, int64(n)*1000/int64(t.Seen[h]))
	}
	return s
}

// learnedPlaces are the destinations at which outages were met, the largest first.
func learnedPlaces(r *learned.Report, begins time.Time) (all []plots.LearnedPlace) {
	since := func(at int64) time.Duration { return time.Unix(at, 0).Round(rounding).Sub(begins) }
	met := map[string][]plots.LearnedOutage{}
	for _, spell := range r.Outages.Observed.Spells {
		o := plots.LearnedOutage{BeganTo: since(spell.BeganTo), EndedFrom: since(spell.EndedFrom), Unbegun: spell.BeganFrom == survival.Unbegun, Unended: spell.EndedTo == survival.Unended}
		if !o.Unbegun {
			o.BeganFrom = since(spell.BeganFrom)
		}
		if !o.Unended {
			o.EndedTo = since(spell.EndedTo)
		}
		name := r.GroupOf(r.Outages.Places[spell.Destination].Name)
		met[name] = append(met[name], o)
	}
	for _, name := range r.GroupNames() {
		if len(met[name]) > 0 {
			all = append(all, plots.LearnedPlace{Name: name, Outages: met[name]})
			delete(met, name)
		}
	}
	return all
}

// learnedLengths are the estimates of how long outages last.
func learnedLengths(r *learned.Report) (s plots.LearnedLengths) {
	e := r.Outages.Estimate
	if len(e.Beyond) == 0 {
		return s
	}
	s.Title, s.Half50, s.Half90 = r.LengthsTitle(), r.LengthWords(50), r.LengthWords(90)
	s.To = english.Counted(int64(e.Spells), "outage that mail met", "outages that mail met")
	if e.Open > 0 {
		s.To += ", of which " + english.Counted(int64(e.Open), "has an end that the records do not show", "have an end that the records do not show")
	}
	s.Least, s.Half, s.Longest = onFiveMinutes(e.Least), onFiveMinutes(e.Half), onFiveMinutes(longestMet(r.Outages.Observed.Spells))
	if b := r.Schedule.Expiration; b.N > 0 {
		s.Expiration = b.Guess
	}
	for _, step := range e.Beyond {
		one := plots.LearnedStep{Length: onFiveMinutes(step.Length), Longer: int64(math.Round(1e6 * step.Share))}
		if n := len(s.Steps); n > 0 && s.Steps[n-1].Length == one.Length {
			s.Steps[n-1] = one
			continue
		}
		s.Steps = append(s.Steps, one)
	}
	s.Quantiles = drawnQuantiles(e.Quantiles)
	if len(e.Laws) > 0 {
		s.Law, s.Fitted = e.Laws[0].Name, drawnQuantiles(e.Laws[0].Quantiles)
	}
	return s
}

// longestMet is how long the longest outage may have lasted; of those that are open, how long they lasted at least.
func longestMet(spells []survival.Spell) (longest int64) {
	for _, s := range spells {
		if longest = max(longest, s.EndedFrom-s.BeganTo); s.BeganFrom != survival.Unbegun && s.EndedTo != survival.Unended {
			longest = max(longest, s.EndedTo-s.BeganFrom)
		}
	}
	return longest
}

// onFiveMinutes rounds the length of an outage; one without a bound is ten years long.
func onFiveMinutes(seconds int64) time.Duration {
	const most = 10 * 365 * 86400
	return (time.Duration(min(seconds, most)) * time.Second).Round(rounding)
}

func drawnQuantiles(all []survival.Quantile) (drawn []plots.LearnedQuantile) {
	for _, q := range all {
		one := plots.LearnedQuantile{Percent: q.Percent, Value: onFiveMinutes(q.Value), Low: onFiveMinutes(q.Low)}
		if q.High < survival.Unended {
			one.High = onFiveMinutes(q.High)
		}
		drawn = append(drawn, one)
	}
	return drawn
}
