package learn

import (
	"slices"
	"strings"

	"mailstorm/scenarios/records"
)

// Server is one of several whose logs were read together.
type Server struct {
	Name     string
	Number   int  // in the order of their logs
	Host     bool // else the name is that of a kind of record
	Left     int  // messages that no other of them took over
	Passed   int  // messages that another of them took over: its log has them, too, and there they count
	Schedule Schedule
}

// servers are those whose logs are read together. Mail that one of them passed on to another stands in both logs.
type servers []*server // fewer than two: all records are those of one

type server struct {
	name, label  string // the label is the host's name without its domain: logs know hosts by the one or the other; "" for what names no host
	number       int
	left, passed int
	schedule     schedule
}

func newServers(o *Options) (s servers) {
	names := slices.Clone(o.Hosts)
	if o.Others != "" {
		names = append(names, o.Others)
	}
	if len(names) < 2 {
		return nil
	}
	for i, name := range names {
		one := &server{name: name, number: i + 1, schedule: newSchedule(o.Profile)}
		if i < len(o.Hosts) {
			one.label = labelOf(name)
		}
		s = append(s, one)
	}
	return s
}

func labelOf(host string) string {
	label, _, _ := strings.Cut(strings.ToLower(host), ".")
	return label
}

// serverOf tells messages of one server or organisation from those of others.
func (l *Learner) serverOf(m *records.Message) string {
	switch host, _, _ := strings.Cut(m.Key, "/"); {
	case slices.Contains(l.options.Hosts, host):
		return host
	case l.options.Log == nil:
		return ""
	}
	return l.options.Log(m.File)
}

// in is the server in whose log a message stands; nil: there is one server only, or nothing but a DSN tells of it.
func (s servers) in(m *records.Message) *server {
	if len(s) == 0 || returned(m) {
		return nil
	}
	host, _, _ := strings.Cut(m.Key, "/")
	if i := slices.IndexFunc(s, func(one *server) bool { return one.label != "" && one.name == host }); i >= 0 {
		return s[i]
	}
	if last := s[len(s)-1]; last.label == "" {
		return last
	}
	return nil
}

// leaves is what of a message left the servers: its recipients without those whom another server took over, and their attempts without those that
// went to another server. It is nil where nothing is left.
func (s servers) leaves(m *records.Message) *records.Message {
	from := s.in(m)
	if from == nil {
		return m
	}
	inside := func(t records.Try) bool {
		to := labelOf(t.Hop)
		return to != "" && to != from.label && slices.ContainsFunc(s, func(one *server) bool { return one.label == to })
	}
	if !slices.ContainsFunc(m.Recipients, func(r records.Recipient) bool { return slices.ContainsFunc(r.Tries, inside) }) {
		from.left++
		return m
	}
	left := *m
	left.Recipients = nil
	for _, r := range m.Recipients {
		if n := len(r.Tries); n > 0 && r.End == records.Sent && inside(r.Tries[n-1]) {
			continue
		}
		r.Tries = slices.DeleteFunc(slices.Clone(r.Tries), inside)
		left.Recipients = append(left.Recipients, r)
	}
	if len(left.Recipients) == 0 {
		from.passed++
		return nil
	}
	from.left++
	return &left
}

// findings are those of each server, the one from which most mail left first.
func (s servers) findings() (all []Server) {
	for _, one := range s {
		all = append(all, Server{one.name, one.number, one.label != "", one.left, one.passed, one.schedule.findings()})
	}
	slices.SortStableFunc(all, func(a, b Server) int { return b.Left - a.Left })
	return all
}
