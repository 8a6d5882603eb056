package report

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"mailstorm/sim"
)

const resultSchema = "mailstorm/result/v1"

// JSON writes result.json: one object.
func JSON(w io.Writer, r *Run) error {
	_, err := io.WriteString(w, r.object("")+"\n")
	return err
}

// JSONs writes the results of several runs as an array.
func JSONs(w io.Writer, runs []*Run) error {
	var objects []string
	for _, r := range runs {
		objects = append(objects, "  "+r.object("  "))
	}
	_, err := io.WriteString(w, "[\n"+strings.Join(objects, ",\n")+"\n]\n")
	return err
}

func (r *Run) object(indent string) string {
	fields := []string{
		field("schema", text(resultSchema)),
		field("scenario", text(r.Config.Name)),
		field("title", text(r.Config.Title)),
		field("seed", strconv.FormatInt(r.Config.Seed, 10)),
		field("version", text(r.Version)),
		field("digest", text(hex.EncodeToString(r.Result.Digest[:]))),
		field("profiles", r.profiles()),
		field("metrics", block(r.figures(), "{}", indent+"  ")),
		field("fates", block(r.fates(), "{}", indent+"  ")),
		field("warnings", block(texts(r.Result.Warnings), "[]", indent+"  ")),
	}
	if r.Result.Stopped != "" {
		fields = append(fields, field("stopped", text(r.Result.Stopped)))
	}
	return block(fields, "{}", indent)
}

func (r *Run) profiles() string {
	var fields []string
	for i, p := range r.Profiles {
		fields = append(fields, field(r.Config.Hosts[i].Name, text(p)))
	}
	return "{" + strings.Join(fields, ", ") + "}"
}

func (r *Run) figures() (fields []string) {
	for _, m := range r.measures() {
		value := Exact(m.value, m.unit)
		if value == "" {
			value = "null"
		}
		fields = append(fields, field(m.name, value))
	}
	return fields
}

func (r *Run) fates() (fields []string) {
	names := [3]string{sim.RowNDR: "ndr", sim.RowPending: "pending", sim.RowAccepted: "accepted"}
	for i, row := range r.Result.Fates {
		fields = append(fields, field(names[i], fmt.Sprintf(`{"0": %d, "1": %d, "2+": %d}`, row[0], row[1], row[2])))
	}
	return fields
}

func field(name, value string) string { return text(name) + ": " + value }

// block puts each item on a line of its own.
func block(items []string, brackets, indent string) string {
	if len(items) == 0 {
		return brackets
	}
	return brackets[:1] + "\n" + indent + "  " + strings.Join(items, ",\n"+indent+"  ") + "\n" + indent + brackets[1:]
}

func texts(list []string) (quoted []string) {
	for _, s := range list {
		quoted = append(quoted, text(s))
	}
	return quoted
}

// text quotes a string for JSON and leaves "<" and ">" as people read them.
func text(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return strconv.Quote(s)
	}
	s = strings.TrimSuffix(b.String(), "\n")
	if !strings.ContainsFunc(s, hidden) {
		return s
	}
	b.Reset()
	for _, r := range s {
		if hidden(r) { // JSON lets them stand
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
