package plots

import (
	"mailstorm/plots/runs"
	"mailstorm/plots/sweeps"
)

// Picture is one way to look at a run.
type Picture = picture[runs.Run]

// Pictures lists all pictures, in the order in which a reader wants them.
var Pictures = []Picture{
	{"attempts", "every attempt along the clock, what was kept above what was heard, faults shaded", nil, attemptsTitle, drawAttempts},
	{"queue", "how deep the watched queue was, and what crossed the wire, along the same clock", nil, queueTitle, drawQueue},
	{"loop", "how many messages mailboxes wrote on their own, what crossed the wire, and which brake ended it", anyAutomatic, loopTitle, drawLoop},
	{"arrival", "how long it took until each delivery arrived or bounced, and how many nobody knew of meanwhile, the deadline marked", anyDelayed, arrivalTitle, drawArrival},
	{"copies", "where the copies went: between hosts and to the ends of their ways, ribbons as wide as they have copies", anyBranching, copiesTitle, drawCopies},
	{"seen", "what was true above what anybody was told or could find, and the time between shaded", hasTrouble, seenTitle, drawSeen},
	{"ways", "one storm down several paths: how many copies each mailbox got, and when its brake ended that", pathsDiffer, waysTitle, drawWays},
}

// SweepPicture is one way to look at a sweep.
type SweepPicture = picture[sweeps.Sweep]

const slideName = "slide" // which has its title larger than the others, in a place of its own

// Sweeps lists all pictures of sweeps, in the order in which a reader wants them.
var Sweeps = []SweepPicture{
	{slideName, "the question answered on one page: advice, its numbers with their intervals, what it rests on", anyChoice, slideTitle, drawSlide},
	{"tradeoff", "good mail bounced above the time until the sender of a dead destination knows, along the values", hasCurves, tradeoffTitle, drawTradeoff},
	{"pareto", "good mail bounced against silence, a dot a value, and the line of those that no other beats in both", anyTrade, paretoTitle, drawPareto},
	{"prices", "which value costs least at which prices of two measures, the stated ones marked, veiled where the storms leave it open", hasPriceMap, pricesTitle, drawPrices},
	{"survival", "how many messages that never arrived still wait for word after so long, a line a value", anyUndelivered, survivalTitle, drawSurvival},
}

// ComparisonPicture is one way to look at a comparison.
type ComparisonPicture = picture[Comparison]

// Comparisons lists all pictures of comparisons.
var Comparisons = []ComparisonPicture{
	{"comparison", "before and after: what differs between the runs, along one clock", nil, comparisonTitle, drawComparison},
}

// SchedulesPicture is one way to look at schedules.
type SchedulesPicture = picture[Schedules]

// Profiles lists all pictures of profiles.
var Profiles = []SchedulesPicture{
	{"schedules", "when each profile tries, all below each other, with attempts in 24 h and the time until it gives up", nil, schedulesTitle, drawSchedules},
}
