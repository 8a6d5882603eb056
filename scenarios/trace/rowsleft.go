package trace

import (
	"hash/fnv"
	"io"
	"slices"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/records"
)

// rowsLeft is how many rows of each message are still to come. A message is told with its last row, so that few are open at a time: most exports
// have the rows of a message together.
type rowsLeft struct {
	rows     int
	messages []uint64 // by their keys, ascending
	left     []uint32
}

// count reads the record once, and goes back to its start.
func (l *rowsLeft) count(read func(string, io.Reader, records.Options, records.Sink) error, text *records.Text, o records.Options) error {
	if err := read("", text, o, l); err != nil {
		return err
	}
	slices.Sort(l.messages)
	for i, key := range l.messages {
		if i == 0 || key != l.messages[i-1] {
			l.left = append(l.left, 0)
		}
		l.left[len(l.left)-1]++
	}
	l.messages = slices.Compact(l.messages)
	_, err := text.Seek(0, io.SeekStart)
	return err
}

// Event counts an event; after too many the record is refused when it is read again.
func (l *rowsLeft) Event(e *records.Event) {
	if l.rows++; l.rows <= 2*decode.MostRows && e.Key != "" {
		l.messages = append(l.messages, hash(e.Key))
	}
}

func (l *rowsLeft) Unusable(string, int, int, string, string) {}

// last counts an event down, and reports whether it was the last one of its message.
func (l *rowsLeft) last(key string) bool {
	i, known := slices.BinarySearch(l.messages, hash(key))
	if !known || key == "" {
		return false
	}
	l.left[i]--
	return l.left[i] == 0
}

func hash(key string) uint64 {
	h := fnv.New64a()
	io.WriteString(h, key)
	return h.Sum64()
}
