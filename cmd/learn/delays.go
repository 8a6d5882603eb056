package learn

import (
	"math"
	"slices"
	"strconv"
	"time"

	"mailstorm/scenarios/records"
)

// Delays counts what deferrals did to outbound mail. Records and simulated storms are counted alike.
type Delays struct {
	Recipients int // of outbound mail whose attempts are known
	Unknown    int // recipients whose attempts are not

	zone     *time.Location
	deferred int
	long     int // of them, by more than an hour
	expired  int
	attempts int // for recipients who were deferred
	days     map[int64]bool
	byDay    [7]int // deferred recipients by day of the week of receipt, Monday first
	byTime   [dayParts]int
	change   map[int64]int // of the number that wait, by hour since 1970
	waits    sample[int64] // of deferred recipients from receipt to the 250, in seconds
	ndrs     sample[int64] // from receipt to the NDR of what expired, in seconds
}

const dayParts = 4 // of six hours

// NewDelays begins to count. Days and hours are those of a zone.
func NewDelays(zone *time.Location) *Delays {
	const most = 5000
	return &Delays{zone: zone, days: map[int64]bool{}, change: map[int64]int{}, waits: sample[int64]{most: most}, ndrs: sample[int64]{most: most}}
}

// delivery is what became of a message for one recipient.
type delivery struct {
	key             uint64
	tried, deferred bool
	attempts        int
	ended           time.Time // taken, or given up; zero: open
	taken, expired  bool
}

func deliveryOf(m *records.Message, r *records.Recipient) (c delivery) {
	if c.tried = len(r.Tries) > 0; !c.tried {
		return c
	}
	c.key = keyOf(m.Key, m.MessageID, r.To)
	c.deferred = slices.ContainsFunc(r.Tries, func(t records.Try) bool { return t.Kind == records.Deferred || t.Kind == records.Suspended })
	if !c.deferred {
		return c
	}
	for _, t := range attempts(r.Tries) {
		switch t.Kind {
		case records.Deferred:
			c.attempts++
		case records.Sent, records.Delivered:
			c.attempts++
			c.taken, c.ended = true, t.At
		case records.Failed:
			c.ended = t.At
		}
	}
	if gone, when := expired(r, r.Tries); gone {
		c.expired, c.ended = true, when
	}
	return c
}

// Message counts all recipients of a message.
func (d *Delays) Message(m *records.Message) {
	for i := range m.Recipients {
		d.add(m.Received, deliveryOf(m, &m.Recipients[i]))
	}
}

func (d *Delays) add(at time.Time, c delivery) {
	switch {
	case !c.tried || at.IsZero():
		d.Unknown++
		return
	case !c.deferred:
		d.Recipients++
		return
	}
	d.Recipients++
	d.deferred++
	d.attempts += c.attempts
	local := at.In(d.zone)
	d.days[dayOf(local)] = true
	d.byDay[(int(local.Weekday())+6)%7]++
	d.byTime[local.Hour()*dayParts/24]++
	d.change[hourOf(at)]++
	if c.ended.IsZero() {
		return
	}
	d.change[hourOf(c.ended)+1]--
	waited := c.ended.Sub(at)
	if waited > time.Hour {
		d.long++
	}
	switch {
	case c.expired:
		d.expired++
		d.ndrs.add(c.key, int64(waited/time.Second))
	case c.taken:
		d.waits.add(c.key, int64(waited/time.Second))
	}
}

// dayOf counts days since 1970 as clocks on the wall do.
func dayOf(local time.Time) int64 {
	_, offset := local.Zone()
	return (local.Unix() + int64(offset)) / 86400
}

// DelayFigure is what Delays come to.
type DelayFigure int

// The figures. Shares are between 0 and 1, times are seconds.
const (
	DeferredShare DelayFigure = iota // of recipients
	LongShare                        // of recipients, deferred by more than an hour
	DaysShare                        // of days on which mail was received that was then deferred
	AttemptsMean                     // for a recipient who was deferred
	WaitMedian                       // of deferred recipients whose mail was taken
	WaitMost                         // the same: nine in ten
	QueueHours                       // share of hours in which any deferred mail waited
	QueueMost                        // the most that waited within one hour, as a share of a week's recipients
	ExpiredShare                     // of recipients
	NDRMedian                        // of those, from receipt to NDR
	DelayFigures
)

// Figures are those between two moments; what nothing tells is no number.
func (d *Delays) Figures(first, last time.Time) (f [DelayFigures]float64) {
	share := func(part, all int) float64 {
		if all == 0 {
			return math.NaN()
		}
		return float64(part) / float64(all)
	}
	f[DeferredShare], f[LongShare], f[ExpiredShare] = share(d.deferred, d.Recipients), share(d.long, d.Recipients), share(d.expired, d.Recipients)
	f[AttemptsMean] = share(d.attempts, d.deferred)
	f[DaysShare] = share(len(d.days), int(dayOf(last.In(d.zone))-dayOf(first.In(d.zone)))+1)
	f[WaitMedian], f[WaitMost], f[NDRMedian] = middle(ascending(&d.waits), 50), middle(ascending(&d.waits), 90), middle(ascending(&d.ndrs), 50)
	waiting, most, busy, hours := 0, 0, 0, 0
	for hour := hourOf(first); hour <= hourOf(last) && hours < mostHours; hour++ {
		waiting += d.change[hour]
		most, busy, hours = max(most, waiting), busy+counted(waiting > 0), hours+1
	}
	f[QueueHours] = share(busy, hours)
	f[QueueMost] = share(most, d.Recipients) * float64(hours) / Week
	for i := range f {
		f[i] = Rounded(f[i])
	}
	return f
}

// middle is the nearest-rank quantile.
func middle(sorted []int64, percent int) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	return float64(sorted[(len(sorted)*percent+99)/100-1])
}

// Parts is how deferred recipients spread over parts of the week.
type Parts struct {
	Names  []string
	Counts []int
}

// Days are the days of the week.
func (d *Delays) Days() Parts {
	return Parts{[]string{"on Mondays", "on Tuesdays", "on Wednesdays", "on Thursdays", "on Fridays", "on Saturdays", "on Sundays"}, d.byDay[:]}
}

// Times are parts of the day.
func (d *Delays) Times() Parts {
	p := Parts{Counts: d.byTime[:]}
	for i := range dayParts {
		p.Names = append(p.Names, "from "+strconv.Itoa(i*24/dayParts)+" to "+strconv.Itoa((i+1)*24/dayParts)+" o'clock")
	}
	return p
}
