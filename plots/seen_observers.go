package plots

import (
	"cmp"
	"slices"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
	"mailstorm/sim/observe"
)

// observer is a role that can see the problem, and what it saw.
type observer struct {
	name         string
	observations []observation
}

// observation is a sign of trouble, or several that cannot be told apart on the page.
type observation struct {
	at, last  time.Duration
	count     int64
	marker    draw.Marker
	text      string // in place of the marker's own words
	truncated bool   // at is the beginning of the slice in which it happened
	x         int    // of its mark
}

// observersOf is what senders, recipients and the administrator of the watched host could see.
func observersOf(s runs.Run) []observer {
	admin := "ADMIN"
	if s.WatchedHost() != s.Config.Watch { // what is drawn is the queue of another
		admin += " of " + s.HostName(s.Config.Watch)
	}
	return []observer{{"SENDER", dsnObservations(s)}, {"RECIPIENT", duplicateObservations(s)}, {admin, adminObservations(s)}}
}

// endsSilence reports whether an observation is the one that broke the silence.
func endsSilence(s runs.Run, seen observation) bool {
	sign, notified := s.Duration(metrics.SignAt)
	if seen.truncated {
		sign = sign.Truncate(observe.Slice)
	}
	return notified && seen.marker != visibleMarker && seen.at == sign
}

func adminObservations(s runs.Run) (all []observation) {
	for _, m := range []struct {
		id   metrics.ID
		what draw.Marker
		text string
	}{
		{metrics.PendingAt, visibleMarker, "Pending in a message trace"},
		{metrics.ReportAt, visibleMarker, "in the queued messages report"},
		{metrics.AlertAt, alertMarker, "alert"},
	} {
		if at, ok := s.Duration(m.id); ok {
			all = append(all, observation{at: at, last: at, count: 1, marker: m.what, text: m.text})
		}
	}
	slices.SortStableFunc(all, func(a, b observation) int { return cmp.Compare(a.at, b.at) })
	return all
}

// dsnObservations is the DSNs: when they reached a mailbox if they travel, else when they were written.
func dsnObservations(s runs.Run) (all []observation) {
	if len(s.Records) == 0 {
		return dsnObservationsByMinute(s)
	}
	of, letters := dsnsAboutMail(s.Records)
	for i := range s.Records {
		r, what := &s.Records[i], ndrMarker
		switch {
		case letters:
			report, known := of[r.Message]
			if what = report; !known || r.Kind != sim.Delivered {
				continue
			}
		case r.Parent > 0: // another says it
			continue
		case r.Kind == sim.Notified:
			what = delayMarker
		case r.Kind != sim.Bounced:
			continue
		}
		all = append(all, observation{at: r.At, last: r.At, count: 1, marker: what})
	}
	return all
}

// dsnsAboutMail finds the messages that are DSNs about what people wrote, and which sort each is.
// It reports too whether there are any DSNs at all, be they about automatic mail.
func dsnsAboutMail(records []sim.Record) (of map[uint32]draw.Marker, letters bool) {
	of, what := map[uint32]draw.Marker{}, ndrMarker
	for i := range records {
		switch r := &records[i]; {
		case r.Kind == sim.Bounced:
			what = ndrMarker
		case r.Kind == sim.Notified:
			what = delayMarker
		case r.Kind == sim.Written && r.Flags&sim.FlagReport != 0:
			if letters = true; r.Flags&sim.FlagAuto == 0 {
				of[r.Message] = what
			}
		}
	}
	return of, letters
}

// dsnObservationsByMinute is the DSNs of a run without records, to the minute.
func dsnObservationsByMinute(s runs.Run) (all []observation) {
	for i := range s.Result.Series {
		cell := &s.Result.Series[i]
		if cell.Notified > 0 {
			all = append(all, observation{cell.Starts, cell.Starts, cell.Notified, delayMarker, "", true, 0})
		}
		if cell.Bounced > 0 {
			all = append(all, observation{cell.Starts, cell.Starts, cell.Bounced, ndrMarker, "", true, 0})
		}
	}
	return all
}

// duplicateObservations is the first second copy in a mailbox.
func duplicateObservations(s runs.Run) []observation {
	alone := runs.GeneratedMessages(s.Records)
	for i := range s.Records {
		if r := &s.Records[i]; r.Kind == sim.Delivered && r.Flags&sim.FlagFirst == 0 && !alone[r.Message] {
			return []observation{{at: r.At, last: r.At, count: 1, marker: secondCopyMarker}}
		}
	}
	for i := range s.Result.Series {
		if cell := &s.Result.Series[i]; len(s.Records) == 0 && cell.Duplicates > 0 {
			return []observation{{cell.Starts, cell.Starts, 1, secondCopyMarker, "", true, 0}}
		}
	}
	return nil
}

// drawObserver draws one lane: all marks, then their words, those of neighbours in one.
func drawObserver(p *draw.Canvas, c draw.TimeAxis, w observer, floor int, used *[draw.Markers]bool) {
	left, right := c.Left-overhang, c.Right+overhang
	p.Stroke(draw.NewPen(draw.Grey, 40), draw.At(left, floor), draw.At(right, floor))
	p.MarginText(draw.BoldFont, draw.At(left-6*pt, floor-8*pt), w.name)
	shown := spreadObservations(c, w.observations)
	for _, seen := range shown {
		used[seen.marker] = true
		p.Marker(seen.marker, seen.markerPoint(floor), markRadius)
	}
	for _, l := range observationTexts(c, shown) {
		p.Text(draw.LabelFont, draw.Black, draw.At(l.left, floor-7*pt), draw.AlignLeft, draw.LabelFont.Truncate(l.text, draw.PageRight-l.left))
	}
}

const (
	markRadius = 6 * pt
	markWidth  = 14 * pt // from the middle of a mark to its words
	flagWidth  = 24 * pt // from its mast
)

func (v observation) markerPoint(floor int) draw.Point {
	at := draw.At(v.x, floor-11*pt)
	if v.marker == ndrMarker || v.marker == delayMarker {
		at.Y = floor
	}
	return at
}

// textLeft is where its words may begin.
func (v observation) textLeft() int {
	if v.marker == ndrMarker || v.marker == delayMarker {
		return v.x + flagWidth
	}
	return v.x + markWidth
}

// spreadObservations joins sights of a sort where their marks would cover each other, or all of them when they are many; marks of
// other sorts move on a little. What has no room for its words is joined too.
func spreadObservations(c draw.TimeAxis, all []observation) []observation {
	const most = 6
	joined := joinObservations(c, all, 20*pt)
	if texts := observationTexts(c, placed(c, joined)); len(joined) > most || len(texts) > 0 && texts[len(texts)-1].right > draw.PageRight {
		joined = joinObservations(c, all, c.Right-c.Left)
	}
	return placed(c, joined)
}

// placed are observations with the places of their marks.
func placed(c draw.TimeAxis, joined []observation) []observation {
	for i := range joined {
		joined[i].x = c.X(joined[i].at)
		if i > 0 {
			joined[i].x = max(joined[i].x, joined[i-1].textLeft())
		}
	}
	return joined
}

func joinObservations(c draw.TimeAxis, all []observation, near int) (joined []observation) {
	of := map[draw.Marker]int{}
	for _, seen := range all {
		k, known := of[seen.marker]
		if known && seen.text == joined[k].text && c.X(seen.at)-c.X(joined[k].at) <= near {
			joined[k].last = seen.at
			joined[k].count += min(seen.count, 1<<63-1-joined[k].count)
			continue
		}
		of[seen.marker] = len(joined)
		joined = append(joined, seen)
	}
	return joined
}

// observationText is words beside a marker, or beside several.
type observationText struct {
	left, right int
	text        string
}

// observationTexts puts words to the right of their marks, without their time where that has no room before the next mark; marks too close for that
// share theirs. At the end of the page they stand to the left, or have no time.
func observationTexts(c draw.TimeAxis, shown []observation) (all []observationText) {
	for i := 0; i < len(shown); {
		first, text := i, shown[i].label(c)
		left, short := shown[i].textLeft(), shown[i].name()
		if i+1 < len(shown) {
			if room := shown[i+1].x - markWidth - left; draw.LabelFont.Width(text) > room && draw.LabelFont.Width(short) <= room {
				text = short
			}
		}
		for i++; i < len(shown) && shown[i].x-markWidth < left+draw.LabelFont.Width(text); i++ {
			left = shown[i].textLeft()
			text += "; " + shown[i].label(c)
			short += "; " + shown[i].name()
		}
		wide := draw.LabelFont.Width(text)
		if left+wide > draw.PageRight {
			before := shown[first].x - markWidth - wide
			if before >= c.Left && (len(all) == 0 || before > all[len(all)-1].right) {
				left = before
			} else {
				text, wide = short, draw.LabelFont.Width(short)
			}
		}
		all = append(all, observationText{left, left + wide, text})
	}
	return all
}

// name says what was seen, and how often.
func (v observation) name() string {
	switch {
	case v.text == "" && v.count == 1:
		return markerMeanings[v.marker]
	case v.marker == ndrMarker:
		return metrics.Number(v.count) + " NDRs"
	case v.marker == delayMarker:
		return metrics.Number(v.count) + " delay notices"
	}
	return v.text
}

// label adds when that was.
func (v observation) label(c draw.TimeAxis) string {
	if first, last := c.Format(v.at), c.Format(v.last); first != last {
		return v.name() + ", " + first + " to " + last
	}
	return v.name() + ", " + c.Format(v.at)
}
