package draw

import "image/color"

// The pens.
var (
	GridPen    = Pen{LightGrey, 80, nil}
	AxisPen    = Pen{Grey, 100, nil}
	LinePen    = Pen{Blue, 2 * Pt, nil}
	TotalPen   = Pen{Black, 120, nil}
	LimitPen   = Pen{Vermillion, 2 * Pt, []int{8 * Pt, 4 * Pt}}
	EventPen   = Pen{Black, 150, []int{2 * Pt, 3 * Pt}}
	DashedPen  = Pen{Black, 150, []int{6 * Pt, 3 * Pt}}
	LeaderPen  = Pen{Grey, 60, nil}
	WarningPen = Pen{Vermillion, 150, []int{3 * Pt, 150}}
)

// Pen is how a line looks.
type Pen struct {
	Color  color.Color
	Width  int
	Dashes []int
}

// NewPen is a pen of a width, with the lengths of its dashes and gaps.
func NewPen(c Color, width int, dashes ...int) Pen { return Pen{c, width, dashes} }

// LinePens tell up to eight lines apart, by colour and by dashes.
var LinePens = [8]Pen{
	{Blue, 2 * Pt, nil},
	{Vermillion, 2 * Pt, []int{9 * Pt, 4 * Pt}},
	{Green, 2 * Pt, []int{3 * Pt, 3 * Pt}},
	{Purple, 2 * Pt, []int{12 * Pt, 3 * Pt, 3 * Pt, 3 * Pt}},
	{Black, 2 * Pt, []int{6 * Pt, 2 * Pt}},
	{Orange, 2 * Pt, nil},
	{Sky, 2 * Pt, []int{9 * Pt, 3 * Pt, 2 * Pt, 3 * Pt, 2 * Pt, 3 * Pt}},
	{Grey, 2 * Pt, []int{2 * Pt, 2 * Pt}},
}
