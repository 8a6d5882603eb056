package plots_test

import (
	"strings"
	"testing"
	"time"

	"mailstorm/plots"
	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// halved is one storm with an expiration of 24 hours and with one of 12.
func halved() plots.Comparison {
	return compared("host.exo.message_expiration", 1, map[string]runs.Run{"12h": storm(48), "24h": worst()}, "12h", "24h")
}

// four are storms under four schedules.
func four() plots.Comparison {
	return compared("host.exo.profile", 2, map[string]runs.Run{"exchange-online": storm(28), "exchange-online-dane": storm(26),
		"exchange-online-fixed15": worst(), "exchange-server-edge": storm(56)},
		"exchange-online", "exchange-online-dane", "exchange-online-fixed15", "exchange-server-edge")
}

func compared(key string, current int, stories map[string]runs.Run, values ...string) plots.Comparison {
	c := plots.Comparison{Keys: []string{key}, Current: current, Marked: "now"}
	for _, v := range values {
		c.Values, c.Runs = append(c.Values, []string{v}), append(c.Runs, stories[v])
	}
	return c
}

// The golden pictures of comparisons hold on every architecture: look at what changed before you write them anew.
func TestGoldenComparisons(t *testing.T) {
	for name, c := range map[string]plots.Comparison{"halved": halved(), "four": four()} {
		golden(t, name+"-comparison.svg", drawn(t, plots.Comparisons[0].SVG, c))
	}
}

func TestComparisonsSayWhatDiffers(t *testing.T) {
	same, later := worst(), worst()
	later.Result.Values[metrics.NDRFirst] = metrics.Int(int64(25 * time.Hour))
	late, bounced := worst(), worst()
	late.Result.Values[metrics.Copies], late.Result.Values[metrics.DeliveryMax] = metrics.Int(90), metrics.Int(int64(20*time.Hour))
	bounced.Result.Values[metrics.Copies], bounced.Result.Values[metrics.NDRCount], bounced.Result.Values[metrics.DeliveryMax] = metrics.Int(80), metrics.Int(11), metrics.Int(int64(time.Hour))
	hasTitles(t, plots.Comparisons[0].SVG, map[string]plots.Comparison{
		"12 h instead of 24 h: 48 copies, not 96; the first NDR after 12 h, not 24 h": halved(),
		"26 copies with exchange-online-dane, 96 with exchange-online-fixed15":        four(),
		"b instead of a: the first NDR after 25 h, not 24 h":                          compared("key", 0, map[string]runs.Run{"a": same, "b": later}, "a", "b"),
		"b instead of a: 11 NDRs, not 1; 80 copies, not 90":                           compared("key", 0, map[string]runs.Run{"a": late, "b": bounced}, "a", "b"),
		"b instead of a: no visible difference":                                       compared("key", 0, map[string]runs.Run{"a": same, "b": same}, "a", "b"),
		"No visible difference":                                                       compared("key", 0, map[string]runs.Run{"a": same}, "a", "a", "a"),
		"12 h: nothing to compare with":                                               compared("key", 0, map[string]runs.Run{"12h": same}, "12h"),
	})
}

// Equal numbers at the ends of lines tell nothing: where all peaks are alike it is said when each queue was empty, and equal runs have one line. The
// mark of the current run is never cut off.
func TestEndsOfLinesTellRunsApart(t *testing.T) {
	says := func(c plots.Comparison, parts ...string) {
		t.Helper()
		page := string(drawn(t, plots.Comparisons[0].SVG, c))
		for _, part := range parts {
			if !strings.Contains(page, part) {
				t.Errorf("no %s", part)
			}
		}
	}
	says(halved(), "on the right is when the last one left", ">Mon 20:00<", ">Tue 08:00<")
	same := compared("key", 0, map[string]runs.Run{"a": worst()}, "a", "a", "a")
	says(same, ">a (all alike)<")
	long := strings.Repeat("exchange-online-", 6) + "north"
	says(compared("key", 0, map[string]runs.Run{long: worst(), "b": storm(3)}, long, "b"), "north (now)<")
}

// Runs without an event, runs to the end of time and more runs than there are lines are pictures too.
func TestComparisonsOfExtremes(t *testing.T) {
	nothing := runs.Run{Config: &sim.Config{}, Result: &sim.Result{}}
	stories := map[string]runs.Run{"0": nothing, "1": endOfTime(), "2": busyMonth(), "3": hugeLoop(), "4": strangeRecords(), "5": oneEvent(), "6": crowd(), "7": deck()}
	c := compared("key", 7, stories, "0", "1", "2", "3", "4", "5", "6", "7")
	incomplete(t, drawn(t, plots.Comparisons[0].SVG, c), 400_000, "Not drawn: 2 more values.")
}

func TestAComparisonNeedsItsParts(t *testing.T) {
	for name, spoil := range map[string]func(*plots.Comparison){
		"no story":         func(c *plots.Comparison) { c.Runs = nil },
		"too few":          func(c *plots.Comparison) { c.Values = c.Values[1:] },
		"a current beyond": func(c *plots.Comparison) { c.Current = 2 },
		"an empty story":   func(c *plots.Comparison) { c.Runs[0] = runs.Run{} },
	} {
		c := halved()
		spoil(&c)
		if _, err := plots.Comparisons[0].SVG(c); err == nil {
			t.Errorf("%s: it is drawn without an error", name)
		}
	}
}
