package scenarios

import (
	"strings"

	"mailstorm/sim"
)

// readRemotes comes after the routes: it tells for each address which automatic mail may leave for it. What lives on the
// host itself does not leave.
func (l *loading) readRemotes() {
	for i, h := range l.hosts {
		host := &l.config.Hosts[i]
		if h.remotes == nil || len(host.Own) < len(l.config.Addresses) {
			continue
		}
		by := map[string]sim.Remote{}
		for _, n := range l.open(h.remotes).node.inner {
			domain := strings.ToLower(n.name)
			if _, twice := by[domain]; twice {
				l.complain(n.misnamed("%s has a table already", domain))
			}
			by[domain] = l.readRemote(n, domain, i)
		}
		host.Remotes = make([]sim.Remote, len(l.config.Addresses))
		for a, address := range l.config.Addresses {
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

func (l *loading) readRemote(n *node, domain string, host int) sim.Remote {
	if home, lives := l.homes[domain]; lives && home == host {
		l.complain(n.misnamed("%s lives on host %s itself; a remote domain lives elsewhere", domain, l.hosts[host].name))
	} else if domain != everything {
		l.known(domain, n.misnamed)
	}
	t := l.open(n)
	r := sim.Remote{Reply: permit(t, "auto_reply"), Forward: permit(t, "auto_forward")}
	t.done()
	if domain == everything {
		return r // what it leaves out the profile says
	}
	return sim.Remote{Reply: max(r.Reply, sim.Allowed), Forward: max(r.Forward, sim.Allowed)}
}

// permit reads a switch that may be left out.
func permit(t *table, key string) sim.Permit {
	on := true
	switch n := t.read(key, &on); {
	case n == nil:
		return sim.Unsaid
	case on:
		return sim.Allowed
	}
	return sim.Forbidden
}
