package intervention

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/quantity"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

const (
	queueLength    = metrics.Queue
	exchangeOnline = "exchange-online"
	exchangeServer = "exchange-server"
)

func quoted(s string) string { return fmt.Sprintf("%q", s) }

// names names a host, or counts several: a line of the table has no room for more.
func (s *Storm) names(hosts []int) string {
	var list []string
	for _, h := range hosts {
		list = append(list, s.Config.Hosts[h].Name)
	}
	if len(list) > 1 {
		return fmt.Sprintf("%d hosts", len(list))
	}
	return strings.Join(list, "")
}

// repair ends the faults that are active.
func repair(s *Storm) (v Intervention) {
	var hosts []int
	var faults []string
	for _, host := range s.receivers() {
		var off []string
		for _, f := range s.faultsOf(host) {
			off = append(off, f.Name+` = "off"`)
			faults = append(faults, fmt.Sprintf("%s (%s)", f.Name, f.Kind))
		}
		if len(off) == 0 {
			continue
		}
		hosts = append(hosts, host)
		v.Tables = append(v.Tables, Table{s.path(host, "change", "repair"), [][2]string{{"at", s.moment()}, {"fault", "{" + strings.Join(off, ", ") + "}"}}})
	}
	if len(hosts) == 0 {
		return v
	}
	v.Key, v.Name = "repair", "repair "+s.names(hosts)
	slices.Sort(faults)
	v.Remark = "ends " + strings.Join(slices.Compact(faults), ", ")
	return v
}

// beforeMail are the faults before which a closed port makes no difference.
var beforeMail = []string{"dns-failure", "unreachable", "connection-refused", "connect-timeout"}

// closePort refuses connections at the receiving hosts, until their faults are over.
func closePort(s *Storm) (v Intervention) {
	var hosts []int
	v.Remark = "it stays closed until the fault is over"
	for _, host := range s.receivers() {
		faults := s.faultsOf(host)
		unreached := slices.ContainsFunc(faults, func(f sim.Span) bool { return slices.Contains(beforeMail, f.Kind) })
		if len(faults) == 0 || unreached || s.to(host).bytes == 0 || s.family(host) == exchangeOnline {
			continue
		}
		hosts = append(hosts, host)
		t := Table{s.path(host, "fault", "port-closed"), [][2]string{{"kind", quoted("connection-refused")}, {"starts", s.moment()}}}
		if slices.ContainsFunc(faults, func(f sim.Span) bool { return f.Ends == 0 }) {
			v.Remark = "it stays closed; write ends to open it again"
		} else {
			last := slices.MaxFunc(faults, func(a, b sim.Span) int { return cmp.Compare(a.Ends, b.Ends) })
			t.Rows = append(t.Rows, [2]string{"ends", quoted(quantity.FormatDuration(last.Ends))})
		}
		v.Tables = append(v.Tables, t)
	}
	if len(hosts) == 0 {
		return Intervention{}
	}
	v.Key, v.Name = "close-port", "close port 25 at "+s.names(hosts)
	v.Doing = s.doing(v.Key, hosts, "")
	return v
}

// nextHop lets the sending hosts route around the failing ones, where another host can serve. A host that is well again needs no substitute.
func nextHop(s *Storm) (v Intervention) {
	var from, to []int
	hops := map[int][]string{}
	for _, w := range s.troubled() {
		if len(s.faultsOf(w.to)) == 0 && len(s.Config.Hosts[w.to].Guards) == 0 {
			continue
		}
		other := s.around(w)
		if other < 0 {
			continue
		}
		if !slices.Contains(to, other) {
			to = append(to, other)
		}
		if hops[w.from] == nil {
			from = append(from, w.from)
		}
		hops[w.from] = append(hops[w.from], s.Config.Hosts[w.to].Name+" = "+quoted(s.Config.Hosts[other].Name))
	}
	if len(from) == 0 {
		return v
	}
	for _, host := range from {
		v.Tables = append(v.Tables, Table{s.path(host, "change", "next-hop"), [][2]string{{"at", s.moment()}, {"next_hop", "{" + strings.Join(hops[host], ", ") + "}"}}})
		if s.family(host) == exchangeOnline {
			v.Remark = "mail that Exchange Online has queued keeps its next hop (inferred)"
		}
	}
	v.Key, v.Name = "next-hop", "send from "+s.names(from)+" to "+s.names(to)
	v.Doing = s.doing(v.Key, from, s.Config.Hosts[to[0]].Name)
	return v
}

// around is a host that can take the place of a next hop for all its mail, or -1: first one that the sender uses already, then any other.
func (s *Storm) around(w link) int {
	h := &s.Config.Hosts[w.from]
	var candidates []int
	for _, list := range h.Routes {
		candidates = append(candidates, list...)
	}
	for i := range s.Config.Hosts {
		candidates = append(candidates, i)
	}
	for _, other := range candidates {
		if other == w.from || other == w.to || len(s.faultsOf(other)) > 0 || s.sessions[link{w.from, other}].failed > 0 {
			continue
		}
		mail, serves := false, true
		for a, path := range h.Paths {
			if path >= 0 && slices.Contains(h.Routes[path], w.to) && s.writtenTo[a] {
				mail, serves = true, serves && s.leadsHome(other, a, []int{w.from, w.to})
			}
		}
		if mail && serves {
			return other
		}
	}
	return -1
}

// leadsHome reports whether mail for an address gets from a host to its mailbox without passing some hosts.
func (s *Storm) leadsHome(host, address int, without []int) bool {
	switch path := s.Config.Hosts[host].Paths[address]; {
	case slices.Contains(without, host), path == sim.NoRoute:
		return false
	case path == sim.MailboxHere:
		return true
	default:
		return s.leadsHome(s.Config.Hosts[host].Routes[path][0], address, append(slices.Clone(without), host))
	}
}

// tlsFaults are the faults that nobody meets who sends without TLS.
var tlsFaults = []string{"tls-rollout", "tls-hang"}

// withoutTLS stops offering STARTTLS where the handshake fails.
func withoutTLS(s *Storm) (v Intervention) {
	var hosts []int
	for _, host := range s.receivers() {
		active := func(kinds ...string) bool {
			return slices.ContainsFunc(s.faultsOf(host), func(f sim.Span) bool { return slices.Contains(kinds, f.Kind) })
		}
		if !active(tlsFaults...) || active("no-starttls") || s.family(host) == exchangeOnline {
			continue
		}
		hosts = append(hosts, host)
		v.Tables = append(v.Tables, Table{s.path(host, "fault", "starttls-off"), [][2]string{{"kind", quoted("no-starttls")}, {"starts", s.moment()}}})
	}
	return s.offered("starttls-off", "turn STARTTLS off at ", hosts, v.Tables, "mail crosses in clear text", "")
}

// duplicateCheck lets the gateway recognise what it kept.
func duplicateCheck(s *Storm) (v Intervention) {
	var hosts []int
	for _, host := range s.receivers() {
		if s.to(host).kept == 0 || s.family(host) == exchangeOnline {
			continue
		}
		h := &s.Config.Hosts[host]
		i := slices.IndexFunc(h.Guards, func(g sim.Guard) bool { return g.Kind.Name == "duplicate-check" })
		switch {
		case i < 0:
			v.Tables = append(v.Tables, Table{s.path(host, "guard", "seen-before"), [][2]string{{"kind", quoted("duplicate-check")}, {"starts", s.moment()}}})
		case h.Guards[i].Off && !slices.ContainsFunc(h.Changes, func(c sim.Change) bool { return switchesOn(&c, i, s.At) }):
			v.Tables = append(v.Tables, Table{s.path(host, "change", "seen-before"), [][2]string{{"at", s.moment()}, {"guard", "{" + h.Guards[i].Name + ` = "on"}`}}})
		default:
			continue
		}
		hosts = append(hosts, host)
	}
	return s.offered("duplicate-check", "check duplicates at ", hosts, v.Tables, "its memory is empty at first, and each attempt still sends all data", "")
}

// switchesOn reports whether a change has switched a guard on by then.
func switchesOn(c *sim.Change, guard int, by time.Duration) bool {
	return c.At.Min() < int64(by) && slices.Contains(c.Switches, sim.Switch{Guard: true, Index: guard, On: true})
}

// transportRule deletes the mail of those whose mail is queued. It sees what other hosts hand over from then on.
func transportRule(s *Storm) (v Intervention) {
	var hosts []int
	var from, later string
	for _, host := range s.senders() {
		if f := s.family(host); f != exchangeOnline && f != exchangeServer || s.from(host).kept == 0 {
			continue
		}
		hosts = append(hosts, host)
		senders, goesOn := s.ruleSenders(host)
		if goesOn {
			later = "; what is written at " + s.names(hosts[len(hosts)-1:]) + " later would be deleted too, which is not simulated"
		}
		if len(senders) == 0 || len(senders) > mostSenders {
			continue
		}
		from = s.Config.Addresses[senders[0]].Name
		if s.takesMail(host) {
			var list []string
			for _, a := range senders {
				list = append(list, quoted(s.Config.Addresses[a].Name))
			}
			v.Tables = append(v.Tables, Table{s.path(host, "guard", "rule"), [][2]string{{"kind", quoted("discard")}, {"starts", s.moment()},
				{"mail_from", "[" + strings.Join(list, ", ") + "]"}}})
		}
	}
	return s.offered("transport-rule", "add a transport rule at ", hosts, v.Tables, "a rule acts when mail arrives and no longer reaches what is queued"+later, from)
}

// mostSenders is of how many senders a rule is written.
const mostSenders = 20

// ruleSenders are those whose mail goes from a host to a failing one, and whether any of it may be written there after the moment.
func (s *Storm) ruleSenders(host int) (addresses []int, goesOn bool) {
	for i := range s.Config.Mails {
		m := &s.Config.Mails[i]
		if !slices.ContainsFunc(s.troubled(), func(w link) bool { return w.from == host && s.takes(m, w) }) {
			continue
		}
		if !slices.Contains(addresses, m.From) {
			addresses = append(addresses, m.From)
		}
		rest := m.Starts.Max() + m.Lasts.Max()
		if n := len(m.Listed); n > 0 {
			rest = int64(m.Listed[n-1].At)
		}
		goesOn = goesOn || m.Enters == host && (rest >= int64(s.At) || m.Rate.Count > 0 && m.Lasts.Max() == 0)
	}
	return addresses, goesOn
}

// takes reports whether mail of a table takes a link.
func (s *Storm) takes(m *sim.Mail, w link) bool {
	for _, to := range m.To {
		at := m.Enters
		for range s.Config.Hosts {
			path := s.Config.Hosts[at].Paths[to]
			if path < 0 {
				break
			}
			hops := s.Config.Hosts[at].Routes[path]
			if at == w.from && slices.Contains(hops, w.to) {
				return true
			}
			at = hops[0]
		}
	}
	return false
}

// takesMail reports whether other hosts have routes to a host.
func (s *Storm) takesMail(host int) bool {
	for i := range s.Config.Hosts {
		if slices.ContainsFunc(s.Config.Hosts[i].Routes, func(list []int) bool { return slices.Contains(list, host) }) {
			return true
		}
	}
	return false
}

// expiration halves the expiration time, as far as its maker allows.
func expiration(s *Storm) (v Intervention) {
	var hosts []int
	var shorter []string
	for _, host := range s.senders() {
		p := s.Config.Hosts[host].Profile
		half := max((p.Lifetime / 2).Round(time.Minute), p.Documented.From)
		if half >= p.Lifetime || p.Family == "application" || p.Family == exchangeOnline && p.Documented.To == 0 {
			continue
		}
		hosts = append(hosts, host)
		v.Tables = append(v.Tables, Table{s.path(host, "change", "expiration"), [][2]string{{"at", s.moment()}, {"message_expiration", quoted(quantity.FormatDuration(half))}}})
		shorter = append(shorter, fmt.Sprintf("%s: %s in place of %s", s.Config.Hosts[host].Name, quantity.FormatDuration(half), quantity.FormatDuration(p.Lifetime)))
		value := dotNet(half)
		if p.Family != exchangeOnline && p.Family != exchangeServer {
			value = oneUnit(half)
		}
		for _, c := range s.doing("expiration", []int{host}, value) {
			if !slices.Contains(v.Doing, c) {
				v.Doing = append(v.Doing, c)
			}
		}
	}
	if len(hosts) == 0 {
		return v
	}
	v.Key, v.Name, v.Remark = "expiration", "shorten expiration at "+s.names(hosts), strings.Join(shorter, ", ")
	return v
}

// offered is an intervention at some hosts, with the commands that do it; none without a host.
func (s *Storm) offered(key, name string, hosts []int, tables []Table, remark, value string) Intervention {
	if len(hosts) == 0 {
		return Intervention{}
	}
	return Intervention{Key: key, Name: name + s.names(hosts), Tables: tables, Doing: s.doing(key, hosts, value), Remark: remark}
}

// oneUnit writes a duration as Postfix and sendmail take it.
func oneUnit(d time.Duration) string {
	if d%time.Hour == 0 {
		return fmt.Sprintf("%dh", int64(d/time.Hour))
	}
	return fmt.Sprintf("%dm", int64(d/time.Minute))
}

// dotNet writes a duration as Exchange takes it.
func dotNet(d time.Duration) string {
	clock := fmt.Sprintf("%02d:%02d:%02d", d%quantity.Day/time.Hour, d%time.Hour/time.Minute, d%time.Minute/time.Second)
	if days := d / quantity.Day; days > 0 {
		return fmt.Sprintf("%d.%s", days, clock)
	}
	return clock
}

// deleteQueue removes what is queued, where somebody can.
func deleteQueue(s *Storm) (v Intervention) {
	var hosts []int
	for _, host := range s.senders() {
		if s.family(host) == exchangeOnline || s.from(host).kept == 0 {
			continue
		}
		hosts = append(hosts, host)
		v.Tables = append(v.Tables, Table{s.path(host, "change", "delete"), [][2]string{{"at", s.moment()}, {"purge", quoted("silently")}}})
	}
	return s.offered("delete-queue", "delete the queue of ", hosts, v.Tables, "no NDR is written for it", "")
}
