package intervention_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mailstorm/scenarios"
	"mailstorm/scenarios/intervention"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// prefix keeps the records before a moment.
type prefix struct {
	until   time.Duration
	records []sim.Record
}

func (p *prefix) take(r *sim.Record) {
	if r.At < p.until {
		p.records = append(p.records, *r)
	}
}

// simulated runs a storm to its end; its audit is the law of conservation.
func simulated(t *testing.T, c *sim.Config, sink sim.Sink) *sim.Result {
	t.Helper()
	w := sim.New(c, sink)
	for !w.Advance(1 << 15) {
	}
	r, err := w.Result()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// at is the storm at a moment.
func at(t *testing.T, c *sim.Config, moment time.Duration) (*intervention.Storm, *sim.Result) {
	short := *c
	short.Length = moment
	storm := intervention.NewStorm(c, moment)
	r := simulated(t, &short, func(r *sim.Record) { storm.Take(r) })
	storm.Stands(r)
	return storm, r
}

func loaded(t *testing.T, name string) *load.Scenario {
	t.Helper()
	s, err := load.Load(name, load.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// moments are three of a storm that lasts: a quarter of it, half of it, three quarters.
func moments(r *sim.Result) (all []time.Duration) {
	began := r.Values[metrics.TroubleAt]
	if !began.Known {
		return nil
	}
	for _, quarter := range []time.Duration{1, 2, 3} {
		at := (time.Duration(began.Num) + (r.End-time.Duration(began.Num))*quarter/4).Truncate(time.Second) + time.Second
		if at < r.End {
			all = append(all, at)
		}
	}
	return all
}

// What comes before the moment is the same whatever is done; the books balance; and a repair makes no more duplicates.
func TestLibrary(t *testing.T) {
	found := map[string]int{}
	for _, e := range scenarios.Library() {
		t.Run(e.Name, func(t *testing.T) {
			s := loaded(t, e.Name)
			plain := simulated(t, s.Config, nil)
			for _, moment := range moments(plain) {
				storm, _ := at(t, s.Config, moment)
				before := prefix{until: moment}
				simulated(t, s.Config, before.take)
				for _, v := range storm.Find() {
					found[v.Key]++
					same := prefix{until: moment}
					r := simulated(t, with(t, s, &v), same.take)
					if !slices.Equal(before.records, same.records) {
						t.Errorf("%s at %s changes what came before it", v.Name, moment)
					}
					if len(v.Tables) == 0 && r.Digest != plain.Digest {
						t.Errorf("%s at %s changes something", v.Name, moment)
					}
					if n, m := r.Values[metrics.Duplicates].Num, plain.Values[metrics.Duplicates].Num; v.Key == "repair" && n > m {
						t.Errorf("%s at %s: %d duplicates in place of %d", v.Name, moment, n, m)
					}
				}
			}
		})
	}
	for _, key := range []string{"repair", "close-port", "next-hop", "starttls-off", "duplicate-check", "transport-rule", "expiration", "delete-queue"} {
		if found[key] == 0 {
			t.Errorf("%s is never found", key)
		}
	}
}

// with is the storm with an intervention.
func with(t *testing.T, s *load.Scenario, v *intervention.Intervention) *sim.Config {
	t.Helper()
	varied, err := s.Vary(v.Overrides()...)
	if err != nil {
		t.Fatalf("%s: %v", v.Name, err)
	}
	return varied.Config
}

// The TOML at the end of the file is the same storm as the overrides.
func TestTOML(t *testing.T) {
	for _, name := range []string{"deck-stopped-five-ways", "rule-comes-too-late", "rc4-rollout", "weekend-outage", "backup-mx"} {
		s := loaded(t, name)
		for _, moment := range moments(simulated(t, s.Config, nil)) {
			storm, _ := at(t, s.Config, moment)
			for _, v := range storm.Find() {
				written, err := load.Load("-", load.Options{Stdin: strings.NewReader(s.Text() + "\n" + v.TOML())})
				if err != nil {
					t.Errorf("%s: %s: %v\n%s", name, v.Name, err, v.TOML())
				} else if simulated(t, written.Config, nil).Digest != simulated(t, with(t, s, &v), nil).Digest {
					t.Errorf("%s: %s: another storm", name, v.Name)
				}
			}
		}
	}
}

// gateway is a storm at a gateway of each kind; the partner's own host could take the mail, too.
const gateway = `
[mail.deck]
from = "sender@contoso.example"
to   = "partner@fabrikam.example"
size = "27MB"
[host.exo]
profile = "PROFILE"
domains = ["contoso.example"]
routes  = {"*" = "relay"}
[host.relay]
profile = "postfix"
routes  = {"fabrikam.example" = "fabrikam"}
FAULT
[host.fabrikam]
domains = ["fabrikam.example"]
`

// What cannot change anything is not offered.
func TestOffers(t *testing.T) {
	for _, c := range []struct{ profile, fault, want string }{
		{"exchange-online", "kind = \"drop-after-data\"", "repair close-port next-hop duplicate-check transport-rule expiration"},
		{"exchange-online", "kind = \"drop-after-data\"\n[host.relay.guard.again]\nkind = \"duplicate-check\"", "repair close-port next-hop transport-rule expiration"},
		{"exchange-online", "kind = \"drop-after-data\"\n[host.relay.guard.again]\nkind = \"duplicate-check\"\non = false", "repair close-port next-hop duplicate-check transport-rule expiration"},
		{"exchange-online", "kind = \"connection-refused\"", "repair next-hop expiration"},
		{"exchange-online", "kind = \"tls-hang\"", "repair next-hop starttls-off expiration"},
		{"exchange-server-edge", "kind = \"drop-after-data\"", "repair close-port next-hop duplicate-check transport-rule expiration delete-queue"},
		{"postfix", "kind = \"drop-mid-data\"", "repair close-port next-hop expiration"},
		{"application", "kind = \"connection-refused\"", "repair next-hop"},
		{"exchange-online", "kind = \"drop-after-data\"\nends = \"1h\"", "duplicate-check transport-rule expiration"},
		{"exchange-online", "kind = \"tls-hang\"\n[host.relay.fault.tls-off]\nkind = \"no-starttls\"\nstarts = \"30m\"", "repair next-hop"},
		{"exchange-online", "kind = \"accept-and-lose\"", "repair"},
	} {
		text := strings.NewReplacer("PROFILE", c.profile, "FAULT", "[host.relay.fault.broken]\n"+c.fault).Replace(gateway)
		s, err := load.Load("-", load.Options{Stdin: strings.NewReader(text)})
		if err != nil {
			t.Fatal(err)
		}
		storm, _ := at(t, s.Config, time.Hour)
		var keys []string
		for _, v := range storm.Find() {
			keys = append(keys, v.Key)
		}
		if got := strings.Join(keys, " "); got != c.want {
			t.Errorf("%s with %s: %s, want %s", c.profile, c.fault, got, c.want)
		}
	}
}

// A host gets no command of another product.
func TestProducts(t *testing.T) {
	for profile, want := range map[string]string{
		"exchange-online": "Exchange Online", "exchange-server-edge": "Exchange Server", "postfix": "Postfix", "sendmail": "sendmail", "qmail": "qmail", "application": "",
		"rfc5321": "Exim",
	} {
		text := strings.NewReplacer("PROFILE", profile, "FAULT", "[host.relay.fault.broken]\nkind = \"connection-refused\"").Replace(gateway)
		s, err := load.Load("-", load.Options{Stdin: strings.NewReader(text)})
		if err != nil {
			t.Fatal(err)
		}
		storm, _ := at(t, s.Config, time.Hour)
		for _, v := range storm.Find() {
			got := ""
			if len(v.Doing) > 0 {
				got = v.Doing[0].Product
			}
			if v.Key == "next-hop" && got != want {
				t.Errorf("%s: %q, want %q", profile, got, want)
			}
		}
	}
}

// Exchange takes durations as .NET writes them: 24:00:00 would be 24 days.
func TestCommands(t *testing.T) {
	for profile, want := range map[string]string{
		"exchange-online":      "Set-TransportConfig -MessageExpiration 12:00:00",
		"exchange-server-edge": "Set-TransportService SERVER -MessageExpirationTimeout 1.00:00:00",
		"postfix":              "postconf maximal_queue_lifetime=60h && postfix reload",
	} {
		text := strings.NewReplacer("PROFILE", profile, "FAULT", "[host.relay.fault.broken]\nkind = \"connection-refused\"").Replace(gateway)
		s, err := load.Load("-", load.Options{Stdin: strings.NewReader(text)})
		if err != nil {
			t.Fatal(err)
		}
		storm, _ := at(t, s.Config, time.Hour)
		all := storm.Find()
		if got := all[len(all)-1].Doing[0].Line; got != want {
			t.Errorf("%s: %s, want %s", profile, got, want)
		}
	}
}
