package plots

// What the markers mean in the pictures of a run.
const (
	keptMarker        = Disc
	notKeptMarker     = Ring
	acceptedMarker    = Triangle
	deferredMarker    = Cross
	rejectedMarker    = FilledSquare
	unconfirmedMarker = BrokenLine
	firstCopyMarker   = Diamond
	ndrMarker         = Flag
	delayMarker       = OpenFlag
	secondCopyMarker  = TwoDiamonds
	visibleMarker     = Bullseye
	alertMarker       = Star
)

var markerMeanings = [Markers]string{
	keptMarker:        "kept",
	notKeptMarker:     "not kept",
	acceptedMarker:    "heard 250",
	deferredMarker:    "heard 4xx or nothing",
	rejectedMarker:    "heard 5xx",
	unconfirmedMarker: "kept, 250 not heard",
	firstCopyMarker:   "first copy",
	ndrMarker:         "NDR",
	delayMarker:       "delay notice",
	secondCopyMarker:  "second copy",
	visibleMarker:     "shown to who asks",
	alertMarker:       "alert",
}
