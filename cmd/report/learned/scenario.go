package learned

import (
	"fmt"
	"math"
	"strings"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
)

// The files of the folder.
const (
	ScenarioFile = "scenario.toml"
	OutagesFile  = "outages.csv"
	ProfileFile  = "profile.toml"
	FindingsFile = "learned.json"
)

// Begins is how the scenario begins.
const Begins = "# Learned from "

// Files are the names of all of them.
var Files = []string{ScenarioFile, OutagesFile, ProfileFile, FindingsFile, folder.PageFile}

// mostMail is how many messages a week of the scenario has at most: shares of mail depend little on how much there is, and a sweep would
// take long.
const mostMail = 20_000

// scenario writes TOML with a comment behind each figure.
type scenario struct {
	*Report
	strings.Builder
	own    string
	hosts  []group
	factor float64 // of the traffic
	single float64 // share of outbound messages with one recipient
}

// Scenario is what was learned as a scenario.
func (r *Report) Scenario() string {
	s := &scenario{Report: r, own: "own.example", factor: 1, single: 1}
	if len(r.Own) > 0 {
		s.own = r.Names.Domain(r.Own[0])
	}
	if weekly := r.Traffic.Rate.Value; weekly > mostMail {
		s.factor = mostMail / weekly
	}
	for _, c := range r.Traffic.Recipients[:min(1, len(r.Traffic.Recipients))] {
		if s.single = 0; c.To == 1 {
			s.single = float64(c.Messages) / float64(r.Traffic.Outbound)
		}
	}
	s.top()
	s.hosts = s.separate()
	if len(s.hosts) == 0 {
		s.hosts = []group{{name: rest, domain: restDomain}}
		s.assumedMail()
	}
	for i, g := range s.hosts {
		s.mail(i, g)
	}
	s.many()
	s.sender()
	for i, g := range s.hosts {
		s.destination(i, g)
	}
	s.experiment()
	return s.String()
}

func (s *scenario) line(format string, args ...any) { fmt.Fprintf(s, format+"\n", args...) }

// figure writes a line with what it rests on.
func (s *scenario) figure(line, format string, args ...any) {
	s.line("%s  # %s", line, fmt.Sprintf(format, args...))
}

// separate gives merged destinations several hosts, which fail apart.
func (s *scenario) separate() (all []group) {
	const mostHosts = 5
	for _, g := range s.groups() {
		n := min(len(g.places), mostHosts)
		if g.gone {
			n = 1 // they fail alike
		}
		for k := range n {
			h := g
			if n > 1 {
				h.domain = fmt.Sprintf("%s-%d.example", rest, k+1)
				h.share.Value, h.share.Low, h.share.High = g.share.Value/float64(n), g.share.Low/float64(n), g.share.High/float64(n)
			}
			all = append(all, h)
		}
	}
	return all
}

func (s *scenario) top() {
	s.line(Begins+"%s.", s.sources())
	s.line("# %s", s.Headline())
	s.line("# Behind each figure: the 95 %% interval, and on how much it rests. For the answer: mailstorm sweep, with this folder")
	for _, text := range []string{s.lateText(), s.tailText()} {
		if text != "" {
			s.line("# %s.", english.Capitalised(text))
		}
	}
	if s.factor < 1 {
		s.line("# There is %s times as much mail; shares of it depend little on that, and a sweep would take long.", digits(1/s.factor))
	}
	if known := s.Traffic.Known; known > 0 && known < learn.Week {
		s.line("# The records hold %d of the %d hours of a week; the others are taken for like them.", known, learn.Week)
	}
	s.line("")
	s.line("title = %q", s.Title())
	if !s.First.IsZero() {
		s.figure(fmt.Sprintf("clock = %q", s.clock()), "mail comes in the week from Monday on; outages that begin before may still last then")
	}
}

// week writes when the mail of the week comes.
func (s *scenario) week() { s.line("starts = \"%dd\"\nends   = \"%dd\"", s.lead(), s.lead()+7) }

// assumedMail is what stands for traffic that no record tells.
func (s *scenario) assumedMail() {
	s.line("\n[mail.assumed]  # the records tell of no mail of one's own that goes elsewhere")
	s.line("from   = %q\nto     = %q\nsize   = \"75KB\"\ncount  = 700", "people@"+s.own, "people@"+restDomain)
	s.week()
	s.line("hours  = \"Mon-Fri 08:00-18:00\"")
}

// clock is the Monday of the week in which the records begin, less what outages may begin before.
func (s *scenario) clock() string {
	first := s.First.In(s.Zone)
	first = first.AddDate(0, 0, -(int(first.Weekday())+6)%7-int(s.lead()))
	return first.Format("2006-01-02") + " 00:00 " + s.Zone.String()
}

// mail writes the tables of one destination, one for each stretch of the week.
func (s *scenario) mail(i int, g group) {
	for j, stretch := range s.Traffic.Stretches {
		rate := stretch.Rate * g.share.Value * s.single * s.factor
		text, some := rateText(rate)
		if !some {
			continue
		}
		s.line("\n[mail.to-%d-%d]", i+1, j+1)
		s.line("from   = %q", "people@"+s.own)
		s.line("to     = %q", "people@"+g.domain)
		s.sizes()
		s.figure(fmt.Sprintf("rate   = %q", text), "%s of %s an hour (%s of outbound mail; %s messages in %s hours)", digits(100*g.share.Value)+" %", digits(stretch.Rate),
			percent(g.share), english.Number(int64(stretch.Messages)), english.Number(int64(stretch.Seen)))
		s.week()
		if words := stretch.Words(); words != "" {
			s.line("hours  = %q", words)
		}
	}
}

// many writes messages with several recipients, in the busiest hours.
func (s *scenario) many() {
	hours, ok := busiest(s.Traffic.Stretches)
	if !ok {
		return
	}
	var domains []string
	for _, g := range s.hosts {
		if !g.gone {
			domains = append(domains, fmt.Sprintf("%q", g.domain))
		}
	}
	if len(domains) == 0 {
		return
	}
	weekly := s.Traffic.Rate.Value * s.factor
	for i, c := range s.Traffic.Recipients {
		part := float64(c.Messages) / float64(s.Traffic.Outbound)
		text, some := rateText(weekly * part / float64(hours.HoursOfWeek()))
		if c.To == 1 || !some {
			continue
		}
		s.line("\n[mail.many-%d]", i)
		s.line("from   = %q", "people@"+s.own)
		s.line("to     = {recipients = %d, domains = [%s]}", c.Mean, strings.Join(domains, ", "))
		s.sizes()
		s.figure(fmt.Sprintf("rate   = %q", text), "%s %% of outbound mail has so many recipients, %d on average", digits(100*part), c.Mean)
		s.week()
		if words := hours.Words(); words != "" {
			s.line("hours  = %q", words)
		}
	}
}

// rateText writes a rate exactly as scenarios take it, with two decimals at most.
func rateText(perHour float64) (text string, some bool) {
	if perHour >= 1 {
		return trimmed(fmt.Sprintf("%.2f", perHour)) + "/h", true
	}
	daily := math.Round(perHour*24*100) / 100
	return trimmed(fmt.Sprintf("%.2f", daily)) + "/d", daily > 0
}

func (s *scenario) sizes() {
	var parts []string
	n := 0
	for _, q := range s.Traffic.Sizes {
		parts = append(parts, fmt.Sprintf("p%d = %q", q.Percent, sizeText(q.Value)))
		n = q.N
	}
	if len(parts) == 0 {
		s.figure("size   = \"75KB\"", "assumed: the records do not say it")
		return
	}
	s.figure("size   = {"+strings.Join(parts, ", ")+"}", "%s messages", english.Number(int64(n)))
}

// sizeText writes a size with three digits.
func sizeText(bytes float64) string {
	scale := math.Pow10(max(int(math.Log10(max(bytes, 1))+1e-9)-2, 0))
	n := int64(math.Round(bytes/scale) * scale)
	if n >= 10_000 {
		return fmt.Sprintf("%dKB", (n+500)/1000)
	}
	return fmt.Sprintf("%dB", max(n, 1))
}

// sender is the host whose records these are.
func (s *scenario) sender() {
	s.line("\n[host.sender]")
	s.figure(fmt.Sprintf("profile = %q", s.profile()), "%s", s.scheduleText())
	s.line("domains = [%q]", s.own)
	var routes []string
	for i, g := range s.hosts {
		routes = append(routes, fmt.Sprintf("%q = %q", g.domain, hostName(i)))
	}
	s.line("routes  = {%s}", strings.Join(routes, ", "))
	if b := s.Schedule.Expiration; b.N > 0 {
		s.figure(fmt.Sprintf("message_expiration = %q", lengthOf(b.Guess)), "still tried at %s, given up at %s; %s", english.Whole(b.Least), english.Whole(b.Most),
			english.Counted(int64(b.N), "message", "messages"))
	}
}

// profile is the one that fits, or what is assumed where nothing tells.
func (r *Report) profile() string {
	switch c := r.Schedule.Candidates; {
	case r.Schedule.Own != nil:
		return ProfileFile
	case len(c) > 0:
		return c[0].Profile
	case r.Hides || r.Listed > 0:
		return "exchange-online"
	}
	return learn.BaseProfile
}

func hostName(i int) string { return fmt.Sprintf("to-%d", i+1) }

// lengthOf writes a duration as scenarios take it.
func lengthOf(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day && d%day == 0:
		return fmt.Sprintf("%dd", d/day)
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return fmt.Sprintf("%ds", d/time.Second)
}

// experiment asks which expiration is best.
func (s *scenario) experiment() {
	s.line("\n[experiment]")
	if s.days() {
		s.line("vary = {\"host.sender.message_expiration\" = \"12h..24h/1h\"}")
	} else {
		s.line("vary = {\"host.sender.message_expiration\" = [%s]}", strings.Join(s.expirations(), ", "))
	}
	s.line("runs = 300")
	if b := s.Schedule.Expiration; b.N > 0 {
		s.line("current = %q", lengthOf(b.Guess))
	}
	s.line("\n[decision]                        # costs are hours of waiting; a mail that is really lost costs a day: put your own in their place")
	s.line("\"bounced.good\" = \"<= 1%%\"")
	s.line("unit           = \"h\"")
	s.line("weights        = {\"bounced.lost\" = \"24/mail\", \"waiting.told\" = \"1/h\", \"waiting.late\" = \"1/h\"}")
}

// expirations are values to choose from, with the current one.
func (s *scenario) expirations() (all []string) {
	const day = 24 * time.Hour
	now, told := s.Schedule.Expiration.Guess, s.Schedule.Expiration.N == 0
	for _, d := range []time.Duration{day / 2, day, 2 * day, 3 * day, 4 * day, 5 * day} {
		if !told && now < d {
			all, told = append(all, fmt.Sprintf("%q", lengthOf(now))), true
		}
		told = told || now == d
		all = append(all, fmt.Sprintf("%q", lengthOf(d)))
	}
	if !told {
		all = append(all, fmt.Sprintf("%q", lengthOf(now)))
	}
	return all
}
