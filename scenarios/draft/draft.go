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

// Draft is what somebody says who writes a first scenario.
type Draft struct {
	Fault      string // a kind
	At         string // DraftPlaces
	Lasts      string // a duration
	Size       string // of the message
	Profile    string // of the host that sends, a name of the library
	Expiration string // a duration; empty: as the profile says
	Schema     string // where the first line says that the schema is; empty: no such line
	expect     []line // what a run came to; empty before there was one
}

// Places are where something can fail in a draft.
var Places = []string{"relay", "destination"}

// Text is the whole scenario, with comments for somebody who sees one for the first time. What Draft holds must be right.
func (d Draft) Text(file string) string {
	var b strings.Builder
	if d.Schema != "" {
		fmt.Fprintf(&b, "#:schema %s\n\n", d.Schema)
	}
	kind := fault.Kinds[slices.Index(decode.Faults.Names, d.Fault)]
	fmt.Fprintf(&b, head, file, file, file)
	for _, t := range []table{
		{lines: []line{{"title", parse.QuoteText(d.Fault + " at the " + d.At), ""}, {"why", parse.QuoteText(kind.Meaning), ""},
			{"model", parse.QuoteText(profile.Newest()), "the version of the figures behind [expect]; after an update, mailstorm test says what changed"}}},
		{"The mail: one message from one person to another. For more mail, add tables [mail.NAME].", "mail.deck", []line{
			{"from", parse.QuoteText("sender@contoso.example"), ""},
			{"to", parse.QuoteText("partner@fabrikam.example"), ""},
			{"size", parse.QuoteText(d.Size), "size of the message data; for the size of a file, write attachment"},
		}},
		{"The sending host. Its profile says how often it retries: mailstorm explain " + d.Profile, "host.exo", []line{
			{"profile", parse.QuoteText(d.Profile), ""},
			{"domains", `["contoso.example"]`, "the mailboxes of this domain are here"},
			{"routes", `{"*" = "relay"}`, "mail for all other domains goes to this host"},
			{"message_expiration", parse.QuoteText(d.Lifetime()), "how old a message may get before its sender receives an NDR"},
		}},
		{"The relay between the two, which passes mail on in both directions.", "host.relay", []line{
			{"profile", parse.QuoteText("exchange-server-edge"), ""},
			{"routes", `{"fabrikam.example" = "fabrikam", "contoso.example" = "exo"}`, ""},
		}},
		{"The host of the recipient's mailbox.", "host.fabrikam", []line{
			{"profile", parse.QuoteText("exchange-server-mailbox"), ""},
			{"domains", `["fabrikam.example"]`, ""},
			{"routes", `{"*" = "relay"}`, ""},
		}},
		d.trouble(kind),
		{"The results when this file was written; mailstorm test fails when they change.", "expect", d.expect},
	} {
		t.write(&b)
	}
	return b.String()
}

const head = `# A first storm. Lines that begin with # are comments. Change anything, and see what happens:
#
#   mailstorm check %s   is the file valid?
#   mailstorm run %s     what is the result?
#   mailstorm trace %s   what happens to the message, step by step?
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

// watched is the host that meets the trouble when it sends.
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

// trouble is the table of the fault, with the parameters of its example.
func (d Draft) trouble(kind fault.Kind) table {
	host := map[string]string{"relay": "relay", "destination": "fabrikam"}[d.At]
	t := table{"The fault. More about it: mailstorm explain " + kind.Name, "host." + host + ".fault.trouble",
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
	t.lines = append(t.lines, line{"starts", parse.QuoteText("0s"), "counted from the start of the simulation"},
		line{"lasts", parse.QuoteText(d.Lasts), "without this line it never ends"})
	return t
}

// uncapped is a meaning as it stands behind a value.
func uncapped(s string) string {
	return strings.ToLower(s[:1]) + strings.TrimSuffix(s[1:], ".")
}

// Expected is the draft with what it came to in a run, as lines of [expect].
func (d Draft) Expected(c *sim.Config, r *sim.Result) Draft {
	host := slices.IndexFunc(c.Hosts, func(h sim.Host) bool { return h.Name == d.watched() })
	d.expect = []line{{parse.QuoteText(d.watched() + ".attempts"), wantedNow(metrics.Attempts, r.Hosts[host].Values[metrics.Attempts]), "attempts by " + d.watched()}}
	for _, e := range []struct {
		id      metrics.ID
		meaning string
	}{
		{metrics.Copies, "copies in the recipient's mailbox"},
		{metrics.LostDeliveries, "1 would mean: lost, and nobody was told"},
		{metrics.DeliveryMax, "time until the first copy arrived"},
		{metrics.NDRFirst, "time until the sender received an NDR"},
	} {
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
