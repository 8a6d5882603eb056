package random

import (
	"fmt"
	"math/bits"
	"strconv"
	"testing"
)

// avalanche flips each input bit in turn and counts which bits of the output flip with it: half of the times each.
func avalanche(inputs int, samples uint64, f func(i uint64, flip int) uint64) (v verdict) {
	for flip := range inputs {
		var counts [64]int
		for i := range samples {
			for d := f(i, -1) ^ f(i, flip); d != 0; d &= d - 1 {
				counts[bits.TrailingZeros64(d)]++
			}
		}
		for b, count := range counts {
			v.see(ones(count, int(samples)), "bit %d of the output at bit %d of the input", b, flip)
		}
	}
	return v
}

// keys are inputs with little in them, as simulations have; 0 .. 63 flips the seed, then subject, turn and purpose.
var keys = []struct {
	name string
	key  func(i uint64) (seed, purpose, subject, turn uint64)
}{
	{"small turns", func(i uint64) (seed, purpose, subject, turn uint64) { return 1, 5, 3, i }},
	{"small subjects", func(i uint64) (seed, purpose, subject, turn uint64) { return 1, 5, i, 0 }},
	{"small seeds", func(i uint64) (seed, purpose, subject, turn uint64) { return i, 1, 0, 0 }},
	{"zeros but for the turn", func(i uint64) (seed, purpose, subject, turn uint64) { return 0, 0, 0, i }},
	{"zeros but for the subject", func(i uint64) (seed, purpose, subject, turn uint64) { return 0, 0, i, 0 }},
	{"subject equal to the seed", func(i uint64) (seed, purpose, subject, turn uint64) { return i, 2, i, 1 }},
	{"all equal", func(i uint64) (seed, purpose, subject, turn uint64) { return i, i & 15, i, i }},
	{"all ones", func(i uint64) (seed, purpose, subject, turn uint64) { return ^uint64(0), 7, ^uint64(0), ^i }},
}

func avalancheOf(d source, key func(i uint64) (seed, purpose, subject, turn uint64)) verdict {
	return avalanche(256, 4096, func(i uint64, flip int) uint64 {
		var words [4]uint64
		words[0], words[3], words[1], words[2] = key(i)
		if flip >= 0 {
			words[flip/64] ^= 1 << (flip % 64)
		}
		return d(int64(words[0]), Purpose(words[3]), words[1], words[2])
	})
}

func TestAvalanche(t *testing.T) {
	for _, k := range keys {
		if v := avalancheOf(own, k.key); v.z > limit {
			t.Errorf("%s: %s deviates by %.1f", k.name, v.what, v.z)
		} else {
			t.Logf("%-30s %.2f (%s)", k.name, v.z, v.what)
		}
	}
	for name, d := range bad {
		if avalancheOf(d, keys[0].key).z <= limit {
			t.Errorf("%s passes", name)
		}
	}
}

func TestAvalancheOfMix(t *testing.T) {
	for name, pick := range map[string]func(i uint64) [2]uint64{
		"children of nothing": func(i uint64) [2]uint64 { return [2]uint64{0, i} },
		"first children":      func(i uint64) [2]uint64 { return [2]uint64{i, 0} },
		"child and parent":    func(i uint64) [2]uint64 { return [2]uint64{i, i} },
		"grandchildren":       func(i uint64) [2]uint64 { return [2]uint64{Mix(3, i), 1} },
	} {
		v := avalanche(128, 4096, func(i uint64, flip int) uint64 {
			words := pick(i)
			if flip >= 0 {
				words[flip/64] ^= 1 << (flip % 64)
			}
			return Mix(words[0], words[1])
		})
		if v.z > limit {
			t.Errorf("%s: %s deviates by %.1f", name, v.what, v.z)
		}
	}
}

func TestAvalancheOfName(t *testing.T) {
	for _, form := range []string{"m%05d", "deck/%03d", "%07d", "%02dm"} {
		length := len(fmt.Sprintf(form, 0))
		v := avalanche(8*length, 4096, func(i uint64, flip int) uint64 {
			name := []byte(fmt.Sprintf(form, i))
			if flip >= 0 {
				name[flip/8%len(name)] ^= 1 << (flip % 8)
			}
			return Name(string(name))
		})
		if v.z > limit {
			t.Errorf("%s: %s deviates by %.1f", form, v.what, v.z)
		}
	}
}

// Two million subjects as simulations name them, and no two alike.
func TestNoSubjectTwice(t *testing.T) {
	subjects := []uint64{Name(""), Name("\x00"), Name("\x00\x00"), Name("m"), Name("M")}
	for i := range uint64(1 << 19) {
		n := strconv.FormatUint(i, 10)
		subjects = append(subjects, Name("m"+n), Name("deck/"+n), Mix(i>>9, i&511), Mix(Mix(Name("deck/1"), i>>5), i&31))
	}
	for parent := range uint64(54) {
		for child := range uint64(64) {
			subjects = append(subjects, Mix(1<<(parent+10), 1<<child+1), Mix(Mix(7, parent), Mix(7, child)))
		}
	}
	if n := repeats(subjects); n > 0 {
		t.Errorf("%d subjects occur again", n)
	}
}

// Small keys of all four coordinates give a million draws, and no two alike; nor is any a subject's own name.
func TestNoDrawTwice(t *testing.T) {
	var draws []uint64
	for seed := range int64(16) {
		s := NewSeed(seed - 8)
		draws = append(draws, s.a, s.b)
		for purpose := range Purpose(16) {
			for i := range uint64(1 << 12) {
				draws = append(draws, s.Draw(purpose, i>>6, i&63))
			}
		}
	}
	for i := range uint64(1 << 12) {
		draws = append(draws, Mix(i>>6, i&63))
	}
	if n := repeats(draws); n > 0 {
		t.Errorf("%d draws occur again", n)
	}
}

// A storm is its seed: whoever changes these numbers changes every storm there is.
func TestPinned(t *testing.T) {
	s := NewSeed(1)
	for i, c := range []struct{ got, want uint64 }{
		{NewSeed(0).Draw(0, 0, 0), 0xa9ee1ea388472803},
		{s.Draw(WrittenAt, 0, 0), 0x76baebec802098fc},
		{s.Draw(WrittenAt, 0, 1), 0xe83be276e4f4af44},
		{s.Draw(Jitter, 17, 3), 0xaed47c8a75e5c143},
		{NewSeed(-1).Draw(Jitter, 17, 3), 0xad9bcc767a3e7e0a},
		{NewSeed(1<<62).Draw(Strike, 1<<63, 1<<63), 0x1651ff854cb2fa55},
		{s.Draw(Grid, Name("deck/1"), 2), 0x4df11afafa84ff90},
		{Name(""), 0x126d6006e178bcd8},
		{Name("m1"), 0x924f89a31cf67380},
		{Name("deck/1"), 0x9eff67bf1eb203c6},
		{Mix(0, 0), 0x49eef196d42ae660},
		{Mix(Name("m1"), 2), 0xce5d54859ce10175},
		{Below(s.Draw(Size, 1, 1), 1e9), 28689601},
		{uint64(Gap(s.Draw(WrittenGap, 1, 1), 60e9)), 1665048993},
		{uint64(Spread(900e9, All/10, s.Draw(Jitter, 1, 1))), 948574996823},
	} {
		if c.got != c.want {
			t.Errorf("%d: %#016x, want %#016x", i, c.got, c.want)
		}
	}
}
