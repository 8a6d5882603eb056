package learned

import (
	"encoding/json"
	"io"
	"math"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/sim/experiment/survival"
)

// The document; names of keys stay.
type (
	document struct {
		Schema      string        `json:"schema"`
		From        string        `json:"from,omitempty"`
		To          string        `json:"to,omitempty"`
		Zone        string        `json:"zone"`
		Sources     []source      `json:"sources"`
		Messages    int           `json:"messages"`
		Open        int           `json:"open"`
		Early       int           `json:"closed_early"`
		Unusable    int           `json:"unusable_rows"`
		Mistakes    []mistake     `json:"mistakes"`
		Servers     []server      `json:"servers,omitempty"` // schedule is that of the first
		Traffic     traffic       `json:"traffic"`
		Outages     outages       `json:"outages"`
		Schedule    schedule      `json:"schedule"`
		Answers     answers       `json:"answers"`
		Hidden      string        `json:"hidden"`
		Destination []destination `json:"destinations"`

		Validation *validationDocument `json:"validation,omitempty"`
	}
	source struct {
		Kind  string `json:"kind"`
		Files int    `json:"files"`
	}
	server struct {
		Number   int      `json:"number,omitempty"` // in the order of the logs
		Kind     string   `json:"kind,omitempty"`   // of the record, where it names no host
		Out      int      `json:"sent_out"`
		Passed   int      `json:"passed_on"` // to another of the servers
		Schedule schedule `json:"schedule"`
	}
	mistake struct {
		What  string `json:"what"`
		Count int    `json:"count"`
		At    string `json:"first_at"`
		Named string `json:"-"`
	}
	figure struct {
		Value float64  `json:"value"`
		Low   float64  `json:"low"`
		High  *float64 `json:"high"` // null: the observations set no bound
		N     int      `json:"n"`
	}
	percentile struct {
		Percent int `json:"percent"`
		figure
	}
	traffic struct {
		PerWeek    *figure      `json:"per_week"`
		Outbound   int          `json:"outbound"`
		Inbound    int          `json:"inbound"`
		Internal   int          `json:"internal"`
		Null       int          `json:"null_sender"`
		Senders    int          `json:"senders"`
		Hours      []hours      `json:"hours"`
		Sizes      []percentile `json:"size_bytes"`
		Recipients []recipients `json:"recipients"`
	}
	hours struct {
		Hours    string  `json:"hours"`
		PerHour  float64 `json:"per_hour"`
		Messages int     `json:"messages"`
	}
	recipients struct {
		From     int `json:"from"`
		Mean     int `json:"mean"`
		Messages int `json:"messages"`
	}
	destination struct {
		Name     string  `json:"name"`
		Messages int     `json:"messages"`
		Share    *figure `json:"share"`
	}
	outages struct {
		Refused string   `json:"refused,omitempty"`
		Met     int      `json:"met"`
		Least   *int64   `json:"longer_than_s"` // shorter ones are hardly met, and the figures are not about them
		PerWeek *figure  `json:"per_week"`
		Lengths []length `json:"length_s"`
		Gone    int      `json:"destinations_never_reached"`
		Bounces []bounce `json:"bounces"`
		Pairs   int      `json:"overlapping_pairs"`
		Chance  float64  `json:"overlapping_p"`
	}
	bounce struct {
		Expiration int64  `json:"expiration_s"`
		Than       int64  `json:"in_place_of_s"`
		Share      figure `json:"share"`
		Told       bool   `json:"told_apart"`
	}
	length struct { // null: the records set no bound
		Percent int    `json:"percent"`
		Value   *int64 `json:"value"`
		Low     *int64 `json:"low"`
		High    *int64 `json:"high"`
	}
	schedule struct {
		Waits      int          `json:"waits"`
		ByFailure  []byFailure  `json:"after_failures"`
		Profiles   []profile    `json:"profiles"`
		Steps      []string     `json:"steps,omitempty"`
		Expiration *expiration  `json:"expiration"`
		NDR        []percentile `json:"ndr_s"`
		LastTry    []percentile `json:"last_try_before_ndr_s"`
		Notice     []percentile `json:"delay_notice_s"`
	}
	byFailure struct {
		Failures int          `json:"failures"`
		Waits    []percentile `json:"wait_s"`
	}
	profile struct {
		Name     string   `json:"name"`
		Alike    []string `json:"alike,omitempty"` // profiles that no record tells from it
		Distance float64  `json:"distance"`
		P        float64  `json:"p"`
		Fits     bool     `json:"fits"`
	}
	expiration struct {
		Seconds int64 `json:"value_s"`
		Least   int64 `json:"least_s"`
		Most    int64 `json:"most_s"`
		N       int   `json:"n"`
	}
	answers struct {
		Tried     int       `json:"recipients"`
		Deferred  *figure   `json:"deferred"`
		Failed    *figure   `json:"failed"`
		Greylists *figure   `json:"greylisted"`
		Again     *figure   `json:"taken_twice"`
		Codes     []oneCode `json:"codes"`
	}
	oneCode struct {
		Code  string  `json:"code"`
		Count int     `json:"count"`
		Share *figure `json:"share"`
	}
)

// JSON writes all findings.
func JSON(to io.Writer, r *Report) error {
	d := document{Schema: "mailstorm/learned/v1", Zone: r.Zone.String(), Messages: r.Messages, Open: r.Open, Early: r.Early, Unusable: r.Unusable, Hidden: r.hiddenText(),
		Sources: []source{}, Mistakes: []mistake{}, Destination: []destination{}}
	if !r.First.IsZero() {
		d.From, d.To = r.First.UTC().Format("2006-01-02"), r.Last.UTC().Format("2006-01-02")
	}
	for _, s := range r.Sources {
		d.Sources = append(d.Sources, source(s))
	}
	for _, s := range r.Servers {
		one := server{Number: s.Number, Out: s.Left, Passed: s.Passed, Schedule: jsonSchedule(&s.Schedule)}
		if !s.Host {
			one.Number, one.Kind = 0, s.Name
		}
		d.Servers = append(d.Servers, one)
	}
	for _, m := range r.Mistakes {
		d.Mistakes = append(d.Mistakes, mistake(m))
	}
	for _, g := range r.groups() {
		d.Destination = append(d.Destination, destination{g.name, g.messages, figureOf(g.share)})
	}
	d.Traffic, d.Outages, d.Schedule, d.Answers = r.jsonTraffic(), r.jsonOutages(), jsonSchedule(&r.Schedule), r.jsonAnswers()
	d.Validation = r.jsonValidation()
	out := json.NewEncoder(to)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(d)
}

func figureOf(f learn.Figure) *figure {
	if !f.Known {
		return nil
	}
	high := &f.High
	if math.IsInf(f.High, 1) {
		high = nil
	}
	return &figure{f.Value, f.Low, high, f.N}
}

func percentiles(all []learn.Quantile) []percentile {
	list := []percentile{}
	for _, q := range all {
		list = append(list, percentile{q.Percent, *figureOf(q.Figure)})
	}
	return list
}

func (r *Report) jsonTraffic() traffic {
	t := &r.Traffic
	d := traffic{PerWeek: figureOf(t.Rate), Outbound: t.Outbound, Inbound: t.Inbound, Internal: t.Internal, Null: t.Null, Senders: t.Senders, Sizes: percentiles(t.Sizes),
		Hours: []hours{}, Recipients: []recipients{}}
	for _, s := range t.Stretches {
		d.Hours = append(d.Hours, hours{s.Words(), learn.Rounded(s.Rate), s.Messages})
	}
	for _, c := range t.Recipients {
		d.Recipients = append(d.Recipients, recipients{c.From, c.Mean, c.Messages})
	}
	return d
}

func (r *Report) jsonOutages() outages {
	o := &r.Outages
	d := outages{Refused: o.Refused, Lengths: []length{}, Bounces: []bounce{}, Gone: len(o.Gone)}
	if o.Refused != "" {
		return d
	}
	n := len(o.Observed.Spells)
	if d.Met = n; r.onlyReturned() {
		return d // of mail that arrived nothing is known, so nothing else is
	}
	d.Least, d.Pairs, d.Chance = bounded(o.Estimate.Least), o.Pairs, learn.Rounded(o.ByChance)
	if w := o.Estimate.PerWeek; w.Value > 0 {
		d.PerWeek = figureOf(learn.Figure{Value: learn.Rounded(w.Value), Low: learn.Rounded(w.Low), High: learn.Rounded(w.High), N: n, Known: true})
	}
	for _, q := range o.Estimate.Quantiles {
		d.Lengths = append(d.Lengths, length{q.Percent, bounded(q.Value), bounded(q.Low), bounded(q.High)})
	}
	for _, l := range r.late() {
		high := learn.Rounded(l.Share.High)
		d.Bounces = append(d.Bounces, bounce{l.From, l.To, figure{learn.Rounded(l.Share.Value), learn.Rounded(l.Share.Low), &high, n}, l.Tells()})
	}
	return d
}

func jsonSchedule(s *learn.Schedule) schedule {
	d := schedule{Waits: s.Waits, NDR: percentiles(s.NDR), LastTry: percentiles(s.LastTry), Notice: percentiles(s.Notice), Profiles: []profile{}, ByFailure: []byFailure{}}
	for _, o := range s.ByOrdinal {
		d.ByFailure = append(d.ByFailure, byFailure{o.Number, percentiles(o.Waits)})
	}
	for _, c := range s.Candidates {
		d.Profiles = append(d.Profiles, profile{c.Profile, c.Alike, c.Distance, c.P, c.Fits})
	}
	if s.Own != nil {
		for _, step := range s.Own.Steps {
			d.Steps = append(d.Steps, lengthOf(step))
		}
	}
	if b := s.Expiration; b.N > 0 {
		d.Expiration = &expiration{int64(b.Guess / time.Second), int64(b.Least / time.Second), int64(b.Most / time.Second), b.N}
	}
	return d
}

func (r *Report) jsonAnswers() answers {
	a := &r.Answers
	d := answers{Tried: a.Tried, Deferred: figureOf(a.Deferred), Failed: figureOf(a.Failed), Greylists: figureOf(a.Greylists), Again: figureOf(a.Again), Codes: []oneCode{}}
	for _, c := range a.Codes {
		d.Codes = append(d.Codes, oneCode{c.Code.String(), c.Count, figureOf(c.Share)})
	}
	return d
}

// bounded is a length in seconds, rounded; nil where there is no bound.
func bounded(s int64) *int64 {
	if s >= survival.Unended {
		return nil
	}
	s = int64(coarse(s) / time.Second)
	return &s
}
