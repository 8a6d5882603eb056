package sim

import (
	"testing"
	"time"
	"unsafe"

	"mailstorm/sim/engine"
	"mailstorm/sim/metrics"
	"mailstorm/sim/random"
)

// What a run is said to need beforehand covers it, if nothing but failed.
func TestNeedCoversAStorm(t *testing.T) {
	c := hop(fixed15(), 10_000, time.Hour, 75_000, kind(t, "connection-refused", random.All, nil))
	n, r := NeedOf(c), run(t, c, nil)
	if n.Messages != 10_000 || n.Deliveries != 10_000 || int64(n.Attempts) != r.Values[metrics.Attempts].Num || n.Ends < r.End || n.Ends > r.End+time.Minute {
		t.Errorf("%+v was said to be needed, and it came to %v with %d attempts", n, r.End, r.Values[metrics.Attempts].Num)
	}
}

// All rows that a message and its delivery fill at most, half as much again for lists that grow: the post before and after it is
// sorted, a copy that waits, and an NDR whose copy waits in its place.
func TestNeedCoversTheRows(t *testing.T) {
	const event, waiting = unsafe.Sizeof(engine.Event{}), unsafe.Sizeof(custody{}) + unsafe.Sizeof(engine.Event{}) + unsafe.Sizeof(arrival{}) + unsafe.Sizeof(ticket{})
	if rows := 2*unsafe.Sizeof(message{}) + event; rows*3/2 > perMessage {
		t.Errorf("a message fills %d bytes", rows)
	}
	const ndr = unsafe.Sizeof(message{}) + unsafe.Sizeof(delivery{}) + unsafe.Sizeof(letter{}) + event
	if rows := unsafe.Sizeof(delivery{}) + waiting + ndr; rows*3/2 > perDelivery {
		t.Errorf("a delivery fills %d bytes", rows)
	}
}
