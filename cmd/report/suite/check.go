package suite

import (
	"bytes"
	"cmp"
	"io"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/english"
)

// Checked is what mailstorm check found out about a path.
type Checked struct {
	File     string
	OK       bool
	Flaws    []Flaw
	Warnings []string
}

const checkSchema = "mailstorm/check/v1"

// CheckJSON writes one object with all that is known.
func CheckJSON(to io.Writer, all []Checked) error {
	var paths []string
	good := true
	for i := range all {
		c := &all[i]
		good = good && c.OK
		paths = append(paths, encode.Block([]string{
			encode.Field("path", encode.Text(c.File)), encode.Field("ok", boolean(c.OK)),
			encode.Field("flaws", encode.Block(flawObjects(c.Flaws), "[]", "      ")),
			encode.Field("warnings", encode.Block(encode.Texts(c.Warnings), "[]", "      ")),
		}, "{}", "    "))
	}
	_, err := io.WriteString(to, encode.Block([]string{
		encode.Field("schema", encode.Text(checkSchema)), encode.Field("ok", boolean(good)), encode.Field("paths", encode.Block(paths, "[]", "  ")),
	}, "{}", "")+"\n")
	return err
}

func boolean(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

func flawObjects(flaws []Flaw) (all []string) {
	for _, f := range flaws {
		all = append(all, encode.Object(encode.Field("line", cmp.Or(numberIf(f.Line), "null")), encode.Field("column", cmp.Or(numberIf(f.Col), "null")),
			encode.Field("message", encode.Text(f.Message)), encode.Field("text", encode.Text(f.Text))))
	}
	return all
}

// CheckGitHub writes workflow commands that put mistakes and warnings beside the lines of the files.
func CheckGitHub(to io.Writer, all []Checked) error {
	const title = "mailstorm check"
	var flaws, warnings []annotation
	wrong := 0
	for i := range all {
		c := &all[i]
		if !c.OK {
			wrong++
		}
		for _, f := range c.Flaws {
			flaws = append(flaws, annotation{file: c.File, line: f.Line, col: f.Col, title: title, message: f.Message})
		}
		for _, w := range c.Warnings {
			warnings = append(warnings, annotation{file: c.File, title: title, message: w})
		}
	}
	var b bytes.Buffer
	b.WriteString(english.Counted(int64(len(all)), "path was", "paths were") + " checked, " + english.Number(int64(wrong)) + " of them wrong.\n")
	annotate(&b, "error", flaws)
	annotate(&b, "warning", warnings)
	_, err := to.Write(b.Bytes())
	return err
}
