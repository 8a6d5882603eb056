package plots

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// slideTitle is the advice in one sentence, or that there is none.
func slideTitle(s Sweep) string {
	rival := s.Alternative()
	switch {
	case rival < 0:
		return s.Summarise(s.Plan.Current)
	case s.NoAdvice != "":
		return "Nothing is advised: " + s.NoAdvice
	case s.Advice == nil && s.Plan.Choices[rival].Barred:
		return "Nothing is advised: the other values cannot be set"
	case s.Advice == nil:
		return "Nobody said what counts, so nothing is advised. " + s.Headline(rival)
	}
	switch s.Advice.Answer {
	case experiment.Undecided:
		return "Cannot tell yet: " + s.Join(s.Advice.Open) + " may be the best" + stormsNeededText(s)
	case experiment.Excluded:
		return "No value keeps all limits"
	case experiment.Barred:
		return "None of these values can be set"
	case experiment.Equal:
		return "The value does not matter here: " + noDifferenceText(s)
	}
	return chosenText(s, rival)
}

// chosenText names the value, or those that do as well.
func chosenText(s Sweep, rival int) string {
	best, word := s.Advised(), "Choose "
	if best < 0 {
		return s.Headline(rival)
	}
	if best == s.Plan.Current {
		word = "Stay with "
	}
	switch {
	case len(s.Advice.Best) > 1:
		return word + s.Name(best) + "; " + s.Join(s.Advice.Best[1:]) + " would do as well"
	case best != s.Plan.Current:
		return word + s.Name(best) + ": " + s.Finding(best, "it")
	case s.Plan.Choices[rival].Barred:
		return word + s.Name(best)
	}
	return word + s.Name(best) + ": " + s.Finding(rival, s.Name(rival))
}

// stormsNeededText says after how many storms it could be told.
func stormsNeededText(s Sweep) string {
	n := int64(min(s.Advice.Needs, MaxSteps))
	if n == 0 {
		return "; more storms would not tell"
	}
	step := Digits(n, 2)
	return "; about " + metrics.Number((n+step-1)/step*step) + " storms would tell"
}

// noDifferenceText says why values come to the same.
func noDifferenceText(s Sweep) string {
	if s.AnyNotified() || slices.ContainsFunc(s.Summary.Choices, func(o experiment.Outcome) bool { return o.Silence.Count > 0 }) {
		return "all come to the same in each storm"
	}
	return "nothing was so late that anybody was told"
}

// Join names choices: of those side by side the first and the last, and of many how many there are.
func (s Sweep) Join(choices []int) string {
	const most = 4
	var names []string
	order := s.Order()
	last := len(order)
	for at := 0; at < last; at++ {
		end := at
		for end < last && slices.Contains(choices, order[end]) {
			end++
		}
		switch {
		case end-at > 2 && HasNumericAxis(s):
			names = append(names, s.Name(order[at])+" to "+s.Name(order[end-1]))
		default:
			for _, i := range order[at:end] {
				names = append(names, s.Name(i))
			}
		}
		at = max(at, end)
	}
	switch n := len(names); {
	case n == 0:
		return "no value"
	case n > most:
		return strings.Join(names[:most-1], ", ") + " or one of " + strconv.Itoa(n-most+1) + " more"
	case n > 1:
		return strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
	return names[0]
}

// slideRow is a row of the slide.
type slideRow struct {
	measure    experiment.Measure
	name, more string
}

// slideRows says what each measure is called in a room full of people.
var slideRows = []slideRow{
	{experiment.BouncedGood, "good mail bounced", "share of all mail"},
	{experiment.MeanTold, "until the NDR", "mean, dead destinations"},
	{experiment.MeanSilence, "silence", "mean until any word of it"},
	{experiment.BouncedLong, "bounced too early", "5 days would deliver it"},
	{experiment.BouncedOwn, "own good mail bounced", "share of all own mail"},
	{experiment.BouncedStrangers, "strangers' mail bounced", "good mail, share of theirs"},
	{experiment.BouncedLate, "late mail bounced", "share of what came late"},
	{experiment.FalseNDRs, "false NDRs", "share of all mail"},
	{experiment.ExtraCopies, "extra copies", "per mail, sent again"},
	{experiment.Duplicates, "duplicates", "per mail"},
	{experiment.WireBytes, "on the wire", "per mail"},
	{experiment.QueuePeak, "queue", "most copies, mean"},
}

func FormatOf(m experiment.Measure) Format {
	switch sheet := experiment.Sheets[m]; {
	case sheet.Share:
		return ShareFormat
	case sheet.Unit == metrics.Duration:
		return TimeFormat
	case sheet.Unit == metrics.Bytes:
		return BytesFormat
	}
	return CountFormat
}

// slideRowsOf are the rows: good mail, the time to the NDR, and what else the decision weighs. When that is nothing, silence; where silence
// ends with the NDR and not before, what five days would deliver. What is not known of any value is left out.
func slideRowsOf(s Sweep) (rows []slideRow) {
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
func silenceDiffers(s Sweep) bool {
	return slices.ContainsFunc(slideColumns(s), func(i int) bool {
		told, silence := s.Estimate(TimeFormat, i, experiment.MeanTold), s.Estimate(TimeFormat, i, experiment.MeanSilence)
		return max(told.value-silence.value, silence.value-told.value) >= int64(time.Minute)
	})
}

// slideColumns are the choices side by side: advised, current, runner-up; without advice, the current and its rival; and what cannot be set
// where there is room.
func slideColumns(s Sweep) (all []int) {
	for _, i := range [5]int{s.Leading(), s.Plan.Current, s.RunnerUp(), s.Alternative(), s.unsettable()} {
		if i >= 0 && !slices.Contains(all, i) && len(all) < 3 {
			all = append(all, i)
		}
	}
	return all
}

// Where the slide's table stands.
const (
	tableLeft  = 236 * Pt
	tableTop   = 176 * Pt // or above, where the words are few
	tableHead  = 80 * Pt
	tableFloor = 424 * Pt
)

var (
	bigFont       = Font{24 * Pt, true}
	answerFont    = Font{30 * Pt, true}
	certaintyFont = Font{16 * Pt, false}
	noteFont      = Font{12 * Pt, false}
)

func drawSlide(p *Canvas, s Sweep) {
	p.Text(LabelFont, Grey, Point{PageLeft, 32 * Pt}, AlignLeft, LabelFont.Truncate(questionText(s), PageRight-PageLeft))
	const sureLines = 3
	sure := strings.Join(s.Certainty(), " ")
	under := min(len(certaintyFont.Wrap(sure, PageRight-PageLeft)), sureLines)
	floor := drawAnswer(p, slideTitle(s), 68*Pt, tableTop-12*Pt-under*certaintyFont.size*5/4)
	p.Paragraph(certaintyFont, Black, Point{PageLeft, floor + 26*Pt}, PageRight-PageLeft, sureLines, sure)
	columns, rows := slideColumns(s), slideRowsOf(s)
	top := min(floor+26*Pt+under*certaintyFont.size*5/4+6*Pt, tableTop)
	head := top + tableHead
	row := (tableFloor - head) / maxSlideRows
	wide := (PageRight - tableLeft) / max(len(columns), 2)
	for i, f := range rows {
		y := head + i*row
		p.Stroke(GridPen, Point{PageLeft, y}, Point{PageRight, y})
		p.Text(BoldFont, Black, Point{PageLeft, y + 24*Pt}, AlignLeft, BoldFont.Truncate(f.name, tableLeft-PageLeft))
		p.Text(noteFont, Grey, Point{PageLeft, y + 42*Pt}, AlignLeft, f.more)
	}
	for k, i := range columns {
		drawSlideColumn(p, s, i, Rect{tableLeft + k*wide, top, tableLeft + (k+1)*wide - 12*Pt, head + len(rows)*row}, row)
	}
	changes := strings.Join(append(s.Sensitivity(), strings.TrimSpace(s.Caveat)), " ")
	p.Paragraph(LabelFont, Black, Point{PageLeft, tableFloor + 22*Pt}, PageRight-PageLeft, 4, strings.TrimSpace(changes))
	p.Paragraph(noteFont, Grey, Point{PageLeft, PageHeight - 24*Pt}, PageRight-PageLeft, 2, "Rests on "+basisText(s))
}

// questionText is what the sweep was run for.
func questionText(s Sweep) string {
	var names []string
	for _, key := range s.Keys {
		names = append(names, strings.ReplaceAll(key[strings.LastIndexByte(key, '.')+1:], "_", " "))
	}
	text := strings.Join(names, ", ")
	if order := s.Order(); HasNumericAxis(s) {
		text += " between " + s.Name(order[0]) + " and " + s.Name(order[len(order)-1])
	}
	if s.Title == "" || text == "" {
		return s.Title + text
	}
	return s.Title + " (" + text + ")"
}

// drawAnswer writes the sentence as large as the room allows, and not with a last line that a smaller size would save.
// It says where the last line stands.
func drawAnswer(p *Canvas, text string, top, floor int) int {
	const wide = PageRight - PageLeft
	f, smaller := answerFont, Font{26 * Pt, true}
	if len(smaller.Wrap(text, wide)) < len(f.Wrap(text, wide)) {
		f = smaller
	}
	for f.size > 16*Pt && top+(len(f.Wrap(text, wide))-1)*f.size*5/4 > floor {
		f.size -= Pt
	}
	most := (floor-top)/(f.size*5/4) + 1
	p.Paragraph(f, Black, Point{PageLeft, top}, wide, most, text)
	return top + (min(len(f.Wrap(text, wide)), most)-1)*f.size*5/4
}

// drawSlideColumn writes the numbers of a choice under its name.
func drawSlideColumn(p *Canvas, s Sweep, choice int, in Rect, row int) {
	left, wide := in.left+12*Pt, in.right-in.left-16*Pt
	if choice == s.Advised() {
		p.Fill(FaintSky, in.Corners()...)
		p.Fill(Blue, Rect{in.left, in.top, in.right, in.top + 3*Pt}.Corners()...)
	}
	p.Text(SmallFont, Black, Point{left, in.top + 20*Pt}, AlignLeft, SmallFont.Truncate(cmp.Or(s.Role(choice), "for comparison"), wide))
	name := Shrink(bigFont, s.Name(choice), wide)
	p.Text(name, Black, Point{left, in.top + 46*Pt}, AlignLeft, name.Truncate(s.Name(choice), wide))
	p.Paragraph(noteFont, Black, Point{left, in.top + 62*Pt}, wide, 2, verdictText(s, choice))
	for i, f := range slideRowsOf(s) {
		y := in.top + tableHead + i*row
		g := FormatOf(f.measure)
		r := s.Estimate(g, choice, f.measure)
		if !r.known {
			p.Text(BoldFont, Grey, Point{left, y + 27*Pt}, AlignLeft, "not known")
			continue
		}
		p.Text(bigFont, Black, Point{left, y + 27*Pt}, AlignLeft, bigFont.Truncate(g.Full(r), wide))
		p.Text(SmallFont, Grey, Point{left, y + 45*Pt}, AlignLeft, SmallFont.Truncate(intervalText(s, g, r), wide))
	}
}

// Shrink is the face in which a text fits, if one does that is still large.
func Shrink(f Font, text string, room int) Font {
	for f.size > MinTitleSize && f.Width(text) > room {
		f.size -= Pt
	}
	return f
}

// intervalText says how sure a number is.
func intervalText(s Sweep, g Format, r Reading) string {
	switch {
	case !r.bounded && s.Summary.Runs < 2:
		return "in one storm"
	case !r.bounded:
		return "no interval"
	case r.low == r.high:
		return "exactly"
	}
	return g.Interval(r)
}

// verdictText says which limits a choice breaks.
func verdictText(s Sweep, choice int) string {
	if s.Advice == nil || choice >= len(s.Advice.Verdicts) || len(s.Decision.Limits) == 0 {
		return ""
	}
	v := s.Advice.Verdicts[choice]
	switch {
	case len(v.Breaks) > 0:
		return "breaks: " + s.LimitTexts(v.Breaks)
	case len(v.Doubts) > 0:
		return "may break: " + s.LimitTexts(v.Doubts)
	}
	if len(s.Decision.Limits) == 1 {
		return "keeps the limit"
	}
	return "keeps all limits"
}

func (s Sweep) LimitTexts(limits []int) string {
	var all []string
	for _, i := range limits {
		if i >= 0 && i < len(s.Decision.Limits) {
			all = append(all, limitText(s.Decision.Limits[i]))
		}
	}
	return strings.Join(all, "; ")
}

// Paragraph writes no more than so many lines.
func (p *Canvas) Paragraph(f Font, in Color, at Point, wide, most int, text string) {
	lines := f.Wrap(text, wide)
	if len(lines) > most {
		lines = append(lines[:most-1], strings.Join(lines[most-1:], " "))
	}
	for i, line := range lines {
		p.Text(f, in, Point{at.x, at.y + i*f.size*5/4}, AlignLeft, f.Truncate(line, wide))
	}
}

// basisText says what the numbers stand on: storms, profiles, intervals.
func basisText(s Sweep) string {
	text := s.Replications()
	if profiles := profilesText(s); profiles != "" {
		text += "; profiles: " + profiles
	}
	if s.Summary.Runs > 1 {
		text += "; ranges are 95 % intervals"
	}
	return text
}

// profilesText names how the hosts retry, under all choices.
func profilesText(s Sweep) string {
	if s.Profiles != nil {
		return strings.Join(s.Profiles, "; ")
	}
	var hosts []string
	of := map[string][]string{}
	for _, c := range s.Plan.Choices {
		if c.Config == nil {
			continue
		}
		for i := range c.Config.Hosts {
			h := &c.Config.Hosts[i]
			if h.Profile == nil || h.Profile.Name == "" || slices.Contains(of[h.Name], h.Profile.Name) {
				continue
			}
			if !slices.Contains(hosts, h.Name) {
				hosts = append(hosts, h.Name)
			}
			of[h.Name] = append(of[h.Name], h.Profile.Name)
		}
	}
	for i, host := range hosts {
		hosts[i] = host + ": " + strings.Join(of[host], ", ")
	}
	return strings.Join(hosts, "; ")
}
