package run

import (
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"

	"mailstorm/cmd/report/encode"
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
		encode.Field("schema", encode.Text(resultSchema)),
		encode.Field("scenario", encode.Text(r.Config.Name)),
		encode.Field("title", encode.Text(r.Config.Title)),
		encode.Field("seed", strconv.FormatInt(r.Config.Seed, 10)),
		encode.Field("version", encode.Text(r.Version)),
		encode.Field("digest", encode.Text(hex.EncodeToString(r.Result.Digest[:]))),
		encode.Field("profiles", r.profiles()),
		encode.Field("metrics", encode.Block(r.figures(), "{}", indent+"  ")),
		encode.Field("fates", encode.Block(r.fates(), "{}", indent+"  ")),
		encode.Field("warnings", encode.Block(encode.Texts(r.Result.Warnings), "[]", indent+"  ")),
	}
	if r.Result.Stopped != "" {
		fields = append(fields, encode.Field("stopped", encode.Text(r.Result.Stopped)))
	}
	return encode.Block(fields, "{}", indent)
}

func (r *Run) profiles() string {
	var fields []string
	for i, p := range r.Profiles {
		fields = append(fields, encode.Field(r.Config.Hosts[i].Name, encode.Text(p)))
	}
	return "{" + strings.Join(fields, ", ") + "}"
}

func (r *Run) figures() (fields []string) {
	for _, m := range r.namedValues() {
		value := encode.Exact(m.value, m.unit)
		if value == "" {
			value = "null"
		}
		fields = append(fields, encode.Field(m.name, value))
	}
	return fields
}

func (r *Run) fates() (fields []string) {
	names := [3]string{sim.RowNDR: "ndr", sim.RowPending: "pending", sim.RowAccepted: "accepted"}
	for i, row := range r.Result.Fates {
		fields = append(fields, encode.Field(names[i], fmt.Sprintf(`{"0": %d, "1": %d, "2+": %d}`, row[0], row[1], row[2])))
	}
	return fields
}
