package expect

import (
	"strings"

	"mailstorm/sim"
)

// fates are the words for what becomes of a delivery: those of the nine cells, and of two rows.
var fates = []struct {
	name     string
	row      int
	from, to int // columns
}{
	{"honest NDR", sim.RowNDR, 0, 0},
	{"false NDR", sim.RowNDR, 1, 1},
	{"false NDR and duplicates", sim.RowNDR, 2, 2},
	{"waiting", sim.RowPending, 0, 0},
	{"in doubt", sim.RowPending, 1, 1},
	{"storm running", sim.RowPending, 2, 2},
	{"lost", sim.RowAccepted, 0, 0},
	{"delivered", sim.RowAccepted, 1, 1},
	{"duplicated", sim.RowAccepted, 2, 2},
	{"told", sim.RowNDR, 0, 2},
	{"pending", sim.RowPending, 0, 2},
}

// fateHabits are what people call them.
var fateHabits = map[string]string{
	"bounced": "honest NDR", "bounce": "honest NDR", "rejected": "honest NDR", "failed": "honest NDR", "returned": "honest NDR", "undelivered": "honest NDR", "expired": "honest NDR", "ndr": "told",
	"received": "delivered", "arrived": "delivered", "accepted": "delivered", "ok": "delivered", "sent": "delivered", "once": "delivered",
	"twice": "duplicated", "duplicate": "duplicated", "duplicates": "duplicated", "double": "duplicated", "queued": "waiting", "deferred": "waiting", "delayed": "waiting", "stuck": "waiting",
	"missing": "lost", "vanished": "lost", "gone": "lost", "dropped": "lost", "false bounce": "false NDR", "unknown": "in doubt",
}

func fateNames() (names []string) {
	for _, f := range fates {
		names = append(names, f.name)
	}
	return names
}

// addFate takes the cells of a word in; false when there is no such word.
func (w *condition) addFate(word string) bool {
	for _, f := range fates {
		if strings.EqualFold(f.name, word) {
			for column := f.from; column <= f.to; column++ {
				w.fates[f.row][column] = true
			}
			return true
		}
	}
	return false
}

// cellName is the word for one cell.
func cellName(row, column int) string {
	for _, f := range fates {
		if f.row == row && f.from == column && f.to == column {
			return f.name
		}
	}
	return ""
}
