package sim

import (
	"math/bits"
)

// log takes every record once: it folds it into the digest and shows it to the sink.
type log struct {
	sink   Sink
	shown  Record
	digest Digest
}

func (env *environment) record(r *Record) {
	r.At = env.now
	env.log.digest.Fold(r)
	if env.log.sink != nil {
		env.log.shown = *r // the sink is unknown code: what it is shown must not be what lies on the stack
		env.log.sink(&env.log.shown)
	}
}

// Digest is a 128-bit hash over records in order: equal storms, equal digests, on every machine. It is no protection against
// malice. The zero value is the digest of no records.
type Digest struct{ a, b uint64 }

// Fold takes the next record in, as nine 64-bit words (docs/determinism.md).
func (d *Digest) Fold(r *Record) {
	whose := uint64(r.Message)<<32 | uint64(r.Delivery)
	where := uint64(r.Attempt)<<32 | uint64(r.Host)<<16 | uint64(r.Peer)
	which := uint64(r.Server)<<48 | uint64(r.PeerServer)<<32 | uint64(r.Reply.Enhanced)
	what := uint64(r.Reply.Code)<<32 | uint64(r.Kind)<<24 | uint64(r.Phase)<<16 | uint64(r.Cause)<<8 | uint64(r.Flags)
	d.fold(uint64(r.At), uint64(r.Until), r.Copy, r.Parent, uint64(r.Bytes), whose, where, which, what)
}

// fold takes nine words in.
func (d *Digest) fold(at, until, copy, parent, bytes, whose, where, which, what uint64) {
	x0, y0 := bits.Mul64(at^d.a^0x9e3779b97f4a7c15, until^0xd1b54a32d192ed03)
	x1, y1 := bits.Mul64(copy^d.b^0x8cb92ba72f3d8dd7, parent^0xabc98388fb8fac03)
	x2, y2 := bits.Mul64(bytes^0xdb4f0b9175ae2165, whose^0xbbe0563303a4615f)
	x3, y3 := bits.Mul64(where^0xa0f2ec75a1fe1575, which^0x89e182857d9ed689)
	low, high := y0^x1+y2^x3, x0^y1+x2^y3
	x4, y4 := bits.Mul64(d.a^low, what^0x2d358dccaa6c78a5)
	x5, y5 := bits.Mul64(d.b^high, bits.RotateLeft64(what, 32)^0x8bb84b93962eacc9)
	d.a, d.b = x4^y5+at^low, y4^x5+bytes^high
}

// Sum is the digest of the records so far, most significant byte first.
func (d *Digest) Sum() (sum [16]byte) {
	for i := range 8 {
		sum[i] = byte(d.a >> (56 - 8*i))
		sum[8+i] = byte(d.b >> (56 - 8*i))
	}
	return sum
}
