// Package illustrated gives reports their pictures: pages of a run, a sweep and records, and what the pictures show.
package illustrated

import (
	"slices"

	"mailstorm/cmd/catalogue"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/report/webpage"
	"mailstorm/cmd/simulation"
	"mailstorm/plots"
	"mailstorm/plots/runs"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/profile"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// RunPage puts together what the HTML report shows of a run; set and files are those of the command line.
func RunPage(s *load.Scenario, r *run.Run, story runs.Run, set []string, files string) (*webpage.Document, error) {
	d := &webpage.Document{Run: r, Arg: decode.Shown(s.Path), Set: set, Files: files, Written: s.Text(), Profiles: usedProfiles(s, r.Result), Terms: glossaryTerms()}
	return d, plots.Each(leadingFirst(plots.Pictures), story, func(p plots.Picture, svg []byte) error {
		d.Pictures = append(d.Pictures, webpage.Picture{Name: p.Name, Finding: p.Finding(story), Meaning: p.Meaning, SVG: svg})
		return nil
	})
}

// glossaryTerms are the words of mailstorm; names that the library gives to hosts and mail explain nothing.
func glossaryTerms() (all []webpage.Term) {
	for _, t := range catalogue.OwnTerms {
		if !slices.Contains([]string{"deck", "exo", "relay"}, t.Words[0]) {
			all = append(all, webpage.Term{Words: t.Words, Meaning: t.Meaning})
		}
	}
	return all
}

// leadingFirst puts the pictures first that are drawn for few runs only.
func leadingFirst(pictures []plots.Picture) []plots.Picture {
	sorted := slices.Clone(pictures)
	slices.SortStableFunc(sorted, func(a, b plots.Picture) int { return slices.Index(leaders, b.Name) - slices.Index(leaders, a.Name) })
	return sorted
}

var leaders = []string{"loop", "ways"}

// usedProfiles lists the profiles of the hosts that sent anything, with the figures that mattered.
func usedProfiles(s *load.Scenario, r *sim.Result) (all []webpage.Profile) {
	library := profile.Library()
	for i := range s.Config.Hosts {
		h := &s.Config.Hosts[i]
		if r.Hosts[i].Values[metrics.Attempts].Num == 0 {
			continue
		}
		g := profileIn(&all, s.Profiles[i], h.Profile.Title)
		g.Hosts = append(g.Hosts, h.Name)
		at := slices.IndexFunc(library, func(e profile.Entry) bool { return e.Name == s.Profiles[i] })
		if at < 0 {
			g.None = "see that file for its figures and their sources"
			continue
		}
		g.None = "nothing was deferred, so its figures did not matter"
		g.Figures = mergeFigures(g.Figures, figures(&library[at], h, &r.Hosts[i]))
	}
	return all
}

// profileIn finds a profile in the list, or adds it.
func profileIn(all *[]webpage.Profile, profile, title string) *webpage.Profile {
	i := slices.IndexFunc(*all, func(g webpage.Profile) bool { return g.Profile == profile })
	if i < 0 {
		i = len(*all)
		*all = append(*all, webpage.Profile{Profile: profile, Title: title})
	}
	return &(*all)[i]
}

// The figures that matter once something was deferred, and once a host gave up.
var (
	waiting = []string{"schedule", "first", "steps", "cap", "growth", "jitter", "pickup_delay", "minimum", "maximum", "every", "skip", "timer", "message_retry", "recovery", "delay_notice"}
	giving  = []string{"message_expiration", "message_expiration_applies", "expiry", "expiry_check", "last_try"}
)

// figures are those of a profile that mattered for what a host did, and its codes.
func figures(e *profile.Entry, h *sim.Host, did *sim.HostResult) (all []webpage.Figure) {
	deferred, gaveUp := did.Values[metrics.Deferrals].Num > 0, did.Values[metrics.NDRCount].Num > 0
	for _, f := range e.Figures {
		if !(deferred && slices.Contains(waiting, f.Name) || deferred && gaveUp && slices.Contains(giving, f.Name) ||
			f.Name == "dropped_session" && h.Profile.Memory == retry.QueueTimer && simulation.ConnectionsDied(did)) || isOff(f) {
			continue
		}
		if catalogue.Overridden(f.Name, e.Profile, h.Profile) {
			all = append(all, webpage.Figure{Name: f.Name + " of " + h.Name, Is: catalogue.AsSet, Mark: catalogue.NotTheProfiles})
			continue
		}
		all = append(all, webpage.Figure{Name: f.Name, Is: f.Is, Mark: string(f.Mark), Source: f.Source + catalogue.Inherited(f.From, e.Name)})
	}
	return append(all, codeFigures(e, did)...)
}

// isOff reports whether a figure switches something off.
func isOff(f profile.Figure) bool {
	return f.Is == `"none"` && (f.Name == "pickup_delay" || f.Name == "last_try")
}

// codeFigures are the codes that a host recorded.
func codeFigures(e *profile.Entry, did *sim.HostResult) (all []webpage.Figure) {
	for _, c := range e.Codes {
		if c.Cause == smtp.Said || !slices.ContainsFunc(did.Heard, func(t sim.Tally) bool { return t.Cause == c.Cause }) {
			continue
		}
		log, ndr := catalogue.Recorded(e.Profile.Codes[c.Cause])
		all = append(all, webpage.Figure{Name: "code." + c.Cause.String(), Is: log + ", then " + ndr, Mark: string(c.Mark), Source: c.Source + catalogue.Inherited(c.From, e.Name)})
	}
	return all
}

// mergeFigures adds what is not there yet.
func mergeFigures(all, more []webpage.Figure) []webpage.Figure {
	for _, f := range more {
		if !slices.Contains(all, f) {
			all = append(all, f)
		}
	}
	return all
}

// Recorder keeps the records of a run for the pictures, unless there are too many; where copies went it counts all the same.
type Recorder struct {
	records []sim.Record
	full    bool
	flow    *runs.Flow
}

// NewRecorder is one without records.
func NewRecorder() *Recorder { return &Recorder{flow: runs.NewFlow()} }

const maxRecords = 200_000

// Take keeps a record.
func (m *Recorder) Take(r *sim.Record) {
	m.flow.Take(r)
	if m.full = m.full || len(m.records) == maxRecords; m.full {
		m.records = nil
		return
	}
	m.records = append(m.records, *r)
}

// Err is nil: what does not fit is left out.
func (m *Recorder) Err() error { return nil }

// Story is what the pictures tell.
func (m *Recorder) Story(r *run.Run) runs.Run {
	return runs.Run{Config: r.Config, Result: r.Result, Records: m.records, Flow: m.flow, Deliveries: r.Deliveries}
}
