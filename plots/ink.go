package plots

import "image/color"

// Color is what is painted.
type Color = color.Color

// The colours: Okabe and Ito's, which colour-blind people tell apart. No meaning hangs on colour alone: shapes and dashes differ too.
var (
	Black            = color.NRGBA{0x00, 0x00, 0x00, 0xff}
	White            = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	Grey             = color.NRGBA{0x55, 0x55, 0x55, 0xff}
	LightGrey        = color.NRGBA{0xdd, 0xdd, 0xdd, 0xff}
	Blue             = color.NRGBA{0x00, 0x72, 0xb2, 0xff}
	Vermillion       = color.NRGBA{0xd5, 0x5e, 0x00, 0xff}
	Green            = color.NRGBA{0x00, 0x9e, 0x73, 0xff}
	Orange           = color.NRGBA{0xe6, 0x9f, 0x00, 0xff}
	Sky              = color.NRGBA{0x56, 0xb4, 0xe9, 0xff}
	Purple           = color.NRGBA{0xcc, 0x79, 0xa7, 0xff}
	TransparentBlack = color.NRGBA{0x00, 0x00, 0x00, 0x1c}
	TransparentSky   = color.NRGBA{0x56, 0xb4, 0xe9, 0x66}
	FaintSky         = color.NRGBA{0x56, 0xb4, 0xe9, 0x30}
	MidGrey          = color.NRGBA{0x99, 0x99, 0x99, 0xff}
	DenseSky         = color.NRGBA{0x56, 0xb4, 0xe9, 0x99}
	FaintOrange      = color.NRGBA{0xe6, 0x9f, 0x00, 0x2a}
)

func RGB(rgb uint32) Color {
	return color.NRGBA{uint8(rgb >> 16), uint8(rgb >> 8), uint8(rgb), 0xff}
}

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
