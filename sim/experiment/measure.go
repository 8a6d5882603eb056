package experiment

import "mailstorm/sim/metrics"

// Measure is one question that a sweep answers for each choice: a ratio of two sums over all replications.
type Measure int

// The measures, in the order in which tables show them. Deliveries are those of the scenario's own messages, what people wrote again
// after an NDR and what was forged left out.
const (
	BouncedGood      Measure = iota // deliveries told "not delivered" that the service's maximum would have delivered
	BouncedLong                     // ... that five days would have delivered
	BouncedOwn                      // as BouncedGood, of mail by the organisation's own users
	BouncedStrangers                // as BouncedGood, of mail by others
	BouncedLate                     // ... per delivery that was deferred or never arrived
	BouncedLost                     // as BouncedGood, less what was written again and arrived
	FalseNDRs                       // told "not delivered", yet it arrived
	ExtraCopies                     // because people wrote again after an NDR
	Duplicates
	WaitingLate  // minutes until the first copy, over all deliveries; of what was written again, since it was written first
	WaitingTold  // minutes until the sender was told, of what never arrives, over all deliveries
	Waiting      // both
	WaitingHeard // minutes until the first notice, over all deliveries
	MeanSilence  // minutes, of deliveries that had not arrived when their sender was told
	MeanTold     // minutes until the NDR, of dead deliveries: not even five days deliver them; without that standard, of all that never arrived
	WireBytes    // per delivery that the scenario asks for, forged ones included; what people wrote again is among the bytes, for it is a cost of the choice
	QueuePeak    // of the watched host
	Measures     // how many there are
)

// Measures of a time: a Subject says which.
const (
	Late  = Measures + 1 + iota // deliveries that arrive later than Subject.From
	Delay                       // minutes of their wait that lie between Subject.From and Subject.To
)

// Definition is a row of the catalogue of measures. The value of a duration is in minutes.
type Definition struct {
	Name        string // bounced.good
	Words       string // what people call it, in a sentence
	Unit        metrics.Unit
	Share       bool   // the ratio is a share of deliveries, shown in percent
	PerDelivery bool   // divided by all deliveries, so that costs add up
	ByRecipient bool   // of each delivery it is known what it has of it, so that the mail to some recipients can be asked for
	Meaning     string // one sentence: what is divided by what
}

// Catalogue has one row for each measure.
var Catalogue = [Measures]Definition{
	BouncedGood: {"bounced.good", "good mail bounced", metrics.Ratio, true, true, true,
		"deliveries that bounced although the longest expiration of the service would have delivered them, divided by all deliveries"},
	BouncedLong: {"bounced.long", "mail bounced that five days would deliver", metrics.Ratio, true, true, true,
		"deliveries that bounced although an expiration of five days would have delivered them, divided by all deliveries"},
	BouncedOwn: {"bounced.own", "own users' good mail bounced", metrics.Ratio, true, false, false,
		"bounced.good for mail by users of the watched host, divided by all deliveries of such mail"},
	BouncedStrangers: {"bounced.strangers", "strangers' good mail bounced", metrics.Ratio, true, false, false,
		"bounced.good for mail by everybody else, such as customers, divided by all deliveries of such mail"},
	BouncedLate: {"bounced.late", "late mail bounced", metrics.Ratio, true, false, false,
		"deliveries in bounced.good, divided by those that were deferred at least once before they arrived, or never arrived"},
	BouncedLost: {"bounced.lost", "good mail lost", metrics.Ratio, true, true, true,
		"deliveries in bounced.good that nobody sent again, or that did not arrive then either, divided by all deliveries"},
	FalseNDRs: {"ndr.false", "false NDRs", metrics.Ratio, true, true, true,
		"deliveries that arrived although the sender got an NDR, divided by all deliveries"},
	ExtraCopies: {"extra.copies", "second copies, written again", metrics.Ratio, false, true, false,
		"copies in a mailbox that already had the message, because its sender sent it again after an NDR, divided by all deliveries"},
	Duplicates: {"duplicates", "duplicates", metrics.Ratio, false, true, true,
		"copies beyond the first of each delivery, divided by all deliveries; messages that people sent again count in extra.copies"},
	WaitingLate: {"waiting.late", "waiting for late mail", metrics.Duration, false, true, true,
		"time from first submission to the first copy, summed over deliveries that arrive, divided by all deliveries"},
	WaitingTold: {"waiting.told", "waiting for NDRs", metrics.Duration, false, true, true,
		"time from submission to the NDR, or to the end of the run if there is none, summed over deliveries that do not arrive even when sent again, divided by all deliveries"},
	Waiting: {"waiting", "waiting for late mail and NDRs", metrics.Duration, false, true, true,
		"waiting.late plus waiting.told: time until a delivery arrives or its sender knows that it does not, mean over all deliveries"},
	WaitingHeard: {"waiting.heard", "waiting for the first notice", metrics.Duration, false, true, true,
		"time from submission to the first delay notice or NDR, summed over deliveries that had not arrived by then, divided by all deliveries"},
	MeanSilence: {"silence.mean", "mean silence", metrics.Duration, false, false, false,
		"time from submission to the first delay notice or NDR, mean over deliveries that had not arrived by then"},
	MeanTold: {"told.mean", "mean wait for the NDR", metrics.Duration, false, false, false,
		"time from submission to the NDR, mean over deliveries that would not have arrived within five days either; if that is unknown, over all that never arrived"},
	WireBytes: {"wire.bytes", "bytes for a delivery", metrics.Bytes, false, true, false,
		"message data transferred in all sessions on all hops, including messages that were sent again or forged, divided by all deliveries that the scenario asks for"},
	QueuePeak: {"queue.peak", "peak of the queue", metrics.Count, false, false, false,
		"peak of the watched host's queue, mean over replications"},
}

// Quantile says which quantile over messages is meant; NoQuantile: the measure itself.
type Quantile uint8

// The quantiles over messages.
const (
	NoQuantile Quantile = iota
	ToldP50
	ToldP95
	ToldMax
	SilenceP50
	SilenceP95
	SilenceMax
	quantiles
)

var quantileNames = [quantiles]string{"", "told.p50", "told.p95", "told.max", "silence.p50", "silence.p95", "silence.max"}
