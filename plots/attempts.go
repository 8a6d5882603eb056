package plots

import (
	"slices"

	"mailstorm/sim"
)

// Where the pictures stand on the page. Both have the same margins, so that their clocks lie under each other.
const (
	marginLeft  = 176 * pt
	marginRight = pageRight - 20*pt
	marginTop   = 66 * pt
	axisLine    = pageHeight - 78*pt
)

// Up to so many messages and rows are drawn one by one.
const (
	fewMessages = 8
	mostRows    = 8
)

// drawAttempts draws what happened when: one row a message and hop as long as they are few, else their density.
func drawAttempts(p *paper, s Story) {
	c := clockOf(s, marginLeft, marginRight)
	s.Records = spoken(s.Records)
	top := p.faultLines(faults(s, c), c, marginTop, axisLine)
	if n := messagesIn(s.Records); n == 0 || n > fewMessages {
		p.density(s, c, top)
		return
	}
	p.axis(c, axisLine, panel{top: top, bottom: axisLine})
	p.rows(s, c, top)
}

// spoken leaves out reports that needed no session: the flag where they were written says enough.
func spoken(records []sim.Record) []sim.Record {
	quiet := map[uint32]bool{}
	for i := range records {
		switch r := &records[i]; {
		case r.Kind == sim.Written && r.Flags&sim.FlagReport != 0:
			quiet[r.Message] = true
		case r.Kind == sim.Talked:
			delete(quiet, r.Message)
		}
	}
	return slices.DeleteFunc(slices.Clone(records), func(r sim.Record) bool { return quiet[r.Message] })
}

func messagesIn(records []sim.Record) int {
	seen := map[uint32]bool{}
	for i := range records {
		seen[records[i].Message] = true
		if len(seen) > fewMessages {
			break
		}
	}
	return len(seen)
}

// rows divides the page among the hops.
func (p *paper) rows(s Story, c clock, top int) {
	messages := messagesIn(s.Records)
	all := rowsOf(s.Records)
	drawn := worthDrawing(all, mostRows)
	used := [glyphs]bool{}
	p.subheading(s.subtitle(), leftOut(all, drawn))
	if len(drawn) == 0 {
		p.edge(panel{clock: c, top: top, bottom: axisLine})
		return
	}
	height := (axisLine - top) / len(drawn)
	for i, r := range drawn {
		l := laneOf(c, top+i*height, height)
		p.lane(l, r.name(s, messages))
		p.attempts(l, r.attempts, &used)
		p.news(l, r.news, &used)
	}
	p.stroke(axisPen, spot{c.left, axisLine}, spot{c.right, axisLine})
	p.legend(used)
}

// worthDrawing keeps so many rows: those with trouble before those without, the early before the late.
func worthDrawing(rows []*row, most int) []*row {
	if len(rows) <= most {
		return rows
	}
	order := slices.Clone(rows)
	slices.SortStableFunc(order, func(a, b *row) int { return rank(a) - rank(b) })
	chosen := map[*row]bool{}
	for _, r := range order[:most] {
		chosen[r] = true
	}
	return slices.DeleteFunc(slices.Clone(rows), func(r *row) bool { return !chosen[r] })
}

func rank(r *row) int {
	if r.trouble {
		return 0
	}
	return 1
}

// leftOut says in words what the rows are that had no room.
func leftOut(all, drawn []*row) string {
	if len(all) == len(drawn) {
		return ""
	}
	trouble := 0
	for _, r := range all {
		trouble += 1 - rank(r)
	}
	text := "Not drawn: " + counted(int64(len(all)-len(drawn)), "more hop", "more hops")
	if trouble <= len(drawn) {
		text += ", every session of which was kept and heard 250"
	}
	return text + "."
}
