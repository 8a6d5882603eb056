package load

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mailstorm/scenarios/expect"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/smtp"
)

// What is written anew is met by what came out, and is what a person would have written.
func TestEdits(t *testing.T) {
	plain := strings.ReplaceAll(plain, "%", "%%")
	for _, c := range []struct{ name, was, is string }{
		{"copies", "13", "40"}, {"copies", `"13"`, `"40"`}, {"copies", `"= 13"`, `"= 40"`}, {"copies", `'<= 13'`, `'<= 40'`}, {"copies", `"<13"`, `"< 41"`},
		{"copies", `">= 50"`, `">= 40"`}, {"copies", `"> 50"`, `"> 39"`}, {"copies", `"20 .. 30"`, `"35 .. 45"`}, {"copies", `"20..25"`, `"37 .. 42"`},
		{"copies", `"100 .. 300"`, `"0 .. 200"`}, {"copies", `"none"`, `"40"`}, {"copies", `"!= 40"`, `"!= 40"`}, {"copies", `"> exo.attempts"`, `"> exo.attempts"`},
		{"copies", `"12 .. 12"`, `"40"`},
		{"wire.bytes", `"<= 1MB"`, `"<= 2.592GB"`}, {"wire.bytes", `"1GB .. 1.2GB"`, `"2.492GB .. 2.692GB"`},
		{"ndr.first", `"24h .. 24h15m"`, `"25h55m52s .. 26h10m52s"`}, {"ndr.first", `"< 1h"`, `"< 26h3m24s"`}, {"ndr.first", `">= 30h"`, `">= 26h3m22s"`},
		{"ndr.first", `"24h"`, `"26h3m22s500ms"`}, {"ndr.max", `"24h"`, `"none"`}, {"amplification", "2", "1.5"},
		{"copies", `{mean = "<= 3"}`, `{mean = "<= 40"}`}, {"copies", `{is = "<= 3", of = "95% of runs"}`, `{is = "<= 3", of = "95% of runs"}`},
	} {
		line := plain + "[expect]\n  \"" + c.name + "\"  =  %s  # why\n"
		s, r := load(t, fmt.Sprintf(line, c.was)), sample()
		r.Values[metrics.Copies], r.Values[metrics.WireBytes] = metrics.Int(40), metrics.Int(2_592_000_000)
		r.Values[metrics.NDRFirst], r.Values[metrics.NDRMax] = metrics.Int(int64(26*time.Hour+3*time.Minute+22*time.Second+500*time.Millisecond)), metrics.Value{}
		r.Values[metrics.Amplification] = metrics.Value{Num: 6, Den: 4, Known: true}
		is := expect.Rewritten(s.Text(), s.Expect.Edits(s.Text(), s.Expect.Judge([]expect.Answers{s.Expect.Answer(expect.Snapshot{Result: r}, nil)}), true))
		if want := fmt.Sprintf(line, c.is); is != want {
			t.Errorf("%s = %s became\n%s\nwant\n%s", c.name, c.was, is[len(plain):], want[len(plain):])
		}
	}
}

func TestEditsIsMet(t *testing.T) {
	forms := map[metrics.ID][]string{
		metrics.Copies:        {"3", "< 3", "<= 3", "> 99999", ">= 99999", "3 .. 4", "3 .. 9", "none"},
		metrics.NDRFirst:      {"< 1s", "<= 1ms", "> 99d", ">= 99d", "1ms .. 2ms", "1h .. 2h", "none", "= 1h"},
		metrics.WireBytes:     {"< 3B", "<= 3kB", "> 999TB", "3B .. 4B", "= 1MB"},
		metrics.Amplification: {"< 0.01", ">= 999", "0.001 .. 0.002"},
	}
	rapid.Check(t, func(rt *rapid.T) {
		r := sample()
		id := rapid.SampledFrom([]metrics.ID{metrics.Copies, metrics.NDRFirst, metrics.WireBytes, metrics.Amplification}).Draw(rt, "metric")
		r.Values[id] = metrics.Value{Num: rapid.Int64Range(1, 1e14).Draw(rt, "num"), Den: 1, Known: true}
		if id == metrics.Amplification {
			r.Values[id] = metrics.Value{Num: rapid.Int64Range(1, 1e9).Draw(rt, "num"), Den: rapid.Int64Range(1, 1e6).Draw(rt, "den"), Known: true}
		}
		was := fmt.Sprintf("%s[expect]\n%q = %q\n", plain, metrics.Catalogue[id].Name, rapid.SampledFrom(forms[id]).Draw(rt, "form"))
		s := load(t, was)
		edits := s.Expect.Edits(s.Text(), s.Expect.Judge([]expect.Answers{s.Expect.Answer(expect.Snapshot{Result: r}, nil)}), true)
		is := load(t, expect.Rewritten(s.Text(), edits))
		if v := is.Expect.Judge([]expect.Answers{is.Expect.Answer(expect.Snapshot{Result: r}, nil)})[0]; len(edits) > 0 && !v.OK {
			rt.Fatalf("%s became %s, which is not met by %v", was[len(plain):], is.Text()[len(plain):], r.Values[id])
		}
	})
}

// Codes and fates take the words that came out, and all else in the file stays as it was.
func TestEditsWords(t *testing.T) {
	was := "# A story.\r\n" + strings.ReplaceAll(plain, "\n", "\r\n") + "[expect]\r\n\"ndr.code\" = \"5.4.316\" # refused\r\n" +
		"\"deck to partner@fabrikam.example\" = 'pending'\r\nlost = 0\r\n"
	path := filepath.Join(t.TempDir(), "story.toml")
	os.WriteFile(path, []byte(was), 0o644)
	s, err := Load(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := sample()
	r.Hosts[0].Wrote = []sim.Tally{{Reply: smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 4, 318)}, Count: 1}, {Reply: smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 4, 317)}, Count: 4}}
	each := func(yield func(sim.Delivery) bool) {
		_ = yield(sim.Delivery{To: 1, Row: sim.RowNDR}) && yield(sim.Delivery{Message: 1, To: 1, Row: sim.RowAccepted, Column: 1})
	}
	is := expect.Rewritten(s.Text(), s.Expect.Edits(s.Text(), s.Expect.Judge([]expect.Answers{s.Expect.Answer(expect.Snapshot{Result: r, Deliveries: each}, nil)}), true))
	want := strings.Replace(strings.Replace(was, "5.4.316", "550 5.4.318, 550 5.4.317", 1), "pending", "honest NDR, delivered", 1)
	if is != want {
		t.Errorf("%q", is)
	}
}
