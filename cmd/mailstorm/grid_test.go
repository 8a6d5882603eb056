package main

import (
	"slices"
	"strings"
	"testing"
)

// Where nothing is decided, states of the world make a grid with choices, too. In a grid of several keys each part with the same values of the other keys is the sweep over one key with those set: good mail included,
// even where another key decides by what good mail is measured.
func TestGridsAreSweepsSideBySide(t *testing.T) {
	takesLong(t)
	const expirations = "host.exo.message_expiration=12h,18h,24h"
	for _, c := range []struct {
		key    string
		values []string
	}{
		{"host.fabrikam.fault.outage.share", []string{"95%", "100%"}},
		{"host.exo.recovery", []string{"own-timers", "flush"}},
		{"host.exo.profile", []string{"exchange-online", "exchange-server-mailbox"}},
	} {
		other := c.key + "=" + strings.Join(c.values, ",")
		for _, value := range c.values {
			one := sweepTable(t, "--vary", expirations, "--current", "24h", "--set", c.key+"="+value)
			if !slices.ContainsFunc(one, func(l string) bool { return strings.HasPrefix(l, "as it is,12h,bounced.good,ratio,0.") }) {
				t.Errorf("%s = %s: nothing good bounces, so nothing is compared", c.key, value)
			}
			last := sweepTable(t, "--vary", expirations, "--vary", other, "--current", "24h,"+value)
			if got := part(last, "h,"+value+",", "h,"); !slices.Equal(got, one) {
				t.Errorf("%s = %s in a grid gives\n%s\nalone\n%s", c.key, value, strings.Join(got, "\n"), strings.Join(one, "\n"))
			}
			first := sweepTable(t, "--vary", other, "--vary", expirations, "--current", value+",24h")
			if got := part(first, ","+value+",", ","); !slices.Equal(got, one) {
				t.Errorf("%s = %s in a grid the other way round gives\n%s\nalone\n%s", c.key, value, strings.Join(got, "\n"), strings.Join(one, "\n"))
			}
		}
	}
}

// sweepTable has the lines of a sweep's table without the head.
func sweepTable(t *testing.T, flags ...string) []string {
	t.Helper()
	args := append([]string{"compare", "message-expiration", "--runs", "6", "--quiet", "--format", "csv", "--set", "mail.office.count=60",
		"--set", `host.fabrikam.fault.outage.lasts={p50="6h",p90="40h"}`}, flags...)
	s := inProcess(args)
	if s.code != 0 {
		t.Fatalf("%q ends with %d: %s", args, s.code, s.err)
	}
	return strings.Split(strings.TrimSpace(s.out), "\n")[1:]
}

// part has the lines with the value of the other key, without it.
func part(lines []string, value, without string) (all []string) {
	for _, l := range lines {
		if strings.Contains(l, value) {
			all = append(all, strings.Replace(l, value, without, 1))
		}
	}
	return all
}
