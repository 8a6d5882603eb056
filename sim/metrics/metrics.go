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
	Connections
	Deferrals
	Suspended
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
	NDRDiscarded
	NDRFirst
	NDRP50
	NDRP95
	NDRMax
	Backscatter
	DSNCount
	DSNBytes
	DelayCount
	DelayFirst
	SilenceP50
	SilenceP95
	SilenceMax
	HeardMax
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
	Messages:        {"messages", Count, false, "messages that people and programs of the scenario sent"},
	Deliveries:      {"deliveries", Count, false, "messages times their recipients"},
	Attempts:        {"attempts", Count, true, "delivery attempts on every hop, counted at the sending host"},
	AttemptsMax:     {"attempts.max", Count, true, "most attempts for one copy on one hop"},
	Sessions:        {"sessions", Count, true, "sessions with a next hop, successful or not; one attempt may hold several"},
	Connections:     {"connections", Count, true, "connections that were opened for them, successful or not; a sender that keeps them open needs fewer"},
	Deferrals:       {"deferrals", Count, true, "attempts that left the copy queued"},
	Suspended:       {"suspended", Count, true, "deferrals without a session, because the next hop was known to fail"},
	Amplification:   {"amplification", Ratio, false, "attempts, divided by the transfers that a run without faults needs"},
	Kept:            {"kept", Count, true, "copies that a host accepted from another host"},
	Copies:          {"copies", Count, true, "copies that reached a mailbox, one for each recipient; suppressed ones excluded"},
	Duplicates:      {"duplicates", Count, true, "copies beyond the first of each delivery"},
	DuplicatesMax:   {"duplicates.max", Count, false, "most duplicates of one delivery"},
	Suppressed:      {"suppressed", Count, true, "duplicates that a guard or a mailbox recognised and suppressed"},
	Discarded:       {"discarded", Count, true, "copies that a guard discarded after a 250, one for each recipient"},
	Quarantined:     {"quarantined", Count, true, "copies that a guard quarantined after a 250, one for each recipient"},
	Purged:          {"purged", Count, true, "copies that an administrator removed from a queue, one for each recipient"},
	Delivered:       {"delivered", Count, false, "deliveries that arrived once and whose sender got no NDR"},
	Duplicated:      {"duplicated", Count, false, "deliveries that arrived more than once and whose sender got no NDR"},
	LostDeliveries:  {"lost", Count, false, "deliveries that never arrived and whose sender got no NDR"},
	Pending:         {"pending", Count, false, "deliveries without an NDR so far of which a host still holds a copy, or an NDR is on its way, at the end"},
	DeliveredFalse:  {"delivered.false", Count, false, "deliveries that arrived although the sender got an NDR"},
	NDRCount:        {"ndr.count", Count, true, "NDRs, one for each delivery that they report, counted at the host that gave up"},
	NDRExcess:       {"ndr.excess", Count, false, "NDRs beyond the first of each delivery"},
	NDRDelivered:    {"ndr.delivered", Count, false, "NDRs that reached the mailbox of the sender, real or forged"},
	NDRDiscarded:    {"ndr.discarded", Count, true, "NDRs that were due and not written, because the host had reached its ndr_limit; automatic mail's included"},
	NDRLost:         {"ndr.lost", Count, false, "NDRs that could not be delivered"},
	NDRFirst:        {"ndr.first", Duration, false, "shortest time from submission to the first NDR of a delivery"},
	NDRP50:          {"ndr.p50", Duration, false, "median time from submission to the first NDR of a delivery"},
	NDRP95:          {"ndr.p95", Duration, false, "95th percentile of the time from submission to the first NDR of a delivery"},
	NDRMax:          {"ndr.max", Duration, false, "longest time from submission to the first NDR of a delivery"},
	Backscatter:     {"backscatter", Count, false, "NDRs that reached people who sent nothing, because the sender was forged"},
	DSNCount:        {"dsn.count", Count, true, "NDRs and delay notices as messages, of which one may report several deliveries; also those about automatic messages"},
	DSNBytes:        {"dsn.bytes", Bytes, true, "transferred data of NDRs and delay notices, counted at the sending host; not in wire.bytes"},
	DelayCount:      {"delay.count", Count, true, "delay notices, one for each delivery that they report"},
	DelayFirst:      {"delay.first", Duration, false, "shortest time from submission to a delay notice"},
	SilenceP50:      {"silence.p50", Duration, false, "median time from submission to the first delay notice or NDR, over deliveries that had not arrived by then"},
	SilenceP95:      {"silence.p95", Duration, false, "95th percentile of the time from submission to the first delay notice or NDR, over deliveries that had not arrived by then"},
	SilenceMax:      {"silence.max", Duration, false, "longest time from submission to the first delay notice or NDR, over deliveries that had not arrived by then"},
	HeardMax:        {"heard.max", Duration, false, "longest time from submission until the delivery arrived or its sender received a delay notice or an NDR, over all deliveries; to the end of the run if neither happened"},
	DeliveryP50:     {"delivery.p50", Duration, false, "median time from submission to the first copy in the mailbox"},
	DeliveryP95:     {"delivery.p95", Duration, false, "95th percentile of the time from submission to the first copy in the mailbox"},
	DeliveryMax:     {"delivery.max", Duration, false, "longest time from submission to the first copy in the mailbox"},
	WireBytes:       {"wire.bytes", Bytes, true, "message data transferred in all sessions on all hops, including partial transfers, without SMTP and TLS overhead; counted at the sending host"},
	WireWasted:      {"wire.wasted", Bytes, false, "wire.bytes minus one full transfer on each hop of each first copy"},
	WirePeak:        {"wire.peak", Rate, false, "bytes of the busiest calendar minute, divided by 60"},
	Queue:           {"queue", Count, true, "copies in the queue at the end, deferred or in flight; without a host's name, of the watched host"},
	QueuePeak:       {"queue.peak", Count, true, "most copies in the queue at a time, deferred or in flight; without a host's name, of the watched host"},
	QueuePeakAt:     {"queue.peak.at", Duration, true, "when the queue first reached its peak"},
	QueueEmptyAt:    {"queue.empty.at", Duration, true, "when the last copy left the queue, deferred or not; null while something is in it"},
	DeferredEmptyAt: {"queue.deferred.empty.at", Duration, true, "when the last deferred copy left the queue; null while something is in it, and if nothing was deferred"},
	Cleartext:       {"cleartext", Count, true, "sessions that carried message data without TLS because TLS was broken or switched off"},
	Moves:           {"moves", Count, true, "how often waiting copies moved to another server of their host"},
	LoopsCut:        {"loops.cut", Count, false, "messages of which a hop limit or a loop check stopped a copy"},
	Resent:          {"resent", Count, false, "messages that people sent again after an NDR; also counted in messages"},
	ExtraCopies:     {"extra.copies", Count, false, "copies in a mailbox that already had the message, because its sender sent it again; without duplicates"},
	AutoCount:       {"auto.count", Count, true, "automatic messages of mailboxes: replies, forwards, redirects; without DSNs"},
	AutoCopies:      {"auto.copies", Count, true, "copies of automatic messages that reached a mailbox; not in copies"},
	AutoBytes:       {"auto.bytes", Bytes, true, "transferred data of automatic messages, counted at the sending host; not in wire.bytes"},
	AutoStopped:     {"auto.stopped", Count, true, "automatic messages that were not sent because of a limit, a switch or RFC 3834 manners"},
	AutoLast:        {"auto.last", Duration, false, "when a mailbox last sent an automatic message"},
	FullAt:          {"full.at", Duration, true, "when a mailbox first had no room for a message"},
	TroubleAt:       {"trouble.at", Duration, false, "when trouble began: an attempt for mail of the scenario did not end with 250, or a copy went wrong; if there were several, the one that stayed hidden longest"},
	PendingAt:       {"pending.at", Duration, false, "when, in this trouble, a copy had first been in the watched queue for more than 10 minutes; a message trace for pending mail would show it"},
	ReportAt:        {"report.at", Duration, false, "when, in this trouble, the queued messages report first showed a copy for a connector in the watched queue (figure queued_report of the host)"},
	AlertAt:         {"alert.at", Duration, false, "when enough copies for a connector (2000) had first been in the watched queue for long enough (1 h each)"},
	SignAt:          {"sign.at", Duration, false, "when somebody was first notified of this trouble: by a DSN or a second copy in a mailbox, or by the alert"},
	Hidden:          {"hidden", Duration, false, "from trouble.at to sign.at: how long nobody was notified"},
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
