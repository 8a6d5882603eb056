package suite

import (
	"cmp"
	"fmt"
	"io"
	"strconv"

	"mailstorm/cmd/report/encode"
)

const testSchema = "mailstorm/test/v1"

// JSON writes one object with all that is known.
func JSON(to io.Writer, suites []Suite) error {
	t := Total(suites)
	var all []string
	for i := range suites {
		all = append(all, suites[i].object("    "))
	}
	_, err := io.WriteString(to, encode.Block([]string{
		encode.Field("schema", encode.Text(testSchema)),
		encode.Field("totals", fmt.Sprintf(`{"files": %d, "unread": %d, "stopped": %d, "passed": %d, "failed": %d}`, t.Files, t.Unread, t.Stopped, t.Passed, t.Failed)),
		encode.Field("suites", encode.Block(all, "[]", "  ")),
	}, "{}", "")+"\n")
	return err
}

func (s *Suite) object(indent string) string {
	var cases []string
	flaws := flawObjects(s.Flaws)
	for i := range s.Cases {
		cases = append(cases, s.Cases[i].object())
	}
	seed, runs := strconv.FormatInt(s.Seed, 10), strconv.FormatUint(uint64(s.Runs), 10)
	if len(flaws) > 0 {
		seed, runs = "null", "null"
	}
	model := "null"
	if s.Model != nil {
		model = s.Model.object(indent + "  ")
	}
	fields := []string{
		encode.Field("file", encode.Text(s.File)), encode.Field("name", encode.TextOrNull(s.Name)), encode.Field("title", encode.TextOrNull(s.Title)), encode.Field("version", encode.Text(s.Version)),
		encode.Field("seed", seed), encode.Field("runs", runs), encode.Field("digest", encode.TextOrNull(s.Digest)),
		encode.Field("flaws", encode.Block(flaws, "[]", indent+"  ")),
		encode.Field("stopped", encode.TextOrNull(s.Stopped)),
		encode.Field("warnings", encode.Block(encode.Texts(s.Warnings), "[]", indent+"  ")),
		encode.Field("model", model),
		encode.Field("folder", encode.TextOrNull(s.Folder)),
		encode.Field("cases", encode.Block(cases, "[]", indent+"  ")),
	}
	if s.Took > 0 {
		fields = append(fields, encode.Field("seconds", encode.Seconds(s.Took)))
	}
	return encode.Block(fields, "{}", indent)
}

func (c *Case) object() string {
	return encode.Object(encode.Field("name", encode.Text(c.Name)), encode.Field("ok", strconv.FormatBool(c.OK)), encode.Field("wanted", encode.Text(c.Wanted)),
		encode.Field("actual", encode.Text(c.Actual)), encode.Field("difference", encode.TextOrNull(c.Difference)), encode.Field("line", cmp.Or(numberIf(c.Line), "null")),
		encode.Field("column", cmp.Or(numberIf(c.Col), "null")), encode.Field("seed", strconv.FormatInt(c.Seed, 10)), encode.Field("replay", encode.TextOrNull(c.Replay)))
}
