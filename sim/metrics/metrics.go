// Package metrics is the one catalogue of what a run counts: names, units, meanings, and the values under those names.
package metrics

import "slices"

// Unit says what a number counts.
type Unit string

// The units. A duration is counted in nanoseconds inside, and shown in seconds.
const (
	Count    Unit = "count"
	Ratio    Unit = "ratio"
	Duration Unit = "duration"
	Bytes    Unit = "bytes"
	Rate     Unit = "bytes/s"
)

// ID is the place of a metric in the catalogue.
type ID int

// Metric is a row of the catalogue.
type Metric struct {
	Name    string
	Unit    Unit
	PerHost bool // also counted for each host, with the host's name and a dot in front
	Meaning string
}

// The metrics, in the order in which reports show them.
const (
	Messages ID = iota
	Deliveries
	Attempts
	AttemptsMax
	Sessions
	Deferrals
	Amplification
	Kept
	Copies
	Duplicates
	DuplicatesMax
	Suppressed
	Discarded
	Quarantined
	Purged
	Delivered
	Duplicated
	LostDeliveries
	Pending
	DeliveredFalse
	NDRCount
	NDRExcess
	NDRDelivered
	NDRLost
	NDRFirst
	NDRP50
	NDRP95
	NDRMax
	Backscatter
	DSNBytes
	DelayCount
	DelayFirst
	SilenceP50
	SilenceP95
	SilenceMax
	DeliveryP50
	DeliveryP95
	DeliveryMax
	WireBytes
	WireWasted
	WirePeak
	Queue
	QueuePeak
	QueuePeakAt
	QueueEmptyAt
	DeferredEmptyAt
	Cleartext
	Moves
	LoopsCut
	Resent
	ExtraCopies
	AutoCount
	AutoCopies
	AutoBytes
	AutoStopped
	AutoLast
	FullAt
	TroubleAt
	PendingAt
	ReportAt
	AlertAt
	SignAt
	Hidden
	Last // how many there are
)

// Catalogue has one row for each ID.
var Catalogue = [Last]Metric{
	Messages:        {"messages", Count, false, "messages that people and programs of the scenario wrote"},
	Deliveries:      {"deliveries", Count, false, "messages times their recipients"},
	Attempts:        {"attempts", Count, true, "attempts to hand a copy on, on every hop; they belong to the sending host"},
	AttemptsMax:     {"attempts.max", Count, true, "most attempts that one copy took on one hop"},
	Sessions:        {"sessions", Count, true, "connections, successful or not; one attempt may hold several"},
	Deferrals:       {"deferrals", Count, true, "attempts that left the copy queued"},
	Amplification:   {"amplification", Ratio, false, "attempts, divided by the hand-overs that a run without faults needs"},
	Kept:            {"kept", Count, true, "copies that a host accepted from another host"},
	Copies:          {"copies", Count, true, "copies that reached a mailbox, one for each recipient; suppressed ones excluded"},
	Duplicates:      {"duplicates", Count, true, "copies beyond the first of each delivery"},
	DuplicatesMax:   {"duplicates.max", Count, false, "most duplicates of one delivery"},
	Suppressed:      {"suppressed", Count, true, "duplicates that a guard or a mailbox recognised and swallowed"},
	Discarded:       {"discarded", Count, true, "copies that a guard threw away after saying 250, one for each recipient"},
	Quarantined:     {"quarantined", Count, true, "copies that a guard locked away after saying 250, one for each recipient"},
	Purged:          {"purged", Count, true, "copies that an administrator removed from a queue, one for each recipient"},
	Delivered:       {"delivered", Count, false, "deliveries that arrived once, told nothing else: cell accepted/1"},
	Duplicated:      {"duplicated", Count, false, "deliveries that arrived more than once, told nothing else: cell accepted/2+"},
	LostDeliveries:  {"lost", Count, false, "deliveries that never arrived and of which nobody was told: cell accepted/0"},
	Pending:         {"pending", Count, false, "deliveries of which a host still holds a copy at the end, or an NDR is under way, and no NDR has come"},
	DeliveredFalse:  {"delivered.false", Count, false, "deliveries told \"not delivered\" that arrived all the same: cells ndr/1 and ndr/2+"},
	NDRCount:        {"ndr.count", Count, true, "NDRs written, one for each delivery that they concern; they belong to the host that gave up"},
	NDRExcess:       {"ndr.excess", Count, false, "NDRs beyond the first of each delivery"},
	NDRDelivered:    {"ndr.delivered", Count, false, "NDRs that reached the mailbox of who wrote, or seems to have written, the mail"},
	NDRLost:         {"ndr.lost", Count, false, "NDRs that could not be delivered and died"},
	NDRFirst:        {"ndr.first", Duration, false, "shortest time from submission to the first NDR of a delivery"},
	NDRP50:          {"ndr.p50", Duration, false, "median time from submission to the first NDR of a delivery"},
	NDRP95:          {"ndr.p95", Duration, false, "95th percentile of the time from submission to the first NDR of a delivery"},
	NDRMax:          {"ndr.max", Duration, false, "longest time from submission to the first NDR of a delivery"},
	Backscatter:     {"backscatter", Count, false, "NDRs that reached people who had written nothing: the sender was forged"},
	DSNBytes:        {"dsn.bytes", Bytes, true, "data of NDRs and delay notices that crossed; sending host's; not in wire.bytes"},
	DelayCount:      {"delay.count", Count, true, "delay notices written, one for each delivery that they concern"},
	DelayFirst:      {"delay.first", Duration, false, "shortest time from submission to a delay notice"},
	SilenceP50:      {"silence.p50", Duration, false, "median time from submission to the first delay notice or NDR, over deliveries that had not arrived by then"},
	SilenceP95:      {"silence.p95", Duration, false, "95th percentile of the time from submission to the first delay notice or NDR, over deliveries that had not arrived by then"},
	SilenceMax:      {"silence.max", Duration, false, "longest time from submission to the first delay notice or NDR, over deliveries that had not arrived by then"},
	DeliveryP50:     {"delivery.p50", Duration, false, "median time from submission to the first copy in the mailbox"},
	DeliveryP95:     {"delivery.p95", Duration, false, "95th percentile of the time from submission to the first copy in the mailbox"},
	DeliveryMax:     {"delivery.max", Duration, false, "longest time from submission to the first copy in the mailbox"},
	WireBytes:       {"wire.bytes", Bytes, true, "message data that crossed, every session of every hop, partial transfers as far as they got; SMTP and TLS overhead excluded; sending host's"},
	WireWasted:      {"wire.wasted", Bytes, false, "wire.bytes minus one full transfer for each hop on the way of each first copy"},
	WirePeak:        {"wire.peak", Rate, false, "the busiest calendar minute, divided by 60"},
	Queue:           {"queue", Count, true, "copies in the queue at the end, deferred or in flight; without a host's name, of the watched host"},
	QueuePeak:       {"queue.peak", Count, true, "most copies in the queue at a time, deferred or in flight; without a host's name, of the watched host"},
	QueuePeakAt:     {"queue.peak.at", Duration, true, "when most copies were in the queue for the first time"},
	QueueEmptyAt:    {"queue.empty.at", Duration, true, "when the last copy left the queue, be it one that only passed through; null while something is in it"},
	DeferredEmptyAt: {"queue.deferred.empty.at", Duration, true, "when the last copy that had been deferred left the queue; null while something is in it, and where nothing was deferred"},
	Cleartext:       {"cleartext", Count, true, "sessions that carried message data without TLS because TLS was broken or switched off"},
	Moves:           {"moves", Count, true, "times that a waiting copy moved to another server of its host"},
	LoopsCut:        {"loops.cut", Count, false, "messages of which a hop limit or a loop check stopped a copy"},
	Resent:          {"resent", Count, false, "messages that people wrote again after an NDR; they are counted in messages, too"},
	ExtraCopies:     {"extra.copies", Count, false, "copies in a mailbox that had the message already, because its sender wrote it again; duplicates not counted"},
	AutoCount:       {"auto.count", Count, true, "automatic messages that mailboxes wrote: replies, forwards, redirects; DSNs not counted"},
	AutoCopies:      {"auto.copies", Count, true, "copies of automatic messages that reached a mailbox; not in copies"},
	AutoBytes:       {"auto.bytes", Bytes, true, "data of automatic messages that crossed; sending host's; not in wire.bytes"},
	AutoStopped:     {"auto.stopped", Count, true, "automatic messages that were not written because a limit, a switch or good manners forbade it"},
	AutoLast:        {"auto.last", Duration, false, "when a mailbox wrote an automatic message for the last time"},
	FullAt:          {"full.at", Duration, true, "first moment when a mailbox had no room for a message"},
	TroubleAt:       {"trouble.at", Duration, false, "when trouble began: an attempt at mail of the scenario did not end with 250, or a copy of it went wrong; of several troubles, that which was hidden longest"},
	PendingAt:       {"pending.at", Duration, false, "first moment in this trouble when a copy had been in the watched queue for more than 10 minutes: who asked for pending mail would see it"},
	ReportAt:        {"report.at", Duration, false, "first moment in this trouble when a copy for a connector had been in the watched queue for so long that the queued messages report shows it: figure queued_report of the host"},
	AlertAt:         {"alert.at", Duration, false, "first moment when so many copies (2000) for a connector have each been in the watched queue for so long (1 h)"},
	SignAt:          {"sign.at", Duration, false, "first moment when somebody was told of this trouble without looking for it: a DSN or a second copy in a mailbox, or the alert"},
	Hidden:          {"hidden", Duration, false, "from trouble.at to sign.at: how long nobody was told"},
}

// Value is a number under a name: Num divided by Den, or nothing at all in this run.
type Value struct {
	Num, Den int64
	Known    bool
}

// Int is a known whole number.
func Int(n int64) Value { return Value{n, 1, true} }

// Values holds one value for each ID.
type Values [Last]Value

// Lookup finds the metric of a name; ok is false when there is none.
func Lookup(name string) (id ID, ok bool) {
	for i := range Catalogue {
		if Catalogue[i].Name == name {
			return ID(i), true
		}
	}
	return 0, false
}

// Quantile is the nearest-rank quantile num/den of values, which it sorts; ok is false when there are none.
func Quantile(values []int64, num, den int64) (v int64, ok bool) {
	if len(values) == 0 {
		return 0, false
	}
	slices.Sort(values)
	n := int64(len(values))
	rank := (n*num + den - 1) / den
	return values[max(rank, 1)-1], true
}
