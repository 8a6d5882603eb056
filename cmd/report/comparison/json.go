package comparison

import (
	"io"
	"strconv"

	"mailstorm/cmd/report/encode"
	"mailstorm/sim/metrics"
)

const schema = "mailstorm/comparison/v1"

// JSON writes one object.
func JSON(to io.Writer, c *Comparison) error {
	p := c.Plan
	var choices []string
	for i := range c.Sides {
		side := &c.Sides[i]
		var values, differences, answers []string
		for _, m := range c.metrics() {
			values = append(values, encode.Field(m.name, encode.OrNull(encode.Exact(m.values[i], m.unit))))
			differences = append(differences, encode.Field(m.name, encode.OrNull(encode.Exact(m.difference(i, p.Current), m.unit))))
		}
		for _, q := range questions {
			answers = append(answers, encode.Field(q.key, encode.OrNull(encode.Exact(q.of(c, i), q.unit))))
		}
		for _, w := range waits {
			answers = append(answers, encode.Field(w.key, encode.OrNull(encode.Exact(c.pairs().wait(i, w.percent), metrics.Duration))))
		}
		fields := []string{encode.Field("values", encode.List(encode.Texts(p.Choices[i]))), encode.Field("digest", encode.Text(side.Digest)),
			encode.Field("answers", encode.Block(answers, "{}", "      ")),
			encode.Field("metrics", encode.Block(values, "{}", "      ")), encode.Field("differences", encode.Block(differences, "{}", "      "))}
		if side.Stopped != "" {
			fields = append(fields, encode.Field("stopped", encode.Text(side.Stopped)))
		}
		choices = append(choices, encode.Block(fields, "{}", "    "))
	}
	_, err := io.WriteString(to, encode.Block([]string{encode.Field("schema", encode.Text(schema)), encode.Field("scenario", encode.Text(p.Scenario)), encode.Field("title", encode.Text(p.Title)),
		encode.Field("seed", strconv.FormatInt(p.Seed, 10)), encode.Field("version", encode.Text(p.Version)), encode.Field("keys", encode.List(encode.Texts(p.Keys))), encode.Field("current", strconv.Itoa(p.Current)),
		encode.Field("headline", encode.Text(c.headline())),
		encode.Field("unlike", encode.Block(encode.Texts(c.unlike()), "[]", "  ")), encode.Field("scenarios_differ", encode.Block(c.fileObjects(), "[]", "  ")),
		encode.Field("choices", encode.Block(choices, "[]", "  ")), encode.Field("warnings", encode.Block(encode.Texts(p.Warnings), "[]", "  "))}, "{}", "")+"\n")
	return err
}

// fileObjects are the differences between scenarios.
func (c *Comparison) fileObjects() (all []string) {
	for _, d := range c.Files {
		all = append(all, encode.Object(encode.Field("choice", strconv.Itoa(d.Side)), encode.Field("key", encode.Text(d.Key)), encode.Field("was", encode.TextOrNull(d.Was)), encode.Field("is", encode.TextOrNull(d.Is)),
			encode.Field("gone", strconv.FormatBool(d.Gone)), encode.Field("new", strconv.FormatBool(d.New))))
	}
	return all
}

// CSV writes a line for each choice and metric.
func CSV(to io.Writer, c *Comparison) error {
	out := encode.NewCSV(to)
	if err := out.Write(append(append([]string{}, c.Plan.Keys...), "metric", "unit", "value", "difference")); err != nil {
		return err
	}
	for i, values := range c.Plan.Choices {
		for _, m := range c.metrics() {
			cells := append(append([]string{}, values...), m.name, encode.Unit(m.unit), encode.Exact(m.values[i], m.unit), encode.Exact(m.difference(i, c.Plan.Current), m.unit))
			if err := out.Write(cells); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}
