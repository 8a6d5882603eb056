package player

import (
	"encoding/binary"
	"time"

	"mailstorm/sim"
)

// packEvents writes events column by column, since neighbours in a column are alike: how many there are, and of each column its length
// in bytes and one varint for each event. Times are milliseconds. What may be less than 0, and what counts from the event before, is zigzag.
func packEvents(records []sim.Record, leaves []bool) []byte {
	out := binary.AppendUvarint(nil, uint64(len(records)))
	for _, column := range columns {
		var packed []byte
		before := sim.Record{Message: sim.None, Delivery: sim.None}
		for i := range records {
			packed = column(packed, &records[i], &before, leaves[i])
			before = records[i]
		}
		out = binary.AppendUvarint(out, uint64(len(packed)))
		out = append(out, packed...)
	}
	return out
}

// columns are in the order in which the script reads them.
var columns = []func(b []byte, r, before *sim.Record, leaves bool) []byte{
	func(b []byte, r, before *sim.Record, _ bool) []byte {
		return uvarint(b, millis(r.At)-millis(before.At))
	},
	func(b []byte, r, _ *sim.Record, _ bool) []byte { return append(b, byte(r.Kind)) },
	func(b []byte, r, before *sim.Record, _ bool) []byte {
		return binary.AppendVarint(b, int64(r.Message+1)-int64(before.Message+1)) // None is 0
	},
	func(b []byte, r, before *sim.Record, _ bool) []byte {
		return binary.AppendVarint(b, int64(r.Delivery+1)-int64(before.Delivery+1))
	},
	func(b []byte, r, before *sim.Record, _ bool) []byte {
		return binary.AppendVarint(b, int64(r.Copy)-int64(before.Copy))
	},
	func(b []byte, r, _ *sim.Record, _ bool) []byte { return binary.AppendUvarint(b, r.Parent) },
	func(b []byte, r, _ *sim.Record, _ bool) []byte { return uvarint(b, r.Host) },
	func(b []byte, r, _ *sim.Record, _ bool) []byte { return uvarint(b, r.Peer+1) }, // NoPeer is 0
	func(b []byte, r, _ *sim.Record, _ bool) []byte { return uvarint(b, r.Attempt) },
	func(b []byte, r, _ *sim.Record, _ bool) []byte { return append(b, byte(r.Phase)) },
	func(b []byte, r, _ *sim.Record, _ bool) []byte { return append(b, byte(r.Cause)) },
	func(b []byte, r, _ *sim.Record, _ bool) []byte { return uvarint(b, r.Reply.Code) },
	func(b []byte, r, _ *sim.Record, _ bool) []byte { return uvarint(b, r.Reply.Enhanced) },
	func(b []byte, r, _ *sim.Record, _ bool) []byte { return binary.AppendVarint(b, wait(r)) },
	func(b []byte, r, before *sim.Record, _ bool) []byte {
		return binary.AppendVarint(b, r.Bytes-before.Bytes)
	},
	func(b []byte, r, _ *sim.Record, leaves bool) []byte {
		flags := uint64(r.Flags)
		if leaves {
			flags |= flagLeaves
		}
		return binary.AppendUvarint(b, flags)
	},
}

// flagLeaves of an event: with it the copy leaves the queue of its host.
const flagLeaves = 1 << 8

// wait is how long after the event its other time is; -1: it has none.
func wait(r *sim.Record) int64 {
	if r.Until < r.At || r.Until == 0 && r.Kind != sim.Talked {
		return -1
	}
	return millis(r.Until) - millis(r.At)
}

func millis(t time.Duration) int64 { return int64(t / time.Millisecond) }

func uvarint[T ~int64 | ~uint16 | ~uint32](b []byte, n T) []byte {
	return binary.AppendUvarint(b, uint64(n))
}
