package formats

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"mailstorm/scenarios/records"
	"mailstorm/scenarios/records/recordtest"
)

const (
	postfixLine = "Jan  5 08:00:00 relay postfix/qmgr[1]: 4F2A1: removed\n"
	eximLine    = "2026-01-05 08:00:00 1xXjfp-0001Zd-1i Completed\n"
	trace       = "Received,SenderAddress,RecipientAddress,Subject,Status,Size,MessageTraceId\n2026-01-05T08:00:00Z,a@b.example,c@d.example,x,Delivered,1000,11111111-1111-1111-1111-111111111111\n"
	report      = "From: <postmaster@b.example>\nTo: <a@b.example>\nDate: Mon, 05 Jan 2026 08:00:00 +0000\nContent-Type: multipart/report; boundary=x\n\n--x\n" +
		"Content-Type: message/delivery-status\n\nReporting-MTA: dns; b.example\n\nFinal-Recipient: rfc822; c@d.example\nAction: failed\nStatus: 5.1.1\n--x--\n"
)

func compressed(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.String()
}

func wide(text string) string {
	b := []byte{0xff, 0xfe}
	for _, c := range utf16.Encode([]rune(text)) {
		b = append(b, byte(c), byte(c>>8))
	}
	return string(b)
}

// folder makes a folder with files.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// names shows files as slash-separated paths within a folder, with their formats.
func (f *Files) names(dir string) string {
	var all []string
	for _, file := range f.All {
		name, _ := filepath.Rel(dir, file.Name)
		all = append(all, filepath.ToSlash(name)+": "+file.Format.Name)
	}
	for _, name := range f.Skipped {
		name, _ = filepath.Rel(dir, name)
		all = append(all, filepath.ToSlash(name)+": skipped")
	}
	return strings.Join(all, "\n")
}

func TestFormatsAreToldApart(t *testing.T) {
	dir := folder(t, map[string]string{
		"a/maillog": postfixLine, "a/packed.gz": compressed(postfixLine), "a/wide.txt": wide(postfixLine), "a/mainlog": eximLine, "a/trace.csv": trace,
		"a/report.eml": report, "a/mbox": "From x@y.example Mon Jan  5 08:00:00 2026\n" + report, "a/notes.txt": "hello\n", "a/empty": "", "a/.hidden": postfixLine, "a/.git/maillog": postfixLine,
		"Maildir/cur/1.x:2,S": report, "Maildir/new/2.x": report, "Maildir/tmp/3.x": report, "Maildir/.Junk/cur/4.x": report, "Maildir/dovecot-uidlist": "3 V1\n",
	})
	files, err := Open([]string{filepath.Join(dir, "a"), filepath.Join(dir, "Maildir"), filepath.Join(dir, "a", "maillog")}, records.Options{Zone: time.UTC, Year: 2026})
	if err != nil {
		t.Fatal(err)
	}
	const want = `a/maillog: mail log of Postfix, sendmail or Exim
a/mainlog: Exim main log
a/mbox: DSNs in an mbox
a/packed.gz: mail log of Postfix, sendmail or Exim
a/report.eml: DSN in a mail message
a/trace.csv: list of a message trace
a/wide.txt: mail log of Postfix, sendmail or Exim
Maildir/.Junk/cur/4.x: DSN in a mail message
Maildir/cur/1.x:2,S: DSN in a mail message
Maildir/new/2.x: DSN in a mail message
a/empty: skipped
a/notes.txt: skipped
Maildir/dovecot-uidlist: skipped`
	if got := files.names(dir); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var s recordtest.Listing
	if err := files.Read(&s); err != nil || len(s.Lines) != 10 {
		t.Errorf("%d events and %v, want one of each file: %s", len(s.Lines), err, strings.Join(s.Lines, "\n"))
	}
}

// Whose records these are: hosts by their names, Exim's own logs by the name of the log, and what Exchange tells by its kind.
func TestWhoseRecords(t *testing.T) {
	dir := folder(t, map[string]string{"both": postfixLine + strings.Replace(postfixLine, "relay", "edge", 1), "mainlog": eximLine, "mainlog.1": eximLine, "trace.csv": trace})
	files, err := Open([]string{dir}, records.Options{Zone: time.UTC, Year: 2026})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range files.All {
		f := &files.All[i]
		got = append(got, fmt.Sprint(f.Hosts, strings.TrimPrefix(f.Log(), dir+string(filepath.Separator))))
	}
	if text := strings.Join(got, ", "); text != "[relay edge]both, []mainlog, []mainlog, []list of a message trace" {
		t.Errorf("the records are those of %s", text)
	}
}

// Each format has texts of its own: nothing is known by two.
func TestFormatsDoNotOverlap(t *testing.T) {
	for _, text := range []string{postfixLine, eximLine, trace, report, "From x@y.example Mon Jan  5 08:00:00 2026\n" + report} {
		var by []string
		for _, f := range Catalogue {
			if f.Detect([]byte(text)) {
				by = append(by, f.Name)
			}
		}
		if len(by) != 1 {
			t.Errorf("%.30q is known by %q", text, by)
		}
	}
}

func TestRefused(t *testing.T) {
	dir := folder(t, map[string]string{"notes.txt": "hello\n", "book.xlsx": "PK\x03\x04...", "old.msg": "\xd0\xcf\x11\xe0...", "log.xz": "\xfd7zXZ\x00", "empty": "",
		"broken.gz": "\x1f\x8b\x08", "nothing/.hidden": "", "none/a.txt": "hello\n", "maillog": postfixLine})
	for _, c := range []struct{ name, want string }{
		{"notes.txt", "is no record that can be read; what can be read is DSNs in an mbox, DSN in a mail message, mail log of Postfix, sendmail or Exim, Exim main log, "},
		{"book.xlsx", "is a zip archive or an Excel workbook, so unpack it, or save it as CSV"},
		{"old.msg", "is a message of Outlook or an old Office file, so save it as .eml or CSV"},
		{"log.xz", "is compressed with xz, so decompress it first"},
		{"empty", "is empty"},
		{"broken.gz", "it is compressed with gzip, but broken (unexpected EOF); copy it once more, or leave it out"},
		{"none", "the one file in it is no record; what can be read is DSNs in an mbox"},
		{"nothing", "there is no file in it"},
		{"missing", "there is no file or folder"},
	} {
		_, err := Open([]string{filepath.Join(dir, c.name)}, records.Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.name) || strings.Count(err.Error(), dir) != 1 {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
	files, err := Open([]string{filepath.Join(dir, "maillog")}, records.Options{Zone: time.UTC})
	if err != nil {
		t.Fatal(err)
	}
	err = files.Read(&recordtest.Listing{})
	if want := filepath.Join(dir, "maillog") + ": line 1: its time has no year: give the year of its last line with --year"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// A log that was rotated is read from its oldest file on; --year is that of the last line of the newest.
func TestRotatedLogs(t *testing.T) {
	line := func(stamp string) string { return stamp + postfixLine[len("Jan  5 08:00:00"):] }
	dir := folder(t, map[string]string{
		"maillog":          line("Jan  9 08:00:00"),
		"maillog.1":        line("Dec 28 08:00:00") + line("Jan  2 08:00:00"),
		"maillog.2.gz":     compressed(line("Dec 21 08:00:00") + line("Dec 28 07:00:00")),
		"maillog.10.gz":    compressed(line("Dec 20 08:00:00") + line("Jan  1 08:00:00") + line("Jun  1 08:00:00") + line("Nov 20 08:00:00")),
		"other-20251231":   line("Dec 30 08:00:00"),
		"other-20260107":   line("Jan  6 08:00:00"),
		"other-x/maillog":  line("Jun  6 08:00:00"),
		"other-y/iso.log":  line("2026-01-05T08:00:00Z"),
		"other-y/iso.log1": line("2026-01-05T08:00:00Z"),
	})
	files, err := Open([]string{dir}, records.Options{Zone: time.UTC, Year: 2026})
	if err != nil {
		t.Fatal(err)
	}
	var s recordtest.Listing
	if err := files.Read(&s); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, line := range s.Lines {
		got = append(got, line[:len("2026-01-05")])
	}
	const want = "2024-12-20 2025-01-01 2025-06-01 2025-11-20 2025-12-21 2025-12-28 2025-12-28 2026-01-02 2026-01-09 2025-12-30 2026-01-06 2026-06-06 2026-01-05 2026-01-05"
	if text := strings.Join(got, " "); text != want {
		t.Errorf("got  %s\nwant %s\n%s", text, want, files.names(dir))
	}
}

// Each text is read by the first format that knows it, to its end.
func FuzzFormats(f *testing.F) {
	for _, text := range []string{postfixLine, eximLine, trace, report, "From x@y.example Mon Jan  5 08:00:00 2026\n" + report, compressed(postfixLine), wide(trace), "[{\"Received\":\"/Date(1)/\"}]"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		text, err := records.NewText(bytes.NewReader(raw))
		if err != nil {
			return
		}
		head, _ := text.Peek(headLength)
		for i := range Catalogue {
			if Catalogue[i].Detect(head) {
				Catalogue[i].Read("file", text, records.Options{Zone: time.UTC, Year: 2026}, &recordtest.Listing{})
				return
			}
		}
	})
}
