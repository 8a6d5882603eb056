package load

import (
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/quantity"
	"mailstorm/scenarios/resolve"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
)

// hostTable is a host between two readings: names first, then what refers to names.
type hostTable struct {
	name    string
	node    *parse.Node
	domains []string
	routes  *parse.Node
	faults  *parse.Node
	guards  *parse.Node
	changes *parse.Node
	remotes *parse.Node
}

const (
	mostHosts = 1000
	mostIPs   = 16
	plainHost = "rfc5321" // the profile of a host that names none
)

func (l *loader) readHosts(t *decode.Table) {
	if len(t.Node.Children) == 0 && len(l.Problems) == 0 {
		l.Report(t.Node.Problem("the scenario has no host; write a table [host.NAME]"))
	}
	if len(t.Node.Children) > mostHosts {
		l.Report(t.Node.Children[mostHosts].KeyProblem("more than %s hosts, the limit for one run", parse.Grouped(mostHosts)))
		return
	}
	for i, n := range t.Node.Children {
		l.HostIndex[n.Name] = i
		h := &hostTable{name: n.Name, node: n}
		l.hosts = append(l.hosts, h)
		l.hostName(n)
		l.Config.Hosts = append(l.Config.Hosts, l.readHost(h, i))
	}
}

func (l *loader) hostName(n *parse.Node) {
	if strings.Trim(n.Name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || n.Name == "" {
		hint := ""
		if name := plainName(n.Name); name != "" {
			hint = ", as in " + name
		}
		l.Report(n.KeyProblem("%s is not a valid host name; use only a-z, 0-9 and -%s", parse.Quoted(n.Name), hint))
	}
	for _, m := range metrics.Catalogue {
		if first, _, _ := strings.Cut(m.Name, "."); first == n.Name {
			l.Report(n.KeyProblem("the host name %s is reserved, because the metric %s begins with it", parse.Quoted(n.Name), m.Name))
			return
		}
	}
}

// plainName makes a valid name of MX1.fabrikam.com.
func plainName(s string) string {
	first, _, _ := strings.Cut(s, ".")
	name := strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(first))
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return ""
	}
	return name
}

func (l *loader) readHost(h *hostTable, index int) sim.Host {
	t := l.Open(h.node)
	host := sim.Host{Name: h.name, Profile: &retry.Profile{}}
	e := l.hostProfile(t)
	if e != nil {
		host.Profile = e.Profile
		l.profileNames = append(l.profileNames, e.Name)
	}
	l.readDomains(t, h, index)
	h.routes, h.faults, h.guards = t.Get("routes"), t.Get("fault"), t.Get("guard")
	h.changes, h.remotes = t.Get("change"), t.Get("remote_domain")
	t.Read("bandwidth", (*decode.Bandwidth)(&host.Bandwidth))
	l.readPace(t, &host)
	before := len(l.Problems)
	var stated []*parse.Node
	for _, f := range retry.Figures {
		if n := t.Take(f.Name, f.At(host.Profile)); n != nil && l.DecodeFigure(f, host.Profile, n) && (f.Zero == "" || n.Text() != f.Zero) {
			stated = append(stated, n)
		}
	}
	for _, n := range stated {
		l.unused(n, host.Profile)
	}
	t.Done()
	if e != nil && len(l.Problems) == before {
		l.rebuild(host.Profile, "host "+h.name, h.node)
	}
	if h.routes != nil && t.Node.Child["profile"] == nil {
		l.Warn("host %s has no profile: it sends as %s describes (30 min, 30 min, then every 2 h; 5 days)",
			h.name, plainHost)
	}
	return host
}

// What a host takes for a round trip and for a message; whoever is slower loses its clients.
const (
	longestRoundTrip = 10 * time.Second
	longestWork      = 5 * time.Minute
)

// readPace reads how long a conversation with a host takes, and at how many addresses it listens.
func (l *loader) readPace(t *decode.Table, host *sim.Host) {
	if n := t.Read("round_trip", &host.RoundTrip); n != nil && host.RoundTrip > longestRoundTrip {
		l.Report(n.Problem("round_trip is at most %v; for a host that answers late write a fault with kind = \"slow-reply\"", longestRoundTrip))
	}
	if n := t.Read("work", &host.Work); n != nil && host.Work > longestWork {
		l.Report(n.Problem("work is at most 5m a message; for a host that answers late write a fault with kind = \"slow-reply\""))
	}
	n := t.Read("ip_addresses", &host.IPs)
	if n == nil {
		return
	}
	if _, isNumber := n.Value.(int64); isNumber && (host.IPs == 0 || host.IPs > mostIPs) {
		l.Report(n.Problem("ip_addresses is a number from 1 to %d", mostIPs))
	}
}

func (l *loader) hostProfile(t *decode.Table) *profile.Entry {
	name := plainHost
	n := t.Read("profile", &name)
	if n == nil {
		n = t.Node
	} else if _, isText := n.Value.(string); !isText {
		return nil // read has said so
	}
	return l.library.Read(name, n, 1)
}

// rebuild makes the schedule again after overrides, and warns of what the product would not take.
func (l *loader) rebuild(p *retry.Profile, whose string, table *parse.Node) {
	if err := p.Build(); err != nil {
		l.ReportRefusal(err, table)
		return
	}
	if d := p.Documented; d.To > 0 && (p.Lifetime < d.From || p.Lifetime > d.To) {
		l.Warn("%s: message_expiration = %s is not within %s .. %s, so %s would not take it", whose,
			quantity.FormatDuration(p.Lifetime), quantity.FormatDuration(d.From), quantity.FormatDuration(d.To), productName(p.Family))
	}
}

// unused refuses a figure that only schedules of another shape ask for, or that another figure makes useless.
func (l *loader) unused(n *parse.Node, p *retry.Profile) {
	if n.Name == "destination_memory" && n.Value != "none" && n.Value != p.Memory.String() {
		l.Report(n.KeyProblem("%s has no effect here: timer names another memory; leave one of the two out", n.Name))
		return
	}
	if p.Uses(n.Name) {
		if needs := p.Needs(n.Name); needs != "" {
			l.Report(n.KeyProblem("%s has no effect here; write %s as well", n.Name, needs))
		}
		return
	}
	var others []string
	for _, s := range retry.Shapes {
		if slices.Contains(s.Uses, n.Name) {
			others = append(others, s.Name)
		}
	}
	l.Report(n.KeyProblem("%s has no effect here: the schedule is %s, and only %s uses it", n.Name, p.Shape, strings.Join(others, ", ")))
}

func (l *loader) readDomains(t *decode.Table, h *hostTable, index int) {
	n := t.Read("domains", &h.domains)
	for i, at := range parse.Elements(n) {
		if _, isText := at.Value.(string); !isText {
			continue // read has said so
		}
		d := strings.ToLower(at.Text())
		if h.domains[i] = d; !resolve.IsDomain(d) {
			l.Report(at.Problem("%s is not a valid domain%s", parse.Quoted(d), domainHint(d)))
			l.wrongDomain = true
		} else if other, taken := l.homes[d]; taken {
			l.Report(at.Problem("the domain %s already belongs to host %s", d, l.hosts[other].name))
		} else {
			l.homes[d] = index
		}
	}
}

// domainHint finds the domains in what was written.
func domainHint(s string) string {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' })
	for i, part := range parts {
		if parts[i] = strings.TrimPrefix(strings.TrimPrefix(part, "*."), "@"); !resolve.IsDomain(parts[i]) {
			return ""
		}
	}
	switch {
	case len(parts) > 1:
		return "; several are a list: [\"" + strings.Join(parts, "\", \"") + "\"]"
	case strings.HasPrefix(s, "*."):
		return "; write " + parts[0] + ", and each subdomain with mailboxes beside it"
	case len(parts) == 1:
		return "; write " + parts[0]
	}
	return ""
}

// productName turns the name of a family of profiles into that of the product.
func productName(family string) string {
	words := strings.Split(family, "-")
	for i, w := range words {
		if w != "" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}
