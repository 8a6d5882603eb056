package catalogue

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/layout"
)

// Selected is the named catalogue, or all.
func Selected(names ...string) (all []Catalogue) {
	for _, c := range All() {
		if len(names) == 0 || c.Name == names[0] {
			all = append(all, c)
		}
	}
	return all
}

// Text lists entries for people; only one catalogue needs no title.
func Text(s *layout.Manual, all []Catalogue, only bool) {
	for i, c := range all {
		if i > 0 {
			s.Line("")
		}
		if !only {
			s.Title(c.Name)
		}
		s.Widen(c.names()...)
		for _, e := range c.Entries() {
			s.Entry(e.Name, e.line())
		}
	}
}

func (c Catalogue) names() (names []string) {
	for _, e := range c.Entries() {
		names = append(names, e.Name)
	}
	return names
}

func (e Entry) line() string {
	if e.Unit == "" {
		return e.Meaning
	}
	return e.Unit + ": " + e.Meaning
}

// JSON writes an array of entries, or an object of such arrays.
func JSON(to io.Writer, all []Catalogue, only bool) error {
	type row struct {
		Name    string `json:"name"`
		Unit    string `json:"unit,omitempty"`
		Meaning string `json:"meaning"`
	}
	out := json.NewEncoder(to)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	lists := map[string][]row{}
	for _, c := range all {
		lists[c.Name] = []row{}
		for _, e := range c.Entries() {
			lists[c.Name] = append(lists[c.Name], row{e.Name, e.Unit, e.Meaning})
		}
	}
	if only {
		return out.Encode(lists[all[0].Name])
	}
	return out.Encode(lists)
}

// CSV writes a row an entry.
func CSV(to io.Writer, all []Catalogue) error {
	rows := [][]string{{"catalogue", "name", "unit", "meaning"}}
	for _, c := range all {
		for _, e := range c.Entries() {
			rows = append(rows, []string{c.Name, e.Name, e.Unit, e.Meaning})
		}
	}
	return encode.NewCSV(to).WriteAll(rows)
}

// Markdown writes a table a catalogue.
func Markdown(to io.Writer, all []Catalogue) error {
	var b strings.Builder
	for i, c := range all {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "## %s\n\n", c.Name)
		b.WriteString("| name | meaning |\n| --- | --- |\n")
		for _, e := range c.Entries() {
			fmt.Fprintf(&b, "| %s | %s |\n", e.Name, layout.Escaped(e.line()))
		}
	}
	_, err := io.WriteString(to, b.String())
	return err
}
