package scenarios

import (
	"slices"
	"strings"

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

// several is the elements of a list, or a single value as a list of one.
func several(n *node) []*node {
	switch {
	case n == nil:
		return nil
	case n.shape == listShape:
		return n.inner
	}
	return []*node{n}
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

// mostMatches bounds what all filters together compare.
const mostMatches = 100_000_000

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

func (l *loading) meant(n *node, s string) (found []int) {
	domain, all := strings.CutPrefix(strings.ToLower(s), "@")
	if !all {
		name, domain, _ := splitAddress(s)
		if a, ok := l.written[name+"@"+domain]; ok {
			found = append(found, a)
		}
		return found
	}
	if l.matches += len(l.config.Addresses); l.matches > mostMatches {
		l.complain(n.problem("all filters together look at more than %s addresses; that is the most in one run", grouped(mostMatches)))
		return nil
	}
	for i, a := range l.config.Addresses {
		if a.Domain == domain {
			found = append(found, i)
		}
	}
	return found
}
