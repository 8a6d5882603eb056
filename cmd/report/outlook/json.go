package outlook

import (
	"encoding/hex"
	"io"
	"strconv"

	"mailstorm/cmd/report/encode"
	"mailstorm/sim/metrics"
)

const schema = "mailstorm/outlook/v1"

// JSON writes one object.
func JSON(to io.Writer, o *Outlook) error {
	var before, choices []string
	for _, id := range counted {
		before = append(before, encode.Field(metrics.Catalogue[id].Name, strconv.FormatInt(o.Before.Values[id].Num, 10)))
	}
	for i := range o.Choices {
		choices = append(choices, o.object(&o.Choices[i]))
	}
	_, err := io.WriteString(to, encode.Block([]string{encode.Field("schema", encode.Text(schema)), encode.Field("scenario", encode.Text(o.Config.Name)),
		encode.Field("title", encode.Text(o.Config.Title)), encode.Field("seed", strconv.FormatInt(o.Config.Seed, 10)), encode.Field("version", encode.Text(o.Version)),
		encode.Field("at", encode.Seconds(o.At)), encode.Field("before", encode.Object(before...)), encode.Field("best", encode.Text(o.Choices[o.Best()].Key)),
		encode.Field("choices", encode.Block(choices, "[]", "  ")), encode.Field("warnings", encode.Block(encode.Texts(o.Choices[0].Result.Warnings), "[]", "  "))}, "{}", "")+"\n")
	return err
}

func (o *Outlook) object(c *Choice) string {
	var comes, saves, doing []string
	for _, id := range counted {
		comes = append(comes, encode.Field(metrics.Catalogue[id].Name, strconv.FormatInt(o.comes(c, id), 10)))
		saves = append(saves, encode.Field(metrics.Catalogue[id].Name, strconv.FormatInt(o.saves(c, id), 10)))
	}
	for _, d := range c.Doing {
		doing = append(doing, encode.Object(encode.Field("product", encode.Text(d.Product)), encode.Field("line", encode.Text(d.Line)), encode.Field("documented", strconv.FormatBool(d.Documented))))
	}
	e := o.effectOf(c)
	count := func(name string, n int64) string { return encode.Field(name, strconv.FormatInt(n, 10)) }
	fields := []string{encode.Field("key", encode.Text(c.Key)), encode.Field("name", encode.Text(c.Name)), encode.Field("digest", encode.Text(hex.EncodeToString(c.Result.Digest[:]))),
		encode.Field("comes", encode.Object(comes...)), encode.Field("saves", encode.Object(saves...)),
		encode.Field("mail", encode.Object(count("later", e.later), encode.Field("latest", encode.Seconds(e.latest)), count("sooner", e.sooner), encode.Field("soonest", encode.Seconds(e.soonest)),
			count("missing", e.missing), count("pending", e.pending), count("lost", e.lost), count("rescued", e.rescued))),
		encode.Field("remark", encode.TextOrNull(c.Remark)), encode.Field("commands", encode.List(doing)), encode.Field("set", encode.List(encode.Texts(c.Set))), encode.Field("toml", encode.TextOrNull(c.TOML))}
	if c.Result.Stopped != "" {
		fields = append(fields, encode.Field("stopped", encode.Text(c.Result.Stopped)))
	}
	return encode.Block(fields, "{}", "    ")
}

// CSV writes a line for each choice and metric.
func CSV(to io.Writer, o *Outlook) error {
	out := encode.NewCSV(to)
	if err := out.Write([]string{"key", "name", "metric", "unit", "value", "saved"}); err != nil {
		return err
	}
	for i := range o.Choices {
		c := &o.Choices[i]
		for _, id := range counted {
			cells := []string{c.Key, c.Name, metrics.Catalogue[id].Name, encode.Unit(metrics.Catalogue[id].Unit),
				strconv.FormatInt(o.comes(c, id), 10), strconv.FormatInt(o.saves(c, id), 10)}
			if err := out.Write(cells); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}
