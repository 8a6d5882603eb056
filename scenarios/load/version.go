package scenarios

import (
	"slices"
	"strings"
)

func (l *loading) pinHosts() {
	if l.model == "" {
		return
	}
	for _, h := range l.hosts {
		l.pins = append(l.pins, l.pin(h))
	}
}

func (l *loading) pin(h *hostTable) pin {
	p := pin{host: h.name, profile: plainHost, own: h.node.names()}
	if name := h.node.textOf("profile"); name != "" {
		p.profile = name
	}
	for isPath(p.profile) {
		root := l.library.trees[p.profile]
		for _, s := range statements(p.profile, root) {
			p.own = append(p.own, s.key)
		}
		p.profile = root.textOf(baseKey)
	}
	return p
}

// readModel reads for which version of the figures the expectations were written.
func (l *loading) readModel(t *table) {
	known := Models()
	n := t.take("model", &kindName{known})
	if n == nil || !l.fill(n, &l.model) || slices.Contains(known, l.model) {
		return
	}
	if digits := strings.Trim(l.model, "0123456789"); digits == "." && byAge(l.model, newestModel()) > 0 {
		l.complain(n.problem("unknown model %s; it is newer than this mailstorm", quoted(l.model))).among("models", "", known)
		return
	}
	l.complain(n.problem("unknown model %s", quoted(l.model))).among("models", l.model, known)
}

// Since is nil for a scenario that was written for the newest model, or does not say.
func (s *Scenario) Since() *Since {
	newest := newestModel()
	if s.model == "" || s.model == newest {
		return nil
	}
	since := &Since{Model: s.model, Newest: newest, Rules: rulesSince(s.model)}
	then, now := writtenDown(s.model), libraryModel()
	for _, p := range s.pins {
		for _, d := range differences(then, now, p.profile) {
			if !slices.Contains(p.own, d.Figure) {
				since.add(d, p.host)
			}
		}
	}
	return since
}
