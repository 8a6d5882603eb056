package schema

import (
	"slices"
	"testing"
)

func TestFindPlaces(t *testing.T) {
	all := Places()
	for name, want := range map[string]string{
		"clock": "clock", "hours": "mail.*.hours", "HOURS": "mail.*.hours", "host.*.routes": "host.*.routes", "host.exo.routes": "host.*.routes",
		"mail.deck.to.recipients": "mail.*.to.recipients", "host.relay.fault.down.lasts": "host.*.fault.*.lasts",
	} {
		found := placesNamed(all, name)
		if !slices.ContainsFunc(found, func(p Place) bool { return p.Path == want }) {
			t.Errorf("%s: %v", name, found)
		}
	}
	for _, name := range []string{"", "nothing", "host.exo.nothing", "[", "*"} {
		if found := placesNamed(all, name); len(found) > 0 && name != "*" {
			t.Errorf("%q: %v", name, found)
		}
	}
}

// Each place has a meaning, and the path of each leads back to it.
func TestPlaces(t *testing.T) {
	all := Places()
	if len(all) < 150 {
		t.Errorf("only %d places", len(all))
	}
	for i, p := range all {
		if p.Meaning == "" || !slices.ContainsFunc(placesNamed(all, p.Path), func(q Place) bool { return q == p }) {
			t.Errorf("%+v", p)
		}
		if slices.ContainsFunc(all[:i], func(q Place) bool { return q.Path == p.Path }) {
			t.Errorf("%s is there twice", p.Path)
		}
	}
}

func TestPlaceHeaders(t *testing.T) {
	for path, want := range map[string]string{
		"clock": "", "mail.*.hours": "[mail.NAME]", "host.*.fault.*.kind": "[host.NAME.fault.NAME]", "mailbox.*.rule.*.to": `[mailbox."ADDRESS".rule.NAME]`,
	} {
		if got := (Place{Path: path}).Header(); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
