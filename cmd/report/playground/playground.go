// Package playground writes the page on which scenarios are written, checked, run and played, with the engine inside.
package playground

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"io"
	"text/template"
)

// Page is what the page holds besides its own script. It needs no other file and asks for none.
type Page struct {
	Version       string
	Engine        []byte // the WebAssembly program as a .lzma file with its size in the head
	Library       []Group
	Player, Style string // the script and the style of the player
}

// Group is some scenarios of the library that have something in common.
type Group struct {
	Title     string
	Scenarios []Scenario
}

// Scenario is one of the library.
type Scenario struct {
	Name, Title string
	Chosen      bool // the page opens with it
}

//go:embed playground.html
var html string

//go:embed playground.css
var style string

//go:embed page.js
var script string

//go:embed unpack.js
var unpack string

//go:embed worker.js
var worker string

// Titles and names are escaped in the template; all else is ours.
var page = template.Must(template.New("page").Parse(html))

// IsPage reports whether a file is a playground of any version.
func IsPage(file io.Reader) bool {
	const head = 4096 // the title stands before all that is large
	text, err := io.ReadAll(io.LimitReader(file, head))
	return err == nil && bytes.Contains(text, []byte("<title>Mailstorm playground</title>"))
}

// Write writes the page. Its policy allows these scripts and this style alone, and no request.
func (p *Page) Write(w io.Writer) error {
	look := p.Style + style
	return page.Execute(w, struct {
		Policy, Version, Style, Worker, Engine, Player, Script string
		Library                                                []Group
	}{
		Policy: "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; worker-src blob:; script-src " + hashOf(p.Player) + " " + hashOf(script) +
			" 'wasm-unsafe-eval'; style-src " + hashOf(look),
		Version: p.Version, Style: look, Worker: unpack + worker, Engine: base64.StdEncoding.EncodeToString(p.Engine),
		Player: p.Player, Script: script, Library: p.Library,
	})
}

// hashOf is how a policy names a text that it allows.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
