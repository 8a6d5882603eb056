package observed

import (
	"io"
	"strconv"
	"time"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/serve/prediction"
)

const schema = "mailstorm/observed/v1"

// JSON writes one object. Times are seconds of the wall since serving began, offsets since the message arrived.
func JSON(to io.Writer, c *prediction.Comparison) error {
	j := c.Judge()
	var messages, closed []string
	for _, m := range c.Messages {
		messages = append(messages, message(c, m, m.Arrived))
	}
	for _, s := range c.Closed {
		closed = append(closed, encode.Object(encode.Field("host", encode.Text(s.Host)), field("from", c.Wall(s.From)), field("until", c.Wall(s.Until))))
	}
	first := time.Duration(0)
	if len(c.Messages) > 0 {
		first = c.Messages[0].Arrived
	}
	fields := []string{encode.Field("schema", encode.Text(schema)), encode.Field("scenario", encode.Text(c.Scenario)), encode.Field("sentence", encode.Text(Sentence(c))),
		encode.Field("profiles", encode.List(encode.Texts(c.Profiles))), encode.Field("speed", strconv.FormatFloat(c.Speed, 'f', -1, 64)), yes("scaled", c.Scaled), yes("run", c.Run),
		encode.Field("judgement", encode.Object(field("within", c.Within), yes("met", j.Met), count("attempts", j.Attempts), count("in_time", j.InTime), count("missing", j.Missing),
			count("extra", j.Extra), field("largest", j.Largest), count("verdicts", j.Verdicts), count("dsns", j.DSNs), count("copies", j.Copies))),
		encode.Field("predicted", totals(c, &c.Predicted)), encode.Field("observed", totals(c, &c.Observed)), count("unseen", c.Unseen()),
		encode.Field("closed", encode.List(closed)), encode.Field("shares", encode.List(encode.Texts(c.Shares))),
		encode.Field("replay", encode.Object(count("decisions", c.Replay.All), count("alike", c.Replay.Alike), encode.Field("first", encode.TextOrNull(c.Replay.First)))),
		yes("torn", c.Torn), encode.Field("before_mail", message(c, &c.Early, first)), encode.Field("messages", encode.Block(messages, "[]", "  "))}
	_, err := io.WriteString(to, encode.Block(fields, "{}", "")+"\n")
	return err
}

func field(name string, d time.Duration) string { return encode.Field(name, encode.Seconds(d)) }

func count(name string, n int) string { return encode.Field(name, strconv.Itoa(n)) }

func yes(name string, is bool) string { return encode.Field(name, strconv.FormatBool(is)) }

func totals(c *prediction.Comparison, t *prediction.Totals) string {
	took := func(name string, d time.Duration) string {
		if d < 0 {
			return encode.Field(name, "null")
		}
		return field(name, c.Wall(d))
	}
	return encode.Object(count("attempts", t.Attempts), count("sessions", t.Sessions), count("kept", t.Kept), count("duplicates", t.Again),
		encode.Field("bytes", strconv.FormatInt(t.Bytes, 10)), count("delay_notices", t.Delays), count("ndrs", t.NDRs), encode.Field("dsn_bytes", strconv.FormatInt(t.DSNBytes, 10)), count("delivered", t.Delivered), count("delivered_in_part", t.Split),
		count("returned", t.Returned), count("waiting", t.Waiting), took("delivery_median", t.MedianDelivery), took("delivery_last", t.LastDelivery), took("ndr_last", t.LastReturned))
}

// message is one message, or what no message is known for.
func message(c *prediction.Comparison, m *prediction.Message, arrived time.Duration) string {
	var pairs []string
	place := func(i int) string {
		if i < 0 {
			return "null"
		}
		return strconv.Itoa(i + 1)
	}
	for _, p := range m.Pairs {
		pairs = append(pairs, encode.List([]string{place(p.Predicted), place(p.Observed)}))
	}
	return encode.Object(encode.Field("message_id", encode.TextOrNull(m.ID)), encode.Field("from", encode.TextOrNull(m.From)), encode.Field("to", encode.List(encode.Texts(m.To))),
		encode.Field("size", strconv.FormatInt(m.Size, 10)), encode.Field("host", encode.TextOrNull(m.Host)), yes("arrival_known", m.Known), field("arrived", c.Wall(arrived)),
		encode.Field("predicted", course(c, &m.Predicted, arrived)), encode.Field("observed", course(c, &m.Observed, arrived)),
		encode.Field("pairs", encode.List(pairs)), encode.Field("unseen", attempts(c, m.Unseen, arrived)))
}

func course(c *prediction.Comparison, s *prediction.Course, arrived time.Duration) string {
	var dsns []string
	for _, d := range s.DSNs {
		dsns = append(dsns, encode.Object(field("offset", c.Wall(d.At-arrived)), yes("ndr", d.Failed)))
	}
	return encode.Object(encode.Field("ended", encode.Text(s.Verdict.String())), encode.Field("attempts", attempts(c, s.Attempts, arrived)), encode.Field("dsns", encode.List(dsns)))
}

func attempts(c *prediction.Comparison, all []prediction.Attempt, arrived time.Duration) string {
	var list []string
	for _, a := range all {
		list = append(list, encode.Object(field("offset", c.Wall(a.At-arrived)), encode.Field("host", encode.Text(a.Host)), encode.Field("phase", encode.Text(a.Phase)),
			encode.Field("cause", encode.Text(a.Cause)), yes("kept", a.Kept), yes("heard", a.Heard), encode.Field("bytes", strconv.FormatInt(a.Bytes, 10))))
	}
	return encode.List(list)
}
