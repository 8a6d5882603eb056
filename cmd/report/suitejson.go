package report

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
)

const testSchema = "mailstorm/test/v1"

// SuitesJSON writes one object with all that is known.
func SuitesJSON(to io.Writer, suites []Suite) error {
	t := Total(suites)
	var all []string
	for i := range suites {
		all = append(all, suites[i].object("    "))
	}
	_, err := io.WriteString(to, block([]string{
		field("schema", text(testSchema)),
		field("totals", fmt.Sprintf(`{"files": %d, "unread": %d, "stopped": %d, "passed": %d, "failed": %d}`, t.Files, t.Unread, t.Stopped, t.Passed, t.Failed)),
		field("suites", block(all, "[]", "  ")),
	}, "{}", "")+"\n")
	return err
}

func (s *Suite) object(indent string) string {
	var flaws, cases []string
	for _, f := range s.Flaws {
		flaws = append(flaws, object(field("line", cmp.Or(positive(f.Line), "null")), field("column", cmp.Or(positive(f.Col), "null")),
			field("message", text(f.Message)), field("text", text(f.Text))))
	}
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
		field("file", text(s.File)), field("name", textOrNull(s.Name)), field("title", textOrNull(s.Title)), field("version", text(s.Version)),
		field("seed", seed), field("runs", runs), field("digest", textOrNull(s.Digest)),
		field("flaws", block(flaws, "[]", indent+"  ")),
		field("stopped", textOrNull(s.Stopped)),
		field("warnings", block(texts(s.Warnings), "[]", indent+"  ")),
		field("model", model),
		field("folder", textOrNull(s.Folder)),
		field("cases", block(cases, "[]", indent+"  ")),
	}
	if s.Took > 0 {
		fields = append(fields, field("seconds", seconds(s.Took)))
	}
	return block(fields, "{}", indent)
}

func (c *Case) object() string {
	return object(field("name", text(c.Name)), field("ok", strconv.FormatBool(c.OK)), field("wanted", text(c.Wanted)),
		field("actual", text(c.Actual)), field("difference", textOrNull(c.Difference)), field("line", cmp.Or(positive(c.Line), "null")),
		field("column", cmp.Or(positive(c.Col), "null")), field("seed", strconv.FormatInt(c.Seed, 10)), field("replay", textOrNull(c.Replay)))
}

func textOrNull(s string) string {
	if s == "" {
		return "null"
	}
	return text(s)
}
