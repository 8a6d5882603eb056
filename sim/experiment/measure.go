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
	FalseNDRs                       // told "not delivered", yet it arrived
	ExtraCopies                     // because people wrote again after an NDR
	Duplicates
	MeanSilence // minutes, of deliveries that had not arrived when their sender was told
	MeanTold    // minutes until the NDR, of dead deliveries: not even five days deliver them; without that standard, of all that never arrived
	WireBytes   // per delivery that the scenario asks for, forged ones included; what people wrote again is among the bytes, for it is a cost of the choice
	QueuePeak   // of the watched host
	Measures    // how many there are
)

// Sheet is a row of the catalogue of measures. The value of a duration is in minutes.
type Sheet struct {
	Name    string // bounced.good
	Words   string // what people call it, in a sentence
	Unit    metrics.Unit
	Share   bool   // the ratio is a share of deliveries, shown in percent
	Better  int    // -1: less is better, 1: more is
	Meaning string // one sentence: what is divided by what
}

// Sheets has one row for each measure.
var Sheets = [Measures]Sheet{
	BouncedGood: {"bounced.good", "good mail bounced", metrics.Ratio, true, -1,
		"deliveries told \"not delivered\" that never arrived, though the longest expiration of the service would have delivered them; divided by all deliveries"},
	BouncedLong: {"bounced.long", "mail bounced that five days would deliver", metrics.Ratio, true, -1,
		"deliveries told \"not delivered\" that never arrived, though an expiration of five days would have delivered them; divided by all deliveries"},
	BouncedOwn: {"bounced.own", "own users' good mail bounced", metrics.Ratio, true, -1,
		"bounced.good of mail by users of the watched host, divided by all deliveries of such mail"},
	BouncedStrangers: {"bounced.strangers", "strangers' good mail bounced", metrics.Ratio, true, -1,
		"bounced.good of mail by everybody else, such as customers, divided by all deliveries of such mail"},
	BouncedLate: {"bounced.late", "late mail bounced", metrics.Ratio, true, -1,
		"deliveries in bounced.good, divided by those that were deferred at least once before they arrived, or never arrived"},
	FalseNDRs: {"ndr.false", "false NDRs", metrics.Ratio, true, -1,
		"deliveries told \"not delivered\" that arrived all the same, divided by all deliveries"},
	ExtraCopies: {"extra.copies", "second copies, written again", metrics.Ratio, false, -1,
		"copies in a mailbox that had the message already because its sender wrote it again after an NDR, divided by all deliveries"},
	Duplicates: {"duplicates", "duplicates", metrics.Ratio, false, -1,
		"copies beyond the first of each delivery, divided by all deliveries; what people wrote again is in extra.copies"},
	MeanSilence: {"silence.mean", "mean silence", metrics.Duration, false, -1,
		"time from submission to the first delay notice or NDR, mean over deliveries that had not arrived by then"},
	MeanTold: {"told.mean", "mean wait for the NDR", metrics.Duration, false, -1,
		"time from submission to the NDR, mean over deliveries that not even five days would have made arrive; where that is not known, over all that never arrived"},
	WireBytes: {"wire.bytes", "bytes for a delivery", metrics.Bytes, false, -1,
		"message data that crossed, every session of every hop, divided by all deliveries that the scenario asks for; what people wrote again after an NDR, and what was forged, crosses, too"},
	QueuePeak: {"queue.peak", "peak of the queue", metrics.Count, false, -1,
		"most copies in the watched host's custody at a time, mean over replications"},
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

// Subject is what a limit or a weight speaks of: a measure, or a quantile of told or silence.
type Subject struct {
	Measure  Measure
	Quantile Quantile
}

// Subjects lists all that a decision may speak of: the measures in the order of tables, then the quantiles over messages.
func Subjects() (all []Subject) {
	for m := range Measures {
		all = append(all, Subject{Measure: m})
	}
	for q := ToldP50; q < quantiles; q++ {
		all = append(all, Subject{Quantile: q})
	}
	return all
}

// Name is what users call the subject.
func (s Subject) Name() string {
	if s.Quantile != NoQuantile {
		return quantileNames[s.Quantile]
	}
	return Sheets[s.Measure].Name
}

// Words are what people call the subject, in a sentence.
func (s Subject) Words() string {
	switch {
	case s.Quantile == NoQuantile:
		return Sheets[s.Measure].Words
	case s.Quantile >= SilenceP50:
		return quantileWords[(s.Quantile-1)%3] + " silence"
	default:
		return quantileWords[(s.Quantile-1)%3] + " wait for the NDR"
	}
}

// both are the name of a subject, and the words for it.
func (s Subject) both() string {
	if s.Words() == s.Name() {
		return s.Name()
	}
	return s.Name() + " (" + s.Words() + ")"
}

// Meaning is one sentence about the subject.
func (s Subject) Meaning() string {
	if s.Quantile == NoQuantile {
		return Sheets[s.Measure].Meaning
	}
	of := "from submission to the NDR, over deliveries that not even five days would have made arrive"
	if s.Quantile >= SilenceP50 {
		of = "from submission to the first delay notice or NDR, over deliveries that had not arrived by then"
	}
	return quantileWords[(s.Quantile-1)%3] + " time " + of
}

var quantileWords = [3]string{"median", "95 % quantile of the", "longest"}

// Unit is the unit of the subject; durations are in minutes.
func (s Subject) Unit() metrics.Unit {
	if s.Quantile != NoQuantile {
		return metrics.Duration
	}
	return Sheets[s.Measure].Unit
}

// LookupSubject finds the subject of a name; ok is false when there is none.
func LookupSubject(name string) (s Subject, ok bool) {
	for _, s := range Subjects() {
		if s.Name() == name {
			return s, true
		}
	}
	return Subject{}, false
}
