package load

import (
	"fmt"
	"slices"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/sim/retry"
)

// mailKeys and hostKeys are keys that only these tables have; figures of profiles belong to hosts, too.
var (
	mailKeys = []string{"from", "to", "size", "attachment", "count", "rate", "at", "starts", "ends", "lasts", "hours", "enters"}
	hostKeys = []string{"profile", "domains", "routes", "bandwidth", "ip_addresses", "round_trip", "work"}
)

// elsewhere says in which table a key belongs that stands above all tables or in the wrong one.
func (l *loader) elsewhere(root *parse.Node) func(n *parse.Node) string {
	return func(n *parse.Node) string {
		if n.Parent != root || n.Kind == parse.Table {
			return ""
		}
		name := decode.Snake(n.Name)
		isFigure := func(key string) bool {
			return slices.Contains(hostKeys, key) || slices.ContainsFunc(retry.Figures, func(f retry.Figure) bool { return f.Name == key })
		}
		keys := append([]string{name}, decode.MeantKeys(name)...)
		if slices.ContainsFunc(keys, func(key string) bool { return slices.Contains(l.TopKeys, key) }) {
			return ""
		}
		for _, key := range keys {
			switch {
			case isFigure(key):
				return belongs(n, "host", sendingHost(root), key)
			case slices.Contains(mailKeys, key):
				return belongs(n, "mail", firstName(root.Child["mail"]), key)
			}
		}
		return ""
	}
}

// belongs names the table and, for an override, the whole key.
func belongs(n *parse.Node, kind, name, key string) string {
	if name == "" {
		name = "NAME"
	}
	if n.Source.Rank >= parse.RankOverride {
		return fmt.Sprintf("; did you mean %s.%s.%s?", kind, name, key)
	}
	return fmt.Sprintf("; write %s below [%s.%s]", key, kind, name)
}

// sendingHost is the first host with a next hop, or else the first one.
func sendingHost(root *parse.Node) string {
	hosts := root.Child["host"]
	if hosts == nil {
		return ""
	}
	for _, h := range hosts.Children {
		if h.Has("routes") {
			return h.Name
		}
	}
	return firstName(hosts)
}

func firstName(n *parse.Node) string {
	if n == nil || len(n.Children) == 0 {
		return ""
	}
	return n.Children[0].Name
}
