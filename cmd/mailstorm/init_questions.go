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

	"mailstorm/cmd/report/layout"
	"mailstorm/scenarios/draft"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
)

// initQuestion is what init wants to know, by a flag or by a question.
type initQuestion struct {
	to       *string
	flag     string
	usage    string
	question string
	words    func() []string // that it may be; nil: it is a quantity
	check    func(string) error

	catalogue string // that the words are from; may be empty
}

// questions lists them in the order of the questions. What they point to holds what is usual.
func (o *initOptions) questions() []initQuestion {
	d := &o.draft
	d.Fault, d.At = cmp.Or(d.Fault, "drop-after-data"), cmp.Or(d.At, draft.Places[0])
	d.Lasts, d.Size, d.Profile = cmp.Or(d.Lasts, "6h"), cmp.Or(d.Size, "27MB"), cmp.Or(d.Profile, "exchange-online")
	places := func() []string { return draft.Places }
	return []initQuestion{
		{&d.Fault, "fault", "what fails: a `KIND` of mailstorm list faults", "What fails?", faultNames, oneOfWords("fault", faultNames), "faults"},
		{&d.At, "at", "where it fails: the `HOST` relay, between the two sides, or destination", "Where does it fail: at the relay between the two sides, or at the destination?", places, oneOfWords("place", places), ""},
		{&d.Lasts, "lasts", "for how long, a `DURATION`", "For how long?", nil, isDuration, ""},
		{&d.Size, "size", "of the message, a `SIZE` as in 75KB", "How large is the message?", nil, isSize, ""},
		{&d.Profile, "profile", "how the sending host retries: a `NAME` of mailstorm list profiles", "How does the sending host retry: which profile?", profileNames, oneOfWords("profile", profileNames), "profiles"},
		{&d.Expiration, "expiration", "after such a `DURATION` it gives up; as the profile says when left out", "After how long does it give up, and tell the sender?", nil, isDuration, ""},
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
			return fmt.Errorf("there are %s, and no %q%s", strings.Join(all, " and "), s, parse.Suggestion(s, all))
		}
		return fmt.Errorf("unknown %s %q%s", what, s, cmp.Or(parse.Suggestion(s, all), "; mailstorm list "+what+"s has them all"))
	}
}

func isDuration(s string) error { _, err := quantity.ParseDuration(s); return err }
func isSize(s string) error     { _, err := quantity.ParseSize(s); return err }

// errInterrupted is what an end in the middle of the questions comes to.
var errInterrupted = errors.New("interrupted; nothing was written")

// askQuestions puts the questions, each until its answer is right. An empty answer takes what is usual.
func (o *initOptions) askQuestions(ctx context.Context) error {
	lines := o.inputLines()
	fmt.Fprintln(o.err, "A few questions. Enter takes what stands in brackets; Ctrl-C ends, and nothing is written.")
	for _, a := range o.questions() {
		usual := *a.to
		if a.to == &o.draft.Expiration {
			usual = o.draft.Lifetime()
		}
		o.showCatalogue(a)
		for err := errInterrupted; err != nil; err = a.check(*a.to) {
			if err != errInterrupted {
				fmt.Fprintln(o.err, err)
			}
			fmt.Fprintf(o.err, "\n%s [%s] ", a.question, usual)
			line, ok := nextLine(ctx, lines)
			if !ok {
				fmt.Fprintln(o.err)
				return &exitError{exitFailed, errInterrupted}
			}
			*a.to = cmp.Or(strings.TrimSpace(line), usual)
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
	listText(s, chosen([]string{a.catalogue}), true)
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
func (o *initOptions) inputLines() <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(o.in); s.Scan(); {
			lines <- s.Text()
		}
	}()
	return lines
}
