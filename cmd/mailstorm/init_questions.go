package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mailstorm/cmd/catalogue"
	"mailstorm/cmd/habits"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/scenarios/draft"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
)

// initQuestion is what init asks, by a flag or by a question.
type initQuestion struct {
	to       *string
	flag     string
	usage    string
	question string
	hint     string          // what "?" shows when there is no catalogue
	words    func() []string // the possible answers; nil: a quantity
	check    func(string) error

	catalogue string        // of the words; may be empty
	preset    func() string // the default that depends on other answers; nil: what to points to
	concerns  func() bool   // nil: always
}

// questions lists them in the order of the questions. What they point to holds the defaults.
func (o *initOptions) questions() []initQuestion {
	d := &o.draft
	places := func() []string { return draft.Places }
	many := func() bool { return !d.Single() }
	return []initQuestion{
		{to: &d.Domain, flag: "domain", usage: "your own `DOMAIN`", question: "What is your own domain?", check: draft.CheckDomain,
			hint: "The domain of the people who write, as in contoso.example. No mail is sent, so it may be your real one."},
		{to: &d.Partner, flag: "partner", usage: "the `DOMAIN` to which you write", question: "To which domain do they write?", check: o.checkPartner,
			hint: "The domain of the recipients, as in fabrikam.example."},
		{to: &d.Mails, flag: "mails", usage: "amount of mail, a `NUMBER` of messages or a rate, as in 40000/d", question: "How much mail?", check: draft.CheckMails,
			hint: "1 is a single message. 500 are so many in a week or more. A rate is a number per day or hour, as in 40000/d or 200/h."},
		{to: &d.Hours, flag: "hours", usage: "working `HOURS` in which they write, as in \"Mon-Fri 08:00-18:00\", or always", question: "When do people write?",
			check: draft.CheckHours, concerns: many, preset: o.presetHours, hint: "Days, times or both, as in \"Mon-Fri 08:00-18:00\", \"Sat,Sun\" or \"08:00-18:00\"; or \"always\"."},
		{to: &d.Size, flag: "size", usage: "`SIZE` of a message, as in 75KB", question: "How large is a message?", check: isSize, preset: o.presetSize,
			hint: "A size with its unit, as in 75KB, 2MB or 27MB. A file of 20 MB makes a message of 27 MB."},
		{to: &d.Fault, flag: "fault", usage: "what fails, a `FAULT` (mailstorm list faults)", question: "What fails?", words: faultNames,
			check: oneOfWords("fault", faultNames), catalogue: "faults"},
		{to: &d.At, flag: "at", usage: "where it fails, `HOST` relay or destination", question: "Where does it fail, at the relay or at the destination?", words: places,
			check: oneOfWords("place", places), hint: "relay is the host between you and the partner; destination is the partner's host."},
		{to: &d.Starts, flag: "starts", usage: "when it starts to fail, a `TIME`, as in 1d10h or \"Fri 18:00\"", question: "When does it start to fail?",
			check: func(s string) error { return d.CheckStart(s) },
			hint:  "A time since the beginning, as in 1d10h, or a weekday and a time, as in \"Fri 18:00\". The simulation starts on a Monday."},
		{to: &d.Lasts, flag: "lasts", usage: "how long it fails, a `DURATION`, or drawn for another length in each run", question: "How long does it fail?", check: draft.CheckLength,
			hint: "A duration with its unit, as in 90m, 6h or 2d12h; or \"drawn\": each run of a sweep draws another length, half of them up to an hour, one in fifty over two days."},
		{to: &d.Profile, flag: "profile", usage: "how the sending host retries, a `PROFILE`", question: "Which retry profile does the sending host have?", words: profileNames,
			check: oneOfWords("profile", profileNames), catalogue: "profiles"},
		{to: &d.Expiration, flag: "expiration", usage: "when the sending host gives up, a `DURATION`", question: "After how long does it give up and send an NDR?", check: isDuration,
			preset: func() string { return d.Lifetime() }, hint: "A duration with its unit, as in 24h or 5d. Exchange Online allows 12h to 24h."},
	}
}

// usualDraft is what init writes for somebody who answers nothing.
func usualDraft() draft.Draft {
	return draft.Draft{Domain: draft.OwnDomain, Partner: draft.PartnerDomain, Mails: "1", Hours: draft.Always, Fault: "drop-after-data",
		At: draft.Places[0], Starts: "0s", Lasts: "6h", Profile: "exchange-online"}
}

// presetHours are those of an office. Only who is asked gets them.
func (o *initOptions) presetHours() string {
	if o.draft.Hours == draft.Always {
		return "Mon-Fri 08:00-18:00"
	}
	return o.draft.Hours
}

// presetSize is that of a presentation, or of everyday mail.
func (o *initOptions) presetSize() string {
	switch {
	case o.draft.Size != "":
		return o.draft.Size
	case o.draft.Single():
		return "27MB"
	}
	return "75KB"
}

func (o *initOptions) checkPartner(s string) error {
	if s == o.draft.Domain {
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
func (q *initQuestion) usual() string {
	if q.preset != nil {
		return q.preset()
	}
	return *q.to
}

// errInterrupted is the error if the questions are interrupted.
var errInterrupted = errors.New("interrupted; nothing was written")

// askQuestions puts the questions, each until its answer is right. An empty answer takes the default.
func (o *initOptions) askQuestions(ctx context.Context) error {
	lines := o.inputLines()
	fmt.Fprintln(o.err, "A few questions. Enter takes the default in brackets, ? explains a question,\nand Ctrl-C quits without writing anything.")
	for _, q := range o.questions() {
		if q.concerns != nil && !q.concerns() {
			continue
		}
		if q.catalogue != "" {
			fmt.Fprintf(o.err, "\n%s", numberedColumns(q.words()))
		}
		if err := o.ask(ctx, q, lines); err != nil {
			return err
		}
	}
	fmt.Fprintln(o.err)
	return nil
}

// ask puts one question until its answer is right.
func (o *initOptions) ask(ctx context.Context, q initQuestion, lines <-chan string) error {
	preset := q.usual()
	for {
		fmt.Fprintf(o.err, "\n%s [%s] ", q.question, preset)
		line, ok := nextLine(ctx, lines)
		if !ok {
			fmt.Fprintln(o.err)
			return &exitError{exitFailed, errInterrupted}
		}
		answer := cmp.Or(strings.TrimSpace(line), preset)
		if answer == "?" {
			o.explainQuestion(q)
			continue
		}
		*q.to = q.named(answer)
		err := q.check(*q.to)
		if err == nil {
			return nil
		}
		fmt.Fprintf(o.err, "%v\n", err)
		if q.catalogue != "" {
			fmt.Fprintf(o.err, "Write a number from 1 to %d, or a name; ? explains all of them.\n", len(q.words()))
		}
	}
}

// named is the word that has this number.
func (q *initQuestion) named(answer string) string {
	if q.words == nil {
		return answer
	}
	words := q.words()
	if n, err := strconv.Atoi(answer); err == nil && n > 0 && n <= len(words) {
		return words[n-1]
	}
	return answer
}

// explainQuestion shows the catalogue to which the answer belongs, or what may be written.
func (o *initOptions) explainQuestion(q initQuestion) {
	var b bytes.Buffer
	s := layout.NewManual(&b, o.style(oneOf("never")))
	if q.catalogue == "" {
		s.Text(q.hint)
	} else {
		catalogue.Text(s, catalogue.Selected(q.catalogue), true)
	}
	s.Flush()
	fmt.Fprint(o.err, b.String())
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

// nextLine is the next line that is typed; ok is false when there will be none.
func nextLine(ctx context.Context, lines <-chan string) (line string, ok bool) {
	select {
	case <-ctx.Done():
		return "", false
	case line, ok = <-lines:
		return line, ok
	}
}

// inputLines reads what is typed; it goes on reading until the program ends.
func (s streams) inputLines() <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for read := bufio.NewScanner(s.in); read.Scan(); {
			lines <- read.Text()
		}
	}()
	return lines
}
