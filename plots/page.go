package plots

import "mailstorm/plots/draw"

// pt is a point, in the lengths of a page.
const pt = draw.Pt

// Where the pictures stand on the page. Both have the same margins, so that their clocks lie under each other.
const (
	marginLeft  = 176 * pt
	marginRight = draw.PageRight - 20*pt
	marginTop   = 66 * pt
	axisLine    = draw.PageHeight - 78*pt
	overhang    = 10 * pt // of the lines of a lane, so that the first mark and the last one lie on them
	curvesLeft  = 96 * pt // of pictures of a sweep
	curvesRight = draw.PageRight - 8*pt
)
