// Package engine answers what a page asks of a scenario of which it has the text: what is wrong with it, and what a run of it gives.
package engine

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/report/player"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/simulation"
	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/parse"
	"mailstorm/sim"
)

// Question is what a page asks.
type Question struct {
	Ask     string // "text", "check" or "run"
	File    string // name of the scenario: of the library for "text", else of its file, as in deck.toml
	Text    string // the scenario
	Columns int    // of the report; 0: as on a wide terminal
}

// Answer has what was asked for, and Problems where there is none.
type Answer struct {
	Text     string          `json:"text,omitempty"` // of the scenario
	Problems []Problem       `json:"problems"`
	Warnings []string        `json:"warnings,omitempty"`
	Report   string          `json:"report,omitempty"` // as mailstorm run prints it
	Digest   string          `json:"digest,omitempty"`
	Stopped  string          `json:"stopped,omitempty"` // why the run ended early
	Player   json.RawMessage `json:"player,omitempty"`
}

// Problem is a mistake, as mailstorm check says it. Line and Column count from 1; 0: it stands at no place in particular.
type Problem struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Width   int    `json:"width"` // characters
	Message string `json:"message"`
	Text    string `json:"text"` // with the line and a caret below it
}

// Engine runs storms within limits.
type Engine struct {
	Version    string // of the program
	MostMemory uint64 // bytes that a storm may need
	Progress   func(at time.Duration, attempts uint64)
}

// Answer answers one question.
func (e *Engine) Answer(q *Question) (a *Answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error in mailstorm, please report it with the scenario: %v", p)
		}
	}()
	a = &Answer{Problems: []Problem{}}
	if q.Ask == "text" {
		text, ok := scenarios.Text(q.File)
		if !ok {
			return nil, fmt.Errorf("there is no scenario %q in the library", q.File)
		}
		a.Text = text
		return a, nil
	}
	s, err := load.LoadText(q.File, q.Text, load.Options{})
	if err == nil {
		err = e.fits(s.Config)
	}
	if err != nil {
		a.say(err)
		return a, nil
	}
	a.Warnings = s.Config.Warnings
	if q.Ask == "run" {
		err = e.run(s, q, a)
	}
	return a, err
}

// say notes what is wrong, in the words of mailstorm check.
func (a *Answer) say(err error) {
	var problems parse.Problems
	var one *parse.Problem
	switch {
	case errors.As(err, &problems):
	case errors.As(err, &one):
		problems = parse.Problems{one}
	default:
		problems = parse.Problems{{Message: err.Error()}}
	}
	for _, p := range problems {
		a.Problems = append(a.Problems, Problem{p.Line, p.Col, p.Width, decode.ShownLines(p.Message), decode.ShownLines(p.Error())})
	}
}

// fits refuses storms that need more memory than there is.
func (e *Engine) fits(c *sim.Config) error {
	n := sim.NeedOf(c)
	if n.Memory <= e.MostMemory {
		return nil
	}
	return fmt.Errorf("this scenario is too large for a browser: its %s messages need up to %s of memory, and the limit here is %s\n"+
		"reduce the number of messages, or run the scenario with the program: mailstorm run", english.Number(int64(n.Messages)), english.Size(int64(n.Memory)), english.Size(int64(e.MostMemory)))
}

// varied says that a scenario of the library was changed, but not what it expects, which need not hold then.
func (q *Question) varied(s *load.Scenario) string {
	text, ok := scenarios.Text(strings.TrimSuffix(q.File, ".toml"))
	if !ok || text == q.Text {
		return ""
	}
	written, err := load.LoadText(q.File, text, load.Options{})
	if err != nil || !written.Expect.Same(s.Expect) {
		return ""
	}
	return "your changes"
}

func (e *Engine) run(s *load.Scenario, q *Question, a *Answer) error {
	records := player.NewRecorder(s.Config)
	storm := &simulation.Storm{Scenario: s, Version: e.Version, Compared: true, Varied: q.varied(s), Runner: e}
	r, err := storm.Run(records)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := run.Text(&b, r, layout.Style{Width: q.Columns}); err != nil {
		return err
	}
	a.Report, a.Digest, a.Stopped = b.String(), hex.EncodeToString(r.Result.Digest[:]), r.Stopped()
	a.Player, err = player.Data(&player.Storm{Run: r, Records: records}, nil)
	return err
}

// eventsPerStep is how many events are processed between two reports of progress.
const eventsPerStep = 1 << 15

// Simulate runs a world to its end.
func (e *Engine) Simulate(c *sim.Config, sinks ...simulation.Sink) (*sim.World, error) {
	w := sim.New(c, simulation.FanOut(sinks))
	for !w.Advance(eventsPerStep) {
		e.Progress(w.Now(), uint64(w.Served()))
		for _, sink := range sinks {
			if err := sink.Err(); err != nil {
				w.Stop("its records could not be kept")
				return w, err
			}
		}
	}
	return w, nil
}

// Stopped is false: who wants no answer ends the whole program.
func (e *Engine) Stopped() bool { return false }
