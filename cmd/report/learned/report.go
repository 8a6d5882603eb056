// Package learned writes what was learned from records: text, JSON, and the folder with a scenario.
package learned

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/learn/pseudonym"
	"mailstorm/cmd/learn/validation"
	"mailstorm/cmd/report/english"
)

// Report is what was learned, with what it was learned from.
type Report struct {
	*learn.Findings
	Names    *pseudonym.Names
	Sources  []Source
	Rows     int // lines and rows that told something
	Skipped  int // files in folders that are no records
	Unusable int
	Mistakes []Mistake // the most frequent first
	Early    int       // messages that were closed because memory ran out

	ProfileText string // of the user's own profile, which is called ProfileFile; empty: there is none

	Validation *validation.Result // nil: nothing was simulated

	places []group
}

// Source counts files of one kind of record.
type Source struct {
	Kind  string
	Files int
}

// Mistake is why rows cannot be used.
type Mistake struct {
	What  string
	Count int
	At    string // the first: number of the file, line and column
	Named string // the same with the file as the user named it, who alone sees it
}

// group is a destination as it is shown: those of few people are one.
type group struct {
	name, domain string
	messages     int
	share        learn.Figure
	places       []string // as the records name them
	gone         bool     // none of them ever took mail
}

const (
	mostGroups = 8
	rest       = "others"
	restDomain = "others.example"
	gone       = "never reached"
	goneDomain = "never-reached.example"
)

// groups merges destinations to which fewer than learn.Fewest people wrote, and those beyond the largest few.
func (r *Report) groups() []group {
	if r.places != nil {
		return r.places
	}
	others := []group{{name: rest, domain: restDomain}, {name: gone, domain: goneDomain, gone: true}}
	total := 0
	for _, d := range r.Traffic.Destinations {
		total += d.Messages
		if few := d.People < learn.Fewest && !r.Names.Keeps(); few || len(r.places) == mostGroups || d.Domain == "" {
			o := &others[0]
			if r.isGone(d.Place) {
				o = &others[1]
			}
			o.messages += d.Messages
			o.places = append(o.places, d.Place)
			continue
		}
		domain := r.Names.Domain(d.Domain)
		if strings.HasPrefix(d.Place, "connector ") { // mail to many domains may pass it
			domain = fmt.Sprintf("connector-%d.example", len(r.places)+1)
		}
		r.places = append(r.places, group{r.placeName(d.Place), domain, d.Messages, d.Share, []string{d.Place}, r.isGone(d.Place)})
	}
	for _, o := range others {
		if o.messages > 0 {
			o.share = learn.Share(o.messages, total)
			r.places = append(r.places, o)
		}
	}
	return r.places
}

// isGone reports whether a destination never took mail.
func (r *Report) isGone(place string) bool {
	return slices.ContainsFunc(r.Outages.Gone, func(p learn.Place) bool { return p.Name == place })
}

// GroupOf is the name under which a destination is shown.
func (r *Report) GroupOf(place string) string {
	for _, g := range r.groups() {
		if slices.Contains(g.places, place) {
			return g.name
		}
	}
	return rest
}

// GroupNames are the names of all destinations, the largest first.
func (r *Report) GroupNames() (names []string) {
	for _, g := range r.groups() {
		names = append(names, g.name)
	}
	if !slices.Contains(names, rest) {
		names = append(names, rest)
	}
	return names
}

// placeName names a destination.
func (r *Report) placeName(place string) string {
	if connector, is := strings.CutPrefix(place, "connector "); is {
		return "connector " + r.Names.Connector(connector)
	}
	return r.Names.Domain(place)
}

// sources says what was read: "2 Postfix mail logs".
func (r *Report) sources() string {
	var all []string
	for _, s := range r.Sources {
		all = append(all, fmt.Sprintf("%s (%s)", s.Kind, english.Counted(int64(s.Files), "file", "files")))
	}
	return english.Listed(all, 5)
}

func (r *Report) span() string {
	if r.First.IsZero() {
		return ""
	}
	const day = "2 Jan 2006"
	first, last := r.First.In(r.Zone).Format(day), r.Last.In(r.Zone).Format(day)
	if first == last {
		return first
	}
	return first + " to " + last
}

// percent writes a share with its interval.
func percent(f learn.Figure) string {
	if !f.Known {
		return "unknown"
	}
	return fmt.Sprintf("%s %% (%s to %s)", digits(100*f.Value), digits(100*f.Low), digits(100*f.High))
}

// digits writes three digits.
func digits(x float64) string {
	switch {
	case math.Abs(x) < 0.005:
		return "0"
	case math.Abs(x) >= 100:
		return english.Number(int64(math.Round(x)))
	case math.Abs(x) >= 10:
		return trimmed(fmt.Sprintf("%.1f", x))
	}
	return trimmed(fmt.Sprintf("%.2g", x))
}

func trimmed(s string) string {
	if strings.Contains(s, ".") && !strings.Contains(s, "e") {
		return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func seconds(x float64) time.Duration { return time.Duration(math.Round(x)) * time.Second }

// spans writes a quantile of seconds with its interval.
func spans(q learn.Quantile) string {
	return english.Span(seconds(q.Value)) + interval(q.Figure, func(x float64) string { return english.Span(seconds(x)) })
}

// interval writes where a number lies, as far as the observations set bounds.
func interval(f learn.Figure, text func(float64) string) string {
	switch low, open := text(f.Low), math.IsInf(f.High, 1); {
	case open && f.Low <= 0:
		return ""
	case open:
		return " (" + low + " or more)"
	case f.Low <= 0:
		return " (up to " + text(f.High) + ")"
	default:
		return " (" + low + " to " + text(f.High) + ")"
	}
}

func quantile(all []learn.Quantile, percent int) (q learn.Quantile, known bool) {
	i := slices.IndexFunc(all, func(q learn.Quantile) bool { return q.Percent == percent })
	if i < 0 {
		return q, false
	}
	return all[i], true
}
