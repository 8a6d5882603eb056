package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

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
	words    func() []string // the possible answers; nil: a quantity
	check    func(string) error

	catalogue string // of the words; may be empty
}

// questions lists them in the order of the questions. What they point to holds the defaults.
func (o *initOptions) questions() []initQuestion {
	d := &o.draft
	d.Fault, d.At = cmp.Or(d.Fault, "drop-after-data"), cmp.Or(d.At, draft.Places[0])
	d.Lasts, d.Size, d.Profile = cmp.Or(d.Lasts, "6h"), cmp.Or(d.Size, "27MB"), cmp.Or(d.Profile, "exchange-online")
	places := func() []string { return draft.Places }
	return []initQuestion{
		{&d.Fault, "fault", "what fails, a `FAULT` (mailstorm list faults)", "What fails?", faultNames, oneOfWords("fault", faultNames), "faults"},
		{&d.At, "at", "where it fails, `HOST` relay or destination", "Where does it fail, at the relay or at the destination?", places, oneOfWords("place", places), ""},
		{&d.Lasts, "lasts", "how long it fails, a `DURATION`", "How long does it fail?", nil, isDuration, ""},
		{&d.Size, "size", "`SIZE` of the message, as in 75KB", "How large is the message?", nil, isSize, ""},
		{&d.Profile, "profile", "how the sending host retries, a `PROFILE`", "Which retry profile does the sending host have?", profileNames, oneOfWords("profile", profileNames), "profiles"},
		{&d.Expiration, "expiration", "when the sending host gives up, a `DURATION`", "After how long does it give up and send an NDR?", nil, isDuration, ""},
	}
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
		return fmt.Errorf("unknown %s %q%s", what, s, cmp.Or(meantWord(what, s), parse.Suggestion(s, all), "; mailstorm list "+what+"s shows all"))
	}
}

func isDuration(s string) error { _, err := quantity.ParseDuration(s); return err }
func isSize(s string) error     { _, err := quantity.ParseSize(s); return err }

// errInterrupted is the error if the questions are interrupted.
var errInterrupted = errors.New("interrupted; nothing was written")

// askQuestions puts the questions, each until its answer is right. An empty answer takes the default.
func (o *initOptions) askQuestions(ctx context.Context) error {
	lines := o.inputLines()
	fmt.Fprintln(o.err, "A few questions. Press Enter for the default in brackets, or Ctrl-C to quit without writing anything.")
	for _, a := range o.questions() {
		preset := *a.to
		if a.to == &o.draft.Expiration {
			preset = o.draft.Lifetime()
		}
		o.showCatalogue(a)
		for err := errInterrupted; err != nil; err = a.check(*a.to) {
			if err != errInterrupted {
				fmt.Fprintln(o.err, err)
			}
			fmt.Fprintf(o.err, "\n%s [%s] ", a.question, preset)
			line, ok := nextLine(ctx, lines)
			if !ok {
				fmt.Fprintln(o.err)
				return &exitError{exitFailed, errInterrupted}
			}
			*a.to = cmp.Or(strings.TrimSpace(line), preset)
		}
	}
	fmt.Fprintln(o.err)
	return nil
}

// showCatalogue shows the catalogue to which the answer belongs.
func (o *initOptions) showCatalogue(a initQuestion) {
	if a.catalogue == "" {
		return
	}
	var b bytes.Buffer
	s := &helpText{layout.NewManual(&b, o.style(oneOf("never")))}
	listText(s, selectedCatalogues([]string{a.catalogue}), true)
	s.Flush()
	fmt.Fprintf(o.err, "\n%s", b.String())
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
