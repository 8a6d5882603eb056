package trace

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/records"
)

// measured is a text that looks at the heap now and then.
type measured struct {
	*bytes.Reader
	reads int
	most  uint64
}

func (m *measured) Read(p []byte) (int, error) {
	if m.reads++; m.reads%100 == 0 {
		var s runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&s)
		m.most = max(m.most, s.HeapAlloc)
	}
	return m.Reader.Read(p[:min(len(p), 1<<16)])
}

// Messages are told with their last rows, so memory does not grow with a trace. Those of which rows are far apart are still one.
func TestMemoryOfATrace(t *testing.T) {
	const messages = 120_000
	var rows bytes.Buffer
	rows.WriteString("MessageTraceId,MessageId,Received,SenderAddress,RecipientAddress,Status,Size\n")
	row := func(i, to int) {
		fmt.Fprintf(&rows, "%08x-0001-4d5f-8f5b-08dc3aa1a001,<%d@a.example>,2026-01-05T%02d:%02d:%02dZ,u%d@a.example,x%d@b.example,Delivered,1000\n", i, i, i/3600%24, i/60%60, i%60, i%50, to)
	}
	for i := range messages {
		row(i, 1)
		row(i, 2)
	}
	row(7, 3)
	row(7, 4)
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	m := &measured{Reader: bytes.NewReader(rows.Bytes())}
	text, err := records.NewText(m)
	if err != nil {
		t.Fatal(err)
	}
	tr := NewReader()
	tr.Read(&decode.Sheet{}, text)
	told := 0
	for _, g := range tr.Groups {
		if told += len(g.Listed); len(g.To) != 2 && (len(g.To) != 4 || g.From != "u7@a.example" || len(g.Listed) != 1) {
			t.Errorf("%d messages from %s to %v", len(g.Listed), g.From, g.To)
		}
	}
	if told != messages || tr.Mistakes > 0 || tr.oddRows > 0 || len(tr.Groups) != 51 {
		t.Errorf("%d messages in %d groups; %d rows cannot be used", told, len(tr.Groups), tr.oddRows)
	}
	if used := m.most - before.HeapAlloc; used > 40<<20 {
		t.Errorf("%d MB are used for messages that are over", used>>20)
	}
}

var _ io.ReadSeeker = (*measured)(nil)
