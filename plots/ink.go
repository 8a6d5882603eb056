package plots

import "image/color"

type ink = color.Color

// The inks: Okabe and Ito's, which colour-blind people tell apart. No meaning hangs on colour alone: shapes and dashes differ too.
var (
	black       = color.NRGBA{0x00, 0x00, 0x00, 0xff}
	white       = color.NRGBA{0xff, 0xff, 0xff, 0xff}
	grey        = color.NRGBA{0x55, 0x55, 0x55, 0xff}
	pale        = color.NRGBA{0xdd, 0xdd, 0xdd, 0xff} // grid
	blue        = color.NRGBA{0x00, 0x72, 0xb2, 0xff}
	vermillion  = color.NRGBA{0xd5, 0x5e, 0x00, 0xff}
	green       = color.NRGBA{0x00, 0x9e, 0x73, 0xff}
	orange      = color.NRGBA{0xe6, 0x9f, 0x00, 0xff}
	sky         = color.NRGBA{0x56, 0xb4, 0xe9, 0xff}
	purple      = color.NRGBA{0xcc, 0x79, 0xa7, 0xff}
	veil        = color.NRGBA{0x00, 0x00, 0x00, 0x1c} // of what is hidden
	band        = color.NRGBA{0x56, 0xb4, 0xe9, 0x66} // of an interval
	tint        = color.NRGBA{0x56, 0xb4, 0xe9, 0x30} // of what is advised
	faded       = color.NRGBA{0x99, 0x99, 0x99, 0xff} // of what is beaten
	stillMoving = color.NRGBA{0x56, 0xb4, 0xe9, 0x99} // of copies between hosts
	shade       = color.NRGBA{0xe6, 0x9f, 0x00, 0x2a} // of a fault
)

func opaque(rgb uint32) ink {
	return color.NRGBA{uint8(rgb >> 16), uint8(rgb >> 8), uint8(rgb), 0xff}
}

// The pens.
var (
	gridPen     = pen{pale, 80, nil}
	axisPen     = pen{grey, 100, nil}
	linePen     = pen{blue, 2 * pt, nil}
	totalPen    = pen{black, 120, nil}
	limitPen    = pen{vermillion, 2 * pt, []int{8 * pt, 4 * pt}}
	alertPen    = pen{black, 150, []int{2 * pt, 3 * pt}}
	attemptsPen = pen{black, 150, []int{6 * pt, 3 * pt}}
	tiePen      = pen{grey, 60, nil}                       // both ends of an attempt agree
	gapPen      = pen{vermillion, 150, []int{3 * pt, 150}} // they do not
)
