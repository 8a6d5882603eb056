// Package draft writes a first scenario for somebody who has none.
package draft

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/quantity"
	"mailstorm/scenarios/schema"
	"mailstorm/sim"
	"mailstorm/sim/fault"
	"mailstorm/sim/metrics"
)

// Draft holds the choices for a first scenario.
type Draft struct {
	Domain     string // of those who write
	Partner    string // the domain of those to whom they write
	Mails      string // a number or a rate
	Hours      string // when people write, or Always; one message ignores it
	Size       string // of a message
	Fault      string // a kind
	At         string // one of Places
	Starts     string // when the fault starts
	Lasts      string // a duration, or Drawn
	Profile    string // of the host that sends, a name of the library
	Expiration string // a duration; empty: as the profile says
	Schema     string // where the first line says that the schema is; empty: no such line
	expect     []line // the results of a run; empty before the run
}

// Places are the hosts that can fail in a draft.
var Places = []string{"relay", "destination"}

func (d Draft) schemaLine() string {
	if d.Schema == "" {
		return ""
	}
	return "#:schema " + d.Schema + "\n\n"
}

// Text is the whole scenario, with comments for somebody who sees one for the first time. What Draft holds must be right.
func (d Draft) Text(file string) string {
	var b strings.Builder
	kind := fault.Kinds[slices.Index(decode.Faults.Names, d.Fault)]
	fmt.Fprintf(&b, d.schemaLine()+head, file, file, file, file)
	for _, t := range []table{
		{lines: d.top(kind)},
		d.mail(),
		{"The sending host. Its profile says when it retries: mailstorm explain " + d.Profile, "host.exo", []line{
			{"profile", parse.QuoteText(d.Profile), ""},
			{"domains", "[" + parse.QuoteText(d.Domain) + "]", "its mailboxes"},
			{"routes", `{"*" = "relay"}`, "all other mail goes to relay"},
			{"message_expiration", parse.QuoteText(d.Lifetime()), "when it gives up and sends an NDR"},
		}},
		{"The relay between the two, for mail in both directions.", "host.relay", []line{
			{"profile", parse.QuoteText("exchange-server-edge"), ""},
			{"routes", fmt.Sprintf("{%s = %s, %s = \"exo\"}", parse.QuoteText(d.Partner), parse.QuoteText(d.destination()), parse.QuoteText(d.Domain)), ""},
		}},
		{"The host with the " + d.recipients() + ".", "host." + d.destination(), []line{
			{"profile", parse.QuoteText("exchange-server-mailbox"), ""},
			{"domains", "[" + parse.QuoteText(d.Partner) + "]", ""},
			{"routes", `{"*" = "relay"}`, ""},
		}},
		d.trouble(kind),
		d.experiment(),
		{"The results when this was written; mailstorm test fails if they change.", "expect", d.expect},
	} {
		t.write(&b)
	}
	return b.String()
}

const head = `# A first scenario. Change anything and see what happens:
#
#   mailstorm check %s   find mistakes
#   mailstorm run %s     see the results
#   mailstorm trace %s   follow a message step by step
#   mailstorm sweep %s   compare two expirations in many runs
`

// table is a part of a draft: a comment, a header, and lines.
type table struct {
	comment, name string
	lines         []line
}

type line struct{ key, value, comment string }

// write aligns the lines; a table without any is left out.
func (t table) write(b *strings.Builder) {
	if len(t.lines) == 0 {
		return
	}
	b.WriteString("\n")
	if t.name != "" {
		fmt.Fprintf(b, "# %s\n[%s]\n", t.comment, t.name)
	}
	keys, values := 0, 0
	for _, l := range t.lines {
		if keys = max(keys, len(l.key)); l.comment != "" {
			values = max(values, len(l.value))
		}
	}
	for _, l := range t.lines {
		if l.comment != "" {
			l.value = fmt.Sprintf("%-*s   # %s", values, l.value, l.comment)
		}
		fmt.Fprintf(b, "%-*s = %s\n", keys, l.key, l.value)
	}
}

// watched is the host that sends to the failing host.
func (d Draft) watched() string {
	if d.At == "relay" {
		return "exo"
	}
	return "relay"
}

// Lifetime is when the sending host gives up: as the draft says, else as its profile does.
func (d Draft) Lifetime() string {
	if d.Expiration != "" {
		return d.Expiration
	}
	for _, e := range profile.Library() {
		if e.Name == d.Profile {
			return quantity.FormatDuration(e.Profile.Lifetime)
		}
	}
	return ""
}

// destination is the host of the partner.
func (d Draft) destination() string {
	if d.Partner == PartnerDomain {
		return "fabrikam"
	}
	return "partner"
}

// trouble is the table of the fault, with the parameters of its example.
func (d Draft) trouble(kind fault.Kind) table {
	host := map[string]string{"relay": "relay", "destination": d.destination()}[d.At]
	t := table{"What fails. For details: mailstorm explain " + kind.Name, "host." + host + ".fault.trouble",
		[]line{{"kind", parse.QuoteText(kind.Name), ""}}}
	example, _ := parse.Document(parse.NewSource("", kind.Example))
	for _, n := range example.Children {
		if slices.Contains(kind.Takes, n.Name) && n.Name != "bytes" { // of another size than the message of the draft
			value := n.Source.Text[n.ValueSpan.From:n.ValueSpan.To]
			if n.Text() != "" {
				value = parse.QuoteText(n.Text())
			}
			t.lines = append(t.lines, line{n.Name, value, uncapped(schema.Meaning("host.*.fault.*." + n.Name))})
		}
	}
	t.lines = append(t.lines, line{"starts", parse.QuoteText(d.Starts), `from the start of the simulation, or a time, as in "Fri 18:00"`})
	if d.Lasts == Drawn {
		t.lines = append(t.lines, line{"lasts", outages, "another length in each run"})
	} else {
		t.lines = append(t.lines, line{"lasts", parse.QuoteText(d.Lasts), `without this line it never ends; {p50 = "1h", p90 = "12h"} is another length in each run`})
	}
	return t
}

// uncapped is a meaning as it stands behind a value.
func uncapped(s string) string {
	return strings.ToLower(s[:1]) + strings.TrimSuffix(s[1:], ".")
}

// Expected is the draft with the results of a run as expectations.
func (d Draft) Expected(c *sim.Config, r *sim.Result) Draft {
	host := slices.IndexFunc(c.Hosts, func(h sim.Host) bool { return h.Name == d.watched() })
	d.expect = []line{{parse.QuoteText(d.watched() + ".attempts"), wantedNow(metrics.Attempts, r.Hosts[host].Values[metrics.Attempts]), "attempts of " + d.watched()}}
	for _, e := range []struct {
		id      metrics.ID
		meaning string
	}{
		{metrics.Copies, "copies in the " + d.recipients()},
		{metrics.LostDeliveries, "deliveries that are gone without an NDR"},
		{metrics.DeliveryMax, "time until the first copy arrived"},
		{metrics.NDRFirst, "time until the sender had an NDR"},
		{metrics.NDRCount, "NDRs to the senders"},
	} {
		if e.id == metrics.NDRCount && d.Single() {
			continue
		}
		d.expect = append(d.expect, line{parse.QuoteText(metrics.Catalogue[e.id].Name), wantedNow(e.id, r.Values[e.id]), e.meaning})
	}
	return d
}

// wantedNow is an expectation that a value meets, and the next one would not.
func wantedNow(id metrics.ID, v metrics.Value) string {
	switch {
	case !v.Known:
		return parse.QuoteText("none")
	case metrics.Catalogue[id].Unit == metrics.Duration:
		if whole := (time.Duration(v.Num) + time.Minute - 1).Truncate(time.Minute); v.Num > 0 {
			return parse.QuoteText("<= " + quantity.FormatDuration(whole))
		}
		return parse.QuoteText("0s")
	}
	return fmt.Sprint(v.Num)
}
