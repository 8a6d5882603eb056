package learn

import (
	"flag"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/serve/record"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/records"
	"mailstorm/scenarios/records/formats"
	"mailstorm/sim"
	"mailstorm/sim/experiment/survival"
)

var live = flag.String("live", "", "learn from the logs of real servers in a `FOLDER`, as .ci/real-servers leaves them")

// liveCase is what a real server met, and its log. Its timers are divided by the speed.
type liveCase struct {
	name, server string
	record.Header
	sender   *sim.Host
	receiver *sim.Host // the only one; nil: there are several
	log      string
}

func liveCases(t *testing.T) (all []liveCase) {
	logs, err := filepath.Glob(filepath.Join(*live, "*", "log"))
	if err != nil || len(logs) == 0 {
		t.Fatalf("%s holds no logs: %v", *live, err)
	}
	for _, log := range logs {
		dir := filepath.Dir(log)
		s, err := load.Load(filepath.Join(dir, "record", record.ScenarioFile), load.Options{})
		if err != nil {
			t.Fatal(err)
		}
		served, err := record.Open(filepath.Join(dir, "record"))
		if err != nil {
			t.Fatal(err)
		}
		served.Close()
		c := liveCase{name: filepath.Base(dir) + ", " + s.Config.Title, Header: served.Header, log: log}
		c.server, _, _ = strings.Cut(s.Config.Title, ":")
		for i := range s.Config.Hosts {
			switch h := &s.Config.Hosts[i]; {
			case h.Name == "sender":
				c.sender = h
			case len(s.Config.Hosts) == 2:
				c.receiver = h
			}
		}
		all = append(all, c)
	}
	return all
}

// read reads its log into a learner, as it is, or with its times stretched by the speed.
func (c *liveCase) read(t *testing.T, l *Learner, stretched bool) {
	files, err := formats.Open([]string{c.log}, records.Options{Year: c.Started.UTC().Year(), Zone: time.UTC})
	if err != nil {
		t.Fatal(c.name, err)
	}
	ms := records.NewMessages(1<<24, l.Message, func(file string, line, _ int, what, _ string) { t.Errorf("%s: %s:%d: %s", c.name, file, line, what) })
	var to records.Sink = separate{ms, filepath.Base(filepath.Dir(c.log))}
	if stretched {
		to = separate{slowed{ms, c.Started.UTC().Truncate(time.Second), int64(c.Speed)}, filepath.Base(filepath.Dir(c.log))}
	}
	if err := files.Read(to); err != nil {
		t.Fatal(c.name, err)
	}
	ms.Close()
}

// separate gives the receivers of each log a domain of their own: they are different hosts.
type separate struct {
	records.Sink
	log string
}

func (a separate) Event(e *records.Event) {
	own := *e
	own.To = strings.Replace(e.To, "@receiver.test", "@"+a.log+".receiver.test", 1)
	a.Sink.Event(&own)
}

// Logs of real servers tell what these were configured to do, and when the hosts failed that they met.
func TestLiveServers(t *testing.T) {
	if *live == "" {
		t.Skip("it needs logs of real mail servers: .ci/real-servers runs it")
	}
	gaveUp, outages, all := map[string]int{}, map[string]int{}, map[string]*Learner{}
	for _, c := range liveCases(t) {
		l := New(Options{Own: []string{"sender.test"}})
		c.read(t, l, false)
		f := l.Findings()
		gaveUp[c.server] += c.checkExpiration(t, &f.Schedule)
		outages[c.server] += c.checkOutages(t, &f.Outages)
		if all[c.server] == nil {
			configured := profile.Entry{Name: "configured", Base: c.sender.Profile.Family, Profile: c.sender.Profile}
			all[c.server] = New(Options{Own: []string{"sender.test"}, Profile: &configured})
		}
		c.read(t, all[c.server], true)
	}
	t.Logf("expirations %v, outages %v", gaveUp, outages)
	for _, server := range []string{"postfix", "exim", "sendmail"} {
		if gaveUp[server] == 0 || outages[server] == 0 || all[server] == nil {
			t.Fatalf("%s: no log tells its expiration or an outage", server)
		}
		checkProfile(t, server, &all[server].Findings().Schedule)
	}
}

// checkProfile wants the schedule that the server was configured to have. Messages live too short here to show the caps by which the others differ, so
// some may fit as well.
func checkProfile(t *testing.T, server string, f *Schedule) {
	best := f.Candidates[0]
	t.Logf("%s: of %d waits, nearest are %s (distance %g, p = %g) and %s (%g, %g)", server, f.Waits, best.Profile, best.Distance, best.P, f.Candidates[1].Profile, f.Candidates[1].Distance, f.Candidates[1].P)
	const coarse = 0.03 // servers that run by the dozen on one machine are late now and then
	if best.Profile != "configured" && !slices.Contains(best.Alike, "configured") || !best.Fits && best.Distance > coarse {
		t.Errorf("%s does not retry as it is configured", server)
	}
	for _, other := range f.Candidates[1:] {
		if other.Fits {
			t.Logf("%s may retry like %s, too", server, other.Profile)
		}
	}
}

// checkExpiration wants the time that was configured, to the second where the server gave up soon after it.
func (c *liveCase) checkExpiration(t *testing.T, f *Schedule) int {
	b, want := f.Expiration, c.sender.Profile.Lifetime/time.Duration(c.Speed)
	if b.N == 0 {
		return 0
	}
	if soon := want > b.Most-b.Most/15; b.Least >= want || b.Most < want || soon && b.Guess != want {
		t.Errorf("%s: given up after %s, between %s and %s, not after %s", c.name, b.Guess, b.Least, b.Most, want)
	}
	return 1
}

// checkOutages wants each outage that was met to lie where the host failed, which it did from the start on.
func (c *liveCase) checkOutages(t *testing.T, f *Outages) int {
	if c.receiver == nil || f.Refused != "" {
		return 0
	}
	began, ended := c.Started.Unix(), survival.Unended
	for _, x := range c.receiver.Faults {
		if x.Lasts.Fixed > 0 {
			ended = c.Started.Add(time.Duration(float64(x.Lasts.Fixed) / c.Speed)).Unix()
		}
	}
	const grain = 2 // seconds: the log has whole ones, and a session lasts
	for _, s := range f.Observed.Spells {
		begins, ends := max(s.BeganFrom, survival.Unbegun) <= began+grain && s.BeganTo >= began-grain, s.EndedFrom <= ended+grain && ended <= s.EndedTo+grain
		if !begins || !ends {
			t.Errorf("%s: an outage began after %d and not after %d, and ended after %d and not after %d; the host failed from %d to %d", c.name, s.BeganFrom, s.BeganTo, s.EndedFrom, s.EndedTo, began, ended)
		}
	}
	if n := len(f.Observed.Spells); n > 1 {
		t.Errorf("%s: one outage is taken for %d", c.name, n)
	}
	return len(f.Observed.Spells)
}
