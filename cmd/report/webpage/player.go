package webpage

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"io"
	"regexp"

	"mailstorm/cmd/report/encode"
)

// Player is a page that plays a run: a script of its own, and the data that it plays.
type Player struct {
	Title, Version string
	Style, Script  string
	Data           []byte // JSON without "<"
}

// playerView is the page as the template shows it.
type playerView struct {
	Title, Version, Policy string
	Style                  template.CSS
	Packed                 template.JS // the script, as starter unpacks it
	Starter, Data          template.JS
}

// starter unpacks the script, lets it run, and plays the data. The policy names the script as it is when unpacked.
const starter = `"use strict";
(async () => {
  const element = document.getElementById("player");
  try {
    const packed = Uint8Array.from(atob(JSON.parse(document.getElementById("script").textContent)), c => c.charCodeAt(0));
    const script = document.createElement("script");
    script.textContent = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();
    document.head.append(script);
    window.player = mailstormPlayer.open(element, JSON.parse(document.getElementById("storm").textContent));
    await window.player.ready;
  } catch (error) {
    const line = document.createElement("p");
    line.textContent = "The storm cannot be played here: " + error.message + ". The page needs a browser from 2023 or later.";
    element.append(line);
  }
})();
`

// Write writes the page, which needs no other file and asks for none: its policy allows this style and this script alone.
func (p *Player) Write(w io.Writer) error {
	policy := "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; script-src " + hashOf(p.Script) + " " + hashOf(starter) + "; style-src " + hashOf(p.Style)
	return execute(w, "player.html", playerView{p.Title, p.Version, policy, template.CSS(p.Style), template.JS(`"` + encode.Deflated([]byte(p.Script)) + `"`), starter, template.JS(p.Data)})
}

// played finds in a page of a player the name of the scenario, as JSON.
var played = regexp.MustCompile(`id="storm">\{"stage":\{"schema":"[^"]*","scenario":("(?:[^"\\]|\\.)*")`)

// PlayedScenario is the name of the scenario that a page plays, empty if it is no page of a player.
func PlayedScenario(page io.Reader) (name string) {
	const head = 1 << 16 // the name stands behind the style
	text, err := io.ReadAll(io.LimitReader(page, head))
	if m := played.FindSubmatch(text); err == nil && m != nil && json.Unmarshal(m[1], &name) != nil {
		return ""
	}
	return name
}

// hashOf is how a policy names a text that it allows.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
