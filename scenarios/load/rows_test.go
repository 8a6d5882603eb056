package load

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

const cmdletHead = "MessageTraceId,MessageId,Received,SenderAddress,RecipientAddress,Subject,Status,ToIP,FromIP,Size\n"

// toldRow is a row of Get-MessageTraceV2.
func toldRow(id, message, at, to, status string) string {
	return fmt.Sprintf("%s,%s,%s,sender@contoso.example,%s,Deck,%s,,203.0.113.5,75000\n", id, message, at, to, status)
}

// people are the recipients of each table, and moments the times of its messages.
func people(c *sim.Config) (all []string) {
	for _, m := range c.Mails {
		var names []string
		for _, to := range m.To {
			names = append(names, c.Addresses[to].Name)
		}
		for _, one := range m.Listed {
			names = append(names, one.At.String())
		}
		all = append(all, strings.Join(names, " "))
	}
	return all
}

// Rows of one message are its recipients, whatever tells that they are of one.
func TestRowsOfOneMessage(t *testing.T) {
	const at, later = "2026-01-05T08:00:00", "2026-01-05T08:00:01"
	const a, b = "a@fabrikam.example", "b@fabrikam.example"
	for name, c := range map[string]struct {
		decodeRows string
		condition  []string
	}{
		"trace id":              {toldRow("1", "<m@x>", at, a, "Delivered") + toldRow("1", "<m@x>", at, b, "Delivered"), []string{a + " " + b + " 0s"}},
		"trace id, and a delay": {toldRow("1", "<m@x>", at, a, "Delivered") + toldRow("1", "<m@x>", later, b, "Failed"), []string{a + " " + b + " 0s"}},
		"Message-ID":            {toldRow("", "<m@x>", at, a, "Delivered") + toldRow("", "<m@x>", at, b, "Pending"), []string{a + " " + b + " 0s"}},
		"Message-ID used again": {toldRow("", "<m@x>", at, a, "Delivered") + toldRow("", "<m@x>", later, b, "Delivered"), []string{a + " 0s", b + " 1s"}},
		"two messages":          {toldRow("1", "<m@x>", at, a, "Delivered") + toldRow("2", "<m@x>", later, a, "Delivered"), []string{a + " 0s 1s"}},
		"nothing":               {toldRow("", "", at, a, "Delivered") + toldRow("", "", at, b, "Delivered"), []string{a + " 0s", b + " 0s"}},
		"the same row twice":    {strings.Repeat(toldRow("1", "<m@x>", at, a, "Delivered"), 2), []string{a + " 0s"}},
		"a list": {toldRow("1", "<m@x>", at, "list@contoso.example", "Expanded") + toldRow("1", "<m@x>", later, a, "Delivered") + toldRow("1", "<m@x>", later, b, "Delivered"),
			[]string{a + " " + b + " 0s"}},
		"held back": {toldRow("1", "<m@x>", at, a, "Quarantined") + toldRow("1", "<m@x>", at, b, "GettingStatus") + toldRow("2", "<n@x>", at, a, "FilteredAsSpam"), []string{b + " 0s"}},
	} {
		if got := people(mustTrace(t, cmdletHead+c.decodeRows, "")); !slices.Equal(got, c.condition) {
			t.Errorf("%s: %q, want %q", name, got, c.condition)
		}
	}
	enhanced := strings.Replace(summaryHead, "\n", ",network_message_id,directionality\n", 1) +
		"2026-01-05T08:00:00Z,sender@contoso.example,\"a@fabrikam.example##Receive, Send;list@contoso.example##Receive, Expand\",Deck,75000,n1,Originating\n" +
		"2026-01-05T08:00:00Z,sender@contoso.example,\"b@fabrikam.example##Receive, Fail\",Deck,75000,n1,Originating\n" +
		"2026-01-05T08:00:00Z,news@fabrikam.example,\"sender@contoso.example##Receive, Deliver\",Deck,75000,n2,Incoming\n"
	if got := people(mustTrace(t, enhanced, "")); !slices.Equal(got, []string{a + " " + b + " 0s"}) {
		t.Errorf("%q", got)
	}
}

// A trace of one message is the message that a table tells.
func TestTraceIsTheTable(t *testing.T) {
	told := mustTrace(t, cmdletHead+toldRow("1", "<m@x>", "2026-01-05T08:00:00", "a@fabrikam.example", "Delivered")+
		toldRow("1", "<m@x>", "2026-01-05T08:00:00", "b@fabrikam.example", "Delivered"), "").Mails[0]
	byHand := load(t, "[mail.seen]\nfrom = \"sender@contoso.example\"\nto = [\"a@fabrikam.example\", \"b@fabrikam.example\"]\nsize = \"75kB\"\n"+
		onlyHosts+"[host.fabrikam.fault.down]\nkind = \"connection-refused\"\nends = \"2h\"\n")
	count := func() (n [3]int64) {
		_, r := play(t, byHand.Config, nil)
		for i, m := range []metrics.ID{metrics.Messages, metrics.Attempts, metrics.WireBytes} {
			n[i] = r.Values[m].Num
		}
		return n
	}
	want := count()
	one := &byHand.Config.Mails[0]
	if !reflect.DeepEqual(one.To, told.To) || one.From != told.From {
		t.Fatalf("%+v", told)
	}
	one.Listed, one.Count = told.Listed, 0
	if got := count(); got != want || got[0] != 1 {
		t.Errorf("messages, attempts and bytes are %v, and %v as a table", got, want)
	}
}

// The order of rows, and how the recipients of a message are dealt out over them, mean nothing.
func TestAnySplitIsTheSameMail(t *testing.T) {
	for seed := range uint64(60) {
		random := rand.New(rand.NewPCG(seed, 1))
		type message struct {
			id, at, from, ExactSize string
			to                      []string
		}
		var post []message
		for i := range 1 + random.IntN(12) {
			m := message{fmt.Sprint(i), fmt.Sprintf("2026-01-05T08:%02d:00Z", random.IntN(3)), fmt.Sprintf("s%d@contoso.example", random.IntN(2)), fmt.Sprint(1 + random.IntN(3)), nil}
			for n := range 1 + random.IntN(4) {
				m.to = append(m.to, fmt.Sprintf("p%d@fabrikam.example", n+random.IntN(2)))
			}
			post = append(post, m)
		}
		dealt := func() string {
			var rows []string
			for _, m := range post {
				random.Shuffle(len(m.to), func(i, j int) { m.to[i], m.to[j] = m.to[j], m.to[i] })
				for rest := m.to; len(rest) > 0; {
					n := 1 + random.IntN(len(rest))
					rows = append(rows, strings.Join([]string{m.at, m.from, strings.Join(rest[:n], ";"), "Deck", m.ExactSize, m.id}, ",")+"\n")
					rest = rest[n:]
				}
			}
			random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			return strings.Replace(summaryHead, "\n", ",network_message_id\n", 1) + strings.Join(rows, "")
		}
		first, second := dealt(), dealt()
		if one, other := mustTrace(t, first, ""), mustTrace(t, second, ""); !reflect.DeepEqual(one.Mails, other.Mails) || !reflect.DeepEqual(one.Addresses, other.Addresses) {
			t.Fatalf("seed %d:\n%s\n%s\n%+v\n%+v", seed, first, second, one.Mails, other.Mails)
		}
	}
}

// What is left out is told once for each kind, with how many rows it is and the first of them.
func TestLeftOut(t *testing.T) {
	const at = "2026-01-05T08:00:00"
	csv := cmdletHead + toldRow("1", "", at, "a@fabrikam.example", "Delivered") +
		strings.ReplaceAll(toldRow("2", "", "2026-01-05T07:00:00", "sender@contoso.example", "Delivered"), "sender@contoso.example,sender", "news@elsewhere.example,sender") +
		toldRow("3", "", at, "list@contoso.example", "Expanded") + toldRow("4", "", at, "list@contoso.example", "Expanded") +
		toldRow("5", "", at, "b@fabrikam.example", "Quarantined") + strings.Replace(toldRow("6", "", at, "b@fabrikam.example", "Delivered"), "75000", "\"75,000\"", 1)
	c := mustTrace(t, csv, "enters = \"exo\"\n")
	if got := people(c); !slices.Equal(got, []string{"a@fabrikam.example 0s"}) {
		t.Errorf("%q", got)
	}
	want := []string{
		"recipients with the status Expanded or Resolved are left out (2, the first in line 4): those for whom they stand have rows of their own",
		"recipients with the status Quarantined or FilteredAsSpam are left out (1, the first in line 6): their mail was held back and never sent on",
		"rows that cannot be used are left out (1): line 7: \"75,000\" is not a valid size; write a whole number of bytes from 1 to 1000000000",
		"messages whose senders have no domain of exo are left out (1, the first in line 3): others wrote them; where elsewhere.example is its own, name it in its domains",
	}
	if len(c.Warnings) != len(want) {
		t.Fatalf("%q", c.Warnings)
	}
	for i, w := range want {
		if !strings.HasSuffix(c.Warnings[i], "messages.csv: "+w) {
			t.Errorf("%q, want %q", c.Warnings[i], w)
		}
	}
}

// One row that cannot be used does not close a file; more than one in ten do.
func TestUnusableRows(t *testing.T) {
	good := toldRow("", "", "2026-01-05T08:00:00", "a@fabrikam.example", "Delivered")
	for name, bad := range map[string]string{
		"no size":    strings.Replace(good, "75000", "", 1),
		"size 0":     strings.Replace(good, "75000", "0", 1),
		"X.500":      strings.Replace(good, "a@fabrikam.example", "/o=ExchangeLabs/cn=Recipients/cn=a", 1),
		"no day":     strings.Replace(good, "2026-01-05", "2026-13-05", 1),
		"cut short":  good[:30] + "\n",
		"no address": strings.Replace(good, "sender@", "sender", 1),
	} {
		c := mustTrace(t, cmdletHead+good+bad, "")
		if len(c.Mails) != 1 || len(c.Mails[0].Listed) != 1 || len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "rows that cannot be used are left out (1): line 3: ") {
			t.Errorf("%s: %+v %q", name, c.Mails, c.Warnings)
		}
		if _, err := traced(t, []byte(cmdletHead+bad), ""); err == nil {
			t.Errorf("%s: no complaint of a file without another row", name)
		}
		if _, err := traced(t, []byte(cmdletHead+strings.Repeat(good, 17)+bad+bad), ""); err == nil || strings.Count(err.Error(), "messages.csv:") != 2 {
			t.Errorf("%s: two of 19 rows: %v", name, err)
		}
		if c := mustTrace(t, cmdletHead+strings.Repeat(good, 18)+bad+bad, ""); len(c.Mails[0].Listed) != 18 {
			t.Errorf("%s: two of 20 rows: %+v", name, c.Mails)
		}
	}
	if c := mustTrace(t, cmdletHead+strings.NewReplacer("sender@contoso.example", "<sender@contoso.example>", "a@fabrikam.example", "<a@fabrikam.example>").Replace(good), ""); len(c.Mails) != 1 {
		t.Errorf("%+v", c)
	}
}

// Day and month that look alike are told apart by what a whole file says.
func TestWhichIsTheDay(t *testing.T) {
	const hour = time.Hour
	for _, c := range []struct {
		first, second string
		condition     time.Duration // between them; 0: refused
	}{
		{"01/05/2026 08:00:00", "01/25/2026 13:00:00", 20*24*hour + 5*hour},
		{"05/01/2026 08:00:00", "25/01/2026 13:00:00", 20*24*hour + 5*hour},
		{"5-1-2026 08:00:00", "25-1-2026 13:00:00", 20*24*hour + 5*hour},
		{"5/01/2026 8:00:00 am", "25/01/2026 1:00:00 pm", 20*24*hour + 5*hour},
		{"1/5/2026 8:00:00\u202fAM", "1/6/2026 1:00:00\u202fPM", 29 * hour},
		{"1/5/2026 8:00:00 AM", "1/6/2026 1:00:00 PM", 29 * hour},
		{"5-1-2026 08:00:00", "5-1-2026 13:00:00", 5 * hour},
		{"05/01/2026 08:00:00", "06/01/2026 13:00:00", 0},
		{"5/01/2026 8:00:00 AM", "6/01/2026 1:00:00 PM", 0},
		{"05/01/2026 08:00:00", "2026-01-05T08:00:00Z", 0},
		{"25/01/2026 08:00:00", "01/25/2026 13:00:00", 0},
	} {
		csv := cmdletHead + toldRow("1", "", c.second, "a@fabrikam.example", "Delivered") + toldRow("2", "", c.first, "a@fabrikam.example", "Delivered")
		s, err := traced(t, []byte(csv), "")
		switch {
		case c.condition == 0:
			if err == nil || !strings.Contains(err.Error(), "write") {
				t.Errorf("%q, %q: %v", c.first, c.second, err)
			}
		case err != nil:
			t.Errorf("%q, %q: %v", c.first, c.second, err)
		case s.Config.Mails[0].Listed[1].At != c.condition:
			t.Errorf("%q, %q: %v apart", c.first, c.second, s.Config.Mails[0].Listed[1].At)
		}
	}
}

// Any export of the same two messages is the same mail: one to a list of two and to a third, one to the third alone an hour later.
func TestAnyExportIsTheSameMail(t *testing.T) {
	want := mustTrace(t, cmdletHead+toldRow("1", "<m@x>", "2026-01-25T08:00:00", "list@contoso.example", "Expanded")+toldRow("1", "<m@x>", "2026-01-25T08:00:01", "a@fabrikam.example", "Delivered")+
		toldRow("1", "<m@x>", "2026-01-25T08:00:01", "b@fabrikam.example", "Failed")+toldRow("1", "<m@x>", "2026-01-25T08:00:00", "c@fabrikam.example", "Pending")+
		toldRow("2", "<n@x>", "2026-01-25T09:00:00", "c@fabrikam.example", "Delivered"), "")
	if got := people(want); !slices.Equal(got, []string{"a@fabrikam.example b@fabrikam.example c@fabrikam.example 0s", "c@fabrikam.example 1h0m0s"}) {
		t.Fatal(got)
	}
	object := func(id, message, when, to, status string) string {
		return fmt.Sprintf(`{"MessageTraceId":%q,"MessageId":%q,"Received":"%s","SenderAddress":"Sender@contoso.example","RecipientAddress":%q,"Subject":"Deck","Status":%q,"ToIP":null,"FromIP":"203.0.113.5","Size":75000,"Index":0}`, id, message, when, to, status)
	}
	list := func(eight, nine string) string {
		return "[" + strings.Join([]string{object("2", "<n@x>", nine, "c@fabrikam.example", "Delivered"), object("1", "<m@x>", eight, "c@fabrikam.example", "Pending"), object("1", "<m@x>", eight, "list@contoso.example", "Expanded"),
			object("1", "<m@x>", eight, "a@fabrikam.example", "Delivered"), object("1", "<m@x>", eight, "b@fabrikam.example", "Failed")}, ",\n") + "]"
	}
	graph := strings.NewReplacer("MessageTraceId", "id", "MessageId", "messageId", "Received", "receivedDateTime", "SenderAddress", "senderAddress", "RecipientAddress", "recipientAddress", "Status", "status", "Size", "size")
	const fields = "date-time,source,event-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,related-recipient-address,sender-address,return-path,directionality\n"
	events := `2026-01-25T08:00:00.0000000Z,STOREDRIVER,RECEIVE,<m@x>,1,list@contoso.example;c@fabrikam.example,,75000,,sender@contoso.example,sender@contoso.example,Originating
2026-01-25T08:00:00.1000000Z,ROUTING,EXPAND,<m@x>,1,a@fabrikam.example;b@fabrikam.example,250 2.1.5 RESOLVER.GRP.Expanded;250 2.1.5 RESOLVER.GRP.Expanded,75000,list@contoso.example,sender@contoso.example,sender@contoso.example,Originating
2026-01-25T08:00:00.2000000Z,AGENT,AGENTINFO,<m@x>,1,a@fabrikam.example;b@fabrikam.example,,75000,,sender@contoso.example,sender@contoso.example,Originating
2026-01-25T08:00:01.0000000Z,SMTP,SEND,<m@x>,1,a@fabrikam.example,250 2.0.0 Ok,75000,,sender@contoso.example,sender@contoso.example,Originating
2026-01-25T08:00:01.0000000Z,SMTP,FAIL,<m@x>,1,b@fabrikam.example,550 5.1.1 Unknown,75000,,sender@contoso.example,sender@contoso.example,Originating
2026-01-25T08:00:01.0000000Z,DSN,DSN,<d@x>,3,sender@contoso.example,,9000,,postmaster@contoso.example,<>,Originating
2026-01-25T08:00:02.0000000Z,SMTP,DEFER,<m@x>,1,c@fabrikam.example,451 4.7.1 Later,75000,,sender@contoso.example,sender@contoso.example,Originating
2026-01-25T09:00:00.0000000Z,STOREDRIVER,RECEIVE,<n@x>,2,c@fabrikam.example,,75000,,sender@contoso.example,sender@contoso.example,Originating
`
	for name, text := range map[string]string{
		"PowerShell 7":         list("2026-01-25T08:00:00", "2026-01-25T09:00:00"),
		"PowerShell 5.1":       list(`\/Date(1769328000000)\/`, `\/Date(1769331600000)\/`),
		"dates of Britain":     list("25/01/2026 08:00:00", "25/01/2026 09:00:00"),
		"Graph":                `{"@odata.nextLink":"https://graph.microsoft.com/x","value":` + graph.Replace(list("2026-01-25T08:00:00Z", "2026-01-25T09:00:00Z")) + "}",
		"extended report":      strings.Replace(strings.ReplaceAll(fields, "-", "_"), "date_time", "date_time_utc", 1) + events,
		"message tracking log": "#Software: Microsoft Exchange Server\n#Fields: " + fields + events,
		"enhanced summary": strings.Replace(summaryHead, "\n", ",network_message_id\n", 1) + "2026-01-25T08:00:00Z,sender@contoso.example,\"list@contoso.example##Receive, Expand;a@fabrikam.example##Receive, Send;" +
			"b@fabrikam.example##Receive, Fail;c@fabrikam.example##Receive, Defer\",Deck,75000,1\n2026-01-25T09:00:00Z,sender@contoso.example,c@fabrikam.example##Receive,Deck,75000,2\n",
		"mail log": `Jan 25 08:00:00 mx postfix/qmgr[1]: 4F1A23B4C5: from=<sender@contoso.example>, size=75000, nrcpt=3 (queue active)
Jan 25 08:00:00 mx postfix/cleanup[1]: 4F1A23B4C5: message-id=<m@x>
Jan 25 08:00:01 mx postfix/smtp[1]: 4F1A23B4C5: to=<a@fabrikam.example>, relay=mx.fabrikam.example[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok)
Jan 25 08:00:01 mx postfix/smtp[1]: 4F1A23B4C5: to=<b@fabrikam.example>, relay=mx.fabrikam.example[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host said: 550 5.1.1 Unknown)
Jan 25 08:00:01 mx postfix/smtp[1]: 4F1A23B4C5: to=<c@fabrikam.example>, relay=none, delay=1, delays=0/0/1/0, dsn=4.4.1, status=deferred (connect to mx.fabrikam.example[192.0.2.1]:25: Connection refused)
Jan 25 09:00:00 mx postfix/qmgr[1]: 4F1A23B4C6: from=<sender@contoso.example>, size=75000, nrcpt=1 (queue active)
Jan 25 09:00:00 mx postfix/smtp[1]: 4F1A23B4C6: to=<c@fabrikam.example>, relay=mx.fabrikam.example[192.0.2.1]:25, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)
`,
		"tracking cmdlet in its zone": "Timestamp;EventId;MessageId;Recipients;TotalBytes;Sender\n25.01.2026 09:00:00;RECEIVE;<m@x>;a@fabrikam.example;75000;sender@contoso.example\n" +
			"25.01.2026 09:00:00;RECEIVE;<m@x>;b@fabrikam.example;75000;sender@contoso.example\n25.01.2026 09:00:00;RECEIVE;<m@x>;c@fabrikam.example;75000;sender@contoso.example\n" +
			"25.01.2026 10:00:00;RECEIVE;<n@x>;c@fabrikam.example;75000;sender@contoso.example\n",
		"tracking cmdlet": "Timestamp;EventId;MessageId;Recipients;TotalBytes;Sender\n2026-01-25T09:00:00+01:00;RECEIVE;<m@x>;c@fabrikam.example;75000;sender@contoso.example\n" +
			"2026-01-25T09:00:01+01:00;SEND;<m@x>;a@fabrikam.example;75000;sender@contoso.example\n2026-01-25T09:00:01+01:00;FAIL;<m@x>;b@fabrikam.example;75000;sender@contoso.example\n" +
			"2026-01-25T10:00:00+01:00;RECEIVE;<n@x>;c@fabrikam.example;75000;sender@contoso.example\n",
	} {
		if s, err := traced(t, []byte(text), ""); err != nil || !reflect.DeepEqual(s.Config.Mails, want.Mails) || !reflect.DeepEqual(s.Config.Addresses, want.Addresses) {
			t.Errorf("%s: %v", name, err)
			if err == nil {
				t.Error(people(s.Config))
			}
		}
	}
}

// What does not tell who wrote to whom is refused with what does.
func TestTraceOfAnotherKind(t *testing.T) {
	for text, want := range map[string]string{
		"MessageTraceId,Date,Event,Detail\n1,2026-01-05T08:00:00,Defer,x\n":                                                                     "a record of this kind (details of a message trace) does not",
		"#Fields: date-time,session-id,remote-endpoint,event,data,context\n2026-01-05T08:00:00Z,1,x,+,,\n":                                      "a record of this kind (SMTP send log of Exchange Server) does not",
		"Date (UTC),Sender,Recipient,Status\n1/25/2026 8:00:00 AM,sender@contoso.example,a@fabrikam.example,Delivered\n":                        "nothing here tells the sizes",
		"Received,SenderAddress,RecipientAddress,Size\n2026-01-05T08:00:00Z,sender@contoso.example,System.Object[],5\n":                         "-join",
		"Return-Path: <>\nFrom: postmaster@contoso.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x--\n": "does not tell who wrote to whom",
		`[{"Received":"2026-01-05T08:00:00Z","SenderAddress":"sender@contoso.example","RecipientAddress":"a@fabrikam.example","Si`:              "the record ends too early",
	} {
		if _, err := traced(t, []byte(text), ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}
