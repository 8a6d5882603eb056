package english

// Tradeoff says what is gained and lost with one thing instead of another: "With b instead of a: 113 fewer NDRs, but 40 more duplicates."
func Tradeoff(with, instead string, gains, losses []string, neither string) string {
	const most = 3 // of each
	begin := "With " + with + " instead of " + instead + ": "
	gains, losses = gains[:min(len(gains), most)], losses[:min(len(losses), most)]
	switch {
	case len(gains)+len(losses) == 0:
		return begin + neither + "."
	case len(losses) == 0:
		return begin + Listed(gains, most) + "."
	case len(gains) == 0:
		return begin + Listed(losses, most) + "."
	}
	return begin + Listed(gains, most) + ", but " + Listed(losses, most) + "."
}
