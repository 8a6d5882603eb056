package validation

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/report/logs"
	"mailstorm/cmd/report/reporttest"
	"mailstorm/cmd/report/run"
	"mailstorm/scenarios/records"
	"mailstorm/scenarios/records/formats"
	"mailstorm/sim"
)

// office is a week as learn writes it: two destinations, each with an outage a week.
const office = `
clock = "2026-01-05T00:00:00Z"

[mail.to-1]
from   = "people@own.example"
to     = "people@one.example"
size   = "75KB"
rate   = "6/h"
starts = "0s"
ends   = "7d"
hours  = "Mon-Fri 08:00-18:00"

[mail.to-2]
from   = "people@own.example"
to     = ["people@two.example", "others@two.example"]
size   = "75KB"
rate   = "3/h"
starts = "0s"
ends   = "7d"

[host.sender]
profile = %q
domains = ["own.example"]
routes  = {"one.example" = "to-1", "two.example" = "to-2"}
message_expiration = "1d"

[host.to-1]
domains = ["one.example"]

[host.to-1.fault.outage]
kind   = "connection-refused"
starts = {p0 = "0s", p100 = "7d"}
lasts  = {p0 = "5m", p50 = "2h", p90 = "14h", p100 = "2d"}

[host.to-2]
domains = ["two.example"]

[host.to-2.fault.outage]
kind   = "connection-refused"
starts = {p0 = "0s", p100 = "7d"}
lasts  = {p0 = "5m", p50 = "2h", p90 = "14h", p100 = "2d"}
`

// What the simulator says directly is what its logs and traces say when they are read: so storms are counted as records are.
func TestStormsAreCountedAsRecordsAre(t *testing.T) {
	for profile, log := range map[string]string{"postfix": "maillog", "exchange-online": "trace.csv"} {
		text := strings.Replace(fmt.Sprintf(office, profile), "starts = {p0 = \"0s\", p100 = \"7d\"}\nlasts  = {p0 = \"5m\", p50 = \"2h\", p90 = \"14h\", p100 = \"2d\"}", "starts = \"Tue 08:00\"\nlasts  = \"40h\"", 1)
		s := reporttest.Load(t, text)
		trace, maillog := logs.NewMessageTrace(s.Config), logs.NewMaillog(s.Config)
		storm := reporttest.Simulate(t, s, trace.Take, maillog.Take)
		r := &run.Run{Config: s.Config, Result: storm.Result, Profiles: s.Profiles, Deliveries: storm.World.Deliveries, GeneratedBy: storm.World.GeneratedBy}
		write := map[string]func(io.Writer, *run.Run) error{"maillog": maillog.Write, "trace.csv": trace.Write}[log]
		file := filepath.Join(t.TempDir(), log)
		if err := os.WriteFile(file, []byte(reporttest.Written(t, write, r)), 0o666); err != nil {
			t.Fatal(err)
		}
		f := learned(t, file)
		if f.Delays.Recipients < 1000 {
			t.Fatalf("%s: only %d recipients", profile, f.Delays.Recipients)
		}
		d, err := delays(t.Context(), s.Config, s.Config.Seed, f.First, f.Last, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		got, want := d.Figures(f.First, f.Last), f.Delays.Figures(f.First, f.Last)
		for i := range want {
			if missing(f, learn.DelayFigure(i), false) != "" {
				continue
			}
			if !(want[i] > 0) || math.Abs(got[i]-want[i]) > 0.005*want[i] {
				t.Errorf("%s, figure %d: the storm has %v, its %s %v", profile, i, got[i], log, want[i])
			}
		}
		if fmt.Sprint(d.Days(), d.Times()) != fmt.Sprint(f.Delays.Days(), f.Delays.Times()) {
			t.Errorf("%s: the storm has %v and %v, its %s %v and %v", profile, d.Days(), d.Times(), log, f.Delays.Days(), f.Delays.Times())
		}
	}
}

// learned reads a file of records.
func learned(t *testing.T, file string) *learn.Findings {
	t.Helper()
	files, err := formats.Open([]string{file}, records.Options{Year: 2026, Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	l := learn.New(learn.Options{Zone: time.UTC, Own: []string{"own.example"}})
	messages := records.NewMessages(1<<30, l.Message, func(_ string, line, _ int, what, value string) { t.Errorf("line %d: %s: %s", line, what, value) })
	if err := files.Read(messages); err != nil {
		t.Fatal(err)
	}
	messages.Close()
	return l.Findings()
}

// recordsOf are findings that rest on one storm of a scenario of several weeks.
func recordsOf(t *testing.T, c *sim.Config, seed int64, weeks int) *learn.Findings {
	t.Helper()
	f := &learn.Findings{First: c.Clock, Last: c.Clock.Add(time.Duration(weeks) * week), Zone: time.UTC}
	d, err := delays(t.Context(), stretched(c, weeks, 1), seed, f.First, f.Last, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	f.Delays = d
	return f
}

func validated(t *testing.T, f *learn.Findings, c *sim.Config) *Result {
	t.Helper()
	r, err := Validate(t.Context(), f, Options{Config: c, Runs: 59, Cores: 2})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Storms of the model itself are taken for what they are: of 12 fewer than 4 are refused, as 998 in 1000 times.
func TestTheTrueModelFits(t *testing.T) {
	s := reporttest.Load(t, fmt.Sprintf(office, "postfix"))
	refused := 0
	for seed := range int64(12) {
		r := validated(t, recordsOf(t, s.Config, 1000+seed, 2), s.Config)
		refused += counted([]bool{!r.Fits()})
		if r.Weeks != 2 || r.Runs != 59 || r.OneIn != 1 {
			t.Fatalf("%d storms of %d weeks, one message in %d", r.Runs, r.Weeks, r.OneIn)
		}
	}
	if refused > 3 {
		t.Errorf("%d of 12 true models are refused", refused)
	}
}

// Models that are not those of the records are found out, and by the figure that is wrong.
func TestOtherModelsDoNotFit(t *testing.T) {
	text := fmt.Sprintf(office, "postfix")
	long := strings.ReplaceAll(text, `p90 = "14h", p100 = "2d"}`, `p90 = "60h", p100 = "9d"}`)
	for name, row := range map[string]struct {
		of       string // the model
		old, new string
		figure   Statistic
		part     string
		more     bool
	}{
		"on Mondays": {text, `starts = {p0 = "0s", p100 = "7d"}`, `starts = {p0 = "8h", p100 = "20h"}`, DayParts, "on Mondays", true},
		"long":       {text, `{p0 = "5m", p50 = "2h", p90 = "14h", p100 = "2d"}`, `{p0 = "20h", p50 = "40h", p100 = "3d"}`, Statistic(learn.LongShare), "", true},
		"short":      {text, `{p0 = "5m", p50 = "2h", p90 = "14h", p100 = "2d"}`, `"4m"`, Statistic(learn.WaitMedian), "", false},
		"patient":    {long, `message_expiration = "1d"`, `message_expiration = "2d"`, Statistic(learn.NDRMedian), "", true},
	} {
		truth := reporttest.Load(t, strings.ReplaceAll(row.of, row.old, row.new))
		model := reporttest.Load(t, row.of)
		r := validated(t, recordsOf(t, truth.Config, 7, 4), model.Config)
		got := &r.Rows[row.figure]
		if got.Fits() || got.Part != row.part || (got.Observed > got.Middle) != row.more {
			t.Errorf("%s: p = %v for all; %+v", name, r.P, got)
		}
	}
}

// Records without attempts show nothing of deferrals.
func TestListsShowNothing(t *testing.T) {
	s := reporttest.Load(t, fmt.Sprintf(office, "postfix"))
	d := learn.NewDelays(time.UTC)
	d.Message(&records.Message{Key: "1", Received: s.Config.Clock, Recipients: []records.Recipient{{To: "a@one.example", Status: "Delivered"}}})
	f := &learn.Findings{First: s.Config.Clock, Last: s.Config.Clock.Add(week), Zone: time.UTC, Delays: d}
	if r := validated(t, f, s.Config); r.Rows != nil || !strings.Contains(r.Why, "a list of messages shows neither deferrals nor waits") {
		t.Errorf("%+v", r)
	}
	f.Delays = learn.NewDelays(time.UTC)
	if r := validated(t, f, s.Config); r.Rows != nil || r.Why != "the records tell of no outbound mail" {
		t.Errorf("%+v", r)
	}
}

// However many cores there are, the result is the same.
func TestCoresChangeNothing(t *testing.T) {
	s := reporttest.Load(t, fmt.Sprintf(office, "exchange-online"))
	f := recordsOf(t, s.Config, 3, 2)
	var all []string
	for _, cores := range []int{1, 3} {
		r, err := Validate(t.Context(), f, Options{Config: s.Config, Runs: 40, Cores: cores})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%+v", r))
	}
	if all[0] != all[1] {
		t.Errorf("%s\n%s", all[0], all[1])
	}
}

// Ten times as much mail is thinned out, and what thin mail does not meet is not compared.
func TestMuchMailIsThinned(t *testing.T) {
	s := reporttest.Load(t, strings.ReplaceAll(fmt.Sprintf(office, "postfix"), `/h"`, `0/h"`))
	thin := reporttest.Load(t, fmt.Sprintf(office, "postfix"))
	f := recordsOf(t, thin.Config, 3, 4)
	f.Delays.Recipients *= 10
	r, err := Validate(t.Context(), f, Options{Config: s.Config, Runs: 39, Cores: 2, Most: 200_000})
	if err != nil {
		t.Fatal(err)
	}
	if r.OneIn < 2 || r.Rows[learn.DaysShare].Missing == "" || r.Rows[learn.DeferredShare].Missing != "" {
		t.Errorf("%+v", r)
	}
}
