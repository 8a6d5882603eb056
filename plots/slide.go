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
	rival := s.rival()
	switch {
	case rival < 0:
		return s.alone(s.Plan.Current)
	case s.NoAdvice != "":
		return "Nothing is advised: " + s.NoAdvice
	case s.Advice == nil && s.Plan.Choices[rival].Barred:
		return "Nothing is advised: the other values cannot be set"
	case s.Advice == nil:
		return "Nobody said what counts, so nothing is advised. " + s.headline(rival)
	}
	switch s.Advice.Answer {
	case experiment.Undecided:
		return "Cannot tell yet: " + s.or(s.Advice.Open) + " may be the best" + s.needs()
	case experiment.Infeasible:
		return "No value keeps all limits"
	case experiment.Barred:
		return "None of these values can be set"
	case experiment.Equal:
		return "The value does not matter here: " + s.calm()
	}
	return s.chosen(rival)
}

// chosen names the value, or those that do as well.
func (s Sweep) chosen(rival int) string {
	best, word := s.best(), "Choose "
	if best < 0 {
		return s.headline(rival)
	}
	if best == s.Plan.Current {
		word = "Stay with "
	}
	switch {
	case len(s.Advice.Best) > 1:
		return word + s.name(best) + "; " + s.or(s.Advice.Best[1:]) + " would do as well"
	case best != s.Plan.Current:
		return word + s.name(best) + ": " + s.finding(best, "it")
	case s.Plan.Choices[rival].Barred:
		return word + s.name(best)
	}
	return word + s.name(best) + ": " + s.finding(rival, s.name(rival))
}

// needs says after how many storms it could be told.
func (s Sweep) needs() string {
	n := int64(min(s.Advice.RunsNeeded, mostSteps))
	if n == 0 {
		return "; more storms would not tell"
	}
	step := digits(n, 2)
	return "; about " + metrics.Number((n+step-1)/step*step) + " storms would tell"
}

// calm says why values come to the same.
func (s Sweep) calm() string {
	if s.anyTold() || slices.ContainsFunc(s.Summary.Choices, func(o experiment.Outcome) bool { return o.Silence.Count > 0 }) {
		return "all come to the same in each storm"
	}
	return "nothing was so late that anybody was told"
}

// or names choices: of those side by side the first and the last, and of many how many there are.
func (s Sweep) or(choices []int) string {
	const most = 4
	var names []string
	order := s.order()
	last := len(order)
	for at := 0; at < last; at++ {
		end := at
		for end < last && slices.Contains(choices, order[end]) {
			end++
		}
		switch {
		case end-at > 2 && graded(s):
			names = append(names, s.name(order[at])+" to "+s.name(order[end-1]))
		default:
			for _, i := range order[at:end] {
				names = append(names, s.name(i))
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

// figure is a row of the slide.
type figure struct {
	measure    experiment.Measure
	name, more string
}

// figures says what each measure is called in a room full of people.
var figures = []figure{
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

func gaugeOf(m experiment.Measure) gauge {
	switch sheet := experiment.Catalogue[m]; {
	case sheet.Share:
		return shareGauge
	case sheet.Unit == metrics.Duration:
		return timeGauge
	case sheet.Unit == metrics.Bytes:
		return bytesGauge
	}
	return countGauge
}

// shown are the rows: good mail, the time to the NDR, and what else the decision weighs. When that is nothing, silence; where silence
// ends with the NDR and not before, what five days would deliver. What is not known of any value is left out.
func (s Sweep) shown() (rows []figure) {
	var weighed []experiment.Subject
	for _, l := range s.Decision.Limits {
		weighed = append(weighed, l.Subject)
	}
	for _, w := range s.Decision.Weights {
		weighed = append(weighed, w.Subject)
	}
	asked := func(f figure) bool { return slices.Contains(weighed, experiment.Subject{Measure: f.measure}) }
	add := func(f figure) {
		if len(rows) < slideRows && s.anyKnown(f.measure) && !slices.Contains(rows, f) {
			rows = append(rows, f)
		}
	}
	long := figures[3]
	if add(figures[0]); s.mail() == long.measure {
		add(long)
	}
	add(figures[1])
	for _, f := range figures[2:] {
		if asked(f) {
			add(f)
		}
	}
	if !s.noticed() {
		add(long)
	}
	add(figures[2])
	add(long)
	if len(rows) == 0 {
		return figures[:1]
	}
	return rows
}

const slideRows = 3

// noticed reports whether silence differs from the time to the NDR for any column.
func (s Sweep) noticed() bool {
	return slices.ContainsFunc(s.columns(), func(i int) bool {
		told, silence := s.estimate(timeGauge, i, experiment.MeanTold), s.estimate(timeGauge, i, experiment.MeanSilence)
		return max(told.value-silence.value, silence.value-told.value) >= int64(time.Minute)
	})
}

// columns are the choices side by side: advised, current, runner-up; without advice, the current and its rival; and what cannot be set
// where there is room.
func (s Sweep) columns() (all []int) {
	for _, i := range [5]int{s.first(), s.Plan.Current, s.second(), s.rival(), s.farther()} {
		if i >= 0 && !slices.Contains(all, i) && len(all) < 3 {
			all = append(all, i)
		}
	}
	return all
}

// Where the slide's table stands.
const (
	tableLeft  = 236 * pt
	tableTop   = 176 * pt // or above, where the words are few
	tableHead  = 80 * pt
	tableFloor = 424 * pt
)

var (
	bigFace    = face{24 * pt, true}
	speechFace = face{30 * pt, true}
	sureFace   = face{16 * pt, false}
	noteFace   = face{12 * pt, false}
)

func drawSlide(p *paper, s Sweep) {
	p.write(labelFace, grey, spot{pageLeft, 32 * pt}, fromLeft, labelFace.fit(s.question(), pageRight-pageLeft))
	const sureLines = 3
	sure := strings.Join(s.sure(), " ")
	under := min(len(sureFace.lines(sure, pageRight-pageLeft)), sureLines)
	floor := p.speech(slideTitle(s), 68*pt, tableTop-12*pt-under*sureFace.size*5/4)
	p.paragraph(sureFace, black, spot{pageLeft, floor + 26*pt}, pageRight-pageLeft, sureLines, sure)
	columns, rows := s.columns(), s.shown()
	top := min(floor+26*pt+under*sureFace.size*5/4+6*pt, tableTop)
	head := top + tableHead
	row := (tableFloor - head) / slideRows
	wide := (pageRight - tableLeft) / max(len(columns), 2)
	for i, f := range rows {
		y := head + i*row
		p.stroke(gridPen, spot{pageLeft, y}, spot{pageRight, y})
		p.write(headFace, black, spot{pageLeft, y + 24*pt}, fromLeft, headFace.fit(f.name, tableLeft-pageLeft))
		p.write(noteFace, grey, spot{pageLeft, y + 42*pt}, fromLeft, f.more)
	}
	for k, i := range columns {
		p.column(s, i, box{tableLeft + k*wide, top, tableLeft + (k+1)*wide - 12*pt, head + len(rows)*row}, row)
	}
	changes := strings.Join(append(s.changes(), strings.TrimSpace(s.Caveat)), " ")
	p.paragraph(labelFace, black, spot{pageLeft, tableFloor + 22*pt}, pageRight-pageLeft, 4, strings.TrimSpace(changes))
	p.paragraph(noteFace, grey, spot{pageLeft, pageHeight - 24*pt}, pageRight-pageLeft, 2, "Rests on "+s.rests())
}

// question is what the sweep was run for.
func (s Sweep) question() string {
	var names []string
	for _, key := range s.Keys {
		names = append(names, strings.ReplaceAll(key[strings.LastIndexByte(key, '.')+1:], "_", " "))
	}
	text := strings.Join(names, ", ")
	if order := s.order(); graded(s) {
		text += " between " + s.name(order[0]) + " and " + s.name(order[len(order)-1])
	}
	if s.Title == "" || text == "" {
		return s.Title + text
	}
	return s.Title + " (" + text + ")"
}

// speech writes the sentence as large as the room allows, and not with a last line that a smaller size would save.
// It says where the last line stands.
func (p *paper) speech(text string, top, floor int) int {
	const wide = pageRight - pageLeft
	f, smaller := speechFace, face{26 * pt, true}
	if len(smaller.lines(text, wide)) < len(f.lines(text, wide)) {
		f = smaller
	}
	for f.size > 16*pt && top+(len(f.lines(text, wide))-1)*f.size*5/4 > floor {
		f.size -= pt
	}
	most := (floor-top)/(f.size*5/4) + 1
	p.paragraph(f, black, spot{pageLeft, top}, wide, most, text)
	return top + (min(len(f.lines(text, wide)), most)-1)*f.size*5/4
}

// column writes the numbers of a choice under its name.
func (p *paper) column(s Sweep, choice int, in box, row int) {
	left, wide := in.left+12*pt, in.right-in.left-16*pt
	if choice == s.best() {
		p.fill(tint, in.corners()...)
		p.fill(blue, box{in.left, in.top, in.right, in.top + 3*pt}.corners()...)
	}
	p.write(smallFace, black, spot{left, in.top + 20*pt}, fromLeft, smallFace.fit(cmp.Or(s.role(choice), "for comparison"), wide))
	name := shrunk(bigFace, s.name(choice), wide)
	p.write(name, black, spot{left, in.top + 46*pt}, fromLeft, name.fit(s.name(choice), wide))
	p.paragraph(noteFace, black, spot{left, in.top + 62*pt}, wide, 2, s.verdict(choice))
	for i, f := range s.shown() {
		y := in.top + tableHead + i*row
		g := gaugeOf(f.measure)
		r := s.estimate(g, choice, f.measure)
		if !r.known {
			p.write(headFace, grey, spot{left, y + 27*pt}, fromLeft, "not known")
			continue
		}
		p.write(bigFace, black, spot{left, y + 27*pt}, fromLeft, bigFace.fit(g.full(r), wide))
		p.write(smallFace, grey, spot{left, y + 45*pt}, fromLeft, smallFace.fit(s.interval(g, r), wide))
	}
}

// shrunk is the face in which a text fits, if one does that is still large.
func shrunk(f face, text string, room int) face {
	for f.size > smallestFit && f.width(text) > room {
		f.size -= pt
	}
	return f
}

// interval says how sure a number is.
func (s Sweep) interval(g gauge, r reading) string {
	switch {
	case !r.bounded && s.Summary.Runs < 2:
		return "in one storm"
	case !r.bounded:
		return "no interval"
	case r.low == r.high:
		return "exactly"
	}
	return g.interval(r)
}

// verdict says which limits a choice breaks.
func (s Sweep) verdict(choice int) string {
	if s.Advice == nil || choice >= len(s.Advice.Verdicts) || len(s.Decision.Limits) == 0 {
		return ""
	}
	v := s.Advice.Verdicts[choice]
	switch {
	case len(v.Violated) > 0:
		return "breaks: " + s.written(v.Violated)
	case len(v.Uncertain) > 0:
		return "may break: " + s.written(v.Uncertain)
	}
	if len(s.Decision.Limits) == 1 {
		return "keeps the limit"
	}
	return "keeps all limits"
}

func (s Sweep) written(limits []int) string {
	var all []string
	for _, i := range limits {
		if i >= 0 && i < len(s.Decision.Limits) {
			all = append(all, most(s.Decision.Limits[i]))
		}
	}
	return strings.Join(all, "; ")
}

// paragraph writes no more than so many lines.
func (p *paper) paragraph(f face, in ink, at spot, wide, most int, text string) {
	lines := f.lines(text, wide)
	if len(lines) > most {
		lines = append(lines[:most-1], strings.Join(lines[most-1:], " "))
	}
	for i, line := range lines {
		p.write(f, in, spot{at.x, at.y + i*f.size*5/4}, fromLeft, f.fit(line, wide))
	}
}

// rests says what the numbers stand on: storms, profiles, intervals.
func (s Sweep) rests() string {
	text := s.replications()
	if profiles := s.profiles(); profiles != "" {
		text += "; profiles: " + profiles
	}
	if s.Summary.Runs > 1 {
		text += "; ranges are 95 % intervals"
	}
	return text
}

// profiles names how the hosts retry, under all choices.
func (s Sweep) profiles() string {
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
