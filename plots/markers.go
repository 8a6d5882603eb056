package plots

import "mailstorm/plots/draw"

// What the markers mean in the pictures of a run.
const (
	keptMarker        = draw.Disc
	notKeptMarker     = draw.Ring
	partlyKeptMarker  = draw.HalfDisc
	acceptedMarker    = draw.Triangle
	deferredMarker    = draw.Cross
	rejectedMarker    = draw.FilledSquare
	unconfirmedMarker = draw.BrokenLine
	firstCopyMarker   = draw.Diamond
	ndrMarker         = draw.Flag
	delayMarker       = draw.OpenFlag
	secondCopyMarker  = draw.TwoDiamonds
	visibleMarker     = draw.Bullseye
	alertMarker       = draw.Star
)

var markerMeanings = [draw.Markers]string{
	keptMarker:        "kept",
	notKeptMarker:     "not kept",
	partlyKeptMarker:  "kept in part",
	acceptedMarker:    "heard 250",
	deferredMarker:    "heard 4xx or nothing",
	rejectedMarker:    "heard 5xx",
	unconfirmedMarker: "kept, 250 not heard",
	firstCopyMarker:   "first copy",
	ndrMarker:         "NDR",
	delayMarker:       "delay notice",
	secondCopyMarker:  "second copy",
	visibleMarker:     "visible to an admin who looks",
	alertMarker:       "alert",
}
