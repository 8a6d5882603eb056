package scenarios

// stock is what all readings of a scenario share of CSV files: each is read once, and stays what it was then.
type stock struct {
	columns map[column][]int64
	bytes   *int64 // read so far
}

func newStock() stock { return stock{map[column][]int64{}, new(int64)} }
