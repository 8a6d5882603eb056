package sim

import (
	"math/bits"
	"testing"
	"time"

	"pgregory.net/rapid"

	"mailstorm/sim/smtp"
)

func anyRecord(t *rapid.T) Record {
	return Record{At: time.Duration(rapid.Int64().Draw(t, "at")), Copy: rapid.Uint64().Draw(t, "copy"), Parent: rapid.Uint64().Draw(t, "parent"),
		Until: time.Duration(rapid.Int64().Draw(t, "until")), Bytes: rapid.Int64().Draw(t, "bytes"), Message: rapid.Uint32().Draw(t, "message"),
		Delivery: rapid.Uint32().Draw(t, "delivery"), Attempt: rapid.Uint32().Draw(t, "attempt"), Host: rapid.Uint16().Draw(t, "host"),
		Peer: rapid.Uint16().Draw(t, "peer"), Server: rapid.Uint16().Draw(t, "server"), PeerServer: rapid.Uint16().Draw(t, "peer server"),
		Reply: smtp.Reply{Code: rapid.Uint16().Draw(t, "code"), Enhanced: smtp.Enhanced(rapid.Uint32().Draw(t, "enhanced"))},
		Kind:  Kind(rapid.Uint8().Draw(t, "kind")), Phase: smtp.Phase(rapid.Uint8().Draw(t, "phase")),
		Cause: smtp.Cause(rapid.Uint8().Draw(t, "cause")), Flags: Flags(rapid.Uint8().Draw(t, "flags"))}
}

// One bit of any word of any record, and the order of records, change the digest; both halves of it.
func TestDigestSeesEveryBit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyRecord(t), anyRecord(t)
		var one, two, turned Digest
		one.Fold(&a)
		one.Fold(&b)
		turned.Fold(&b)
		turned.Fold(&a)
		if a != b && one == turned {
			t.Fatal("the order of two records does not matter")
		}
		c := a
		c.At ^= 1 << rapid.IntRange(0, 62).Draw(t, "bit of at")
		c.Bytes ^= int64(rapid.IntRange(0, 1).Draw(t, "low bit of bytes"))
		two.Fold(&c)
		two.Fold(&b)
		if one.a == two.a || one.b == two.b {
			t.Fatal("a changed record left half of the digest as it was")
		}
	})
}

// A flipped bit of a word changes about half of the bits of the digest, whichever word it is.
func TestDigestAvalanche(t *testing.T) {
	base := Record{At: 15 * time.Minute, Copy: 7, Message: 3, Delivery: 3, Attempt: 2, Bytes: 27_000_000, Kind: Talked}
	flip := []func(r *Record, n uint){
		func(r *Record, n uint) { r.At ^= 1 << n }, func(r *Record, n uint) { r.Until ^= 1 << n },
		func(r *Record, n uint) { r.Copy ^= 1 << n }, func(r *Record, n uint) { r.Parent ^= 1 << n },
		func(r *Record, n uint) { r.Bytes ^= 1 << n }, func(r *Record, n uint) { r.Delivery ^= 1 << (n & 31) },
		func(r *Record, n uint) { r.Attempt ^= 1 << (n & 31) }, func(r *Record, n uint) { r.Server ^= 1 << (n & 15) },
		func(r *Record, n uint) { r.Reply.Code ^= 1 << (n & 15) }, func(r *Record, n uint) { r.Flags ^= 1 << (n & 7) },
	}
	for word, change := range flip {
		changed := 0
		for n := range uint(63) {
			var plain, other Digest
			r := base
			change(&r, n)
			last := base
			for _, x := range []struct {
				d *Digest
				r *Record
			}{{&plain, &base}, {&other, &r}} {
				x.d.Fold(x.r)
				x.d.Fold(&last)
			}
			changed += bits.OnesCount64(plain.a^other.a) + bits.OnesCount64(plain.b^other.b)
		}
		if mean := changed / 63; mean < 56 || mean > 72 {
			t.Errorf("word %d: a flipped bit changes %d of 128 bits on average, want about 64", word, mean)
		}
	}
}

func BenchmarkFold(b *testing.B) {
	var d Digest
	r := Record{At: 15 * time.Minute, Copy: 7, Message: 3, Delivery: 3, Attempt: 2, Bytes: 27_000_000, Kind: Talked}
	for range b.N {
		d.Fold(&r)
	}
}
