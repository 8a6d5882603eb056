package plots

import (
	"mailstorm/plots/runs"
	"mailstorm/plots/sweeps"
)

// Picture is one way to look at a run.
type Picture = picture[runs.Run]

// Pictures lists all pictures, in the order in which a reader wants them.
var Pictures = []Picture{
	{"attempts", "every attempt over time: what the receiver kept above what the sender heard, with faults shaded", anyAttempt, attemptsTitle, drawAttempts},
	{"queue", "the depth of the watched queue and the traffic over time", hasCourse, queueTitle, drawQueue},
	{"loop", "automatic messages and their traffic over time, and what ended the loop", anyLoop, loopTitle, drawLoop},
	{"arrival", "how long each delivery took to arrive or to bounce, with the expiration marked", anyDelayed, arrivalTitle, drawArrival},
	{"copies", "where copies went, from host to host and to their ends; the width of a ribbon is its number of copies", anyBranching, copiesTitle, drawCopies},
	{"seen", "what happened above what people could see, with the hidden time shaded", hasHiddenTime, seenTitle, drawSeen},
	{"ways", "one storm on several paths: the copies in each mailbox, and what ended them", pathsDiffer, waysTitle, drawWays},
}

// SweepPicture is one way to look at a sweep.
type SweepPicture = picture[sweeps.Sweep]

const slideName = "slide" // which has its title larger than the others, in a place of its own

// Sweeps lists all pictures of sweeps, in the order in which a reader wants them.
var Sweeps = []SweepPicture{
	{slideName, "the answer on one page: the advice, its numbers with intervals, and its assumptions", anyChoice, slideTitle, drawSlide},
	{"tradeoff", "bounced good mail above the time until the NDR for a dead destination, for each value", hasCurves, tradeoffTitle, drawTradeoff},
	{"pareto", "bounced good mail against silence, one dot for each value, with the Pareto front", anyTrade, paretoTitle, drawPareto},
	{"prices", "which value is cheapest at which prices of two measures; the stated prices are marked, undecided areas are grey", hasPriceMap, pricesTitle, drawPrices},
	{"survival", "how many undelivered messages still have no NDR after a time, one line for each value", anyUndelivered, survivalTitle, drawSurvival},
}

// ComparisonPicture is one way to look at a comparison.
type ComparisonPicture = picture[Comparison]

// Comparisons lists all pictures of comparisons.
var Comparisons = []ComparisonPicture{
	{"comparison", "before and after: how the runs differ over time", nil, comparisonTitle, drawComparison},
}

// SchedulesPicture is one way to look at schedules.
type SchedulesPicture = picture[Schedules]

// Profiles lists all pictures of profiles.
var Profiles = []SchedulesPicture{
	{"schedules", "when each profile tries, with its attempts in 24 h and the time until its NDR", nil, schedulesTitle, drawSchedules},
}

// ObservedPicture is one way to look at a real mail server beside its prediction.
type ObservedPicture = picture[Observed]

// ObservedPictures lists all pictures of real servers.
var ObservedPictures = []ObservedPicture{
	{"observed", "when a real mail server tried, below when it was predicted to", nil, observedTitle, drawObserved},
}

// LearnedPicture is one way to look at what was learned from records.
type LearnedPicture = picture[Learned]

// LearnedPictures lists all pictures of what was learned, in the order in which a reader wants them.
var LearnedPictures = []LearnedPicture{
	{"lengths", "which share of outages lasts longer than a length, with what mail cannot show shaded", anyLength, learnedLengthsTitle, drawLearnedLengths},
	{"outages", "when mail met outages; each began and ended at some moment within its lighter parts", anyOutage, learnedOutagesTitle, drawLearnedOutages},
	{"waits", "how long the server waited after each failure, over what the profile predicts for the same messages", anyWait, learnedWaitsTitle, drawLearnedWaits},
	{"week", "messages by hour of the week", anyTraffic, learnedTrafficTitle, drawLearnedTraffic},
	{"validation", "figures of the records among those of simulated storms, each on a scale of its own", anySimulated, learnedValidationTitle, drawLearnedValidation},
}
