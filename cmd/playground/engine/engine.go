// Package engine answers what a page asks of a scenario of which it has the text: what is wrong with it, and what a run of it gives.
package engine

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
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
	Ask     string // "library", "check" or "run"
	File    string // name of the scenario's file, as in deck.toml
	Text    string // the scenario
	Columns int    // of the report; 0: as on a wide terminal
}

// Answer has what was asked for, and Problems where there is none.
type Answer struct {
	Library  map[string]string `json:"library,omitempty"` // texts of scenarios by their names
	Problems []Problem         `json:"problems"`
	Warnings []string          `json:"warnings,omitempty"`
	Report   string            `json:"report,omitempty"` // as mailstorm run prints it
	Digest   string            `json:"digest,omitempty"`
	Stopped  string            `json:"stopped,omitempty"` // why the run ended early
	Player   json.RawMessage   `json:"player,omitempty"`
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
			err = fmt.Errorf(simulation.InternalError+", with the scenario: %v", p)
		}
	}()
	a = &Answer{Problems: []Problem{}}
	if q.Ask == "library" {
		a.Library = map[string]string{}
		for _, name := range scenarios.Names(".") {
			a.Library[name], _ = scenarios.Text(name)
		}
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
	for i, p := range problems {
		a.Problems = append(a.Problems, Problem{p.Line, p.Col, p.Width, decode.ShownLines(p.Message), decode.ShownLines(problems.Text(i))})
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
		if e.isFull() {
			w.Stop("it needed too much memory")
			return w, fmt.Errorf("after %s of simulated time, this storm needed more than %s of memory, the limit here, and was stopped; "+
				"reduce the number of messages, or run the scenario with the program: mailstorm run", english.Span(w.Now()), english.Size(int64(e.MostMemory)))
		}
		for _, sink := range sinks {
			if err := sink.Err(); err != nil {
				w.Stop("its records could not be kept")
				return w, err
			}
		}
	}
	return w, nil
}

// isFull reports whether a storm outgrew its memory, as mail that causes mail can. Garbage counts only until it is looked for.
func (e *Engine) isFull() bool {
	if used() <= 2*e.MostMemory {
		return false
	}
	runtime.GC()
	return used() > e.MostMemory
}

func used() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// Stopped is false: who wants no answer ends the whole program.
func (e *Engine) Stopped() bool { return false }
