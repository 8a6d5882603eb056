package decode

// Cache is what all readings of a scenario share of CSV files: each is read once, and stays what it was then.
type Cache struct {
	Columns map[column][]int64
	Bytes   *int64 // read so far
}

func NewCache() Cache { return Cache{map[column][]int64{}, new(int64)} }
