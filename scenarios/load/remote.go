package load

import (
	"strings"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/sim"
)

// readRemotes comes after the routes: it tells for each address which automatic mail may leave for it. What lives on the
// host itself does not leave.
func (l *loader) readRemotes() {
	for i, h := range l.hosts {
		host := &l.Config.Hosts[i]
		if h.remotes == nil || len(host.Own) < len(l.Config.Addresses) {
			continue
		}
		by := map[string]sim.Remote{}
		for _, n := range l.Open(h.remotes).Node.Children {
			domain := strings.ToLower(n.Name)
			if _, twice := by[domain]; twice {
				l.Report(n.KeyProblem("%s already has a table", domain))
			}
			by[domain] = l.readRemote(n, domain, i)
		}
		host.Remotes = make([]sim.Remote, len(l.Config.Addresses))
		for a, address := range l.Config.Addresses {
			remote, ok := by[address.Domain]
			if !ok {
				remote = by[everything]
			}
			if !host.Own[a] {
				host.Remotes[a] = remote
			}
		}
	}
}

func (l *loader) readRemote(n *parse.Node, domain string, host int) sim.Remote {
	if home, lives := l.homes[domain]; lives && home == host {
		l.Report(n.KeyProblem("%s is a domain of host %s itself; a remote domain belongs to another organisation", domain, l.hosts[host].name))
	} else if domain != everything {
		l.known(domain, n.KeyProblem)
	}
	t := l.Open(n)
	r := sim.Remote{Reply: permit(t, "auto_reply"), Forward: permit(t, "auto_forward")}
	t.Done()
	if domain == everything {
		return r // what it leaves out the profile says
	}
	return sim.Remote{Reply: max(r.Reply, sim.Allowed), Forward: max(r.Forward, sim.Allowed)}
}

// permit reads a switch that may be left out.
func permit(t *decode.Table, key string) sim.Permit {
	on := true
	switch n := t.Read(key, &on); {
	case n == nil:
		return sim.Unsaid
	case on:
		return sim.Allowed
	}
	return sim.Forbidden
}
