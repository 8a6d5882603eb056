package schema

import (
	"slices"
	"strings"
	"testing"

	"mailstorm/scenarios/load"
)

// Whatever Keys lists may be overridden: the loader may dislike the value, and knows the key.
func TestKeysAreKnown(t *testing.T) {
	for _, name := range []string{"deck-stopped-five-ways", "ooo-forward-loop"} {
		keys := Keys(name, load.Options{})
		if len(keys) < 50 {
			t.Errorf("%s has only %d keys", name, len(keys))
		}
		for _, k := range keys {
			_, err := load.Load(name, load.Options{Set: []string{k.Path + "=?"}})
			if err != nil && (strings.Contains(err.Error(), "unknown key") || strings.Contains(err.Error(), "does not take") || strings.Contains(err.Error(), "no dotted")) {
				t.Errorf("%s: %v", name, err)
			}
			if k.Meaning == "" {
				t.Errorf("%s: %s has no meaning", name, k.Path)
			}
		}
	}
}

func TestKeys(t *testing.T) {
	keys := Keys("-", load.Options{Stdin: strings.NewReader(`[host.exo]
domains = ["b.example"]
[host.exo.fault."no reply"]
kind = "drop-after-data"
sise = 5
[mailbox."a@b.example"]
`)})
	named := map[string]Key{}
	for _, k := range keys {
		named[k.Path] = k
	}
	for path, there := range map[string]bool{
		"title": true, "alert.queue": true, `host.exo.fault."no reply".ends`: true, `host.exo.fault."no reply".dies_after`: true, `mailbox."a@b.example".dedup`: true,
		`host.exo.fault."no reply".code`: false, `host.exo.fault."no reply".sise`: false, "host.exo.guard": false, "host.relay.profile": false,
	} {
		if _, ok := named[path]; ok != there {
			t.Errorf("%s is listed: %v", path, ok)
		}
	}
	if k := named[`host.exo.fault."no reply".kind`]; !slices.Contains(k.Words, "slow-reply") {
		t.Errorf("words of kind: %v", k.Words)
	}
	if got := Keys("no-such-scenario", load.Options{}); got != nil {
		t.Errorf("%v", got)
	}
}
