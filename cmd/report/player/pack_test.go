package player

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/report/run"
	"mailstorm/scenarios"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// stormOf runs a scenario.
func stormOf(t testing.TB, name string, set ...string) *Storm {
	t.Helper()
	s, err := load.Load(name, load.Options{Set: set})
	if err != nil {
		t.Fatal(err)
	}
	records := NewRecorder(s.Config)
	w := sim.New(s.Config, records.Take)
	for !w.Advance(1 << 20) {
	}
	result, err := w.Result()
	if err != nil {
		t.Fatal(err)
	}
	return &Storm{&run.Run{Config: s.Config, Result: result, Profiles: s.Profiles, Deliveries: w.Deliveries, GeneratedBy: w.GeneratedBy}, records}
}

// columnsReader reads what packEvents wrote.
type columnsReader struct {
	t testing.TB
	b []byte
}

func (r *columnsReader) uvarint() uint64 {
	n, length := binary.Uvarint(r.b)
	if length <= 0 {
		r.t.Fatal("the columns end within a number")
	}
	r.b = r.b[length:]
	return n
}

func (r *columnsReader) zigzag() int64 {
	n := r.uvarint()
	return int64(n>>1) ^ -int64(n&1)
}

// unpacked reads the records again, as the script does; times are milliseconds.
func unpacked(t testing.TB, b []byte) (records []sim.Record, leaves []bool) {
	r := &columnsReader{t, b}
	records = make([]sim.Record, r.uvarint())
	leaves = make([]bool, len(records))
	column := func(read func(e *sim.Record, i int)) {
		length := int(r.uvarint())
		rest := len(r.b) - length
		for i := range records {
			read(&records[i], i)
		}
		if len(r.b) != rest {
			t.Fatalf("a column is %d bytes longer than it says", rest-len(r.b))
		}
	}
	at, message, delivery, copies, size := int64(0), int64(0), int64(0), int64(0), int64(0)
	column(func(e *sim.Record, _ int) { at += int64(r.uvarint()); e.At = time.Duration(at) * time.Millisecond })
	column(func(e *sim.Record, _ int) { e.Kind = sim.Kind(r.uvarint()) })
	column(func(e *sim.Record, _ int) { message += r.zigzag(); e.Message = uint32(message - 1) })
	column(func(e *sim.Record, _ int) { delivery += r.zigzag(); e.Delivery = uint32(delivery - 1) })
	column(func(e *sim.Record, _ int) { copies += r.zigzag(); e.Copy = uint64(copies) })
	column(func(e *sim.Record, _ int) { e.Parent = r.uvarint() })
	column(func(e *sim.Record, _ int) { e.Host = uint16(r.uvarint()) })
	column(func(e *sim.Record, _ int) { e.Peer = uint16(r.uvarint() - 1) })
	column(func(e *sim.Record, _ int) { e.Attempt = uint32(r.uvarint()) })
	column(func(e *sim.Record, _ int) { e.Phase = smtp.Phase(r.uvarint()) })
	column(func(e *sim.Record, _ int) { e.Cause = smtp.Cause(r.uvarint()) })
	column(func(e *sim.Record, _ int) { e.Reply.Code = uint16(r.uvarint()) })
	column(func(e *sim.Record, _ int) { e.Reply.Enhanced = smtp.Enhanced(r.uvarint()) })
	column(func(e *sim.Record, _ int) {
		if wait := r.zigzag(); wait >= 0 {
			e.Until = e.At + time.Duration(wait)*time.Millisecond
		}
	})
	column(func(e *sim.Record, _ int) { size += r.zigzag(); e.Bytes = size })
	column(func(e *sim.Record, i int) { n := r.uvarint(); e.Flags, leaves[i] = sim.Flags(n), n&flagLeaves != 0 })
	if len(r.b) > 0 {
		t.Errorf("%d bytes are left", len(r.b))
	}
	return records, leaves
}

// What is packed comes out again: every field, but for the servers and what is less than a millisecond.
func TestPackedEventsComeOutAgain(t *testing.T) {
	for _, name := range []string{"deck-after-data", "deck-stopped-five-ways", "ooo-forward-loop", "erp-resubmits"} {
		s := stormOf(t, name)
		s.Records.finish()
		if !s.Records.hasEvents() {
			t.Fatalf("%s is a crowd", name)
		}
		got, leaves := unpacked(t, packEvents(s.Records.records, s.Records.leaves))
		if len(got) != len(s.Records.records) {
			t.Fatalf("%s: %d events, want %d", name, len(got), len(s.Records.records))
		}
		for i, want := range s.Records.records {
			want.Server, want.PeerServer = 0, 0
			want.At = want.At.Truncate(time.Millisecond)
			if want.Until = want.Until.Truncate(time.Millisecond); want.Until < want.At {
				want.Until = 0
			}
			if got[i] != want {
				t.Fatalf("%s, event %d: %+v, want %+v", name, i+1, got[i], want)
			}
			if leaves[i] != s.Records.leaves[i] {
				t.Fatalf("%s, event %d: leaves %t", name, i+1, leaves[i])
			}
		}
	}
}

func inflate(t testing.TB, text string) []byte {
	t.Helper()
	packed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The same storm gives the same bytes, and they may stand in a page.
func TestDataIsTheSameAgain(t *testing.T) {
	for _, name := range []string{"ooo-forward-loop", "weekend-outage"} {
		first, err := Data(stormOf(t, name), nil)
		if err != nil {
			t.Fatal(err)
		}
		second, err := Data(stormOf(t, name), nil)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, second) {
			t.Errorf("%s: the data differ", name)
		}
		if bytes.ContainsAny(first, "<>&") {
			t.Errorf("%s: the data have what a page would read as markup", name)
		}
	}
}

// A line is told of each event, in the words of trace.
func TestLinesAreThoseOfTrace(t *testing.T) {
	data, err := Data(stormOf(t, "deck-after-data"), nil)
	if err != nil {
		t.Fatal(err)
	}
	var p packed
	if err := json.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(inflate(t, p.Lines)), "\n")
	if want := "exo defers it. The next attempt is due at 08:15, in 15 min."; lines[6] != want {
		t.Errorf("the seventh line is %q, want %q", lines[6], want)
	}
	if want := "anna@fabrikam.example receives it again: the 2nd copy."; lines[8] != want {
		t.Errorf("the ninth line is %q, want %q", lines[8], want)
	}
}

// The queues of the player are those of the simulator: in every storm of the library each host holds as many copies at most as its own books
// say, and none at the end unless a delivery is still open.
func TestQueuesAreThoseOfTheHosts(t *testing.T) {
	for _, e := range scenarios.Library() {
		s := stormOf(t, e.Name)
		s.Records.finish()
		fates := s.Run.Result.Fates
		open := fates[sim.RowPending][0] + fates[sim.RowPending][1] + fates[sim.RowPending][2]
		for i := range s.Run.Config.Hosts {
			peak := int64(0)
			for _, b := range s.Records.series.slices {
				peak = max(peak, b.most[i])
			}
			if want := s.Run.Result.Hosts[i].Held; peak != want {
				t.Errorf("%s: %s holds at most %d copies, its books say %d", e.Name, s.Run.Config.Hosts[i].Name, peak, want)
			}
			if n := s.Records.series.depth[i]; n < 0 || n > 0 && open == 0 && s.Run.Config.Length == 0 {
				t.Errorf("%s: %s holds %d copies at the end", e.Name, s.Run.Config.Hosts[i].Name, n)
			}
		}
	}
}
