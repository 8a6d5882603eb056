package maillog

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"mailstorm/scenarios/records"
	"mailstorm/scenarios/records/recordtest"
)

// busy writes the log of a relay that takes four messages a second to some hundred domains, a third of which wait once.
type busy struct {
	lines, left int
	block       []byte
	at          time.Time
}

func (w *busy) Read(p []byte) (int, error) {
	for len(w.block) < len(p) && w.lines < w.left {
		w.message()
	}
	if len(w.block) == 0 {
		return 0, io.EOF
	}
	n := copy(p, w.block)
	w.block = w.block[:copy(w.block, w.block[n:])]
	return n, nil
}

func (w *busy) line(format string, arguments ...any) {
	w.block = w.at.AppendFormat(w.block, time.Stamp)
	w.block = fmt.Appendf(w.block, format, arguments...)
	w.lines++
}

func (w *busy) message() {
	n := w.lines
	id := fmt.Sprintf("%011X", uint64(n)*0x9e3779b9)
	w.at = w.at.Add(250 * time.Millisecond)
	w.line(" relay postfix/smtpd[1]: connect from app%d.own.example[192.0.2.%d]\n", n%40, n%40)
	w.line(" relay postfix/smtpd[1]: %s: client=app%d.own.example[192.0.2.%d]\n", id, n%40, n%40)
	w.line(" relay postfix/cleanup[2]: %s: message-id=<%d.%d@own.example>\n", id, n, n*7)
	w.line(" relay postfix/qmgr[3]: %s: from=<user%d@own.example>, size=%d, nrcpt=1 (queue active)\n", id, n%5000, 2000+n%90000)
	if n%3 == 0 {
		w.line(" relay postfix/smtp[4]: %s: to=<user%d@d%d.example>, relay=mx.d%d.example[198.51.100.7]:25, delay=0.4, delays=0.1/0/0.1/0.2, dsn=4.7.1, status=deferred (host mx.d%d.example[198.51.100.7] said: 450 4.7.1 <user%d@d%d.example>: Recipient address rejected: try again later (in reply to RCPT TO command))\n",
			id, n%20000, n%300, n%300, n%300, n%20000, n%300)
	}
	w.line(" relay postfix/smtp[4]: %s: to=<user%d@d%d.example>, relay=mx.d%d.example[198.51.100.7]:25, delay=0.9, delays=0.1/0/0.1/0.7, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as %s)\n",
		id, n%20000, n%300, n%300, id)
	w.line(" relay postfix/qmgr[3]: %s: removed\n", id)
	w.line(" relay postfix/smtpd[1]: disconnect from app%d.own.example[192.0.2.%d] ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5\n", n%40, n%40)
}

// BenchmarkMillionLines reads a million lines and puts messages together. It reports the largest heap that it sees.
func BenchmarkMillionLines(b *testing.B) {
	for _, c := range []struct {
		name string
		read func(io.Reader) error
	}{
		{"written only", func(text io.Reader) error { _, err := io.Copy(io.Discard, text); return err }},
		{"read", func(text io.Reader) error { return readSyslog("maillog", text, utc, &quiet{}) }},
		{"read and put together", func(text io.Reader) error {
			ms := records.NewMessages(32<<20, func(*records.Message) {}, nil)
			err := readSyslog("maillog", text, utc, ms)
			ms.Close()
			return err
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				w := &measured{Reader: &busy{left: 1_000_000, at: time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)}}
				if err := c.read(w); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(w.most)/(1<<20), "MB")
			}
		})
	}
}

// measured looks at the heap now and then.
type measured struct {
	io.Reader
	reads int
	most  uint64
}

func (m *measured) Read(p []byte) (int, error) {
	if m.reads++; m.reads%100 == 0 {
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		m.most = max(m.most, s.HeapInuse+s.StackInuse)
	}
	return m.Reader.Read(p)
}

// quiet is a sink that counts.
type quiet struct{ events, unusable int }

func (q *quiet) Event(*records.Event) { q.events++ }

func (q *quiet) Unusable(string, int, int, string, string) { q.unusable++ }

// endless gives a text again and again.
type endless string

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		n += copy(p[n:], e)
	}
	return n, nil
}

// Whatever stands in a log, it is read to its end within memory that does not grow with it.
func TestHostileLogs(t *testing.T) {
	const length = 1 << 22
	for _, c := range []struct {
		name     string
		text     endless
		unusable int // 0: any number
	}{
		{"one line", "Jan  5 08:00:00 relay postfix/qmgr[1]: 4F2A1: removed ", 1},
		{"NUL bytes", "\x00\x00\x00", 1},
		{"empty lines", "\n", 0},
		{"binary", "\x7fELF\x00\x01\n\xff\xfe\r\n", 0},
		{"times that run back", "Dec 31 23:59:59 relay postfix/qmgr[1]: 4F2A1: removed\nJan  1 00:00:00 relay postfix/qmgr[1]: 4F2A1: removed\n", 0},
		{"failures without end", "2026-01-05 08:00:00 1xXjfp-0001Zd-1i ** a@b.example: no\n2026-01-05 08:00:00 1xXjfp-0001Zd-1i == a@b.example R=r T=t defer (1): no\n", 0},
	} {
		for i := range Formats {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var q quiet
			if err := Formats[i].Read("log", io.LimitReader(c.text, length), utc, &q); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			const most = 8 << 20
			if after.HeapInuse > before.HeapInuse+most {
				t.Errorf("%s: the heap grew from %d to %d bytes", c.name, before.HeapInuse, after.HeapInuse)
			}
			if c.unusable > 0 && q.unusable != c.unusable {
				t.Errorf("%s: %d lines cannot be used, want %d", c.name, q.unusable, c.unusable)
			}
		}
	}
}

// A log of hosts, messages and recipients that are all different makes the reader remember no more.
func TestHostsWithoutEnd(t *testing.T) {
	const lines = 100_000
	r, w := io.Pipe()
	go func() {
		for i := range lines {
			fmt.Fprintf(w, "2026-01-05 08:00:00 1xXj%02d-%06d-1i ** u%d@d%d.example R=r T=t H=h%d [192.0.2.1]: 550 no\n", i%100, i, i, i, i)
		}
		w.Close()
	}()
	l := newLog("log", utc, &quiet{})
	if err := l.each(r, l.mainlog); err != nil {
		t.Fatal(err)
	}
	if len(l.failed) > 1<<16 || len(l.failed) == 0 {
		t.Errorf("it remembers %d messages", len(l.failed))
	}
}

// listed reads a text and gives the lines of a listing.
func listed(t *testing.T, format int, text io.Reader) string {
	var s recordtest.Listing
	if err := Formats[format].Read("log", text, utc, &s); err != nil {
		t.Fatal(err)
	}
	return strings.Join(s.Lines, "\n")
}

func fuzzed(f *testing.F, format int, lines ...string) {
	for _, line := range lines {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := listed(t, format, strings.NewReader(text))
		if halves := listed(t, format, iotest.HalfReader(strings.NewReader(text))); halves != got {
			t.Errorf("read in halves it tells\n%s\nand else\n%s", halves, got)
		}
		for line := range strings.Lines(got) {
			if year := line[:4]; year < "1700" && !strings.HasPrefix(line, "line ") {
				t.Errorf("a time of the year %s", year)
			}
		}
		if Formats[format].Days != nil {
			days := Formats[format].Days(strings.NewReader(text))
			if days.Turns > strings.Count(text, "\n") {
				t.Errorf("the year turns %d times in %d lines", days.Turns, strings.Count(text, "\n"))
			}
		}
	})
}

func FuzzSyslog(f *testing.F) {
	const at = "Jan  5 08:00:00 relay "
	fuzzed(f, 0,
		at+"postfix/qmgr[3]: 4F2A1: from=<a@b.example>, size=886, nrcpt=1 (queue active)\n"+at+"postfix/qmgr[3]: 4F2A1: removed\n",
		at+"postfix/smtp[3]: 4F2A1: to=<r@x.example>, orig_to=<all@x.example>, relay=mx[192.0.2.1]:25, delay=3, delays=1/0/1/1, dsn=4.4.2, status=deferred (host mx[192.0.2.1] said: 450 no (in reply to RCPT TO command))\n",
		at+"sm-mta[3]: 6ATIV8bc007623: from=<a@b.example>, size=717, class=0, nrcpts=2, msgid=<12.1@b.example>, relay=c.example [192.0.2.1]\n",
		at+"sm-mta[3]: 6ATIV8bc007623: to=<r1@x.example>,<r2@x.example>, ctladdr=<a@b.example> (0/0), delay=1+02:03:04, xdelay=00:00:01, mailer=esmtp, pri=3, relay=mx. [192.0.2.2], dsn=2.0.0, stat=Sent (ok)\n",
		"<22>1 2026-01-05T08:00:00.5Z relay exim 1 - [a b=\"c\"] 2026-01-05 08:00:00 1xXjfp-0001Zd-1i Completed\n")
}

func FuzzMainlog(f *testing.F) {
	const at = "2026-01-05 08:00:00.5 +0100 [12] 1xXjfp-0001Zd-1i "
	fuzzed(f, 1,
		at+"<= a@b.example H=(helo) [192.0.2.1]:5 P=esmtps S=937 id=7.1@b.example T=\"about \\\" S=5\" for r@x.example\n"+at+"Completed\n",
		at+"=> r@x.example <l@x.example> R=dnslookup T=remote_smtp H=mx [192.0.2.2]:25* C=\"250 OK\" QT=1m3s\n",
		at+"== r1@x.example R=r T=t defer (-44) H=mx [192.0.2.2]:25: SMTP error from remote mail server after RCPT TO:<r1@x.example>: 451 4.3.0 later\n",
		at+"** r1@x.example R=r T=t H=mx [192.0.2.2]: SMTP error from remote mail server after RCPT TO:<r1@x.example>: 550 no\n2026-01-05 08:00:01 1xXjfp-0001Zd-1j <= <> R=1xXjfp-0001Zd-1i P=local S=2\n")
}
