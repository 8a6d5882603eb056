package engine

import "time"

// Event is one entry of the agenda. It holds no pointers and fills 24 bytes.
type Event struct {
	At   time.Duration
	Rank uint64 // kind in the top 8 bits, number of the copy below: see Rank
	Turn uint32
	Slot uint32 // the caller's; no part of the order
}

const copyBits = 56

// Rank packs a kind and the number of a copy, which must lie below 2^56, such that kinds sort first.
func Rank(kind uint8, copy uint64) uint64 { return uint64(kind)<<copyBits | copy&(1<<copyBits-1) }

// Kind is what is to happen.
func (e Event) Kind() uint8 { return uint8(e.Rank >> copyBits) }

// Copy is the number of the copy to which it is to happen.
func (e Event) Copy() uint64 { return e.Rank & (1<<copyBits - 1) }

// Before is the total order (time, kind, copy, turn): no structure, width or number of cores has a say in it.
func Before(a, b Event) bool {
	if a.At != b.At {
		return a.At < b.At
	}
	if a.Rank != b.Rank {
		return a.Rank < b.Rank
	}
	return a.Turn < b.Turn
}
