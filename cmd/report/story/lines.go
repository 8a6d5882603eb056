package story

import (
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/run"
	"mailstorm/sim"
)

// Lines tells every record of a finished run in a line of its own, as trace does; the line is empty where trace says nothing.
func Lines(r *run.Run, records []sim.Record) string {
	t := tellers{world: finished{r}, records: records, roots: map[uint32]uint32{}, stories: map[uint32]*story{}}
	for i := range records {
		t.last = max(t.last, records[i].At, records[i].Until)
	}
	var b strings.Builder
	for i := range records {
		b.WriteString(strings.TrimSpace(english.OneLine(t.line(&records[i]))))
		b.WriteByte('\n')
	}
	return b.String()
}

// tellers tell several stories at a time, one for each message of the scenario.
type tellers struct {
	world   finished
	records []sim.Record
	last    time.Duration     // what happens or is promised
	roots   map[uint32]uint32 // by message: the one of the scenario that caused it
	stories map[uint32]*story
}

func (t *tellers) line(r *sim.Record) string {
	line, _ := t.of(r).line(r)
	return line
}

// of is the story to which a record belongs; an intervention belongs to any.
func (t *tellers) of(r *sim.Record) *story {
	root := t.rootOf(r)
	s := t.stories[root]
	if s == nil {
		s = newStory(t.world.Config, root, t.world, t.records)
		s.clock = english.NewClock(t.world.Config.Clock, t.last)
		t.stories[root] = s
	}
	return s
}

func (t *tellers) rootOf(r *sim.Record) uint32 {
	if r.Message == sim.None {
		return 0
	}
	if _, known := t.roots[r.Message]; !known {
		t.roots[r.Message] = r.Message
		if r.Kind == sim.Written && r.Parent > 0 {
			t.roots[r.Message] = t.roots[uint32(r.Parent-1)]
		}
	}
	return t.roots[r.Message]
}

// finished is a run that has come to its end.
type finished struct{ *run.Run }

func (f finished) Now() time.Duration                        { return f.Result.End }
func (f finished) StopReason() string                        { return f.Result.Stopped }
func (f finished) GeneratedBy(message uint32) (from, to int) { return f.Run.GeneratedBy(message) }
func (f finished) Deliveries(yield func(sim.Delivery) bool)  { f.Run.Deliveries(yield) }
