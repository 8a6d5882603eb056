package main

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"mailstorm/scenarios/draft"
)

// Whatever init can be told comes to a scenario that is right and meets its own expectations.
func TestInitWritesWhatHolds(t *testing.T) {
	takesLong(t)
	dir := t.TempDir()
	write := func(flag, word, at string) {
		file := filepath.Join(dir, flag+"-"+word+"-"+at+".toml")
		if said := inProcess([]string{"init", file, "--" + flag, word, "--at", at}); said.code != exitOK {
			t.Fatalf("%s %s at %s: %s", flag, word, at, said.err)
		}
		if said := inProcess([]string{"test", file}); said.code != exitOK || !strings.Contains(said.out, "5 passed, 0 failed") {
			t.Errorf("%s %s at %s: %d\n%s%s", flag, word, at, said.code, said.out, said.err)
		}
	}
	for _, at := range draft.Places {
		for _, kind := range faultNames() {
			write("fault", kind, at)
		}
		for _, profile := range profileNames() {
			write("profile", profile, at)
		}
	}
}

// typing is init with somebody who types.
func typing(t *testing.T, typed string) (o *initOptions, shown string, err error) {
	t.Helper()
	var b bytes.Buffer
	o = &initOptions{scenarioFlags: scenarioFlags{streams: streams{strings.NewReader(typed), &bytes.Buffer{}, &b}}, draft: usualDraft()}
	err = o.askQuestions(context.Background())
	return o, b.String(), err
}

func TestInitAsks(t *testing.T) {
	o, shown, err := typing(t, "\n\n1\n\ndefr\n  defer \n\n\n90\n90m\npostfix\n\n")
	if err != nil {
		t.Fatal(err)
	}
	d := o.draft
	want := usualDraft()
	want.Size, want.Fault, want.Lasts, want.Profile, want.Expiration = "27MB", "defer", "90m", "postfix", "5d"
	if !reflect.DeepEqual(d, want) {
		t.Errorf("%+v", d)
	}
	for _, want := range []string{"What fails? [drop-after-data] ", `unknown fault "defr"; did you mean "defer"?`, `"90" has no unit`, "and send an NDR? [5d] "} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q was not said:\n%s", want, shown)
		}
	}
}

// Who sends much mail is asked when, and for everyday sizes; numbers choose from the lists.
func TestInitAsksForMuchMail(t *testing.T) {
	o, shown, err := typing(t, strings.Join([]string{"http://contoso", "contoso.com", "contoso.com", "fabrikam.com", "40.000", "many", "40000/d", "Mon-Fri 8-18",
		"Mon-Fri 08:00-18:00", "", "99", "3", "destination", "Friday", "Fri 18:00", "drawn", "", ""}, "\n")+"\n")
	if err != nil {
		t.Fatal(err)
	}
	want := draft.Draft{Domain: "contoso.com", Partner: "fabrikam.com", Mails: "40000/d", Hours: "Mon-Fri 08:00-18:00", Size: "75KB", Fault: faultNames()[2],
		At: "destination", Starts: "Fri 18:00", Lasts: "drawn", Profile: "exchange-online", Expiration: "24h"}
	if !reflect.DeepEqual(o.draft, want) {
		t.Errorf("%+v", o.draft)
	}
	for _, want := range []string{`"http://contoso" is not a domain; write`, `"contoso.com" is your own domain; write that of a partner`, `"40.000" is not an amount of mail; write`,
		`"many" is not an amount of mail; write`, `write "Mon-Fri 08:00-18:00"`, `unknown fault "99"`, "Write a number from 1 to 19, or a name; ? explains", "How large is a message? [75KB] ",
		"When do people write? [Mon-Fri 08:00-18:00] "} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q was not said:\n%s", want, shown)
		}
	}
}

// A question mark explains each question, which then comes again.
func TestInitExplainsItsQuestions(t *testing.T) {
	_, shown, err := typing(t, strings.Repeat("?\n\n", 2)+"?\n500\n"+strings.Repeat("?\n\n", 8))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range (&initOptions{draft: usualDraft()}).questions() {
		if strings.Count(shown, q.question) != 2 {
			t.Errorf("%q was not asked twice:\n%s", q.question, shown)
		}
		if q.catalogue == "" && !strings.Contains(shown, q.hint[:20]) {
			t.Errorf("%q was not explained", q.question)
		}
	}
	if !strings.Contains(shown, "Nothing listens on port 25") {
		t.Error("the faults were not explained")
	}
}

// A terminal of 24 lines and 80 columns still shows the first question when the faults come.
func TestInitFitsATerminal(t *testing.T) {
	_, shown, err := typing(t, strings.Repeat("\n", 12))
	if err != nil {
		t.Fatal(err)
	}
	until, _, _ := strings.Cut(shown, "What fails?")
	if n := strings.Count(until, "\n") + 1; n > 24 {
		t.Errorf("%d lines", n)
	}
	for line := range strings.Lines(shown) {
		if len(strings.TrimRight(line, "\n")) > 80 {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
}

// Each template is right, needs no warning, and holds, whoever writes to whom; those that vary something sweep.
func TestTemplates(t *testing.T) {
	dir := t.TempDir()
	for _, template := range draft.Templates {
		for _, own := range [][]string{nil, {"--domain", "own.test", "--partner", "big.partner.test"}} {
			file := filepath.Join(dir, template.Name+".toml")
			if said := inProcess(append([]string{"init", "--force", file, "--template", template.Name}, own...)); said.code != exitOK {
				t.Fatalf("%s: %s", template.Name, said.err)
			}
			if said := inProcess([]string{"check", file}); said.code != exitOK || strings.Contains(said.out+said.err, "warning") {
				t.Errorf("%s: %s%s", template.Name, said.out, said.err)
			}
			said := inProcess([]string{"test", file})
			if said.code != exitOK || !strings.Contains(said.out, " passed, 0 failed") || strings.Contains(said.out, "\n0 passed") {
				t.Errorf("%s: %s%s", template.Name, said.out, said.err)
			}
			if own != nil || !strings.Contains(readFile(t, file), "[experiment]") {
				continue
			}
			if said := inProcess([]string{"sweep", file, "--runs", "2", "--variant-runs", "0"}); said.code != exitOK {
				t.Errorf("%s: %s", template.Name, said.err)
			}
		}
	}
}

// The end of what is typed is the end of it all, after whichever question.
func TestInitIsLeft(t *testing.T) {
	for n := range 10 {
		_, _, err := typing(t, strings.Repeat("\n", n))
		var e *exitError
		if !errors.As(err, &e) || e.code != exitFailed || !errors.Is(err, errInterrupted) {
			t.Errorf("after %d answers: %v", n, err)
		}
	}
}
