package draft

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/quantity"
	"mailstorm/scenarios/resolve"
	"mailstorm/sim"
	"mailstorm/sim/fault"
)

const (
	Drawn  = "drawn"  // how long a fault lasts: another length in each run
	Always = "always" // when people write
)

const (
	outages       = `{p0 = "5m", p50 = "1h", p90 = "12h", p98 = "2d", p100 = "4d"}`
	longestOutage = 4 * quantity.Day // its p100
)

// CheckDomain tells whether a domain may be written.
func CheckDomain(s string) error {
	if !resolve.IsDomain(s) || !strings.Contains(s, ".") {
		return fmt.Errorf("%s is not a domain; write small letters, digits, hyphens and at least one dot, as in %s", parse.Quoted(s), OwnDomain)
	}
	return nil
}

// CheckMails tells whether an amount of mail may be written: a number of messages, or a rate.
func CheckMails(s string) error {
	if n, err := strconv.ParseUint(s, 10, 32); err == nil && n > 0 {
		return nil
	}
	if !strings.Contains(s, "/") {
		return fmt.Errorf("%s is not an amount of mail; write a number of messages, as in 500, or a rate, as in 40000/d or 200/h", parse.Quoted(s))
	}
	_, err := quantity.ParseRate(s)
	return err
}

// CheckHours tells whether working hours may be written; Always stands for all hours.
func CheckHours(s string) error {
	if s == Always {
		return nil
	}
	_, err := quantity.ParseHours(s)
	return err
}

// CheckLength tells whether the length of a fault may be written.
func CheckLength(s string) error {
	if s == Drawn {
		return nil
	}
	_, err := quantity.ParseDuration(s)
	return err
}

// CheckStart tells whether the start of a fault may be written.
func (d Draft) CheckStart(s string) error {
	d.Starts = s
	_, err := d.start()
	return err
}

// start is when the fault starts.
func (d Draft) start() (time.Duration, error) {
	clock, err := time.Parse(time.RFC3339, d.clock())
	if err != nil {
		return 0, err
	}
	return quantity.ParseMoment(d.Starts, clock, 0)
}

// clock is a Monday: midnight for who writes in working hours, else what a scenario has without this key.
func (d Draft) clock() string {
	if d.Single() {
		return "2026-01-05T08:00:00Z"
	}
	return "2026-01-05T00:00:00Z"
}

// Single tells whether the mail is one message.
func (d Draft) Single() bool { return d.Mails == "1" }

func (d Draft) recipients() string {
	if d.Single() {
		return "mailbox of the recipient"
	}
	return "mailboxes of the recipients"
}

// top is what stands above all tables. Who writes in working hours needs to know the day on which the simulation starts.
func (d Draft) top(kind fault.Kind) []line {
	all := []line{
		{"title", parse.QuoteText(d.Fault + " at the " + d.At), ""},
		{"why", parse.QuoteText(kind.Meaning), ""},
		{"model", parse.QuoteText(profile.Newest()), "version of the profiles and rules that [expect] was written for"},
	}
	if !d.Single() {
		all = append(all, line{"clock", parse.QuoteText(d.clock()), `the simulation starts here, on a Monday; in your zone: "2026-01-05 00:00 Europe/Berlin"`})
	}
	return all
}

// mail is one message when the fault starts, or the mail of some days around it.
func (d Draft) mail() table {
	lines := []line{
		{"from", parse.QuoteText("sender@" + d.Domain), ""},
		{"to", parse.QuoteText("partner@" + d.Partner), ""},
		{"size", parse.QuoteText(d.Size), "size of the whole message; for the size of an attached file, use attachment"},
	}
	if d.Single() {
		if d.Starts != "0s" {
			lines = append(lines, line{"at", parse.QuoteText(d.Starts), "when the fault starts"})
		}
		return table{"The mail: one message from one person to another. Add tables [mail.NAME] for more.", "mail.deck", lines}
	}
	if rate, err := quantity.ParseRate(d.Mails); err == nil {
		perHour, comment := d.whileOpen(rate)
		lines = append(lines, line{"rate", parse.QuoteText(perHour), comment})
	} else {
		lines = append(lines, line{"count", d.Mails, "at random times between starts and ends"})
	}
	lines = append(lines, line{"starts", parse.QuoteText("0s"), ""}, line{"ends", parse.QuoteText(quantity.FormatDuration(d.lastMail())), ""})
	if d.Hours != Always {
		lines = append(lines, line{"hours", parse.QuoteText(d.Hours), "when people write, in the zone of clock"})
	}
	return table{"The mail, all of one size. Add tables [mail.NAME] for more.", "mail.office", lines}
}

// whileOpen is a rate within the hours in which people write, so that a day has the mail that was asked for.
func (d Draft) whileOpen(r sim.Rate) (rate, comment string) {
	hours, err := quantity.ParseHours(d.Hours)
	open := hours.Until - hours.From
	perHour := math.Round(100*float64(r.Count)*float64(quantity.Day)/float64(r.Per)/open.Hours()) / 100
	if err != nil || r.Per < quantity.Day || open == quantity.Day || perHour == 0 {
		return d.Mails, ""
	}
	return strconv.FormatFloat(perHour, 'f', -1, 64) + "/h", "within the hours below, which makes " + d.Mails
}

// lastMail is when the mail ends: after a week, or two days after a fault that takes longer.
func (d Draft) lastMail() time.Duration {
	starts, _ := d.start()
	lasts, err := quantity.ParseDuration(d.Lasts)
	if err != nil {
		lasts = longestOutage
	}
	return max(7*quantity.Day, (starts+lasts).Truncate(quantity.Day)+2*quantity.Day)
}

// experiment varies when the sending host gives up.
func (d Draft) experiment() table {
	now, other := d.Lifetime(), d.otherLifetime()
	values := []string{parse.QuoteText(other), parse.QuoteText(now)}
	return table{"What mailstorm sweep varies. With limits in a table [decision], it recommends a value.", "experiment", []line{
		{"vary", fmt.Sprintf("{\"host.exo.message_expiration\" = [%s]}", strings.Join(values, ", ")), ""},
		{"current", parse.QuoteText(now), ""},
		{"runs", "20", "of each value, each with other random draws"},
	}}
}

// otherLifetime is an expiration to compare with: the shortest or longest that Exchange Online allows, or half of a longer one.
func (d Draft) otherLifetime() string {
	const shortest, longest = 12 * time.Hour, 24 * time.Hour
	switch life, _ := quantity.ParseDuration(d.Lifetime()); {
	case life > longest:
		return quantity.FormatDuration(life / 2)
	case life > shortest:
		return quantity.FormatDuration(shortest)
	default:
		return quantity.FormatDuration(longest)
	}
}
