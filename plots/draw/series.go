package draw

// Highest is the largest of some numbers, 0 without a larger one.
func Highest(v []int64) int64 {
	var top int64
	for _, n := range v {
		top = max(top, n)
	}
	return top
}

// Cumulative adds up from the left; what passes the largest number stays there.
func Cumulative(v []int64) []int64 {
	sums := make([]int64, len(v))
	var sum int64
	for i, n := range v {
		sum += min(max(n, 0), 1<<63-1-sum)
		sums[i] = sum
	}
	return sums
}
