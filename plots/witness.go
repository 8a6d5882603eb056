package plots

import (
	"cmp"
	"slices"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// witness is somebody who may see that something is wrong, and what they saw.
type witness struct {
	name   string
	sights []sight
}

// sight is a sign of trouble, or several that cannot be told apart on the page.
type sight struct {
	at, last time.Duration
	count    int64
	what     glyph
	text     string // in place of the glyph's own words
	rough    bool   // at is the beginning of the slice in which it happened
	x        int    // of its mark
}

// witnessed is what those who sent, those who got and those who run the watched host could see.
func (s Story) witnessed() []witness {
	admin := "ADMIN"
	if s.watched() != s.Config.Watch { // what is drawn is the queue of another
		admin += " of " + s.host(s.Config.Watch)
	}
	return []witness{{"SENDER", s.reports()}, {"RECIPIENT", s.doubled()}, {admin, s.alerts()}}
}

// ends reports whether a sight is the one that broke the silence.
func (s Story) ends(seen sight) bool {
	sign, told := s.moment(metrics.SignAt)
	if seen.rough {
		sign = sign.Truncate(sim.Slice)
	}
	return told && seen.what != findable && seen.at == sign
}

func (s Story) alerts() (all []sight) {
	for _, m := range []struct {
		id   metrics.ID
		what glyph
		text string
	}{
		{metrics.PendingAt, findable, "pending for 10 min"},
		{metrics.ReportAt, findable, "in the queued messages report"},
		{metrics.AlertAt, alarm, "alert"},
	} {
		if at, ok := s.moment(m.id); ok {
			all = append(all, sight{at: at, last: at, count: 1, what: m.what, text: m.text})
		}
	}
	slices.SortStableFunc(all, func(a, b sight) int { return cmp.Compare(a.at, b.at) })
	return all
}

// reports is the DSNs: when they reached a mailbox if they travel, else when they were written.
func (s Story) reports() (all []sight) {
	if len(s.Records) == 0 {
		return s.written()
	}
	of, letters := aboutMail(s.Records)
	for i := range s.Records {
		r, what := &s.Records[i], ndr
		switch {
		case letters:
			report, known := of[r.Message]
			if what = report; !known || r.Kind != sim.Delivered {
				continue
			}
		case r.Kind == sim.Notified:
			what = notice
		case r.Kind != sim.Bounced:
			continue
		}
		all = append(all, sight{at: r.At, last: r.At, count: 1, what: what})
	}
	return all
}

// aboutMail finds the messages that are DSNs about what people wrote, and which sort each is.
// It reports too whether there are any DSNs at all, be they about automatic mail.
func aboutMail(records []sim.Record) (of map[uint32]glyph, letters bool) {
	of, what := map[uint32]glyph{}, ndr
	for i := range records {
		switch r := &records[i]; {
		case r.Kind == sim.Bounced:
			what = ndr
		case r.Kind == sim.Notified:
			what = notice
		case r.Kind == sim.Written && r.Flags&sim.FlagReport != 0:
			if letters = true; r.Flags&sim.FlagAuto == 0 {
				of[r.Message] = what
			}
		}
	}
	return of, letters
}

// written is the DSNs of a run without records, to the minute.
func (s Story) written() (all []sight) {
	for i := range s.Result.Series {
		cell := &s.Result.Series[i]
		if cell.Notified > 0 {
			all = append(all, sight{cell.Starts, cell.Starts, cell.Notified, notice, "", true, 0})
		}
		if cell.Bounced > 0 {
			all = append(all, sight{cell.Starts, cell.Starts, cell.Bounced, ndr, "", true, 0})
		}
	}
	return all
}

// doubled is the first second copy in a mailbox.
func (s Story) doubled() []sight {
	alone := nobodyWrote(s.Records)
	for i := range s.Records {
		if r := &s.Records[i]; r.Kind == sim.Delivered && r.Flags&sim.FlagFirst == 0 && !alone[r.Message] {
			return []sight{{at: r.At, last: r.At, count: 1, what: again}}
		}
	}
	for i := range s.Result.Series {
		if cell := &s.Result.Series[i]; len(s.Records) == 0 && cell.Duplicates > 0 {
			return []sight{{cell.Starts, cell.Starts, 1, again, "", true, 0}}
		}
	}
	return nil
}

// nobodyWrote finds the messages that hosts and mailboxes wrote.
func nobodyWrote(records []sim.Record) map[uint32]bool {
	of := map[uint32]bool{}
	for i := range records {
		if r := &records[i]; r.Kind == sim.Written && r.Flags&(sim.FlagReport|sim.FlagAuto) != 0 {
			of[r.Message] = true
		}
	}
	return of
}

// witness draws one lane: all marks, then their words, those of neighbours in one.
func (p *paper) witness(c clock, w witness, floor int, used *[glyphs]bool) {
	left, right := c.left-overhang, c.right+overhang
	p.stroke(pen{grey, 40, nil}, spot{left, floor}, spot{right, floor})
	p.margin(headFace, spot{left - 6*pt, floor - 8*pt}, w.name)
	shown := apart(c, w.sights)
	for _, seen := range shown {
		used[seen.what] = true
		p.mark(seen.what, seen.place(floor), markRadius)
	}
	for _, l := range captions(c, shown) {
		p.write(labelFace, black, spot{l.left, floor - 7*pt}, fromLeft, labelFace.fit(l.text, pageRight-l.left))
	}
}

const (
	markRadius = 6 * pt
	markWidth  = 14 * pt // from the middle of a mark to its words
	flagWidth  = 24 * pt // from its mast
)

func (v sight) place(floor int) spot {
	at := spot{v.x, floor - 11*pt}
	if v.what == ndr || v.what == notice {
		at.y = floor
	}
	return at
}

// right is where its words may begin.
func (v sight) right() int {
	if v.what == ndr || v.what == notice {
		return v.x + flagWidth
	}
	return v.x + markWidth
}

// apart joins sights of a sort where their marks would cover each other, or all of them when they are many; marks of
// other sorts move on a little.
func apart(c clock, all []sight) []sight {
	const most = 6
	joined := joinedSights(c, all, 20*pt)
	if len(joined) > most {
		joined = joinedSights(c, all, c.right-c.left)
	}
	for i := range joined {
		joined[i].x = c.x(joined[i].at)
		if i > 0 {
			joined[i].x = max(joined[i].x, joined[i-1].right())
		}
	}
	return joined
}

func joinedSights(c clock, all []sight, near int) (joined []sight) {
	of := map[glyph]int{}
	for _, seen := range all {
		k, known := of[seen.what]
		if known && seen.text == joined[k].text && c.x(seen.at)-c.x(joined[k].at) <= near {
			joined[k].last = seen.at
			joined[k].count += min(seen.count, 1<<63-1-joined[k].count)
			continue
		}
		of[seen.what] = len(joined)
		joined = append(joined, seen)
	}
	return joined
}

// caption is words beside a mark, or beside several.
type caption struct {
	left, right int
	text        string
}

// captions puts words to the right of their marks; marks too close for that share theirs; at the end of the page they stand to the left.
func captions(c clock, shown []sight) (all []caption) {
	for i := 0; i < len(shown); {
		first, text := i, shown[i].words(c)
		left := shown[i].right()
		for i++; i < len(shown) && shown[i].x-markWidth < left+labelFace.width(text); i++ {
			left = shown[i].right()
			text += "; " + shown[i].words(c)
		}
		wide := labelFace.width(text)
		if before := shown[first].x - markWidth - wide; left+wide > pageRight && before >= c.left && (len(all) == 0 || before > all[len(all)-1].right) {
			left = before
		}
		all = append(all, caption{left, left + wide, text})
	}
	return all
}

func (v sight) words(c clock) string {
	text := v.text
	switch {
	case text == "" && v.count == 1:
		text = glyphMeanings[v.what]
	case v.what == ndr:
		text = metrics.Number(v.count) + " NDRs"
	case v.what == notice:
		text = metrics.Number(v.count) + " delay notices"
	}
	if first, last := c.moment(v.at), c.moment(v.last); first != last {
		return text + ", " + first + " to " + last
	}
	return text + ", " + c.moment(v.at)
}
