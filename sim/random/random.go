// Package random draws integers from keys: a draw is a pure function of seed, purpose, subject and turn.
package random

import "math/bits"

// Seed is a user's seed after hashing; raw seeds that differ by one bit or by a multiple of a constant share nothing.
type Seed struct{ a, b uint64 }

// Purpose names what a draw is for. Numbers are part of the format of a storm: append, never reorder.
type Purpose uint64

// The purposes.
const (
	WrittenAt Purpose = iota + 1
	WrittenGap
	Size
	Recipient
	Jitter
	ExpiryCheck
	SenderServer
	ReceiverServer
	Strike // whether a fault affects a subject
	Rank   // the order in which a fault affects servers
	Starts // of a span
	Lasts  // of a span
	Grid   // phase of a grid of queue runs
	Resend // whether somebody writes again after an NDR
	Volume // of a mail table
	Part   // that a fault affects
	LastTry
	Report // when the queued messages report shows what waits
)

const (
	odd1 = 0xa0761d6478bd642f
	odd2 = 0xe7037ed1a0b428db
	odd3 = 0x8ebc6af09c88c6e3
	odd4 = 0x589965cc75374cc3
)

// fold multiplies two words and lays the halves of the product over each other.
func fold(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo
}

// NewSeed hashes a user's seed.
func NewSeed(n int64) Seed { return Seed{Mix(uint64(n), odd1), Mix(uint64(n), odd2)} }

// Draw is 64 uniform bits for the turn-th draw of a purpose for a subject.
//
// Two folds, not one: a fold alone steps evenly while one of its factors stands still, and forgets both when one is 0.
// The second has z in both factors, so that it bends what the first left straight, and x and y once more, so that no
// zero swallows a key.
func (s Seed) Draw(purpose Purpose, subject, turn uint64) uint64 {
	x := subject ^ s.a ^ odd1
	y := turn ^ s.b ^ uint64(purpose)*odd3
	z := fold(x, y)
	return fold(z^x^odd2, z^y^odd4)
}

// Name is the subject that a name stands for.
func Name(s string) uint64 {
	h := Mix(odd3, uint64(len(s)))
	for i := range len(s) {
		h = Mix(h, uint64(s[i]))
	}
	return h
}

// Mix names a child subject after its parent: the n-th copy, the n-th message.
func Mix(parent, n uint64) uint64 { return Seed{odd4, odd2}.Draw(0, parent, n) }

// Below maps a draw onto 0 .. n-1; it uses the whole draw.
func Below(draw, n uint64) uint64 {
	hi, _ := bits.Mul64(draw, n)
	return hi
}
