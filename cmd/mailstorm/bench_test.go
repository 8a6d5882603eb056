package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"mailstorm/scenarios/scenariotest"
)

// A folder as a pipeline has it: 500 scenarios of 1000 messages each, one of them wrong, each asked at its end and at a moment.
func BenchmarkFiveHundredFiles(b *testing.B) {
	dir := b.TempDir()
	for i := range 500 {
		text := ordinary(i, 2+i%8)
		if i == 250 {
			text = "[mail.deck]\n"
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("storm-%03d.toml", i)), []byte(text), 0o666); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		var out, err bytes.Buffer
		if code := execute([]string{"test", dir}, streams{nil, &out, &err}); code != exitUsage || !bytes.HasSuffix(out.Bytes(), []byte("1,497 passed, 0 failed, 1 file wrong\n")) {
			b.Fatalf("exit code %d: %s", code, out.Bytes()[max(out.Len()-1000, 0):])
		}
	}
}

// ordinary is a scenario of such a folder.
func ordinary(seed, hours int) string {
	return scenariotest.Lines(fmt.Sprint("seed = ", seed)) +
		scenariotest.Mail("deck", "sender@contoso.example", "partner@fabrikam.example", "",
			`size = {p50 = "75KB", p90 = "2MB", p99 = "25MB"}`, "count = 1000", `starts = "0s"`, `lasts = "8h"`) +
		scenariotest.Host("exo", "exchange-online", "contoso.example", "*=relay") +
		scenariotest.Host("relay", "exchange-server-edge", "", "fabrikam.example=fabrikam *=exo") +
		scenariotest.Host("fabrikam", "", "fabrikam.example", "") +
		scenariotest.Fault("relay", "lost-reply", "drop-after-data", `starts = "1h"`, fmt.Sprintf(`ends = "%dh"`, hours)) +
		scenariotest.Table("expect", "lost = 0", `"exo.attempts" = ">= 1000"`, `"relay.kept at 3h" = ">= 100"`)
}

// What each command spends before its own work.
func BenchmarkStart(b *testing.B) {
	for _, args := range [][]string{{"version"}, {"--help"}, {"check", "deck-after-data"}, {"run", "deck-after-data"}, {"list"}} {
		b.Run(args[0], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if code := execute(args, streams{nil, io.Discard, io.Discard}); code != exitOK {
					b.Fatal(code)
				}
			}
		})
	}
}

// Only a command that shows the library reads it: that takes 14 MB of allocations, and 25 ms.
func TestStartReadsNoLibrary(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"--help"}, {"run", "--help"}, {"completion", "bash"}} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if code := execute(args, streams{nil, io.Discard, io.Discard}); code != exitOK {
			t.Fatal(args, code)
		}
		runtime.ReadMemStats(&after)
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 1e6 {
			t.Errorf("%v allocates %d bytes", args, spent)
		} else {
			t.Log(args, spent)
		}
	}
}
