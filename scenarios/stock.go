package scenarios

// stock is what all readings of a scenario share: each file beside it is read once, and stays what it was then.
type stock struct {
	trees   map[string]*node    // profiles, parsed
	traces  map[string]*listing // by file
	columns map[column][]int64
	bytes   *int64 // of CSV files, read so far
	nodes   *int   // of profiles, read so far
}

func newStock() stock {
	return stock{map[string]*node{}, map[string]*listing{}, map[column][]int64{}, new(int64), new(int)}
}
