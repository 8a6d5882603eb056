package questions

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"

	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/simulation"
	"mailstorm/scenarios/draft"
)

// typing asks somebody who types.
func typing(t *testing.T, typed string) (d Draft, shown string, err error) {
	t.Helper()
	var b bytes.Buffer
	d = Usual()
	err = d.Ask(context.Background(), &Terminal{In: strings.NewReader(typed), Out: &b}, layout.Style{})
	return d, b.String(), err
}

func TestItAsks(t *testing.T) {
	d, shown, err := typing(t, "\n\n1\n\ndefr\n  defer \n\n\n90\n90m\npostfix\n\n")
	if err != nil {
		t.Fatal(err)
	}
	want := Usual()
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
func TestItAsksForMuchMail(t *testing.T) {
	d, shown, err := typing(t, strings.Join([]string{"http://contoso", "contoso.com", "contoso.com", "fabrikam.com", "40.000", "many", "40000/d", "Mon-Fri 8-18",
		"Mon-Fri 08:00-18:00", "", "99", "3", "destination", "Friday", "Fri 18:00", "drawn", "", ""}, "\n")+"\n")
	if err != nil {
		t.Fatal(err)
	}
	want := draft.Draft{Domain: "contoso.com", Partner: "fabrikam.com", Mails: "40000/d", Hours: "Mon-Fri 08:00-18:00", Size: "75KB", Fault: faultNames()[2],
		At: "destination", Starts: "Fri 18:00", Lasts: "drawn", Profile: "exchange-online", Expiration: "24h"}
	if !reflect.DeepEqual(d.Draft, want) {
		t.Errorf("%+v", d)
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
func TestItExplainsItsQuestions(t *testing.T) {
	_, shown, err := typing(t, strings.Repeat("?\n\n", 2)+"?\n500\n"+strings.Repeat("?\n\n", 8))
	if err != nil {
		t.Fatal(err)
	}
	usual := Usual()
	for _, q := range usual.Questions() {
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
func TestItFitsATerminal(t *testing.T) {
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

// The end of what is typed is the end of it all, after whichever question.
func TestItIsLeft(t *testing.T) {
	for n := range 10 {
		_, _, err := typing(t, strings.Repeat("\n", n))
		var failed simulation.Failure
		if !errors.As(err, &failed) || !errors.Is(err, simulation.ErrInterrupted) {
			t.Errorf("after %d answers: %v", n, err)
		}
	}
}
