package random

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed, subject := NewSeed(rapid.Int64().Draw(t, "seed")), rapid.Uint64().Draw(t, "subject")
		n := rapid.IntRange(0, 200).Draw(t, "n")
		ranks := Order(seed, Rank, subject, n)
		sorted := slices.Sorted(slices.Values(ranks))
		for i, r := range sorted {
			if int(r) != i {
				t.Fatalf("ranks %v", ranks)
			}
		}
		share, more := anyShare(t), anyShare(t)
		affected := 0
		for _, r := range ranks {
			if int64(r) < share.Of(int64(n)) {
				affected++
				if more >= share && int64(r) >= more.Of(int64(n)) {
					t.Fatal("a server drops out as the share grows")
				}
			}
		}
		if int64(affected) != share.Of(int64(n)) {
			t.Fatalf("%d servers affected, want %d", affected, share.Of(int64(n)))
		}
		wider := Order(seed, Rank, subject, n+1)
		for i, r := range ranks {
			if wider[i]-r > 1 || wider[i] > r && wider[n] > r {
				t.Fatalf("a further server at %d moves %d to %d", wider[n], r, wider[i])
			}
		}
	})
}

// Each of the 24 orders of four servers is as likely as any, over subjects and over seeds; so is each rank of forty.
func TestOrderUniform(t *testing.T) {
	const n = 1 << 16
	for name, order := range map[string]func(i uint64, n int) []uint32{
		"subjects": func(i uint64, n int) []uint32 { return Order(NewSeed(2), Rank, i, n) },
		"seeds":    func(i uint64, n int) []uint32 { return Order(NewSeed(int64(i)), Rank, 0, n) },
	} {
		orders, ranks := map[[4]uint32]int{}, make([]int, 40)
		for i := range uint64(n) {
			orders[[4]uint32(order(i, 4))]++
			ranks[order(i, 40)[39]]++
		}
		var counts []int
		for _, c := range orders {
			counts = append(counts, c)
		}
		if len(orders) != 24 || chi(counts, n) > 4 || chi(ranks, n) > 4 {
			t.Errorf("%s: %v, %v", name, orders, ranks)
		}
	}
}
