package observed

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/report/reporttest"
	"mailstorm/cmd/serve/prediction"
)

const speed = 60

// compared is a comparison of messages of which each is tried at some seconds of the wall, and was tried at others.
func compared(messages int, predicted, observed []float64, change func(*prediction.Comparison)) *prediction.Comparison {
	c := &prediction.Comparison{Scenario: "storm", Profiles: []string{"postfix"}, Speed: speed, Scaled: true, Within: 3 * time.Second, End: 1000 * time.Minute}
	for i := range messages {
		m := &prediction.Message{ID: fmt.Sprintf("<%d@contoso.example>", i), From: "a@contoso.example", To: []string{"b@fabrikam.example"}, Size: 1000, Host: "relay", Known: true,
			Arrived: time.Duration(i) * time.Minute}
		m.Predicted, m.Observed = went(m.Arrived, predicted), went(m.Arrived, observed)
		c.Messages = append(c.Messages, m)
	}
	if change != nil {
		change(c)
	}
	c.Sum()
	return c
}

func went(arrived time.Duration, at []float64) (c prediction.Course) {
	for i, s := range at {
		a := prediction.Attempt{At: arrived + time.Duration(s*speed*float64(time.Second)), Host: "mx", Phase: "dot", Cause: "dropped", Kept: true, Bytes: 1000, Again: i > 0}
		if i == len(at)-1 {
			a.Cause, a.Heard, c.Verdict = "none", true, prediction.Delivered
		}
		c.Attempts = append(c.Attempts, a)
	}
	return c
}

var four = []float64{0, 5, 10, 20}

func TestSentence(t *testing.T) {
	for want, c := range map[string]*prediction.Comparison{
		"The server behaved as profile postfix predicts: 8 of 8 attempts within 3 s.":   compared(2, four, []float64{0, 5.5, 11, 22}, nil),
		"The server behaved as profile postfix predicts: 4 of 4 attempts within 2.2 s.": compared(1, four, []float64{0, 5.5, 11, 22.2}, func(c *prediction.Comparison) { c.Within = 0 }),
		"7 of 8 attempts were within 3 s of what profile postfix predicts; the largest difference is 12 s.": compared(2, four, four, func(c *prediction.Comparison) {
			c.Messages[1].Observed = went(c.Messages[1].Arrived, []float64{0, 5, 10, 32})
		}),
		"It made 10 attempts where 40 were predicted: profile postfix has no memory of a failing host.": compared(10, four, []float64{0}, nil),
		"It made 5 attempts where 20 were predicted by profile postfix.":                                compared(5, four, []float64{0}, nil),
		"It made 40 attempts where 10 were predicted by profile postfix.":                               compared(10, []float64{0}, four, nil),
		"It made 10 attempts where 40 were predicted by profile postfix.": compared(10, four, []float64{0}, func(c *prediction.Comparison) {
			for _, m := range c.Messages {
				for i := range m.Predicted.Attempts {
					m.Predicted.Attempts[i].Phase, m.Predicted.Attempts[i].Cause = "rcpt", "said" // a reply to RCPT concerns the message
				}
			}
		}),
		"It made 2 attempts where 1 was predicted by profile postfix.": compared(1, []float64{0}, []float64{0, 5}, nil),
		"The server made its attempts as profile postfix predicts, 8 of 8 attempts within 3 s, but 1 message ended otherwise and 2 messages have other DSNs.": compared(2, four, four, func(c *prediction.Comparison) {
			c.Messages[1].Observed.Verdict = prediction.Returned
			for _, m := range c.Messages {
				m.Observed.DSNs = []prediction.DSN{{At: m.Arrived, Failed: true}}
			}
		}),
		"The server behaved as the run predicts: 4 of 4 attempts within 3 s.": compared(1, four, four, func(c *prediction.Comparison) { c.Run = true }),
		"There is nothing to compare: no client came as far as MAIL.":         compared(0, nil, nil, nil),
		"There is nothing to compare: none of 3 sessions came as far as MAIL.": compared(0, nil, nil, func(c *prediction.Comparison) {
			c.Observed.Sessions = 3
			c.Early.Observed = went(0, []float64{1})
		}),
		"No attempt could be seen, but 2 messages ended as profile postfix predicts.": compared(2, nil, nil, nil),
		"No attempt could be seen, and 1 message ended otherwise.": compared(2, nil, nil, func(c *prediction.Comparison) {
			c.Messages[1].Observed.Verdict = prediction.Returned
		}),
		"Nothing could be predicted: of 2 messages neither a session nor a DSN tells the arrival.": compared(2, nil, nil, func(c *prediction.Comparison) {
			c.Messages[0].Known, c.Messages[1].Known = false, false
		}),
		"It made as many attempts as predicted, 8, but not for the same messages.": compared(2, four, four, func(c *prediction.Comparison) {
			c.Messages[0].Observed, c.Messages[1].Observed = went(0, []float64{0, 5, 10}), went(c.Messages[1].Arrived, []float64{0, 5, 10, 20, 40})
		}),
	} {
		if got := Sentence(c); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// many is a comparison with all that can be said.
func many() *prediction.Comparison {
	long := []float64{0, 5, 10, 20, 40, 86, 125, 164, 203, 300, 400, 500, 600, 700, 800}
	return compared(30, long, long, func(c *prediction.Comparison) {
		c.Messages[17].Observed = went(c.Messages[17].Arrived, long[:12])
		c.Messages[17].Observed.Verdict = prediction.Waiting
		c.Messages[3].Unseen = c.Messages[3].Predicted.Attempts[:2]
		c.Messages[5].Known, c.Messages[5].Predicted = false, prediction.Course{}
		c.Early.Predicted, c.Early.Observed = went(0, []float64{1, 2}), went(0, []float64{1.2})
		for i := range 5 {
			from := time.Duration(i) * time.Hour
			c.Closed = append(c.Closed, prediction.Closed{Host: "mx", From: from, Until: from + 10*time.Minute})
		}
		c.Messages[0].Predicted.DSNs = []prediction.DSN{{At: time.Hour, Failed: false}, {At: 2 * time.Hour, Failed: true}}
		c.Shares, c.Scaled, c.Torn = []string{"mx.some"}, false, true
		c.Replay = prediction.Replayed{Alike: 99, All: 100, First: "decision 7 of host mx, at dot: said 451 was recorded, to go on is decided now"}
	})
}

func TestText(t *testing.T) {
	var b strings.Builder
	if err := Text(&b, many(), layout.Style{Width: 80}, false); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for line := range strings.Lines(page) {
		if len(strings.TrimSuffix(line, "\n")) > 80 {
			t.Errorf("%q is longer than 80 letters", line)
		}
	}
	if n := strings.Count(page, "\n"); n > 44 {
		t.Errorf("%d lines", n)
	}
	for _, want := range []string{"\n17@contoso.ex...  ", "waiting, not delivered\n", "And 18 more messages", "before MAIL", "Not seen, the port was closed: 2 predicted attempts (mx 0 to 10 s, mx 60",
		"2 more spans", "1 message is known by a DSN alone", "No DSN came back.", "mx.some: the prediction draws", "--scaled takes them", "makes 99 of 100 decisions alike", "in the middle of a row"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in\n%s", want, page)
		}
	}
	b.Reset()
	if err := Text(&b, many(), layout.Style{Width: 80}, true); err != nil || strings.Count(b.String(), "@contoso") != 30 {
		t.Errorf("%v\n%s", err, b.String())
	}
	if t.Failed() {
		t.Log(page)
	}
}

// Messages that never came to MAIL have no row of their own, unless they ended otherwise.
func TestMessagesBeforeMAIL(t *testing.T) {
	c := compared(4, nil, nil, func(c *prediction.Comparison) {
		c.Messages[2].Observed.Verdict = prediction.Returned
		c.Early.Predicted, c.Early.Observed = went(0, four), went(0, four)
	})
	page := reporttest.Written(t, func(to io.Writer, c *prediction.Comparison) error { return Text(to, c, layout.Style{}, false) }, c)
	if strings.Count(page, "@contoso") != 1 || !strings.Contains(page, "2@contoso") || !strings.Contains(page, "And 3 more messages") {
		t.Error(page)
	}
}

func TestJSON(t *testing.T) {
	var got struct {
		Schema    string
		Judgement struct {
			Within, Largest   float64
			Met               bool
			Attempts, Missing int
		}
		Messages []struct {
			ID        string `json:"message_id"`
			Arrived   float64
			Predicted struct{ Attempts []struct{ Offset float64 } }
			Pairs     [][]*int
		}
	}
	text := reporttest.Written(t, JSON, many())
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if got.Schema != schema || got.Judgement.Met || got.Judgement.Within != 3 || got.Judgement.Missing != 4 || len(got.Messages) != 30 {
		t.Errorf("%+v", got)
	}
	m := got.Messages[17]
	if m.ID != "<17@contoso.example>" || m.Arrived != 17 || m.Predicted.Attempts[5].Offset != 86 || len(m.Pairs) != 15 || m.Pairs[14][1] != nil || *m.Pairs[0][0] != 1 {
		t.Errorf("%+v", m)
	}
}

// Markdown shows all messages, and what a client wrote is no markup.
func TestMarkdown(t *testing.T) {
	c := many()
	c.Messages[2].ID = "<|**x**>"
	text := reporttest.Written(t, Markdown, c)
	if strings.Count(text, "@contoso") != 29 || !strings.Contains(text, `\|\*\*x\*\*`) || !strings.HasPrefix(text, "## It made 448 attempts where ") {
		t.Error(text)
	}
}
