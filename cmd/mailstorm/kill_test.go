package main

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"mailstorm/scenarios/scenariotest"
)

// killed is a storm of some hundred events with something drawn in it.
var killed = scenariotest.Mail("office", "sender@contoso.example", "partner@fabrikam.example", "75KB", "count = 40", `lasts = "10h"`) +
	scenariotest.Host("exo", "exchange-online", "contoso.example", "*=fabrikam") +
	scenariotest.Host("fabrikam", "", "fabrikam.example", "") +
	scenariotest.Fault("fabrikam", "down", "connect-timeout", `lasts = {p50 = "4h", p90 = "16h", p99 = "60h"}`) +
	scenariotest.Table("decision", `"bounced.good" = "<= 2%"`)

// However often a sweep is killed, it goes on, and its folder comes to the bytes of one that nobody disturbed.
func TestKilledSweepsEndAlike(t *testing.T) {
	takesLong(t)
	if runtime.GOOS == "windows" {
		t.Skip("nobody is killed by a signal there")
	}
	t.Chdir(t.TempDir())
	writeFile(t, "storm.toml", killed)
	args := []string{"sweep", "storm.toml", "--vary", "host.exo.message_expiration=12h..24h/4h", "--runs", "300", "--variant-runs", "30", "--quiet", "--resume", "--out"}
	undisturbed := exec.Command("mailstorm", append(args, "one")...)
	began := time.Now()
	if out, err := undisturbed.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	took := time.Since(began)
	seed := uint64(time.Now().UnixNano())
	draw := rand.New(rand.NewPCG(seed, 0))
	midway := 0
	for range 20 {
		c := exec.Command("mailstorm", append(args, "two")...)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(draw.Int64N(int64(took) / 4)))
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		c.Wait() // it was killed
		if rows, err := os.Stat("two.partial/rows.jsonl"); err == nil && rows.Size() > 0 {
			midway++
		}
	}
	t.Logf("seed %d: %v undisturbed, %d of 20 times killed midway", seed, took, midway)
	if out, err := exec.Command("mailstorm", append(args, "two")...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	sameFolders(t, "one", "two")
	if left, _ := filepath.Glob("two.*"); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}
