package observed

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/serve/prediction"
)

// mostRows is how many messages a page has room for.
const mostRows = 12

// Text writes a page; full writes all messages.
func Text(to io.Writer, c *prediction.Comparison, style layout.Style, full bool) error {
	most, wide := min(mostRows, tried(c)), style.Columns()
	if full {
		most, wide = len(c.Messages), endless
	}
	return layout.SectionsText(to, Sentence(c), sections(c, most, wide), style)
}

// tried is how many messages have something to show; the others ended as predicted before MAIL.
func tried(c *prediction.Comparison) (n int) {
	for _, m := range c.Messages {
		if len(m.Pairs)+len(m.Unseen) > 0 || m.Predicted.Verdict != m.Observed.Verdict {
			n++
		}
	}
	return n
}

// endless is a width that no table has.
const endless = 1 << 20

// Markdown writes all messages.
func Markdown(to io.Writer, c *prediction.Comparison) error {
	return layout.SectionsMarkdown(to, Sentence(c), sections(c, len(c.Messages), endless))
}

// sections are the sums, the messages on a page of so many columns, and remarks.
func sections(c *prediction.Comparison, most, wide int) []layout.Section {
	if len(c.Messages) == 0 {
		return []layout.Section{{Notes: replayed(c)}}
	}
	return []layout.Section{{Table: sums(c)}, {Title: "Seconds since the message arrived", Table: messages(c, most, wide), Notes: notes(c, most)}}
}

// sums is the table of all in all.
func sums(c *prediction.Comparison) *layout.Table {
	t := &layout.Table{TextColumns: 1, Head: []string{"in all", "predicted", "observed", "difference"}}
	p, o := &c.Predicted, &c.Observed
	count := func(name string, a, b int) {
		if a != 0 || b != 0 {
			t.Add(name, english.Number(int64(a)), english.Number(int64(b)), difference(b-a))
		}
	}
	count("attempts", p.Attempts, o.Attempts)
	count("sessions", p.Sessions, o.Sessions)
	count("copies kept", p.Kept, o.Kept)
	count("duplicates", p.Again, o.Again)
	data := func(name string, a, b int64) {
		if a == 0 && b == 0 {
			return
		}
		by := ""
		if d := b - a; d > 0 {
			by = "+" + english.Size(d)
		} else if d < 0 {
			by = "-" + english.Size(-d)
		}
		t.Add(name, english.Size(a), english.Size(b), by)
	}
	data("data", p.Bytes, o.Bytes)
	count("delay notices", p.Delays, o.Delays)
	count("NDRs", p.NDRs, o.NDRs)
	data("data of DSNs", p.DSNBytes, o.DSNBytes)
	count("messages delivered", p.Delivered, o.Delivered)
	count("delivered in part", p.Split, o.Split)
	count("returned", p.Returned, o.Returned)
	count("waiting", p.Waiting, o.Waiting)
	took := func(name string, a, b time.Duration) {
		if a >= 0 || b >= 0 {
			t.Add(name, spanOrNone(c, a), spanOrNone(c, b), apart(c, a, b))
		}
	}
	took("delivery, median", p.MedianDelivery, o.MedianDelivery)
	took("delivery, last", p.LastDelivery, o.LastDelivery)
	took("NDR, last", p.LastReturned, o.LastReturned)
	return t
}

func difference(n int) string {
	switch {
	case n == 0:
		return ""
	case n > 0:
		return "+" + english.Number(int64(n))
	}
	return "-" + english.Number(int64(-n))
}

func spanOrNone(c *prediction.Comparison, d time.Duration) string {
	if d < 0 {
		return "none"
	}
	return seconds(c.Wall(d))
}

func apart(c *prediction.Comparison, a, b time.Duration) string {
	if a < 0 || b < 0 || c.Wall(b-a).Round(100*time.Millisecond) == 0 {
		return ""
	}
	return signed(c.Wall(b - a))
}

func signed(d time.Duration) string {
	if d > 0 {
		return "+" + seconds(d)
	}
	return seconds(d)
}

// longestName is how long the name of a message may be in a table.
const longestName = 16

// messages is the table of messages.
func messages(c *prediction.Comparison, most, columns int) *layout.Table {
	t := &layout.Table{TextColumns: 3, Head: []string{"message", "predicted", "observed", "largest\ndifference", "ended"}}
	shown := farthest(c)[:min(most, len(c.Messages))]
	wide := columns - longestName - len("difference") - 8
	for _, m := range shown {
		wide = min(wide, columns-longestName-len("difference")-8-len(ended(m)))
	}
	add := func(name string, m *prediction.Message, from time.Duration, ended string) {
		by := ""
		if d, paired := largest(c, m); paired {
			by = number(d)
		}
		t.Add(name, offsets(c, m.Predicted.Attempts, from, wide/2), offsets(c, m.Observed.Attempts, from, wide/2), by, ended)
	}
	if len(c.Early.Pairs) > 0 {
		add("before MAIL", &c.Early, c.Messages[0].Arrived, "")
	}
	for _, m := range shown {
		add(english.Clipped(Name(m), longestName), m, m.Arrived, ended(m))
	}
	return t
}

// ended says how the way of a message ended, and how else it should have.
func ended(m *prediction.Message) string {
	if m.Predicted.Verdict == m.Observed.Verdict || !m.Known {
		return m.Observed.Verdict.String()
	}
	return m.Observed.Verdict.String() + ", not " + m.Predicted.Verdict.String()
}

// Name is how a message is called.
func Name(m *prediction.Message) string {
	return strings.Trim(english.OneLine(cmp.Or(m.ID, m.From, "no sender")), "<>")
}

// notes are what a reader of the tables must know.
func notes(c *prediction.Comparison, most int) (all []string) {
	if more := len(c.Messages) - most; more > 0 {
		all = append(all, fmt.Sprintf("And %s, no farther from what was predicted; --full shows all.", english.Counted(int64(more), "more message", "more messages")))
	}
	if n := c.Unseen(); n > 0 {
		all = append(all, fmt.Sprintf("Not seen, the port was closed: %s (%s). They are not judged.", english.Counted(int64(n), "predicted attempt", "predicted attempts"), closed(c)))
	}
	if unknown := unknownArrival(c); unknown > 0 && unknown < len(c.Messages) {
		all = append(all, fmt.Sprintf("%s known by a DSN alone, and it does not say when the message arrived: nothing was predicted for it.", english.Counted(int64(unknown), "message is", "messages are")))
	}
	if c.Predicted.NDRs+c.Predicted.Delays > 0 && c.Observed.NDRs+c.Observed.Delays == 0 {
		all = append(all, "No DSN came back. Let the server route its senders' domains to --dsn-listen.")
	}
	if len(c.Shares) > 0 {
		all = append(all, fmt.Sprintf("%s: the prediction draws for itself which attempts or messages meet it.", english.Listed(c.Shares, 3)))
	}
	if !c.Scaled && !c.Run {
		all = append(all, "The profile's times were taken for times on the wall; --scaled takes them for times of the scenario.")
	}
	return append(all, replayed(c)...)
}

func replayed(c *prediction.Comparison) (all []string) {
	switch r := &c.Replay; {
	case r.All == 0:
	case r.First == "":
		all = append(all, fmt.Sprintf("Asked again, the scenario makes all %s alike.", english.Counted(int64(r.All), "decision", "decisions")))
	default:
		all = append(all, fmt.Sprintf("Asked again, the scenario makes %s of %s alike. The first that differs: %s.", english.Number(int64(r.Alike)), english.Counted(int64(r.All), "decision", "decisions"), r.First))
	}
	if c.Torn {
		all = append(all, "The record ends in the middle of a row, which was left out.")
	}
	return all
}

func unknownArrival(c *prediction.Comparison) (n int) {
	for _, m := range c.Messages {
		if !m.Known {
			n++
		}
	}
	return n
}

// closed lists when ports were closed, in seconds of the wall since the start.
func closed(c *prediction.Comparison) string {
	var spans []string
	for _, s := range c.Closed {
		spans = append(spans, s.Host+" "+number(c.Wall(s.From))+" to "+number(c.Wall(s.Until))+" s")
	}
	if more := len(spans) - 3; more > 0 {
		spans = append(spans[:3], strconv.Itoa(more)+" more spans")
	}
	return strings.Join(spans, ", ")
}
