package load

import (
	"slices"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/sim"
)

// filter reads the keys that restrict a fault to some sessions.
func (l *loader) filter(t *decode.Table, f *sim.Filter) {
	for _, key := range []string{"from_host", "servers", "mail_from", "rcpt_to"} {
		if n := t.Node.Child[key]; n != nil && n.Kind == parse.List && len(n.Children) == 0 {
			l.Report(n.Problem("an empty list matches nothing; leave %s out to match all", key))
		}
	}
	for _, n := range parse.Elements(t.Take("from_host", new([]string))) {
		if host, ok := l.Host(n); ok {
			f.FromHost = append(f.FromHost, host)
		}
	}
	if n := t.Read("servers", &f.Servers); n != nil {
		l.checkServers(n, f)
	}
	f.MailFrom = l.matching(t.Take("mail_from", new([]string)))
	f.RcptTo = l.matching(t.Take("rcpt_to", new([]string)))
	t.ReadPositive("larger_than", (*decode.ByteCount)(&f.LargerThan))
	n := t.ReadPositive("smaller_than", (*decode.ByteCount)(&f.SmallerThan))
	if n != nil && f.SmallerThan > 0 && f.LargerThan+1 >= f.SmallerThan {
		l.Report(n.Problem("no message is larger than %d B and smaller than %d B", f.LargerThan, f.SmallerThan))
	}
}

// checkServers refuses numbers that no sending pool has.
func (l *loader) checkServers(n *parse.Node, f *sim.Filter) {
	most := uint32(0)
	for i, h := range l.Config.Hosts {
		if len(f.FromHost) == 0 || slices.Contains(f.FromHost, i) {
			most = max(most, h.Profile.Pool.Servers)
		}
	}
	for i, e := range parse.Elements(n) {
		if i >= len(f.Servers) {
			return
		}
		if s := f.Servers[i]; s == 0 || s > most {
			l.Report(e.Problem("there is no server %d; the largest sending pool here has servers 1 to %d", s, most))
		}
	}
}

// matching finds the addresses that a filter means: one of them, "@domain", or a list.
func (l *loader) matching(n *parse.Node) []int {
	var found []int
	seen := map[int]bool{}
	for _, e := range parse.Elements(n) {
		var s string
		if !l.Decode(e, &s) {
			continue
		}
		meant := l.Matching(e, s)
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
