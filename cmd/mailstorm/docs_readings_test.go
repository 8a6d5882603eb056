package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/scenarios/load"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim"
)

// Readings of how Exchange Online works are held against what public sources show. The table is made from 200 seeds of each.

const readingSeeds = 200

// reading is a profile, with figures set otherwise.
type reading struct {
	name, profile, figures string
}

var readings200 = []reading{
	{"documented, no last try", "exchange-online", "last_try = \"none\"\n"},
	{"DANE page, no last try", "exchange-online-dane", "last_try = \"none\"\n"},
	{"(a) a try at the deadline", "exchange-online", "last_try = {p0 = \"3m\", p100 = \"13m\"}\n"},
	{"(a) and (c): exchange-online", "exchange-online", ""},
	{"(b): exchange-online-queue", "exchange-online-queue", ""},
	{"(d): exchange-online-bursts", "exchange-online-bursts", ""},
	{"exchange-online-fixed15", "exchange-online-fixed15", ""},
}

// The samples: seconds from the last try to the NDR, and early waits in minutes; their sources stand in the profiles.
var (
	gapsSeen  = []float64{65, 302, 311, 334, 339, 559, 600, 603, 619, 655, 670}
	earlySeen = []float64{17, 16, 16, 20, 21, 20, 22, 20, 20, 15, 20, 20, 20, 21, 20, 20}
)

// seen is what 200 seeds of a reading show.
type seen struct {
	gaps, lates, early []float64 // seconds, seconds, minutes
	tries, dropped     []int
	emptied            time.Duration
}

func (r reading) observe() (o seen, err error) {
	for seed := range readingSeeds {
		w, err := r.run(seed+1, "connection-refused", "60d", "")
		if err != nil {
			return o, err
		}
		var at []time.Duration
		for _, rec := range w {
			switch rec.Kind {
			case sim.Talked:
				at = append(at, rec.At)
			case sim.Bounced:
				o.gaps = append(o.gaps, (rec.At - at[len(at)-1]).Seconds())
				o.lates = append(o.lates, (rec.At - 24*time.Hour).Seconds())
			}
		}
		for i := 1; i < min(len(at), 4); i++ {
			o.early = append(o.early, math.Floor((at[i] - at[i-1]).Minutes()))
		}
		o.tries = append(o.tries, len(at))
		if seed < 20 {
			lost, err := r.run(seed+1, "drop-after-data", "60d", "")
			if err != nil {
				return o, err
			}
			n := 0
			for _, rec := range lost {
				if rec.Kind == sim.Talked {
					n++
				}
			}
			o.dropped = append(o.dropped, n)
		}
	}
	after, err := r.run(1, "connection-refused", "3h", "count = 200\nstarts = \"0s\"\nends = \"3h\"")
	for _, rec := range after {
		if rec.Kind == sim.HandedOver {
			o.emptied = max(o.emptied, rec.At-3*time.Hour)
		}
	}
	return o, err
}

func (r reading) run(seed int, fault, ends, mail string) (all []sim.Record, err error) {
	text := scenariotest.Mail("m", "a@contoso.example", "b@fabrikam.example", "75KB", mail) +
		scenariotest.Host("exo", r.profile, "contoso.example", "*=peer", r.figures) +
		scenariotest.Host("peer", "", "fabrikam.example", "") +
		scenariotest.Fault("peer", "down", fault, "ends = "+strconv.Quote(ends))
	s, err := load.Load("-", load.Options{Stdin: strings.NewReader(text), Set: []string{fmt.Sprint("seed=", seed)}})
	if err != nil {
		return nil, err
	}
	w := sim.New(s.Config, func(rec *sim.Record) {
		if rec.Kind != sim.Written && rec.Message < uint32(200) {
			all = append(all, *rec)
		}
	})
	for !w.Advance(eventsPerCheck) {
	}
	_, err = w.Result()
	return all, err
}

// likelihood is the mean of the logarithms of the shares of values that lie within half a width of each sample; one of 401 stands in for
// none of 200.
func likelihood(values, samples []float64, width float64) float64 {
	sum := 0.0
	for _, s := range samples {
		n := 0
		for _, v := range values {
			if math.Abs(v-s) <= width/2 {
				n++
			}
		}
		sum += math.Log((float64(n) + 0.5) / (float64(len(values)) + 1))
	}
	return sum / float64(len(samples))
}

func extent[T cmp.Ordered](values []T, word func(T) string) string {
	least, most := word(slices.Min(values)), word(slices.Max(values))
	if least == most {
		return least
	}
	return least + " to " + most
}

func minutesSeconds(s float64) string {
	return fmt.Sprintf("%d:%02d", int(s)/60, int(s)%60)
}

// readingsSection writes the table and the experiment that would settle it.
func readingsSection(m *markdown) {
	m.line("\n## Readings against samples\n")
	m.line("The schedule and the expiry of Exchange Online are not public. Each row is one possible reading, each column what public sources show. Each")
	m.line("cell is the result of 200 seeds for one message to a host that always refuses. L is the mean logarithm of the share of seeds within")
	m.line("30 s (waits: half a minute) of each sample. A larger L is better; -6 or less means that the reading never gives any of the samples. The distribution of (c) is")
	m.line("taken from these samples, so its L shows only that it fits them.\n")
	m.head("reading", "last try to NDR: 11 samples, 1:05, four of 5:02 to 5:39, six of 9:19 to 11:10", "NDR after the deadline: 3:00 to 13:13", "first waits: 4 of 16 of 15 to 17 min, 12 of 20 to 22",
		"attempts, refused: a trace logged 14", "attempts, sessions dropped: 26 and 14", "after an outage of 3 h with 200 mails the queue is empty within: less than 15 min was seen")
	for _, r := range readings200 {
		o, err := r.observe()
		if err != nil {
			m.line("%v", err)
			continue
		}
		whole := func(n int) string { return fmt.Sprint(n) }
		minute := func(v float64) string { return fmt.Sprintf("%.0f", v) }
		m.row(r.name, fmt.Sprintf("%s; L %.1f", extent(o.gaps, minutesSeconds), likelihood(o.gaps, gapsSeen, 60)), extent(o.lates, minutesSeconds),
			fmt.Sprintf("%s min; L %.1f", extent(o.early, minute), likelihood(o.early, earlySeen, 1)), extent(o.tries, whole), extent(o.dropped, whole),
			fmt.Sprintf("%d min", int(math.Ceil(o.emptied.Minutes()))))
	}
	m.line("\nThe rows compared: without a last try the gap is wrong by half an hour. (a) alone has the right length, but its values do not cluster. (b) gives one of the two")
	m.line("clusters, far too many attempts at a host that refuses, and about the right number when sessions are dropped. (d) alone has the early waits and the 14 attempts,")
	m.line("but keeps mail for hours after the host is repaired, which a field report contradicts. Last tries 4:52 before a deadline of 48 h and 3:54 after one of")
	m.line("24 h are possible under (c) and (b) only. Two samples fit no reading: an NDR after 23 h 34 min, and one after 8 h 4 min (`exchange-online-observed-mismatch`).")
	m.line("The default is the documented schedule with the end of (c).\n")
	m.line("**An experiment that would decide it.** Let a port of your own refuse connections for 30 hours. From Exchange Online, send one message to it, and another")
	m.line("that is refused with 451 at RCPT. Log each connection with its time and address, and compare the log with the times in the NDR. The first waits separate (c) from the")
	m.line("documented schedule, the number of attempts separates (b) from (d), and the last attempts show the end.")
}
