// Package player makes of a run what a page needs to play it: the stage, the events, the series, and the script that moves them.
package player

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"encoding/json"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/report/story"
)

// Storm is a run with what was recorded of it while it went.
type Storm struct {
	Run     *run.Run
	Records *Recorder
}

// WhatIf is the same storm under several values of one key.
type WhatIf struct {
	Key    string
	Values []string
	Storms []*Storm // one for each value
	At     int      // the value that gives the storm itself, -1: none does
}

//go:embed player.js
var script string

//go:embed player.css
var style string

// Script is the player: it defines mailstormPlayer.open(element, data), and asks for nothing else.
func Script() string { return script }

// Style is how the player looks.
func Style() string { return style }

// packed is a storm as the script reads it. What is empty is left out.
type packed struct {
	Stage  *Stage    `json:"stage"`
	Events string    `json:"events,omitempty"` // columns, see pack
	Lines  string    `json:"lines,omitempty"`  // what trace says of each event, a line each
	Series *Series   `json:"series,omitempty"` // in place of events, where there are too many of them
	WhatIf *variants `json:"whatIf,omitempty"`
}

// variants are storms that are packed together, since they have much in common.
type variants struct {
	Key    string   `json:"key"`
	Values []string `json:"values"`
	At     int      `json:"at"`
	Storms string   `json:"storms"` // a JSON array of packed storms, whose events and lines are not packed once more
}

// StageJSON is stage.json.
func StageJSON(s *Storm) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", " ")
	err := e.Encode(newStage(s))
	return b.Bytes(), err
}

// Data is what the script plays, as JSON that may stand in a page: no "<" is in it. Without other values w is nil.
func Data(s *Storm, w *WhatIf) ([]byte, error) {
	p := pack(s)
	p.Events, p.Lines = encode.Deflated([]byte(p.Events)), encode.Deflated([]byte(p.Lines))
	p.Series.deflate()
	if w != nil {
		all := make([]packed, len(w.Storms))
		for i, v := range w.Storms {
			all[i] = pack(v)
			all[i].Events = base64.StdEncoding.EncodeToString([]byte(all[i].Events))
			all[i].Series.encode()
		}
		text, err := json.Marshal(all)
		if err != nil {
			return nil, err
		}
		p.WhatIf = &variants{Key: w.Key, Values: w.Values, At: w.At, Storms: encode.Deflated(text)}
	}
	return json.Marshal(p)
}

// pack packs a storm; its columns are bytes yet.
func pack(s *Storm) packed {
	s.Records.finish()
	p := packed{Stage: newStage(s)}
	if !s.Records.hasEvents() {
		p.Series = s.Records.series.columns(s.Run.Deliveries)
		return p
	}
	p.Events = string(packEvents(s.Records.records, s.Records.leaves))
	p.Lines = story.Lines(s.Run, s.Records.records)
	return p
}
