// Package scenariotest writes small scenarios for tests, and runs them. What is empty is left out of a table, and lines are further keys.
package scenariotest

import (
	"strings"

	"mailstorm/sim"
)

// Mail is a message to one or several recipients, with spaces between them.
func Mail(name, from, to, size string, lines ...string) string {
	return table("mail."+name, lines, "from", text(from), "to", list(to), "size", text(size))
}

// Host has domains with spaces between them, and routes such as "far.example=mx1,mx2 *=relay".
func Host(name, profile, domains, routes string, lines ...string) string {
	var all []string
	for _, route := range strings.Fields(routes) {
		pattern, hosts, _ := strings.Cut(route, "=")
		all = append(all, text(pattern)+" = "+list(strings.ReplaceAll(hosts, ",", " ")))
	}
	to := ""
	if len(all) > 0 {
		to = "{" + strings.Join(all, ", ") + "}"
	}
	return table("host."+name, lines, "profile", text(profile), "domains", list(domains), "routes", to)
}

// Fault is a fault of a host.
func Fault(host, name, kind string, lines ...string) string {
	return table("host."+host+".fault."+name, lines, "kind", text(kind))
}

// Guard is a guard of a host.
func Guard(host, name, kind string, lines ...string) string {
	return table("host."+host+".guard."+name, lines, "kind", text(kind))
}

// Rule is a rule of a mailbox.
func Rule(address, name, kind string, lines ...string) string {
	return table("mailbox."+text(address)+".rule."+name, lines, "kind", text(kind))
}

// Table is any other table.
func Table(name string, lines ...string) string { return "[" + name + "]\n" + Lines(lines...) }

// Lines are keys of no table, or further keys of the one before.
func Lines(lines ...string) string {
	return strings.Join(lines, "\n") + "\n"
}

// TB is a testing.TB, or the rapid.T of a property.
type TB interface {
	Helper()
	Fatal(...any)
}

// Finish runs a world to its end.
func Finish(t TB, w *sim.World) *sim.Result {
	t.Helper()
	for !w.Advance(1 << 20) {
	}
	r, err := w.Result()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func table(name string, lines []string, pairs ...string) string {
	var all []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			all = append(all, pairs[i]+" = "+pairs[i+1])
		}
	}
	return Table(name, append(all, lines...)...)
}

func text(s string) string {
	if s == "" {
		return ""
	}
	return `"` + s + `"`
}

func list(words string) string {
	all := strings.Fields(words)
	if len(all) < 2 {
		return text(words)
	}
	return `["` + strings.Join(all, `", "`) + `"]`
}
