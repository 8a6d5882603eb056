// Package webpage writes reports as HTML pages that need no other file.
package webpage

import (
	"bytes"
	"embed"
	"html/template"
	"io"
	"strconv"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/run"
)

// Document is a run for people who did not run it: what Text says, with pictures, and the source of each figure.
type Document struct {
	Run      *run.Run
	Arg      string   // the scenario as the command line named it
	Set      []string // its overrides
	Files    string   // the folder whose files it may name; empty: none beside its own
	Written  string   // the text of the scenario
	Pictures []Picture
	Profiles []Profile
	Terms    []Term // of the glossary
}

// Picture is a drawing of a run.
type Picture struct {
	Name    string // the id in the page; may be empty
	Finding string // in one line
	Meaning string // what is drawn, for a caption
	SVG     []byte // a document of its own, without scripts and ids
}

// Profile is a profile, as far as a run depends on it.
type Profile struct {
	Profile, Title string
	Hosts          []string
	Figures        []Figure
	None           string // why there are no figures
}

// Figure is one of a profile with its source.
type Figure struct{ Name, Is, Mark, Source string }

//go:embed head.html document.html sections.html player.html
var pages embed.FS

var templates = template.Must(template.New("pages").Funcs(template.FuncMap{"heading": heading}).ParseFS(pages, "*.html"))

// heading is one of the level: a template cannot have an action in the name of an element.
func heading(level int, text string) template.HTML {
	n := strconv.Itoa(level)
	return template.HTML("<h" + n + ">" + template.HTMLEscapeString(text) + "</h" + n + ">")
}

// Runs writes one document of all runs, which needs no other file, no script and no network.
func Runs(w io.Writer, all []*Document) error { return execute(w, "document.html", viewDocument(all)) }

func execute(w io.Writer, name string, view any) error {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, view); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// command is the command line that reproduces the run.
func (d *Document) command() string {
	return english.RunCommand(d.Arg, d.Files, d.Set, d.Run.Config.Seed)
}
