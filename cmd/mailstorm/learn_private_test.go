package main

import (
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// secrets are names that the records hold, and no output may.
var secrets = []string{"contoso", "fabrikam", "tailspin", "lindqvist", "anna.lindqvist@contoso.example", "partner@fabrikam.example", "geheimprojekt", "müller-straße",
	"203.0.113.77", "mx7.intern", "2001:db8:77::1", "To Tailspin GmbH"}

// disguises are forms in which a name might leave.
func disguises(name string) (forms []string) {
	wide := func(low, high int) string {
		var b strings.Builder
		for _, u := range utf16.Encode([]rune(name)) {
			pair := [2]byte{byte(u), byte(u >> 8)}
			b.WriteByte(pair[low])
			b.WriteByte(pair[high])
		}
		return b.String()
	}
	quoted := ""
	for _, b := range []byte(name) {
		if quoted += string(rune(b)); b >= 0x80 || b == '@' {
			quoted = quoted[:len(quoted)-len(string(rune(b)))] + fmt.Sprintf("=%02X", b)
		}
	}
	forms = []string{name, strings.ToUpper(name), wide(0, 1), wide(1, 0), url.QueryEscape(name), url.PathEscape(name), quoted, fmt.Sprintf("%x", name),
		strings.ReplaceAll(name, ".", "-"), "xn--mller-strae-v9a2f"}
	for shift := range 3 { // base64 of what begins at any of three places
		coded := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + name))
		forms = append(forms, coded[4*((shift+2)/3):len(coded)/4*4-4])
	}
	return forms
}

// found lists secrets in a text, in any form.
func found(text string) (all []string) {
	lower := strings.ToLower(text)
	for _, s := range secrets {
		for _, form := range disguises(s) {
			if len(form) > 4 && (strings.Contains(text, form) || strings.Contains(lower, strings.ToLower(form))) {
				all = append(all, fmt.Sprintf("%s as %q", s, form))
			}
		}
	}
	return all
}

// hostileList has names in all columns, and rows that cannot be used.
const hostileList = "Received,SenderAddress,RecipientAddress,Subject,Status,ToIP,FromIP,Size,MessageId,MessageTraceId,ConnectorId\n" +
	"2026-01-05T08:00:00Z,anna.lindqvist@contoso.example,bo@müller-straße.example,Geheimprojekt,Delivered,203.0.113.77,2001:db8:77::1,1000,<geheimprojekt@mx7.intern>,11111111-1111-1111-1111-111111111111,To Tailspin GmbH\n" +
	"no moment of fabrikam,anna.lindqvist@contoso.example,partner@fabrikam.example,Geheimprojekt,Pending,203.0.113.77,,1000,<2@mx7.intern>,21111111-1111-1111-1111-111111111111,\n" +
	"2026-01-05T09:00:00Z,anna.lindqvist at contoso,partner@fabrikam.example,Geheimprojekt,Failed,,,fabrikam,<3@mx7.intern>,31111111-1111-1111-1111-111111111111,\n" +
	"2026-01-05T09:30:00Z,anna.lindqvist@contoso.example,partner@fabrikam.example,Geheimprojekt,Failed,,,1000,<4@mx7.intern>,41111111-1111-1111-1111-111111111111,\n"

// namelessList is one of the admin center: no row has a MessageTraceId.
const namelessList = "Date (UTC+01:00),Sender,Recipient,Subject,Status,Message ID\n" +
	"2026-01-05T10:00:00Z,anna.lindqvist@contoso.example,partner@fabrikam.example,Geheimprojekt,Failed,<5@mx7.intern>\n" +
	"2026-01-05T10:30:00Z,anna.lindqvist@contoso.example,partner@fabrikam.example,Geheimprojekt,Delivered,\n"

// outputs is all that learn says and writes.
func outputs(t *testing.T, args ...string) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "learned")
	all := ""
	for _, more := range [][]string{{"--out", folder}, {"--format", "json"}, {"--plan"}, {"--memory", "1kB"}} {
		said := inProcess(append(append([]string{"learn"}, args...), more...))
		all += said.out + said.err
	}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all += strings.TrimPrefix(path, folder) + string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(all, folder, "")
}

// Nothing personal leaves: no name that went in comes out, in whatever form.
func TestLearnKeepsNamesPrivate(t *testing.T) {
	list, nameless := filepath.Join(t.TempDir(), "list.csv"), filepath.Join(t.TempDir(), "nameless.csv")
	writeFile(t, list, hostileList)
	writeFile(t, nameless, namelessList)
	for profile, records := range map[string]string{"postfix": "maillog", "exchange-online": "trace.csv"} {
		out := officeRecords(t, profile, "24h", "")
		args := []string{filepath.Join(out, records), filepath.Join(out, "dsn"), list, nameless, "--year", "2026", "--zone", "UTC"}
		if all := found(outputs(t, args...)); len(all) > 0 {
			t.Errorf("%s: names come out: %s", profile, all)
		}
		if kept := outputs(t, append(args, "--keep-names")...); len(found(kept)) == 0 {
			t.Errorf("%s: the test finds no names where they are kept", profile)
		}
	}
	for _, s := range secrets { // the search itself
		for _, form := range disguises(s) {
			if len(form) > 4 && len(found("..."+form+"...")) == 0 {
				t.Errorf("%q is not found as %q", s, form)
			}
		}
	}
}

// Whoever named the files sees their names again; what is passed on counts them.
func TestLearnWritesNoNamesOfFiles(t *testing.T) {
	list, folder := filepath.Join(t.TempDir(), "fabrikam.csv"), filepath.Join(t.TempDir(), "learned")
	writeFile(t, list, hostileList)
	said := inProcess([]string{"learn", list, "--out", folder})
	if said.code != 0 || !strings.Contains(said.out, list+", line 3, column 1") {
		t.Errorf("learn ends with %d: %s%s", said.code, said.out, said.err)
	}
	for file, want := range map[string]string{"report.html": "file 1, line 3, column 1", "learned.json": "file 1, line 3, column 1", "scenario.toml": ""} {
		if text := readFile(t, filepath.Join(folder, file)); len(found(text)) > 0 || !strings.Contains(text, want) {
			t.Errorf("%s names %s, or does not say %q", file, found(text), want)
		}
	}
}

// Names are stable with a key, and others without one.
func TestLearnKey(t *testing.T) {
	dir := t.TempDir()
	list, key := filepath.Join(dir, "list.csv"), filepath.Join(dir, "key")
	writeFile(t, list, hostileList)
	name := func(more ...string) string {
		folder := filepath.Join(t.TempDir(), "learned")
		said := inProcess(append([]string{"learn", list, "--out", folder, "--own", "contoso.example"}, more...))
		b, err := os.ReadFile(filepath.Join(folder, "scenario.toml"))
		if said.code != 0 || err != nil {
			t.Fatalf("learn ends with %d (%v): %s", said.code, err, said.err)
		}
		_, text, _ := strings.Cut(string(b), "people@")
		return text[:20]
	}
	if a, b, c := name("--key", key), name("--key", key), name(); a != b || a == c {
		t.Errorf("with a key %s and %s, without one %s", a, b, c)
	}
	if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the key: %v, %v", info.Mode(), err)
	}
}

// A key is kept with the results: who fails gets none, and so does who only plans.
func TestLearnKeepsNoKeyOfNothing(t *testing.T) {
	dir := t.TempDir()
	list, log, key := filepath.Join(dir, "list.csv"), filepath.Join(dir, "maillog"), filepath.Join(dir, "key")
	writeFile(t, list, hostileList)
	writeFile(t, log, "Jan  5 08:00:00 relay postfix/qmgr[1]: 4F2A1: removed\n")
	for _, c := range []struct {
		args string
		code int
	}{{log, 2}, {list + "|--plan", 0}, {list + "|--out|" + filepath.Join(log, "in a file"), 2}} {
		said := inProcess(append([]string{"learn", "--key", key}, strings.Split(c.args, "|")...))
		if _, err := os.Stat(key); said.code != c.code || err == nil {
			t.Errorf("%s ends with %d, and the key is there: %t (%s)", c.args, said.code, err == nil, said.err)
		}
	}
}
