// Package questions asks at a terminal what a first scenario is to be.
package questions

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"mailstorm/cmd/catalogue"
	"mailstorm/cmd/habits"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/simulation"
	"mailstorm/scenarios/draft"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim/fault"
)

// Question is what init asks, by a flag or by a question.
type Question struct {
	To       *string
	Flag     string
	Usage    string
	question string
	hint     string          // what "?" shows when there is no catalogue
	Words    func() []string // the possible answers; nil: a quantity
	check    func(string) error

	catalogue string        // of the words; may be empty
	preset    func() string // the default that depends on other answers; nil: what to points to
	concerns  func() bool   // nil: always
}

// Questions lists them in the order of the questions. What they point to holds the defaults.
func (d *Draft) Questions() []Question {
	places := func() []string { return draft.Places }
	many := func() bool { return !d.Single() }
	return []Question{
		{To: &d.Domain, Flag: "domain", Usage: "your own `DOMAIN`", question: "What is your own domain?", check: draft.CheckDomain,
			hint: "The domain of the people who write, as in contoso.example. No mail is sent, so it may be your real one."},
		{To: &d.Partner, Flag: "partner", Usage: "the `DOMAIN` to which you write", question: "To which domain do they write?", check: d.checkPartner,
			hint: "The domain of the recipients, as in fabrikam.example."},
		{To: &d.Mails, Flag: "mails", Usage: "amount of mail, a `NUMBER` of messages or a rate, as in 40000/d", question: "How much mail?", check: draft.CheckMails,
			hint: "1 is a single message. 500 are so many in a week or more. A rate is a number per day or hour, as in 40000/d or 200/h."},
		{To: &d.Hours, Flag: "hours", Usage: "working `HOURS` in which they write, as in \"Mon-Fri 08:00-18:00\", or always", question: "When do people write?",
			check: draft.CheckHours, concerns: many, preset: d.presetHours, hint: "Days, times or both, as in \"Mon-Fri 08:00-18:00\", \"Sat,Sun\" or \"08:00-18:00\"; or \"always\"."},
		{To: &d.Size, Flag: "size", Usage: "`SIZE` of a message, as in 75KB", question: "How large is a message?", check: isSize, preset: d.presetSize,
			hint: "A size with its unit, as in 75KB, 2MB or 27MB. A file of 20 MB makes a message of 27 MB."},
		{To: &d.Fault, Flag: "fault", Usage: "what fails, a `FAULT` (mailstorm list faults)", question: "What fails?", Words: faultNames,
			check: oneOfWords("fault", faultNames), catalogue: "faults"},
		{To: &d.At, Flag: "at", Usage: "where it fails, `HOST` relay or destination", question: "Where does it fail, at the relay or at the destination?", Words: places,
			check: oneOfWords("place", places), hint: "relay is the host between you and the partner; destination is the partner's host."},
		{To: &d.Starts, Flag: "starts", Usage: "when it starts to fail, a `TIME`, as in 1d10h or \"Fri 18:00\"", question: "When does it start to fail?",
			check: func(s string) error { return d.CheckStart(s) },
			hint:  "A time since the beginning, as in 1d10h, or a weekday and a time, as in \"Fri 18:00\". The simulation starts on a Monday."},
		{To: &d.Lasts, Flag: "lasts", Usage: "how long it fails, a `DURATION`, or drawn for another length in each run", question: "How long does it fail?", check: draft.CheckLength,
			hint: "A duration with its unit, as in 90m, 6h or 2d12h; or \"drawn\": each run of a sweep draws another length, half of them up to an hour, one in fifty over two days."},
		{To: &d.Profile, Flag: "profile", Usage: "how the sending host retries, a `PROFILE`", question: "Which retry profile does the sending host have?", Words: profileNames,
			check: oneOfWords("profile", profileNames), catalogue: "profiles"},
		{To: &d.Expiration, Flag: "expiration", Usage: "when the sending host gives up, a `DURATION`", question: "After how long does it give up and send an NDR?", check: isDuration,
			preset: func() string { return d.Lifetime() }, hint: "A duration with its unit, as in 24h or 5d. Exchange Online allows 12h to 24h."},
	}
}

// Draft is a first scenario, as far as it is answered.
type Draft struct{ draft.Draft }

// Usual is what init writes for somebody who answers nothing.
func Usual() Draft {
	return Draft{draft.Draft{Domain: draft.OwnDomain, Partner: draft.PartnerDomain, Mails: "1", Hours: draft.Always, Fault: "drop-after-data",
		At: draft.Places[0], Starts: "0s", Lasts: "6h", Profile: "exchange-online"}}
}

// presetHours are those of an office. Only who is asked gets them.
func (d *Draft) presetHours() string {
	if d.Hours == draft.Always {
		return "Mon-Fri 08:00-18:00"
	}
	return d.Hours
}

// presetSize is that of a presentation, or of everyday mail.
func (d *Draft) presetSize() string {
	switch {
	case d.Size != "":
		return d.Size
	case d.Single():
		return "27MB"
	}
	return "75KB"
}

func (d *Draft) checkPartner(s string) error {
	if s == d.Domain {
		return fmt.Errorf("%q is your own domain; write that of a partner", s)
	}
	return draft.CheckDomain(s)
}

// oneOfWords wants one of some words.
func oneOfWords(what string, words func() []string) func(string) error {
	return func(s string) error {
		all := words()
		switch {
		case slices.Contains(all, s):
			return nil
		case len(all) < 3:
			return fmt.Errorf("unknown %s %q; use %s%s", what, s, english.OrListed(all), parse.Suggestion(s, all))
		}
		return fmt.Errorf("unknown %s %q%s", what, s, cmp.Or(habits.Meant(what, s), parse.Suggestion(s, all), "; mailstorm list "+what+"s shows all"))
	}
}

func isDuration(s string) error { _, err := quantity.ParseDuration(s); return err }
func isSize(s string) error     { _, err := quantity.ParseSize(s); return err }

// usual is the default answer.
func (q *Question) usual() string {
	if q.preset != nil {
		return q.preset()
	}
	return *q.To
}

// Ask puts the questions, each until its answer is right. An empty answer takes the default.
func (d *Draft) Ask(ctx context.Context, at *Terminal, style layout.Style) error {
	fmt.Fprintln(at.Out, "A few questions. Enter takes the default in brackets, ? explains a question,\nand Ctrl-C quits without writing anything.")
	for _, q := range d.Questions() {
		if q.concerns != nil && !q.concerns() {
			continue
		}
		if q.catalogue != "" {
			fmt.Fprintf(at.Out, "\n%s", numberedColumns(q.Words()))
		}
		if err := q.ask(ctx, at, style); err != nil {
			return err
		}
	}
	fmt.Fprintln(at.Out)
	return nil
}

// ask puts one question until its answer is right.
func (q *Question) ask(ctx context.Context, at *Terminal, style layout.Style) error {
	preset := q.usual()
	for {
		fmt.Fprintf(at.Out, "\n%s [%s] ", q.question, preset)
		line, ok := at.Line(ctx)
		if !ok {
			fmt.Fprintln(at.Out)
			return simulation.Failure{Err: simulation.ErrInterrupted}
		}
		answer := cmp.Or(strings.TrimSpace(line), preset)
		if answer == "?" {
			q.explain(at.Out, style)
			continue
		}
		*q.To = q.named(answer)
		err := q.check(*q.To)
		if err == nil {
			return nil
		}
		fmt.Fprintf(at.Out, "%v\n", err)
		if q.catalogue != "" {
			fmt.Fprintf(at.Out, "Write a number from 1 to %d, or a name; ? explains all of them.\n", len(q.Words()))
		}
	}
}

// named is the word that has this number.
func (q *Question) named(answer string) string {
	if q.Words == nil {
		return answer
	}
	words := q.Words()
	if n, err := strconv.Atoi(answer); err == nil && n > 0 && n <= len(words) {
		return words[n-1]
	}
	return answer
}

// explain shows the catalogue to which the answer belongs, or what may be written.
func (q *Question) explain(to io.Writer, style layout.Style) {
	s := layout.NewManual(to, style)
	if q.catalogue == "" {
		s.Text(q.hint)
	} else {
		catalogue.Text(s, catalogue.Selected(q.catalogue), true)
	}
	s.Flush()
}

const questionWidth = 80 // columns

// numberedColumns shows words with their numbers, in as few lines as fit.
func numberedColumns(words []string) string {
	widest := 0
	for _, w := range words {
		widest = max(widest, len(w))
	}
	columns := max(1, (questionWidth+2)/(widest+6))
	rows := (len(words) + columns - 1) / columns
	var b strings.Builder
	for row := range rows {
		var line strings.Builder
		for i := row; i < len(words); i += rows {
			fmt.Fprintf(&line, "%2d %-*s   ", i+1, widest, words[i])
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

// Check checks what came from flags, and takes the default for what nobody said.
func (d *Draft) Check() error {
	for _, q := range d.Questions() {
		if *q.To == "" && q.To != &d.Expiration { // the profile may still say otherwise
			*q.To = q.usual()
		}
		if err := q.check(*q.To); err != nil && *q.To != "" {
			return fmt.Errorf("--%s: %w", q.Flag, err)
		}
	}
	return nil
}

// faultNames are those of the catalogue.
func faultNames() (names []string) {
	for _, k := range fault.Kinds {
		names = append(names, k.Name)
	}
	return names
}

func profileNames() (names []string) {
	for _, e := range profile.Library() {
		names = append(names, e.Name)
	}
	return names
}
