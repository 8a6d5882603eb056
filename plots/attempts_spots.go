package plots

import (
	"cmp"
	"slices"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/sim/metrics"
)

// spot is a place on a lane: the attempts whose marks would lie on each other there.
type spot struct {
	x, until int // of what was kept, and of what was heard
	at       time.Duration
	sessions int64
	accepted int64 // of them
	refused  int64 // recipients
	kept     [2]bool
	heard    []draw.Marker // without repetition
}

// spotsOf gathers attempts by their places, from left to right.
func spotsOf(c draw.TimeAxis, all []attempt, near int) (spots []spot) {
	of := map[[2]int]int{}
	for _, a := range all {
		x, until := c.X(a.at), c.X(a.until)
		i, known := of[[2]int{x / near, until / near}]
		if !known {
			i = len(spots)
			of[[2]int{x / near, until / near}] = i
			spots = append(spots, spot{x: x, until: until, at: a.at})
		}
		spots[i].add(a)
	}
	slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Or(a.x-b.x, a.until-b.until) })
	return spots
}

func (s *spot) add(a attempt) {
	if s.refused += int64(a.recipients); a.recipients == 0 {
		s.sessions++
		if a.kept == keptMarker {
			s.accepted++
		}
	}
	s.kept[0] = s.kept[0] || a.kept == keptMarker
	s.kept[1] = s.kept[1] || a.kept == notKeptMarker
	if !slices.Contains(s.heard, a.heard) {
		s.heard = append(s.heard, a.heard)
	}
}

// keptMark is full, empty, or half full where a session kept some of its recipients, or some sessions kept theirs.
func (s *spot) keptMark() draw.Marker {
	switch {
	case s.kept[0] && s.kept[1]:
		return partlyKeptMarker
	case s.kept[0]:
		return keptMarker
	}
	return notKeptMarker
}

// label says of how many recipients a session kept its message, or how many sessions there were.
func (s *spot) label(events []event) string {
	arrived := int64(0)
	for _, e := range events {
		if e.what == firstCopyMarker && e.at == s.at {
			arrived++
		}
	}
	switch {
	case s.sessions == 1 && s.keptMark() == partlyKeptMarker && arrived > 0:
		return metrics.Number(arrived) + " of " + metrics.Number(arrived+s.refused) + " kept"
	case s.sessions > 1 && s.accepted > 0 && s.accepted < s.sessions:
		return metrics.Number(s.accepted) + " of " + metrics.Number(s.sessions) + " kept"
	case s.sessions > 1:
		return "×" + metrics.Number(s.sessions)
	}
	return ""
}

// drawSpots draws the marks; different answers at one moment stand side by side, and a number stands beside marks that are several.
func drawSpots(p *draw.Canvas, l lane, spots []spot, events []event, r int, used *[draw.Markers]bool) {
	for i := range spots {
		s := &spots[i]
		used[s.keptMark()] = true
		p.Marker(s.keptMark(), draw.At(s.x, l.kept), r)
		for k, heard := range s.heard {
			used[heard] = true
			p.Marker(heard, draw.At(s.until+2*k*r, l.heard), r)
		}
		drawSpotLabel(p, l, s, spots[i+1:], r, s.label(events))
	}
}

// drawSpotLabel writes beside a mark as far as the next one leaves room, or above the line.
func drawSpotLabel(p *draw.Canvas, l lane, s *spot, after []spot, r int, text string) {
	at, room := draw.At(s.x+r+5*pt, l.kept+5*pt), draw.PageRight
	if len(after) > 0 {
		room = after[0].x - r
	}
	if !l.low {
		at.Y = l.kept - r - 3*pt
		if s.keptMark() == partlyKeptMarker {
			room = draw.PageRight
		}
	}
	if at.X+draw.SmallFont.Width(text) < room {
		p.Text(draw.SmallFont, draw.Black, at, draw.AlignLeft, text)
	}
}
