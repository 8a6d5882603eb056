package load

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/trace"
	"mailstorm/sim"
	"mailstorm/sim/retry"
)

const (
	summaryHead = "origin_timestamp_utc,sender_address,recipient_status,message_subject,total_bytes\n"
	onlyHosts   = "[host.exo]\nprofile = \"exchange-online\"\ndomains = [\"contoso.example\"]\nroutes = {\"*\" = \"fabrikam\"}\n[host.fabrikam]\ndomains = [\"fabrikam.example\"]\n"
)

// traced loads a scenario whose mail is a message trace beside it.
func traced(t *testing.T, csv []byte, keys string) (*Scenario, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string][]byte{"messages.csv": csv, "storm.toml": []byte("[mail.seen]\ntrace = \"messages.csv\"\n" + keys + onlyHosts)} {
		writeFile(t, filepath.Join(dir, name), string(text))
	}
	return Load(filepath.Join(dir, "storm.toml"), Options{})
}

func mustTrace(t *testing.T, csv, keys string) *sim.Config {
	t.Helper()
	s, err := traced(t, []byte(csv), keys)
	if err != nil {
		t.Fatal(err)
	}
	return s.Config
}

const summary = summaryHead + `2026-03-02T08:00:01.5Z,Sender@Contoso.example,"b@fabrikam.example##Receive, Send;a@fabrikam.example##Receive, Fail",Deck,27000000
2026-03-02T08:00:00Z,boss@contoso.example,a@fabrikam.example##Receive,"Hello, world",5
2026-03-02T09:00:00Z,sender@contoso.example,a@fabrikam.example;B@fabrikam.example,Deck,7
2026-03-02T09:00:00Z,<>,sender@contoso.example##Deliver,Undeliverable,90000
`

func TestTrace(t *testing.T) {
	c := mustTrace(t, summary, "priority = \"high\"\nresend = \"50%\"\nprecedence = \"list\"\nforged = true\n")
	if len(c.Mails) != 2 || len(c.Warnings) != 1 || !strings.HasSuffix(c.Warnings[0], "messages.csv: messages without a sender are left out (1, the first in line 5): they are DSNs, and who gives up writes its own") {
		t.Fatalf("%+v %q", c.Mails, c.Warnings)
	}
	first, second := c.Mails[0], c.Mails[1]
	if first.Name != "seen/1" || c.Addresses[first.From].Name != "boss@contoso.example" || !reflect.DeepEqual(first.Listed, []sim.Listed{{At: 0, Size: 5}}) {
		t.Errorf("%+v", first)
	}
	if second.Name != "seen/2" || len(second.To) != 2 || c.Addresses[second.To[1]].Name != "b@fabrikam.example" || second.Enters != 0 || second.Count != 0 ||
		!reflect.DeepEqual(second.Listed, []sim.Listed{{At: 1500 * time.Millisecond, Size: 27_000_000}, {At: time.Hour, Size: 7}}) {
		t.Errorf("%+v", second)
	}
	if second.Priority != retry.High || second.Resend.Times != 1 || second.Resend.After != 10*time.Minute || !second.Bulk || !second.Forged {
		t.Errorf("%+v", second)
	}
}

// Whatever wrote the file: both reports, in any order of columns and rows, in each encoding.
func TestTraceIsReadInAnyDress(t *testing.T) {
	want := mustTrace(t, summary, "").Mails
	wide := func(s string, mark bool) (b []byte) {
		if mark {
			b = []byte{0xff, 0xfe}
		}
		for _, u := range utf16.Encode([]rune(s)) {
			b = binary.LittleEndian.AppendUint16(b, u)
		}
		return b
	}
	zipped := func(b []byte) []byte {
		var out bytes.Buffer
		w := gzip.NewWriter(&out)
		w.Write(b)
		w.Close()
		return out.Bytes()
	}
	strange := strings.ReplaceAll(summary, "Hello", "Grüße 🎉")
	lines := strings.SplitAfter(strings.TrimSuffix(strings.TrimPrefix(summary, summaryHead), "\n"), "\n")
	lines[len(lines)-1] += "\n"
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	for name, text := range map[string][]byte{
		"BOM":         []byte("\ufeff" + summary),
		"UTF-16":      wide(strange, true),
		"gzip":        zipped(wide(strange, true)),
		"no BOM":      wide(strange, false),
		"Windows":     []byte(strings.ReplaceAll(summary, "\n", "\r\n")),
		"other order": []byte(summaryHead + strings.Join(lines, "")),
		"UPPER CASE":  []byte(strings.ToUpper(summaryHead) + strings.TrimPrefix(summary, summaryHead)),
	} {
		s, err := traced(t, text, "")
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !reflect.DeepEqual(s.Config.Mails, want) {
			t.Errorf("%s: %+v", name, s.Config.Mails)
		}
	}
}

func TestTraceInBigEndian(t *testing.T) {
	want := mustTrace(t, summary, "").Mails
	for _, mark := range []string{"", "\ufeff"} {
		var b []byte
		for _, u := range utf16.Encode([]rune(mark + strings.ReplaceAll(summary, "Hello", "Grüße 🎉"))) {
			b = binary.BigEndian.AppendUint16(b, u)
		}
		if s, err := traced(t, b, ""); err != nil || !reflect.DeepEqual(s.Config.Mails, want) {
			t.Errorf("mark %q: %v", mark, err)
		}
	}
}

func TestTraceOfTheCmdlet(t *testing.T) {
	const head = "#TYPE Deserialized\n\"Size\",\"SenderAddress\",\"RecipientAddress\",\"Received\"\n"
	for _, moments := range [][2]string{
		{"3/2/2026 8:00:00 AM", "3/2/2026 1:00:00 PM"}, {"02.03.2026 08:00:00", "02.03.2026 13:00:00"}, {"2026-03-02 08:00:00", "2026-03-02T13:00:00"},
		{"2026-03-02T09:00:00+01:00", "2026-03-02T13:00:00.0000000Z"},
	} {
		csv := head
		for _, m := range moments {
			csv += fmt.Sprintf("\"1000\",\"sender@contoso.example\",\"a@fabrikam.example\",\"%s\"\n", m)
		}
		c := mustTrace(t, csv, "")
		if want := []sim.Listed{{Size: 1000}, {At: 5 * time.Hour, Size: 1000}}; len(c.Mails) != 1 || !reflect.DeepEqual(c.Mails[0].Listed, want) {
			t.Errorf("%v: %+v", moments, c.Mails)
		}
	}
}

func TestTraceEntersWhereItIsTold(t *testing.T) {
	csv := summaryHead + "2026-03-02T08:00:00Z,a@tailspin.example,a@fabrikam.example,x,5\n2026-03-02T08:00:00Z,sender@contoso.example,a@fabrikam.example,x,5\n"
	if c := mustTrace(t, csv, "enters = \"exo\"\n"); len(c.Mails) != 1 || c.Addresses[c.Mails[0].From].Name != "sender@contoso.example" {
		t.Errorf("%+v", c.Mails)
	}
	relay := "enters = \"relay\"\n[host.relay]\nroutes = {\"*\" = \"fabrikam\"}\n"
	if c := mustTrace(t, csv, relay); len(c.Mails) != 2 || c.Mails[0].Enters != 0 || c.Mails[1].Enters != 0 {
		t.Errorf("a host without domains lets anyone's mail enter: %+v", c.Mails)
	}
	told := strings.ReplaceAll(strings.Replace(csv, "\n", ",directionality\n", 1), ",5\n", ",5,Originating\n")
	if c := mustTrace(t, told, "enters = \"exo\"\n"); len(c.Mails) != 2 {
		t.Errorf("what originates here is mail of one's own: %+v", c.Mails)
	}
	if _, err := traced(t, []byte(csv), ""); err == nil || !strings.Contains(err.Error(), "messages.csv:2:1: no host has the sender's domain tailspin.example") {
		t.Error(err)
	}
}

// What is too much is refused with the line that makes it so.
func TestTraceHasLimits(t *testing.T) {
	takesLong(t)
	var b strings.Builder
	b.WriteString(summaryHead)
	for i := range trace.MostGroups + 1 {
		fmt.Fprintf(&b, "2026-03-02T08:00:00Z,s%d@contoso.example,a@fabrikam.example,x,5\n", i)
	}
	text := b.String()
	if _, err := traced(t, []byte(text), ""); err == nil || !strings.Contains(err.Error(), "messages.csv:10002:1: more than 10,000") {
		t.Error(err)
	}
	if c := mustTrace(t, text[:strings.LastIndex(strings.TrimSuffix(text, "\n"), "\n")+1], ""); len(c.Mails) != trace.MostGroups {
		t.Errorf("%d tables", len(c.Mails))
	}
	row := "2026-03-02T08:00:00Z,s@contoso.example,a@fabrikam.example,x,5\n"
	began := spent()
	if _, err := traced(t, []byte(summaryHead+strings.Repeat(row, decode.MostRows+1)), ""); err == nil || !strings.Contains(err.Error(), "messages.csv:1000002:1: more than 1,000,000 rows") {
		t.Error(err)
	}
	if took := spent() - began; took > patience {
		t.Errorf("took %v", took)
	}
}

func TestTraceRefusesHugeFiles(t *testing.T) {
	dir := t.TempDir()
	big := filepath.Join(dir, "messages.csv")
	writeFile(t, big, "")
	if err := os.Truncate(big, decode.LargestSheet+1); err != nil {
		t.Skip(err)
	}
	storm := filepath.Join(dir, "storm.toml")
	os.WriteFile(storm, []byte("[mail.seen]\ntrace = \"messages.csv\"\n"+onlyHosts), 0o644)
	if _, err := Load(storm, Options{}); err == nil || !strings.Contains(err.Error(), "larger than 200 MB") {
		t.Error(err)
	}
}

func TestTraceLeavesTheFolderAlone(t *testing.T) {
	if _, err := Load("-", Options{Stdin: strings.NewReader("[mail.seen]\ntrace = \"/etc/hostname\"\n" + onlyHosts)}); err == nil ||
		!strings.Contains(err.Error(), "is outside the folder") {
		t.Error(err)
	}
	s := load(t, plain)
	s.folder = decode.Folder{}
	if _, err := s.Vary("mail.deck.trace=x.csv"); err == nil || !strings.Contains(err.Error(), "has no folder") {
		t.Error(err)
	}
}

// The apostrophe with which CSV is written for spreadsheets is no part of a text.
func TestDefusedCellsAreRead(t *testing.T) {
	c := mustTrace(t, summaryHead+"2026-03-02T08:00:00Z,'+sender@contoso.example,'+a@fabrikam.example##Receive,Deck,5\n2026-03-02T09:00:00Z,'sender'@contoso.example,a@fabrikam.example##Receive,Deck,5\n", "")
	var names []string
	for _, a := range c.Addresses {
		names = append(names, a.Name)
	}
	if got := strings.Join(names, " "); got != "+sender@contoso.example +a@fabrikam.example 'sender'@contoso.example a@fabrikam.example" {
		t.Error(got)
	}
}
