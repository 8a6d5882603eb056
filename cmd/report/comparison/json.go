package comparison

import (
	"encoding/hex"
	"io"
	"strconv"

	"mailstorm/cmd/report/encode"
)

const schema = "mailstorm/comparison/v1"

// JSON writes one object.
func JSON(to io.Writer, c *Comparison) error {
	p := c.Plan
	var choices []string
	for i, r := range c.Results {
		var values, differences []string
		for _, m := range c.metrics() {
			values = append(values, encode.Field(m.name, encode.OrNull(encode.Exact(m.values[i], m.unit))))
			differences = append(differences, encode.Field(m.name, encode.OrNull(encode.Exact(m.difference(i, p.Current), m.unit))))
		}
		fields := []string{encode.Field("values", encode.List(encode.Texts(p.Choices[i]))), encode.Field("digest", encode.Text(hex.EncodeToString(r.Digest[:]))),
			encode.Field("metrics", encode.Block(values, "{}", "      ")), encode.Field("differences", encode.Block(differences, "{}", "      "))}
		if r.Stopped != "" {
			fields = append(fields, encode.Field("stopped", encode.Text(r.Stopped)))
		}
		choices = append(choices, encode.Block(fields, "{}", "    "))
	}
	_, err := io.WriteString(to, encode.Block([]string{encode.Field("schema", encode.Text(schema)), encode.Field("scenario", encode.Text(p.Scenario)), encode.Field("title", encode.Text(p.Title)),
		encode.Field("seed", strconv.FormatInt(p.Seed, 10)), encode.Field("version", encode.Text(p.Version)), encode.Field("keys", encode.List(encode.Texts(p.Keys))), encode.Field("current", strconv.Itoa(p.Current)),
		encode.Field("choices", encode.Block(choices, "[]", "  ")), encode.Field("warnings", encode.Block(encode.Texts(p.Warnings), "[]", "  "))}, "{}", "")+"\n")
	return err
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
