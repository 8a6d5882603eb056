package scenarios

import (
	"slices"

	"mailstorm/sim"
)

// filter reads the keys that restrict a fault to some sessions.
func (l *loading) filter(t *table, f *sim.Filter) {
	for _, key := range []string{"from_host", "servers", "mail_from", "rcpt_to"} {
		if n := t.node.named[key]; n != nil && n.shape == listShape && len(n.inner) == 0 {
			l.complain(n.problem("an empty list fits nothing; leave %s out for all", key))
		}
	}
	for _, n := range several(t.take("from_host", new([]string))) {
		if host, ok := l.host(n); ok {
			f.FromHost = append(f.FromHost, host)
		}
	}
	if n := t.read("servers", &f.Servers); n != nil {
		l.checkServers(n, f)
	}
	f.MailFrom = l.matching(t.take("mail_from", new([]string)))
	f.RcptTo = l.matching(t.take("rcpt_to", new([]string)))
	t.more("larger_than", (*byteCount)(&f.LargerThan))
	n := t.more("smaller_than", (*byteCount)(&f.SmallerThan))
	if n != nil && f.SmallerThan > 0 && f.LargerThan+1 >= f.SmallerThan {
		l.complain(n.problem("no message is larger than %d B and smaller than %d B", f.LargerThan, f.SmallerThan))
	}
}

// checkServers refuses numbers that no sending pool has.
func (l *loading) checkServers(n *node, f *sim.Filter) {
	most := uint32(0)
	for i, h := range l.config.Hosts {
		if len(f.FromHost) == 0 || slices.Contains(f.FromHost, i) {
			most = max(most, h.Profile.Pool.Servers)
		}
	}
	for i, e := range several(n) {
		if i >= len(f.Servers) {
			return
		}
		if s := f.Servers[i]; s == 0 || s > most {
			l.complain(e.problem("there is no server %d; the largest sending pool here has servers 1 to %d", s, most))
		}
	}
}

// matching finds the addresses that a filter means: one of them, "@domain", or a list.
func (l *loading) matching(n *node) []int {
	var found []int
	seen := map[int]bool{}
	for _, e := range several(n) {
		var s string
		if !l.fill(e, &s) {
			continue
		}
		meant := l.meant(e, s)
		if len(meant) == 0 {
			l.unmatched(e, s)
		}
		for _, a := range meant {
			if !seen[a] {
				found = append(found, a)
			}
			seen[a] = true
		}
	}
	return found
}
