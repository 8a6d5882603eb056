package main

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"mailstorm/scenarios/draft"
)

// Whatever init can be told comes to a scenario that is right and meets its own expectations.
func TestInitWritesWhatHolds(t *testing.T) {
	dir := t.TempDir()
	write := func(flag, word, at string) {
		file := filepath.Join(dir, flag+"-"+word+"-"+at+".toml")
		if said := inProcess([]string{"init", file, "--" + flag, word, "--at", at}); said.code != exitOK {
			t.Fatalf("%s %s at %s: %s", flag, word, at, said.err)
		}
		said := inProcess([]string{"run", file, "--quiet"})
		if said.code != exitOK || strings.Contains(said.out, "NOT") || !strings.Contains(said.out, "\nexpectations       5 of 5 met\n") {
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
	o = &initOptions{scenarioFlags: scenarioFlags{streams: streams{strings.NewReader(typed), &bytes.Buffer{}, &b}}}
	err = o.askQuestions(context.Background())
	return o, b.String(), err
}

func TestInitAsks(t *testing.T) {
	o, shown, err := typing(t, "defr\n  defer \n\n90\n90m\n\npostfix\n\n")
	if err != nil {
		t.Fatal(err)
	}
	if d := o.draft; d.Fault != "defer" || d.At != "relay" || d.Lasts != "90m" || d.Size != "27MB" || d.Profile != "postfix" || d.Expiration != "5d" {
		t.Errorf("%+v", d)
	}
	for _, want := range []string{"What fails? [drop-after-data] ", `unknown fault "defr"; did you mean "defer"?`, `"90" has no unit`, "and send an NDR? [5d] "} {
		if !strings.Contains(shown, want) {
			t.Errorf("%q was not said:\n%s", want, shown)
		}
	}
}

// The end of what is typed is the end of it all, after whichever question.
func TestInitIsLeft(t *testing.T) {
	for n := range 6 {
		_, _, err := typing(t, strings.Repeat("\n", n))
		var e *exitError
		if !errors.As(err, &e) || e.code != exitFailed || !errors.Is(err, errInterrupted) {
			t.Errorf("after %d answers: %v", n, err)
		}
	}
}
