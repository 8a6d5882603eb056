package plots

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"mailstorm/plots/draw"
	"mailstorm/plots/sweeps"
	"mailstorm/sim/experiment"
)

// slideRow is a row of the slide.
type slideRow struct {
	measure    experiment.Measure
	name, more string
}

// slideRows names the measures for an audience.
var slideRows = []slideRow{
	{experiment.BouncedGood, "good mail bounced", "share of all mail"},
	{experiment.MeanTold, "until the NDR", "mean, dead destinations"},
	{experiment.MeanSilence, "silence", "mean, until the first DSN"},
	{experiment.BouncedLong, "bounced too early", "5 days would deliver it"},
	{experiment.BouncedOwn, "own good mail bounced", "share of all own mail"},
	{experiment.BouncedStrangers, "strangers' mail bounced", "good mail, share of theirs"},
	{experiment.BouncedLate, "late mail bounced", "share of late mail"},
	{experiment.FalseNDRs, "false NDRs", "share of all mail"},
	{experiment.ExtraCopies, "extra copies", "per message, sent again"},
	{experiment.Duplicates, "duplicates", "per message"},
	{experiment.WireBytes, "traffic", "per message"},
	{experiment.QueuePeak, "queue peak", "copies, mean"},
}

// slideRowsOf are the rows: good mail, the time to the NDR, and what else the decision weighs. When that is nothing, silence; where silence
// ends with the NDR and not before, what five days would deliver. What is not known of any value is left out.
func slideRowsOf(s sweeps.Sweep) (rows []slideRow) {
	var weighed []experiment.Subject
	for _, l := range s.Decision.Limits {
		weighed = append(weighed, l.Subject)
	}
	for _, w := range s.Decision.Weights {
		weighed = append(weighed, w.Subject)
	}
	asked := func(f slideRow) bool { return slices.Contains(weighed, experiment.Subject{Measure: f.measure}) }
	add := func(f slideRow) {
		if len(rows) < maxSlideRows && s.AnyKnown(f.measure) && !slices.Contains(rows, f) {
			rows = append(rows, f)
		}
	}
	long := slideRows[3]
	if add(slideRows[0]); s.BouncedMeasure() == long.measure {
		add(long)
	}
	add(slideRows[1])
	for _, f := range slideRows[2:] {
		if asked(f) {
			add(f)
		}
	}
	if !silenceDiffers(s) {
		add(long)
	}
	add(slideRows[2])
	add(long)
	if len(rows) == 0 {
		return slideRows[:1]
	}
	return rows
}

const maxSlideRows = 3

// silenceDiffers reports whether silence differs from the time to the NDR for any column.
func silenceDiffers(s sweeps.Sweep) bool {
	return slices.ContainsFunc(slideColumns(s), func(i int) bool {
		told, silence := s.Estimate(sweeps.TimeFormat, i, experiment.MeanTold), s.Estimate(sweeps.TimeFormat, i, experiment.MeanSilence)
		return max(told.Value-silence.Value, silence.Value-told.Value) >= int64(time.Minute)
	})
}

// slideColumns are the choices side by side: advised, current, runner-up; without advice, the current and its rival; and what cannot be set
// where there is room.
func slideColumns(s sweeps.Sweep) (all []int) {
	for _, i := range [5]int{s.Leading(), s.Plan.Current, s.RunnerUp(), s.Alternative(), s.Unsettable()} {
		if i >= 0 && !slices.Contains(all, i) && len(all) < 3 {
			all = append(all, i)
		}
	}
	return all
}

// The place of the table.
const (
	tableLeft  = 236 * pt
	tableTop   = 176 * pt // or above, where the words are few
	tableHead  = 80 * pt
	tableFloor = 424 * pt
)

var (
	bigFont       = draw.Bold(24 * pt)
	answerFont    = draw.Bold(30 * pt)
	certaintyFont = draw.Regular(16 * pt)
	noteFont      = draw.Regular(12 * pt)
)

func drawSlide(p *draw.Canvas, s sweeps.Sweep) {
	p.Text(draw.LabelFont, draw.Grey, draw.At(draw.PageLeft, 32*pt), draw.AlignLeft, draw.LabelFont.Truncate(questionText(s), draw.PageRight-draw.PageLeft))
	const sureLines = 3
	sure := strings.Join(s.Certainty(), " ")
	under := min(len(certaintyFont.Wrap(sure, draw.PageRight-draw.PageLeft)), sureLines)
	floor := drawAnswer(p, slideTitle(s), 68*pt, tableTop-12*pt-under*certaintyFont.Size*5/4)
	p.Paragraph(certaintyFont, draw.Black, draw.At(draw.PageLeft, floor+26*pt), draw.PageRight-draw.PageLeft, sureLines, sure)
	columns, rows := slideColumns(s), slideRowsOf(s)
	top := min(floor+26*pt+under*certaintyFont.Size*5/4+6*pt, tableTop)
	head := top + tableHead
	row := (tableFloor - head) / maxSlideRows
	wide := (draw.PageRight - tableLeft) / max(len(columns), 2)
	for i, f := range rows {
		y := head + i*row
		p.Stroke(draw.GridPen, draw.At(draw.PageLeft, y), draw.At(draw.PageRight, y))
		p.Text(draw.BoldFont, draw.Black, draw.At(draw.PageLeft, y+24*pt), draw.AlignLeft, draw.BoldFont.Truncate(f.name, tableLeft-draw.PageLeft))
		p.Text(noteFont, draw.Grey, draw.At(draw.PageLeft, y+42*pt), draw.AlignLeft, f.more)
	}
	for k, i := range columns {
		drawSlideColumn(p, s, i, draw.Box(tableLeft+k*wide, top, tableLeft+(k+1)*wide-12*pt, head+len(rows)*row), row)
	}
	changes := strings.Join(append(s.Sensitivity(), strings.TrimSpace(s.Caveat)), " ")
	p.Paragraph(draw.LabelFont, draw.Black, draw.At(draw.PageLeft, tableFloor+22*pt), draw.PageRight-draw.PageLeft, 4, strings.TrimSpace(changes))
	p.Paragraph(noteFont, draw.Grey, draw.At(draw.PageLeft, draw.PageHeight-24*pt), draw.PageRight-draw.PageLeft, 2, "Based on "+basisText(s))
}

// drawAnswer writes the sentence as large as the room allows, and not with a last line that a smaller size would save.
// It returns the place of the last line.
func drawAnswer(p *draw.Canvas, text string, top, floor int) int {
	const wide = draw.PageRight - draw.PageLeft
	f, smaller := answerFont, draw.Bold(26*pt)
	if len(smaller.Wrap(text, wide)) < len(f.Wrap(text, wide)) {
		f = smaller
	}
	for f.Size > 16*pt && top+(len(f.Wrap(text, wide))-1)*f.Size*5/4 > floor {
		f.Size -= pt
	}
	most := (floor-top)/(f.Size*5/4) + 1
	p.Paragraph(f, draw.Black, draw.At(draw.PageLeft, top), wide, most, text)
	return top + (min(len(f.Wrap(text, wide)), most)-1)*f.Size*5/4
}

// drawSlideColumn writes the numbers of a choice under its name.
func drawSlideColumn(p *draw.Canvas, s sweeps.Sweep, choice int, in draw.Rect, row int) {
	left, wide := in.Left+12*pt, in.Right-in.Left-16*pt
	if choice == s.Advised() {
		p.Fill(draw.FaintSky, in.Corners()...)
		p.Fill(draw.Blue, draw.Box(in.Left, in.Top, in.Right, in.Top+3*pt).Corners()...)
	}
	p.Text(draw.SmallFont, draw.Black, draw.At(left, in.Top+20*pt), draw.AlignLeft, draw.SmallFont.Truncate(cmp.Or(s.Role(choice), "for comparison"), wide))
	name := draw.Shrink(bigFont, s.Name(choice), wide)
	p.Text(name, draw.Black, draw.At(left, in.Top+46*pt), draw.AlignLeft, name.Truncate(s.Name(choice), wide))
	p.Paragraph(noteFont, draw.Black, draw.At(left, in.Top+62*pt), wide, 2, verdictText(s, choice))
	for i, f := range slideRowsOf(s) {
		y := in.Top + tableHead + i*row
		g := sweeps.FormatOf(f.measure)
		r := s.Estimate(g, choice, f.measure)
		if !r.Known {
			p.Text(draw.BoldFont, draw.Grey, draw.At(left, y+27*pt), draw.AlignLeft, "not known")
			continue
		}
		p.Text(bigFont, draw.Black, draw.At(left, y+27*pt), draw.AlignLeft, bigFont.Truncate(g.FullBeside(r, s.LimitsOf(f.measure)), wide))
		p.Text(draw.SmallFont, draw.Grey, draw.At(left, y+45*pt), draw.AlignLeft, draw.SmallFont.Truncate(intervalText(s, g, r), wide))
	}
}

// intervalText says how certain a number is.
func intervalText(s sweeps.Sweep, g sweeps.Format, r sweeps.Reading) string {
	switch {
	case !r.Bounded && s.Summary.Runs < 2:
		return "in one storm"
	case !r.Bounded:
		return "no interval"
	case r.Low == r.High:
		return "the same in every storm"
	}
	return g.Interval(r)
}

// verdictText says which limits a choice breaks.
func verdictText(s sweeps.Sweep, choice int) string {
	if s.Advice == nil || choice >= len(s.Advice.Verdicts) || len(s.Decision.Limits) == 0 {
		return ""
	}
	v := s.Advice.Verdicts[choice]
	switch {
	case len(v.Violated) > 0:
		return "breaks: " + s.LimitTexts(v.Violated)
	case len(v.Uncertain) > 0:
		return "may break: " + s.LimitTexts(v.Uncertain)
	}
	if len(s.Decision.Limits) == 1 {
		return "meets the limit"
	}
	return "meets all limits"
}

// anyChoice reports whether there is more than one choice.
func anyChoice(s sweeps.Sweep) bool { return len(s.Plan.Choices) > 1 }
