package random

import (
	"cmp"
	"slices"
)

// Order is the rank, 0 .. n-1, of each of n servers in a random order of a subject. The servers with a rank below
// share.Of(n) are exactly that share of them; as the share grows none of them drops out. A further server changes
// nothing in the order of the others.
func Order(seed Seed, purpose Purpose, subject uint64, n int) []uint32 {
	type server struct {
		draw  uint64
		index uint32
	}
	servers := make([]server, n)
	for i := range servers {
		servers[i] = server{seed.Draw(purpose, subject, uint64(i)), uint32(i)}
	}
	slices.SortFunc(servers, func(a, b server) int {
		return cmp.Or(cmp.Compare(a.draw, b.draw), cmp.Compare(a.index, b.index))
	})
	ranks := make([]uint32, n)
	for rank, s := range servers {
		ranks[s.index] = uint32(rank)
	}
	return ranks
}
