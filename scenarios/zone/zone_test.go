package zone

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"
)

// The table is the one that the caption names. A newer one changes what clocks show, so it is changed on purpose.
func TestTable(t *testing.T) {
	const want = "8f55634d05f8bca1f7bc7c69c5933428c69357e0bdf565e5ba224e3f88ff12e8"
	if sum := sha256.Sum256(zoneinfo); hex.EncodeToString(sum[:]) != want {
		t.Errorf("the table has the sum %x, want %s", sum, want)
	}
}

func TestEveryZoneLoads(t *testing.T) {
	names := Names()
	if len(names) < 590 {
		t.Fatalf("only %d zones", len(names))
	}
	for _, name := range names {
		zone, err := Load(name)
		if err != nil || name != "UTC" && zone.String() != name {
			t.Errorf("%s: %v, %v", name, zone, err)
		}
	}
}

// The table of the program counts, whatever the machine has: ZONEINFO is where Go looks first.
func TestMachinesTableIsNoMatter(t *testing.T) {
	t.Setenv("ZONEINFO", t.TempDir())
	berlin, err := Load("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	if got := time.Date(2026, 7, 1, 12, 0, 0, 0, berlin).Format(time.RFC3339); got != "2026-07-01T12:00:00+02:00" {
		t.Error(got)
	}
}

func TestUnknownZones(t *testing.T) {
	for _, name := range []string{"EDT", "CEST", "MEZ", "PM"} {
		if _, err := Load(name); err == nil || strings.Contains(err.Error(), "did you mean") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, want := range map[string]string{
		"europe/berlin": `did you mean "Europe/Berlin"?`, "Berlin": `"Europe/Berlin"`, "new york": `"America/New_York"`, "Europe/Berlni": `"Europe/Berlin"`,
		"Local": "unknown time zone", "": "unknown time zone", "Europe/": "unknown time zone", "../zone.go": "unknown time zone", "MESZ": "as in +01:00",
	} {
		if _, err := Load(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q in it", name, err, want)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load("Europe/Berlin"); err != nil {
			b.Fatal(err)
		}
	}
}
