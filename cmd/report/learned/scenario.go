package learned

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/sim/experiment/survival"
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

// lead is how many days before the week of mail outages may begin: 99 % of them are over by then.
func (r *Report) lead() int64 {
	const day, most = 24 * time.Hour, 7
	if r.outagesKnown() != "" {
		return 2 // as long as 98 % of those that are assumed
	}
	for _, p := range r.Outages.Estimate.Points {
		if p.Percent >= 99 {
			return min(int64((coarse(p.Length)+day-1)/day), most)
		}
	}
	return most
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

// assumed are lengths of outages where records tell of none: those of the scenario message-expiration.
const assumed = `{p0 = "5m", p50 = "1h", p90 = "12h", p98 = "2d", p100 = "4d"}`

// mostTables of outages has a host.
const mostTables = 100

// destination is a host to which mail goes, and its outages. Each table is one outage at any moment of a span that is at least twice as long as
// the scenario, so that it comes in half of the runs at most: their number is nearly a Poisson number.
func (s *scenario) destination(i int, g group) {
	s.line("\n[host.%s]", hostName(i))
	s.line("domains = [%q]", g.domain)
	if g.gone {
		s.figure("\n[host."+hostName(i)+".fault.gone]\nkind   = \"connection-refused\"", "%s never took mail", english.Counted(int64(len(g.places)), "destination", "destinations"))
		return
	}
	const day = 24 * time.Hour
	daily, lasts, why := 1./7, assumed, "assumed: "+s.outagesKnown()+"; one outage a week"
	if s.outagesKnown() == "" {
		daily, lasts, why = s.outageRate(g)/7, s.lengths(), s.outageRateText(g)
	}
	if daily <= 0 {
		return
	}
	tables := int(math.Ceil(min(2*daily*float64(s.lead()+7), mostTables)))
	if s.outagesKnown() == "" {
		daily = learn.Rounded(daily * s.overlapping(float64(tables)))
	}
	span := time.Duration(float64(tables) / daily * float64(day)).Round(time.Minute)
	for k := range tables {
		s.line("\n[host.%s.fault.outage-%d]", hostName(i), k+1)
		s.line("kind   = \"connection-refused\"")
		s.figure(fmt.Sprintf("starts = {p0 = \"0s\", p100 = %q}", lengthOf(span)), "one in %s", english.Span(span))
		s.figure("lasts  = "+lasts, "%s", why)
	}
}

// outagesKnown says why the records tell no law of outages; empty: they do.
func (r *Report) outagesKnown() string {
	o := &r.Outages
	switch {
	case o.Refused != "":
		return "the records cannot tell"
	case len(o.Observed.Spells) == 0:
		return "no outage was met"
	case r.onlyReturned():
		return "NDRs alone do not tell how often there are outages and how long they last"
	case len(o.Estimate.Points) == 0:
		return "the records cannot tell how long outages last"
	}
	return ""
}

// outageRate is how many outages begin in a week at a destination, whether one is under way or not.
func (r *Report) outageRate(g group) float64 {
	return r.Outages.Estimate.PerWeek.Value * r.Outages.Estimate.Up * r.timesAverage(g)
}

// overlapping is how many times as many outages tables of a scenario need to have as much time without any as the records have: those of several tables
// may overlap, and in the records none begins during another one.
func (r *Report) overlapping(tables float64) float64 {
	up := r.Outages.Estimate.Up
	if up <= 0 || up >= 1 {
		return 1
	}
	return 1 + float64((-math.Log(up)/(1-up)-1)*(1-1/tables))
}

func (r *Report) outageRateText(g group) string {
	w, times, n := r.Outages.Estimate.PerWeek, r.timesAverage(g), int64(len(r.Outages.Observed.Spells))
	return fmt.Sprintf("%s outages a week (%s to %s); %s at all destinations", digits(w.Value*times), digits(w.Low*times), digits(w.High*times), english.Counted(n, "outage was met", "outages were met"))
}

// timesAverage is how many times as many outages as the average a destination has; of several that are one group, those to which most mail goes
// count most.
func (r *Report) timesAverage(g group) float64 {
	sum, n := 0.0, 0
	for _, d := range r.Traffic.Destinations {
		i := slices.IndexFunc(r.Outages.Places, func(p learn.Place) bool { return p.Name == d.Place })
		if i >= 0 && i < len(r.Outages.Estimate.Shares) && slices.Contains(g.places, d.Place) {
			sum, n = sum+float64(r.Outages.Estimate.Shares[i]*float64(d.Messages)), n+d.Messages
		}
	}
	if n == 0 {
		return 1
	}
	return learn.Rounded(sum / float64(n))
}

// lengths are how long outages last, as a sweep draws them.
func (r *Report) lengths() string {
	var parts []string
	all := r.Outages.Estimate.Points
	at := func(i int) time.Duration { return coarse(all[i].Length) }
	for i, p := range all {
		if i == 0 || i == len(all)-1 || at(i) != at(i-1) || at(i) != at(i+1) { // between equal ones it is the same anyway
			parts = append(parts, fmt.Sprintf("%s = %q", pointName(p.Percent), lengthOf(at(i))))
		}
	}
	return fmt.Sprintf("{%s, observations = %d%s}", strings.Join(parts, ", "), r.Outages.Estimate.Observations, r.evidence())
}

// evidence is in what time outages were met, and how long they lasted at least and at most.
func (r *Report) evidence() (text string) {
	if span := r.Last.Sub(r.First).Round(time.Hour); span > 0 {
		text = fmt.Sprintf(", over = %q", lengthOf(span))
	}
	text += fmt.Sprintf(", met = %d", len(r.Outages.Observed.Spells))
	least, most, longest := r.Outages.Estimate.Bounds(r.Outages.Observed)
	text += fmt.Sprintf(", longest = %q", lengthOf(coarse(longest)))
	for i, points := range [][]survival.Point{least, most} {
		var parts []string
		for _, p := range points {
			parts = append(parts, fmt.Sprintf("%s = %q", pointName(p.Percent), lengthOf(coarse(p.Length))))
		}
		text += fmt.Sprintf(", %s = {%s}", []string{"at_least", "at_most"}[i], strings.Join(parts, ", "))
	}
	return text
}

// pointName is the key of a quantile; one with a decimal point needs quotes.
func pointName(percent float64) string {
	name := "p" + strconv.FormatFloat(percent, 'f', -1, 64)
	if strings.Contains(name, ".") {
		return strconv.Quote(name)
	}
	return name
}

// bounds are how long an outage lasted at least and at most.
func bounds(s survival.Spell) (least, most int64) {
	least, most = s.EndedFrom-s.BeganTo, s.EndedTo-s.BeganFrom
	if s.BeganFrom == survival.Unbegun || s.EndedTo == survival.Unended {
		most = survival.Unended
	}
	return least, most
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
