//go:build slow

package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/load"
)

// libraryRecords are storms of the library in which hosts of one profile try again, with that profile and its log. Where sessions hang for minutes
// before they fail, records show when they ended and not when they began, so such storms are not here.
var libraryRecords = map[string]string{
	"certificate-mismatch": "exchange-online", "connection-refused": "exchange-online", "deck-after-data": "exchange-online-fixed15",
	"deck-stopped-five-ways": "exchange-online-fixed15", "deck-with-dedup": "exchange-online-fixed15", "deck-worst-case": "exchange-online-fixed15",
	"disk-full": "exchange-online", "failure-limit": "postfix", "greylist-many-addresses": "exchange-online", "greylist-pool-aware": "exchange-online",
	"lost-reply-behind-the-relay": "exchange-online-fixed15", "message-expiration": "exchange-online", "nobody-sees-the-queue": "exchange-online",
	"rc4-hang": "exchange-online-fixed15", "rule-comes-too-late": "exchange-online-fixed15", "ten-thousand-behind-a-dead-site": "postfix",
	"tls-half-good-drawn": "exchange-online-fixed15", "tls-half-good-sticky": "exchange-online-fixed15", "tls-off-and-reboot": "exchange-online",
	"verp-newsletter": "postfix", "weekend-outage": "exchange-online", "wrong-region": "postfix",
}

// Storms of the library, run and learned again, name their profile and, where they tell it, their expiration.
func TestLearnLibrary(t *testing.T) {
	for name, profile := range libraryRecords {
		out := filepath.Join(t.TempDir(), "out")
		if said := inProcess([]string{"run", name, "--out", out, "--quiet", "--events", "none"}); said.code != 0 {
			t.Fatal(said.err)
		}
		records := "trace.csv"
		if profile == "postfix" {
			records = "maillog"
		}
		f := &findings(t, filepath.Join(out, records)).Schedule
		var fits []string
		for _, p := range f.Candidates {
			if p.Fits {
				fits = append(fits, p.Profile)
			}
		}
		if !slices.Contains(fits, profile) || f.LongestIs.N >= 10 && len(fits) > 1 {
			t.Errorf("%s: of %d waits, %d of them late, fits %s, not %s", name, f.Waits, f.LongestIs.N, fits, profile)
		}
		if b, want := f.Expiration, expirationOf(t, name, profile); b.N > 0 && want > 0 && (b.Least >= want || b.Most < want) {
			t.Errorf("%s: given up between %s and %s, not after %s", name, b.Least, b.Most, want)
		}
	}
}

// expirationOf is that of the hosts of a scenario that have a profile of one family; 0: they differ.
func expirationOf(t *testing.T, name, profile string) (one time.Duration) {
	s, err := load.Load(name, load.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Config.Hosts {
		p := s.Config.Hosts[i].Profile
		switch {
		case p == nil || !strings.HasPrefix(profile, p.Family):
		case one != 0 && one != p.Lifetime:
			return 0
		default:
			one = p.Lifetime
		}
	}
	return one
}
