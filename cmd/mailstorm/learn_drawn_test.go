//go:build slow

package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// drawnStorm is a storm whose truth is known: a host that sends to destinations, of which each fails again and again.
type drawnStorm struct {
	drawnRecords
	seed                uint64
	weeks, destinations int
	perWeek             float64 // outages of a destination, while it works
	median, spread      float64 // of their lognormal lengths, in minutes and as the deviation of the logarithm
	perDay              float64 // messages to each destination
	office              bool    // they are written from Monday to Friday, 8 to 18
	size                int     // the median, in kB
	expiration          time.Duration
	outages             [][]drawnOutage // by destination
}

type drawnOutage struct{ begins, ends int64 } // seconds since 1970

// drawnRecords is which records are learned from, of a host with which profile.
type drawnRecords struct {
	profile, records string
	waits            [3]int // medians of the first waits, in seconds: what the profile says of messages that come at any moment
}

// drawnKinds has each kind of log that a run writes. The records of sendmail and Exim are those of a host that logs as Postfix does and waits as
// they do; what Exim remembers of hosts has no lines there.
var drawnKinds = []drawnRecords{
	{"postfix", "maillog", [3]int{450, 600, 1200}},
	{"exchange-online", "trace.csv", [3]int{900, 900, 900}},
	{"sendmail", "maillog", [3]int{300, 600, 600}},
	{"exchange-online-dane", "trace.csv", [3]int{900, 900, 3600}},
	{"exim", "maillog", [3]int{1800, 1800, 1800}},
	{"exchange-online-fixed15", "trace.csv", [3]int{900, 900, 900}},
	{"postfix", "maillog", [3]int{450, 600, 1200}},
	{"exchange-online", "trace.csv", [3]int{900, 900, 900}},
	{"exchange-online-queue", "trace.csv", [3]int{600, 600, 600}},
	{"postfix", "dsn", [3]int{}},
	{"exchange-online", "dsn", [3]int{}},
	{"exim", "dsn", [3]int{}},
	{"sendmail", "dsn", [3]int{}},
}

// drawStorm draws one with 30 to 300 outages in four to twelve weeks, and at most some 6000 messages.
func drawStorm(seed uint64) *drawnStorm {
	r := rand.New(rand.NewPCG(seed, 1))
	s := &drawnStorm{drawnRecords: drawnKinds[seed%uint64(len(drawnKinds))], seed: seed, destinations: 4 + r.IntN(9), weeks: 4 + r.IntN(9)}
	s.perWeek = min(30*math.Pow(10, r.Float64())/float64(s.destinations*s.weeks), 3)
	s.median, s.spread = 20*math.Pow(9, r.Float64()), 1+r.Float64()
	s.perDay = math.Round(min(4+30*r.Float64(), 6000/float64(s.destinations*s.weeks*7)))
	s.office, s.size = r.IntN(3) == 0, 20+r.IntN(200)
	s.expiration = []time.Duration{12, 18, 24, 24, 48}[r.IntN(5)] * time.Hour
	if s.records == "dsn" { // which tell of what was given up
		s.median, s.expiration = s.median+300, 12*time.Hour
	}
	s.outages = make([][]drawnOutage, s.destinations)
	for d := range s.outages {
		s.outages[d] = s.drawOutages(r)
	}
	return s
}

func (s *drawnStorm) drawOutages(r *rand.Rand) (all []drawnOutage) {
	const week = 7 * 24 * 3600
	for at := r.ExpFloat64() * week / s.perWeek; at < float64(s.weeks*week); at += r.ExpFloat64() * week / s.perWeek {
		begins := int64(at)
		at += 60 * s.median * math.Exp(float64(s.spread*r.NormFloat64()))
		all = append(all, drawnOutage{drawnClock.Unix() + begins, drawnClock.Unix() + int64(at) + 1})
	}
	return all
}

// drawnClock is when scenarios begin.
var drawnClock = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)

// write writes it as a scenario into a folder.
func (s *drawnStorm) write(t *testing.T, dir string) string {
	var b, routes strings.Builder
	fmt.Fprintf(&b, "seed = %d\nlength = \"%dd\"\n", s.seed+1, s.weeks*7)
	rate, hours := fmt.Sprintf("%g/d", s.perDay), ""
	if s.office {
		rate, hours = fmt.Sprintf("%g/h", s.perDay*7/50), "hours = \"Mon-Fri 08:00-18:00\"\n"
	}
	for d, outages := range s.outages {
		fmt.Fprintf(&b, "[mail.m%d]\nfrom = \"p%d@own.example\"\nto = \"x@d%d.example\"\nsize = {p50 = \"%dkB\", p90 = \"%dkB\", p99 = \"%dkB\"}\nrate = %q\nends = \"%dd\"\n%s",
			d, d, d, s.size, 10*s.size, 100*s.size, rate, s.weeks*7, hours)
		fmt.Fprintf(&b, "[host.d%d]\ndomains = [\"d%d.example\"]\n", d, d)
		for i, o := range outages {
			fmt.Fprintf(&b, "fault.o%d = {kind = \"connection-refused\", starts = \"%ds\", lasts = \"%ds\"}\n", i, o.begins-drawnClock.Unix(), o.ends-o.begins)
		}
		fmt.Fprintf(&routes, "\"d%d.example\" = \"d%d\", ", d, d)
	}
	fmt.Fprintf(&b, "[host.mta]\nprofile = %q\nmessage_expiration = %q\ndomains = [\"own.example\"]\nroutes = {%s}\n", s.logging(t, dir), s.expiration, strings.TrimSuffix(routes.String(), ", "))
	file := filepath.Join(dir, "storm.toml")
	writeFile(t, file, b.String())
	return file
}

// logging is its profile, as one of those whose log is written.
func (s *drawnStorm) logging(t *testing.T, dir string) string {
	if s.records != "maillog" || s.profile == "postfix" {
		return s.profile
	}
	text := fmt.Sprintf("title = \"%s, logged as by Postfix\"\nfamily = \"postfix\"\nbase = %q\n", s.profile, s.profile)
	if s.profile == "exim" {
		text += "[figure.destination_memory]\nis = \"none\"\nmark = \"inferred\"\nsource = \"Postfix has no such lines\"\n"
	}
	writeFile(t, filepath.Join(dir, "logging.toml"), text)
	return "./logging.toml"
}

// longer is the share of outages that last longer than so many seconds.
func (s *drawnStorm) longer(seconds int64) float64 {
	return (1 - math.Erf(math.Log(float64(seconds)/60/s.median)/s.spread/math.Sqrt2)) / 2
}

// quantile is that of the lengths beyond the least one, in seconds.
func (s *drawnStorm) quantile(percent int, least int64) float64 {
	below := 1 - s.longer(least)*float64(100-percent)/100
	return 60 * s.median * math.Exp(float64(s.spread*math.Sqrt2*math.Erfinv(2*below-1)))
}

// beginsBetween reports whether an outage of a destination begins after one moment and not after the other, to two seconds; endsBetween the same.
func (s *drawnStorm) beginsBetween(d int, from, to int64) bool {
	for _, o := range s.outages[d] {
		if from-2 <= o.begins && o.begins <= to+2 {
			return true
		}
	}
	return false
}

func (s *drawnStorm) endsBetween(d int, from, to int64) bool {
	for _, o := range s.outages[d] {
		if from-2 <= o.ends && o.ends <= to+2 {
			return true
		}
	}
	return false
}

func (s *drawnStorm) String() string {
	n := 0
	for _, o := range s.outages {
		n += len(o)
	}
	return fmt.Sprintf("storm %d (%s of %s, %d weeks, %d outages of %d destinations)", s.seed, s.records, s.profile, s.weeks, n, s.destinations)
}
