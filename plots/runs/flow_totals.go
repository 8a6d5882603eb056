package runs

import (
	"cmp"
	"maps"
	"slices"
)

// Stream is a link with its copies.
type Stream struct {
	Link
	Copies int64
}

// Streams lists the links, in the order of their places; hosts beyond those with most copies become one.
func (f *Flow) Streams() (all []Stream) {
	counts := f.Links()
	most := busiestHosts(counts)
	merged := map[Link]int64{}
	for l, n := range counts {
		for _, end := range [2]*Place{&l.From, &l.To} {
			if *end >= 0 && !slices.Contains(most, *end) {
				*end = OtherHosts
			}
		}
		if l.From != l.To && n > 0 {
			merged[l] += n
		}
	}
	for _, l := range slices.SortedFunc(maps.Keys(merged), func(a, b Link) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) }) {
		all = append(all, Stream{l, merged[l]})
	}
	return all
}

const maxHosts = 9

// busiestHosts are the hosts that have a bar of their own.
func busiestHosts(counts map[Link]int64) (hosts []Place) {
	passed := map[Place]int64{}
	for l, n := range counts {
		if l.To >= 0 {
			passed[l.To] += n
		}
	}
	hosts = slices.SortedFunc(maps.Keys(passed), func(a, b Place) int { return cmp.Or(cmp.Compare(passed[b], passed[a]), cmp.Compare(a, b)) })
	if len(hosts) > maxHosts {
		hosts = hosts[:maxHosts-1]
	}
	return hosts
}

// CopiesTo is how many copies came to a place.
func (f *Flow) CopiesTo(to Place) (n int64) {
	for l, copies := range f.Links() {
		if l.To == to {
			n += copies
		}
	}
	return n
}

// MultiplyingHost is the host that sent most copies more than it took.
func (f *Flow) MultiplyingHost() (host Place, took, sent int64) {
	in, out := map[Place]int64{}, map[Place]int64{}
	for l, n := range f.Links() {
		in[l.To] += n
		if l.To >= 0 {
			out[l.From] += n
		}
	}
	host = Source
	for _, h := range slices.Sorted(maps.Keys(out)) {
		if h >= 0 && out[h]-in[h] > sent-took {
			host, took, sent = h, in[h], out[h]
		}
	}
	return host, took, sent
}

// PlaceName is what people call a place.
func (s Run) PlaceName(at Place) string {
	if name := PlaceNames[at]; name != "" {
		return name
	}
	return s.HostName(int(at))
}
