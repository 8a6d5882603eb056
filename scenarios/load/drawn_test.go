package load

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
)

// beside loads a scenario with files beside it.
func beside(t *testing.T, text string, files map[string][]byte) (*Scenario, error) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		writeFile(t, filepath.Join(dir, name), string(content))
	}
	path := filepath.Join(dir, "storm.toml")
	writeFile(t, path, text)
	return Load(path, Options{})
}

// outage is a scenario with an outage that lasts as a CSV file says.
func outage(t *testing.T, lasts, csv string) random.Quantity {
	t.Helper()
	s, err := beside(t, plain+"[host.fabrikam.fault.down]\nkind = \"connection-refused\"\nlasts = "+lasts+"\n", map[string][]byte{"outages.csv": []byte(csv)})
	if err != nil {
		t.Fatalf("%s: %v", lasts, err)
	}
	return s.Config.Hosts[1].Faults[0].Lasts
}

// Whatever wrote the file, the same outages are read, the shortest first.
func TestColumnIsReadInAnyDress(t *testing.T) {
	want := []int64{int64(90 * time.Second), int64(40 * time.Minute), int64(40 * time.Minute), int64(30 * time.Hour)}
	wide := string(utf16le("start,minutes\r\n1,40\r\n2,1800\r\n3,1.5\r\n4,40\r\n"))
	for lasts, csv := range map[string]string{
		`{csv = "outages.csv", column = "minutes"}`:                 "start,Minutes,note\n1,40,\n2,1800,x\n3,1.5,\n4,40,\n",
		`{csv = "outages.csv", column = "MINUTES"}`:                 wide,
		`{csv = "outages.csv", column = "TotalHours"}`:              "#TYPE Selected.TimeSpan\n\"TotalHours\",\"x\"\n\"0.66666666666666\",1\n\"30\",1\n\"0.025\",1\n\"0.66666666666667\",1\n",
		`{csv = "outages.csv", column = "how long"}`:                "\ufeff" + "start;how long\n1,5;40m\n2;1d6h\n3;00:01:30\n4;40 min\n",
		`{csv = "outages.csv", column = "down", unit = "min"}`:      "down\tup\n40\t1\n1800\t1\n90s\t1\n40\t1\n",
		`{csv = "outages.csv", column = "downtime (minutes)"}`:      "downtime (minutes) \n 40\n1800\n1.5\n40\n",
		`{csv = "outages.csv", column = "minutes", unit = "hours"}`: "minutes\n30\n0.025\n40m\n40m\n",
	} {
		if got := outage(t, lasts, csv); !reflect.DeepEqual(got, random.Quantity{Samples: want}) {
			t.Errorf("%s: %v, want %v", lasts, got, want)
		}
	}
}

func utf16le(s string) []byte {
	b := []byte{0xff, 0xfe}
	for _, c := range []byte(s) {
		b = append(b, c, 0)
	}
	return b
}

const drawnFrom = "MB,hours,share,percent,count\n1,3,50%,50,4\n0.5,1,0.1,10,0\n"

var drawing = scenariotest.Lines(`length = "30d"`) +
	scenariotest.Mail("a", "s@contoso.example", "p@fabrikam.example", "", `attachment = {csv = "seen.csv", column = "mb"}`,
		`count = {csv = "seen.csv", column = "count"}`, `at = {exponential = "2h"}`) +
	scenariotest.Mail("b", "s@contoso.example", "p@fabrikam.example", "", `attachment = {exponential = "1MB"}`,
		"count = {exponential = 1_000}", `starts = {csv = "seen.csv", column = "hours"}`, `lasts = {p50 = "1h"}`) +
	scenariotest.Mail("c", "s@contoso.example", "p@fabrikam.example", "", `double_of = "a"`) +
	scenariotest.Host("exo", "postfix", "contoso.example", "*=fabrikam") +
	scenariotest.Host("fabrikam", "", "fabrikam.example", "") +
	scenariotest.Fault("fabrikam", "a", "dns-failure", `starts = "1h"`, `ends = {csv = "more.csv", column = "hours"}`,
		`share = {csv = "seen.csv", column = "share"}`) +
	scenariotest.Fault("fabrikam", "b", "dns-failure", `ends = {exponential = "3h"}`, `share = {csv = "seen.csv", column = "percent"}`) +
	scenariotest.Fault("fabrikam", "c", "dns-failure", `share = {p0 = "10%", p100 = "100%"}`) +
	scenariotest.Table("host.fabrikam.change.d", `at = {csv = "seen.csv", column = "hours"}`, "retry = true")

func TestDrawnQuantities(t *testing.T) {
	s, err := beside(t, drawing, map[string][]byte{"seen.csv": []byte(drawnFrom), "more.csv": []byte("hours\n4\n2\n")})
	if err != nil {
		t.Fatal(err)
	}
	hours := func(h ...int64) (all []int64) {
		for _, n := range h {
			all = append(all, n*int64(time.Hour))
		}
		return all
	}
	a, b, c := s.Config.Mails[0], s.Config.Mails[1], s.Config.Mails[2]
	half, tenth := int64(random.All/2), int64(429496730)
	f, change := s.Config.Hosts[1].Faults, s.Config.Hosts[1].Changes[0]
	for what, pair := range map[string][2]random.Quantity{
		"attachments":      {a.Size, {Samples: []int64{685_000, 1_370_000}}},
		"counts":           {a.Volume, {Samples: []int64{0, 4}}},
		"counts of double": {c.Volume, a.Volume},
		"sizes of double":  {c.Size, a.Size},
		"at":               {a.Starts, {Mean: hours(2)[0]}},
		"sizes":            {b.Size, {Mean: 1_370_000}},
		"many":             {b.Volume, {Mean: 1000}},
		"starts":           {b.Starts, {Samples: hours(1, 3)}},
		"ends":             {f[0].Lasts, {Samples: hours(1, 3)}},
		"shares":           {f[0].ShareOf, {Samples: []int64{tenth, half}}},
		"exponential ends": {f[1].Lasts, {Mean: hours(3)[0]}},
		"percent":          {f[1].ShareOf, {Samples: []int64{tenth, half}}},
		"quantiles":        {f[2].ShareOf, {Points: []random.Point{{Share: 0, Value: tenth}, {Share: random.All, Value: int64(random.All)}}}},
		"change":           {change.At, {Samples: hours(1, 3)}},
	} {
		if !reflect.DeepEqual(pair[0], pair[1]) {
			t.Errorf("%s: %+v, want %+v", what, pair[0], pair[1])
		}
	}
	if a.Count != 0 || f[0].Share != random.Share(half) || f[2].Share != random.All {
		t.Error(a.Count, f[0].Share, f[2].Share)
	}
	if len(s.files.Columns) != 6 {
		t.Errorf("%d columns were read, want each of 6 once", len(s.files.Columns))
	}
	playAWhile(t, s)
}

func playOut(t *testing.T, c sim.Config, seed int64) *sim.Result {
	t.Helper()
	c.Seed = seed
	return scenariotest.Finish(t, sim.New(&c, nil))
}

// A count is drawn once a run, from the seed and the name of the table alone.
func TestCountIsDrawnOnceARun(t *testing.T) {
	c := load(t, strings.Replace(plain, "\nsize", "\ncount = {p0 = 1, p100 = 50}\nsize", 1)).Config
	seen := map[int64]bool{}
	for seed := range int64(40) {
		want := c.Mails[0].Volume.Draw(random.NewSeed(seed).Draw(random.Volume, random.Name("mail.deck"), 0))
		if got := playOut(t, *c, seed).Values[metrics.Messages].Num; got != want {
			t.Errorf("seed %d: %d messages, want %d", seed, got, want)
		}
		seen[want] = true
	}
	if len(seen) < 15 {
		t.Errorf("only %d different counts", len(seen))
	}
}

// A share that is nothing or all affects nobody or everybody in a run, and which of them is drawn.
func TestShareIsDrawnOnceARun(t *testing.T) {
	c := load(t, strings.Replace(plain, "\nsize", "\ncount = 20\nsize", 1)+
		scenariotest.Fault("fabrikam", "f", "defer", `of = "messages"`, `lasts = "1m"`, `share = {p50 = "0%", "p50.00001" = "100%"}`)).Config
	all := 0
	for seed := range int64(100) {
		switch n := playOut(t, *c, seed).Values[metrics.Deferrals].Num; n {
		case 0:
		case 20:
			all++
		default:
			t.Fatalf("seed %d: %d of 20 messages", seed, n)
		}
	}
	if all < 30 || all > 70 {
		t.Errorf("everybody in %d runs of 100", all)
	}
}

// A span that is drawn as nothing holds no mail; before, a rate took nothing for no end.
func TestNoSpanHoldsNoMail(t *testing.T) {
	text := "length = \"1d\"\n" + strings.Replace(plain, "\nsize", "\nrate = \"1/m\"\nstarts = \"0s\"\nlasts = {p50 = \"0s\", \"p50.00001\" = \"1h\"}\nsize", 1)
	c, none := load(t, text).Config, 0
	for seed := range int64(60) {
		switch n := playOut(t, *c, seed).Values[metrics.Messages].Num; {
		case n == 0:
			none++
		case n > 120:
			t.Fatalf("seed %d: %d messages in an hour", seed, n)
		}
	}
	if none < 15 || none > 45 {
		t.Errorf("nothing in %d runs of 60", none)
	}
}

// A million rows are read soon, and only once.
func TestLongColumn(t *testing.T) {
	takesLong(t)
	var b strings.Builder
	b.WriteString("minutes\n")
	for i := range decode.MostRows {
		b.WriteString([]string{"40\n", "1.25\n", "2h\n"}[i%3])
	}
	began := spent()
	s, err := beside(t, plain+scenariotest.Fault("fabrikam", "down", "connection-refused",
		`lasts = {csv = "outages.csv", column = "minutes"}`), map[string][]byte{"outages.csv": []byte(b.String())})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%v", spent()-began)
	began = spent()
	v, err := s.Vary("host.exo.message_expiration=12h")
	if took := spent() - began; err != nil || took > patience/8 {
		t.Errorf("%v, %v for the second time", err, took)
	}
	if len(v.Config.Hosts[1].Faults[0].Lasts.Samples) != decode.MostRows {
		t.Error("not all rows")
	}
	b.WriteString("7\n")
	_, err = beside(t, plain+scenariotest.Fault("fabrikam", "down", "connection-refused",
		`lasts = {csv = "outages.csv", column = "minutes"}`), map[string][]byte{"outages.csv": []byte(b.String())})
	if err == nil || !strings.Contains(err.Error(), "outages.csv:1000002:1: more than 1,000,000 rows") {
		t.Error(err)
	}
}
