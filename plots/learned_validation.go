package plots

import (
	"slices"

	"mailstorm/plots/draw"
)

func anySimulated(l Learned) bool { return len(l.Simulated.Figures) > 0 }

func learnedValidationTitle(l Learned) string { return l.Simulated.Title }

const (
	figuresLeft  = draw.PageLeft + 196*pt  // names of figures stand before
	figuresRight = draw.PageRight - 272*pt // their values stand behind
	figureRow    = 44 * pt                 // the highest
)

var (
	likelyValues = draw.RGB(0xbfe0f4)
	stormPen     = draw.NewPen(draw.Grey, 50)
)

// drawLearnedValidation draws a strip a figure: each storm as a thin line, what holds 95 % of them as a band, and the records as a disc.
func drawLearnedValidation(p *draw.Canvas, l Learned) {
	p.Subtitle(l.Simulated.Subtitle, "")
	g := draw.NewPanel(draw.TimeAxis{Left: figuresLeft, Right: figuresRight}, marginTop, axisLine+draw.PanelTitleHeight)
	p.PanelTitle(g, "FIGURE", "from the least to the largest value of storms and records")
	p.Text(draw.LabelFont, draw.Grey, draw.At(draw.PageRight, g.Top-8*pt), draw.AlignRight, "records; 95 % of storms")
	height := min((g.Bottom-g.Top)/max(len(l.Simulated.Figures), 1), figureRow)
	for i := range l.Simulated.Figures {
		drawLearnedFigure(p, g.Axis, &l.Simulated.Figures[i], g.Top+i*height, height)
	}
	keys := []draw.Swatch{{Pen: stormPen, Name: "a simulated storm"}, {Color: likelyValues, Name: "95 % of them"}}
	if slices.ContainsFunc(l.Simulated.Figures, func(f LearnedFigure) bool { return f.Fits }) {
		keys = append(keys, draw.Swatch{Color: draw.Black, Name: "the records"})
	}
	if slices.ContainsFunc(l.Simulated.Figures, func(f LearnedFigure) bool { return !f.Fits }) {
		keys = append(keys, draw.Swatch{Color: draw.Vermillion, Name: "the records, out of the ordinary"})
	}
	p.SwatchLegend(draw.PageLeft, keys)
}

func drawLearnedFigure(p *draw.Canvas, c draw.TimeAxis, f *LearnedFigure, top, height int) {
	const whole, air = 1_000_000, 8 * pt
	x := func(n int64) int { return c.Left + air + int(draw.Proportion(n, whole, int64(c.Right-c.Left-2*air))) }
	middle, half := top+height/2, min(height*3/8, 12*pt)
	p.Stroke(draw.GridPen, draw.At(draw.PageLeft, top), draw.At(draw.PageRight, top))
	p.MarginText(draw.LabelFont, draw.At(c.Left-air, middle+5*pt), f.Name)
	p.Fill(likelyValues, draw.Box(x(f.Low)-pt, middle-half, x(f.High)+pt, middle+half).Corners()...)
	for i, n := range f.Storms {
		if i == 0 || x(n) != x(f.Storms[i-1]) {
			p.Stroke(stormPen, draw.At(x(n), middle-half/2), draw.At(x(n), middle+half/2))
		}
	}
	in := draw.Black
	if !f.Fits {
		in = draw.Vermillion
	}
	p.FillPath(in, draw.Circle(draw.At(x(f.At), middle), 5*pt))
	words := draw.LabelFont.Truncate(f.Observed+"; "+f.Range, draw.PageRight-c.Right-air)
	p.Text(draw.LabelFont, in, draw.At(draw.PageRight, middle+5*pt), draw.AlignRight, words)
}
