package load

import (
	"slices"
	"strings"

	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/profile"
)

func (l *loader) pinHosts() {
	if l.model == "" {
		return
	}
	for _, h := range l.hosts {
		l.pins = append(l.pins, l.pin(h))
	}
}

func (l *loader) pin(h *hostTable) profile.Pin {
	p := profile.Pin{Host: h.name, Profile: plainHost, Own: h.node.ChildNames()}
	if name := h.node.ChildText("profile"); name != "" {
		p.Profile = name
	}
	for scenarios.IsPath(p.Profile) {
		root := l.library.Trees[p.Profile]
		for _, s := range profile.Statements(p.Profile, root) {
			p.Own = append(p.Own, s.Key)
		}
		p.Profile = root.ChildText(profile.BaseKey)
	}
	return p
}

// readModel reads for which version of the figures the expectations were written.
func (l *loader) readModel(t *decode.Table) {
	known := profile.Models()
	n := t.Take("model", &decode.RowName{Names: known})
	if n == nil || !l.Decode(n, &l.model) || slices.Contains(known, l.model) {
		return
	}
	if digits := strings.Trim(l.model, "0123456789"); digits == "." && profile.CompareVersions(l.model, profile.Newest()) > 0 {
		l.Report(n.Problem("unknown model %s; it is newer than this mailstorm", parse.Quoted(l.model))).Suggest("models", "", known)
		return
	}
	l.Report(n.Problem("unknown model %s", parse.Quoted(l.model))).Suggest("models", l.model, known)
}

// Since is nil for a scenario that was written for the newest model, or does not say.
func (s *Scenario) Since() *profile.Since {
	newest := profile.Newest()
	if s.model == "" || s.model == newest {
		return nil
	}
	since := &profile.Since{Model: s.model, Newest: newest, Rules: profile.RulesSince(s.model)}
	then, now := profile.WrittenDown(s.model), profile.LibraryModel()
	for _, p := range s.pins {
		for _, d := range profile.Differences(then, now, p.Profile) {
			if !slices.Contains(p.Own, d.Figure) {
				since.Add(d, p.Host)
			}
		}
	}
	return since
}
