package exchange

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"mailstorm/scenarios/records"
	"mailstorm/scenarios/records/recordtest"
)

// eventsOf reads a record that is of the named format.
func eventsOf(t *testing.T, format, text string, o records.Options) *recordtest.Listing {
	t.Helper()
	n := new(recordtest.Listing)
	if err := readAs(t, format, text, o, n); err != nil {
		t.Fatal(err)
	}
	return n
}

func readAs(t *testing.T, format, text string, o records.Options, sink records.Sink) error {
	t.Helper()
	plain, err := records.NewText(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	head, _ := plain.Peek(1 << 16)
	var found []string
	for _, f := range Formats {
		if f.Detect(head) {
			found = append(found, f.Name)
		}
	}
	if !slices.Equal(found, []string{format}) {
		t.Fatalf("this is taken for %q", found)
	}
	return Read("x", plain, o, sink)
}

func wantLines(t *testing.T, got *recordtest.Listing, want string) {
	t.Helper()
	if all := "\n" + strings.Join(got.Lines, "\n") + "\n"; all != want {
		t.Errorf("got%swant%s", all, want)
	}
}

const (
	listName     = "list of a message trace"
	detailsName  = "details of a message trace"
	extendedName = "extended report of a message trace"
	trackingName = "message tracking log of Exchange Server"
	sendName     = "SMTP send log of Exchange Server"
)

// One message to two people, as each export shows it.
func TestLists(t *testing.T) {
	listed := regexp.MustCompile(`^2026-01-05 08:00:00 listed .*from=a@contoso.example to=([pq])@fabrikam.example `)
	row := func(to string) string {
		return `{"MessageTraceId":"8A1C","MessageId":"<m@contoso.example>","Received":%s,"SenderAddress":"A@contoso.example","RecipientAddress":"` + to + `","Subject":"\"x\", {y}\n\\","Status":"Delivered","Size":75000,"Index":0}`
	}
	both := func(when string) string {
		return fmt.Sprintf("["+row("p@fabrikam.example")+",\r\n "+row("q@fabrikam.example")+"]", when, when)
	}
	for name, text := range map[string]string{
		"cmdlet": "#TYPE Selected.System.Management.Automation.PSCustomObject\n\"MessageTraceId\",\"Received\",\"SenderAddress\",\"RecipientAddress\",\"Size\",\"Status\"\n" +
			"\"8a1c\",\"1/5/2026 8:00:00 AM\",\"a@contoso.example\",\"p@fabrikam.example\",\"75000\",\"Delivered\"\n" +
			"\"8a1c\",\"1/5/2026 8:00:00 AM\",\"a@contoso.example\",\"q@fabrikam.example\",\"75000\",\"Delivered\"\n",
		"tabs": "sep=\t\nReceived\tSenderAddress\tRecipientAddress\tSize\n2026-01-05 08:00:00\ta@contoso.example\tp@fabrikam.example;q@fabrikam.example\t75000\n",
		"enhanced": "origin_timestamp_utc,sender_address,recipient_status,total_bytes,network_message_id\n" +
			"2026-01-05T08:00:00.0000000Z,a@contoso.example,\"p@fabrikam.example##Receive, Send;q@fabrikam.example##Receive, Fail\",75000,8a1c\n",
		"admin center, with its zone": "Date (UTC+01:00);Sender;Recipient;Status\n5.1.2026 09:00:00;a@contoso.example;p@fabrikam.example;Delivered\n5.1.2026 09:00:00;a@contoso.example;q@fabrikam.example;Delivered\n",
		"Graph as CSV":                "id,receivedDateTime,senderAddress,recipientAddress,status,size\n1,2026-01-05T08:00:00Z,a@contoso.example,p@fabrikam.example,delivered,5\n1,2026-01-05T08:00:00Z,a@contoso.example,q@fabrikam.example,failed,5\n",
		"PowerShell 7":                both(`"2026-01-05T08:00:00"`),
		"PowerShell 5.1":              both(`"\/Date(1767600000000)\/"`),
		"5.1, a time with its type":   both(`{"value":"\/Date(1767600000000)\/","DisplayHint":2,"DateTime":"Monday, January 5, 2026 8:00:00 AM"}`),
		"lines of objects":            strings.NewReplacer("[", "", "},", "}", "]", "").Replace(both(`"2026-01-05T08:00:00Z"`)),
		"pages of Graph": `{"@odata.context":"https://graph.microsoft.com/beta/$metadata#x","@odata.nextLink":"https://graph.microsoft.com/beta/x?$skiptoken=1","value":[` +
			`{"id":"1","senderAddress":"a@contoso.example","recipientAddress":"p@fabrikam.example","receivedDateTime":"2026-01-05T08:00:00Z","size":5,"status":"delivered"}]}` +
			"\n" + `{"value":[{"id":"1","senderAddress":"a@contoso.example","recipientAddress":"q@fabrikam.example","receivedDateTime":"2026-01-05T08:00:00Z","size":5,"status":null}]}`,
		"a list of recipients": `{"Received":"2026-01-05T08:00:00Z","SenderAddress":"a@contoso.example","RecipientAddress":["p@fabrikam.example","q@fabrikam.example"],"Size":5}`,
	} {
		n := eventsOf(t, listName, text, records.Options{})
		to := ""
		for _, line := range n.Lines {
			if m := listed.FindStringSubmatch(line); m != nil {
				to += m[1]
			}
		}
		if to != "pq" || len(n.Lines) != 2 {
			t.Errorf("%s: %q", name, n.Lines)
		}
	}
}

func TestStatusesOfLists(t *testing.T) {
	n := eventsOf(t, listName, "Received,SenderAddress,RecipientAddress,Status,MessageTraceId,Size\n"+
		"2026-01-05T08:00:00Z,a@contoso.example,all@contoso.example,Expanded,1,5\n2026-01-05T08:00:00Z,<>,a@contoso.example,Delivered,2,5\n"+
		"2026-01-05T08:00:00Z,MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@contoso.example,a@contoso.example,Delivered,4,5\n"+
		"2026-01-05T08:00:00Z,a@contoso.example,p@fabrikam.example,FilteredAsSpam,3,\n", records.Options{})
	wantLines(t, n, `
2026-01-05 08:00:00 expanded key=1 from=a@contoso.example to=all@contoso.example size=5 status=Expanded age=0s
2026-01-05 08:00:00 listed key=2 from=<> to=a@contoso.example size=5 status=Delivered age=0s
2026-01-05 08:00:00 listed key=4 from=<> to=a@contoso.example size=5 status=Delivered age=0s
2026-01-05 08:00:00 dropped key=3 from=a@contoso.example to=p@fabrikam.example status=FilteredAsSpam age=0s
`)
}

// A row that cannot be used is told with its line and column, and the others stay.
func TestUnusableRows(t *testing.T) {
	n := eventsOf(t, listName, "Received,SenderAddress,RecipientAddress,Size\nyesterday,a@contoso.example,p@fabrikam.example,5\n2026-01-05T08:00:00Z,nobody,p@fabrikam.example,5\n"+
		"2026-01-05T08:00:00Z,a@contoso.example,System.Object[],5\n2026-01-05T08:00:00Z,a@contoso.example,p@fabrikam.example,5 kB\n2026-01-05T08:00:00Z,a@contoso.example\n"+
		"2026-01-05T08:00:00Z,a@contoso.example,,5\nx\"y\n2026-01-05T08:00:00Z,a@contoso.example,p@fabrikam.example,5\n", records.Options{})
	wantLines(t, n, `
line 2 column 1: not a valid timestamp
line 3 column 22: not a valid address
line 4 column 40: the export has lost the recipients; join them before Export-Csv, with -join ';'
line 5 column 59: not a valid size
line 6 column 1: this row has too few columns
line 7 column 40: this row names no recipient
line 8 column 2: this is not valid CSV: bare " in non-quoted-field
2026-01-05 08:00:00 listed key=x:9 from=a@contoso.example to=p@fabrikam.example size=5 age=0s
`)
}

// One row that tells the day from the month tells it for all, those before it, too.
func TestOrderOfDayAndMonth(t *testing.T) {
	const head = "Received,SenderAddress,RecipientAddress,Size\n"
	row := func(at string) string { return at + ",a@contoso.example,p@fabrikam.example,5\n" }
	text := head + row("2026-01-01T08:00:00Z") + row("05/01/2026 08:00:00") + row("25/01/2026 08:00:00") + row("04/01/2026 08:00:00")
	var days []string
	for _, line := range eventsOf(t, listName, text, records.Options{}).Lines {
		days = append(days, line[5:10])
	}
	if got := strings.Join(days, " "); got != "01-01 01-05 01-25 01-04" {
		t.Error(got)
	}
	for _, c := range []struct {
		rows string
		o    records.Options
		want string // the day of the first row, or the refusal
	}{
		{row("05/01/2026 08:00:00"), records.Options{}, "line 2, column 1: day and month cannot be told apart here: no day in the file is above 12; write --dates dmy or --dates mdy"},
		{row("05/01/2026 08:00:00"), records.Options{Dates: records.DayFirst}, "01-05"},
		{row("05/01/2026 08:00:00"), records.Options{Dates: records.MonthFirst}, "05-01"},
		{row("05/01/2026 08:00:00"), records.Options{Apart: true}, "05-01"},
		{row("05/01/2026 08:00:00") + row("06/01/2026 08:00:00"), records.Options{Apart: true}, "line 2, column 1: day and month cannot be told apart here: no day in the file is above 12; write timestamps as in 2026-01-05T08:00:00Z"},
		{row("5/1/2026 8:00:00 AM") + row("6/1/2026 8:00:00 AM"), records.Options{}, "05-01"},
		{row("05/21/2026 08:00:00") + row("21/05/2026 08:00:00"), records.Options{}, "line 3, column 1: day and month are in the opposite order to line 2; write all timestamps as in 2026-01-05T08:00:00Z"},
	} {
		n := new(recordtest.Listing)
		got := ""
		if err := readAs(t, listName, head+c.rows, c.o, n); err != nil {
			got = err.Error()
		} else {
			got = n.Lines[0][5:10]
		}
		if got != c.want {
			t.Errorf("%q: %s, want %s", c.rows, got, c.want)
		}
	}
	if err := Read("x", io.MultiReader(strings.NewReader(head+row("05/01/2026 08:00:00"))), records.Options{}, new(recordtest.Listing)); err == nil || !strings.Contains(err.Error(), "--dates") {
		t.Errorf("what can be read once: %v", err)
	}
}

// Times of a cmdlet of Exchange Server, and of the admin center, are in a zone that the record does not name.
func TestTimesOfTheViewer(t *testing.T) {
	admin := "Date,Sender,Recipient,Status\n1/25/2026 8:00:00 AM,a@contoso.example,p@fabrikam.example,Delivered\n"
	if err := readAs(t, listName, admin, records.Options{}, new(recordtest.Listing)); err == nil || !strings.Contains(err.Error(), "line 2, column 1: times here are in the zone of whoever made the export") {
		t.Error(err)
	}
	n := eventsOf(t, listName, admin, records.Options{Zone: time.FixedZone("", -5*3600)})
	wantLines(t, n, `
2026-01-25 13:00:00 listed key=x:2 from=a@contoso.example to=p@fabrikam.example status=Delivered age=0s
`)
	cmdlet := `[{"Timestamp":"2026-01-05T09:00:00+01:00","EventId":"SEND","Source":"SMTP","Sender":"a@contoso.example","Recipients":["p@fabrikam.example","q@fabrikam.example"],"RecipientStatus":["250 ok","451 4.7.0 later"],"ServerHostname":"mx.example","MessageId":"<m@x>"}]`
	n = eventsOf(t, trackingName, cmdlet, records.Options{})
	wantLines(t, n, `
2026-01-05 08:00:00 sent id=m@x from=a@contoso.example to=p@fabrikam.example hop=mx.example reply="250 ok" status=SEND
2026-01-05 08:00:00 sent id=m@x from=a@contoso.example to=q@fabrikam.example hop=mx.example reply="451 4.7.0 later" status=SEND
`)
	if err := readAs(t, trackingName, strings.Replace(cmdlet, "+01:00", "", 1), records.Options{}, new(recordtest.Listing)); err == nil || !strings.Contains(err.Error(), "--zone") {
		t.Error(err)
	}
}

func TestDetails(t *testing.T) {
	n := eventsOf(t, detailsName, `MessageTraceId,MessageId,Date,Event,Action,Detail,Data,RecipientAddress
8A1C,<m@x>,1/25/2026 8:00:00 AM,Receive,,"Message received by: AM0",,p@fabrikam.example
8A1C,<m@x>,1/25/2026 8:03:00 AM,Defer,,"Reason: [{LED=450 4.4.316 Connection refused [Message=Socket error code 10061] [LastAttemptedServerName=mx.fabrikam.example]};{MSG=Socket error code 10061};{FQDN=mx.fabrikam.example};{IP=192.0.2.1};{LRT=1/25/2026 8:02:50 AM}]. OutboundProxyTargetIP: 192.0.2.1.","<root><MEP Name=""ConnectorId"" String=""Partner &amp; co""/></root>",p@fabrikam.example
8A1C,<m@x>,1/25/2026 8:20:00 AM,Defer,,"Reason: [{LED=451 4.7.500 Server busy. Please try again later from [192.0.2.9]. (S77719)};{MSG=};{FQDN=};{IP=192.0.2.1};{LR",,p@fabrikam.example
8A1C,<m@x>,1/25/2026 8:30:00 AM,Transport rule,,x,,p@fabrikam.example
8A1C,<m@x>,1/26/2026 8:03:00 AM,Fail,,"Reason: [{LED=550 5.4.316 Message expired, connection refused(Socket error code 10061)};{MSG=};{FQDN=mx.fabrikam.example};{IP=};{LRT=}]",,p@fabrikam.example
8A1D,<n@x>,1/25/2026 8:00:00 AM,Expand DL,,,,all@contoso.example
`, records.Options{})
	wantLines(t, n, `
2026-01-25 08:00:00 received key=8a1c id=m@x to=p@fabrikam.example status=RECEIVE
2026-01-25 08:03:00 deferred key=8a1c id=m@x to=p@fabrikam.example hop=mx.fabrikam.example reply="450 4.4.316 Connection refused" status=DEFER
2026-01-25 08:20:00 deferred key=8a1c id=m@x to=p@fabrikam.example hop=192.0.2.1 reply="451 4.7.500 Server busy. Please try again later from [192.0.2.9]. (S77719)" status=DEFER
2026-01-26 08:03:00 failed key=8a1c id=m@x to=p@fabrikam.example hop=mx.fabrikam.example reply="550 5.4.316 Message expired, connection refused(Socket error code 10061)" status=FAIL
2026-01-25 08:00:00 expanded key=8a1d id=n@x to=all@contoso.example status=EXPANDDL
`)
}

const trackingLog = `#Software: Microsoft Exchange Server
#Version: 15.02.1118.007
#Log-type: Message Tracking Log
#Date: 2026-01-05T00:00:00.000Z
#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id,internal-message-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,recipient-count,related-recipient-address,reference,message-subject,sender-address,return-path,message-info,directionality
2026-01-05T08:00:00.000Z,,,,EX1,,,SMTP,RECEIVE,1,<m@x>,n1,all@contoso.example;q@fabrikam.example,,75000,2,,,Hello,a@contoso.example,a@contoso.example,,Originating
2026-01-05T08:00:00.100Z,,,,EX1,,,AGENT,AGENTINFO,1,<m@x>,n1,all@contoso.example;q@fabrikam.example,,75000,2,,,Hello,a@contoso.example,a@contoso.example,,Originating
2026-01-05T08:00:00.200Z,,,,EX1,,,ROUTING,EXPAND,1,<m@x>,n1,b@contoso.example;p@fabrikam.example,250 2.1.5 RESOLVER.GRP.Expanded,75000,2,all@contoso.example,,Hello,a@contoso.example,a@contoso.example,,Originating
2026-01-05T08:00:01.000Z,,,,EX1,,,STOREDRIVER,DELIVER,1,<m@x>,n1,b@contoso.example,,75000,1,,,Hello,a@contoso.example,a@contoso.example,,Originating
2026-01-05T08:00:02.000Z,,,192.0.2.1,mx.fabrikam.example,,Internet,SMTP,DEFER,1,<m@x>,n1,q@fabrikam.example;p@fabrikam.example,"[{LRT=1/5/2026 8:00:02 AM};{LED=441 4.4.1 Error encountered while communicating with primary target IP address: ""Failed to connect; gave up""};{FQDN=mx.fabrikam.example};{IP=192.0.2.1}];451 4.7.1 Greylisted; come back",75000,2,,,Hello,a@contoso.example,a@contoso.example,,Originating
#Fields: date-time,source,event-id,message-id,network-message-id,recipient-address,recipient-status,total-bytes,sender-address,return-path,reference
2026-01-05T12:00:00.000Z,DSN,DSN,<d0@x>,n0,a@contoso.example,,9000,<>,<>,<m@x>
2026-01-05T09:00:00.000Z,QUEUE,DEFER,<m@x>,n1,q@fabrikam.example,,75000,a@contoso.example,a@contoso.example,
2026-01-07T08:00:00.000Z,QUEUE,FAIL,<m@x>,n1,q@fabrikam.example,550 4.4.7 QUEUE.Expired; message expired,75000,a@contoso.example,a@contoso.example,
2026-01-07T08:00:00.000Z,DSN,DSN,<d@x>,n2,a@contoso.example,,9000,postmaster@contoso.example,<>,<m@x>
`

func TestTrackingLog(t *testing.T) {
	n := eventsOf(t, trackingName, trackingLog, records.Options{})
	wantLines(t, n, `
2026-01-05 08:00:00 received key=n1 id=m@x from=a@contoso.example to=all@contoso.example size=75000 status=RECEIVE outbound
2026-01-05 08:00:00 received key=n1 id=m@x from=a@contoso.example to=q@fabrikam.example size=75000 status=RECEIVE outbound
2026-01-05 08:00:00.2 expanded key=n1 id=m@x from=a@contoso.example to=all@contoso.example size=75000 status=EXPAND outbound
2026-01-05 08:00:00.2 received key=n1 id=m@x from=a@contoso.example to=b@contoso.example original=all@contoso.example size=75000 status=EXPAND outbound
2026-01-05 08:00:00.2 received key=n1 id=m@x from=a@contoso.example to=p@fabrikam.example original=all@contoso.example size=75000 status=EXPAND outbound
2026-01-05 08:00:01 delivered key=n1 id=m@x from=a@contoso.example to=b@contoso.example size=75000 status=DELIVER outbound
2026-01-05 08:00:02 deferred key=n1 id=m@x from=a@contoso.example to=q@fabrikam.example size=75000 hop=mx.fabrikam.example reply="441 4.4.1 Error encountered while communicating with primary target IP address: \"Failed to connect; gave up\"" status=DEFER outbound
2026-01-05 08:00:02 deferred key=n1 id=m@x from=a@contoso.example to=p@fabrikam.example size=75000 reply="451 4.7.1 Greylisted; come back" status=DEFER outbound
2026-01-05 12:00:00 delay notice id=m@x from=a@contoso.example status=DSN
2026-01-05 12:00:00 received key=n0 id=d0@x from=<> to=a@contoso.example size=9000 status=DSN
2026-01-05 09:00:00 suspended key=n1 id=m@x from=a@contoso.example to=q@fabrikam.example size=75000 status=DEFER
2026-01-07 08:00:00 failed key=n1 id=m@x from=a@contoso.example to=q@fabrikam.example size=75000 reply="550 4.4.7 QUEUE.Expired; message expired" status=FAIL
2026-01-07 08:00:00 NDR id=m@x from=a@contoso.example status=DSN
2026-01-07 08:00:00 received key=n2 id=d@x from=<> to=a@contoso.example size=9000 status=DSN
`)
}

const sendLogHead = "#Log-type: SMTP Send Protocol Log\n#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\n"

func sendLines(session string, lines ...string) string {
	var b strings.Builder
	for i, line := range lines {
		fmt.Fprintf(&b, "2026-01-05T08:00:%02d.000Z,Internet,%s,%d,192.0.2.9:1000,192.0.2.1:25,%s\n", i, session, i, line)
	}
	return b.String()
}

func TestSendLog(t *testing.T) {
	text := sendLogHead + sendLines("A", "*,,attempting to connect", "+,,", `<,220 mx ESMTP,`, ">,EHLO ex1,", "<,250 mx SIZE 1000,", "*,,sending message with RecordId 1 and InternetMessageId <m@x>",
		">,MAIL FROM:<A@contoso.example> SIZE=75000,", ">,RCPT TO:<p@fabrikam.example> NOTIFY=NEVER,", ">,RCPT TO:<q@fabrikam.example>,", ">,RCPT TO:<r@fabrikam.example>,",
		"<,250 2.1.0 Ok,", "<,250 2.1.5 Ok,", "<,451 4.7.1 Greylisted,", "<,550 5.1.1 Unknown,", ">,BDAT 75000 LAST,", "<,250 2.0.0 queued,",
		"*,,sending message with RecordId 2 and InternetMessageId <n@x>", ">,MAIL FROM:<>,", "<,250 Ok,", ">,RCPT TO:<p@fabrikam.example>,", "<,250 Ok,", ">,DATA,", "<,354 go,", "-,,Remote(ConnectionReset)") +
		sendLines("B", ">,MAIL FROM:<b@contoso.example>,", "<,452 4.3.1 Out of space,", ">,QUIT,", "<,221 bye,", "-,,Local") + sendLines("C", "*,,\"Failed to connect. Winsock error code: 10060, Win32 error code: 10060, Destination domain: Fabrikam.example, Error Message: x\"", "<,250 x,", "-,,Local") +
		sendLines("D", "+,,", "<,421 4.3.2 Not now,", ">,QUIT,", "-,,Local") + sendLines("E", "+,,", "<,220 mx,", ">,STARTTLS,", "<,220 go,", "*,,TLS negotiation failed", "-,,Remote") + sendLines("F", "+,,", "<,220 mx,", ">,QUIT,", "-,,Local")
	n := eventsOf(t, sendName, text, records.Options{})
	wantLines(t, n, `
2026-01-05 08:00:12 deferred id=m@x from=a@contoso.example to=q@fabrikam.example size=75000 hop=192.0.2.1:25 reply="451 4.7.1 Greylisted"
2026-01-05 08:00:13 failed id=m@x from=a@contoso.example to=r@fabrikam.example size=75000 hop=192.0.2.1:25 reply="550 5.1.1 Unknown"
2026-01-05 08:00:15 sent id=m@x from=a@contoso.example to=p@fabrikam.example size=75000 hop=192.0.2.1:25 reply="250 2.0.0 queued"
2026-01-05 08:00:23 deferred id=n@x from=<> to=p@fabrikam.example hop=192.0.2.1:25 reply="connection closed after end of data Remote(ConnectionReset)"
2026-01-05 08:00:01 deferred key=B/0 from=b@contoso.example hop=192.0.2.1:25 reply="452 4.3.1 Out of space"
2026-01-05 08:00:00 deferred key=C to=@fabrikam.example hop=192.0.2.1:25 reply="Failed to connect. Winsock error code: 10060, Win32 error code: 10060, Destination domain: Fabrikam.example, Error Message: x"
2026-01-05 08:00:03 deferred key=D hop=192.0.2.1:25 reply="421 4.3.2 Not now"
2026-01-05 08:00:05 deferred key=E hop=192.0.2.1:25 reply="connection closed Remote"
`)
}

// What is no record of Exchange is refused with what it lacks.
func TestRefusals(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "there are no rows in it",
		"{}":                        "there are no rows in it",
		"[{\"a\":1}]":               "there are no rows in it",
		"a,b\n1,2\n":                "line 1, column 1: no column is named origin_timestamp_utc or Received, and none sender_address or SenderAddress, and none recipient_status or RecipientAddress",
		"[{\"Received\":\"x\", y}]": "line 1, column 1: this is not valid JSON",
		strings.Repeat("[", 100):    "line 1, column 1: one of its values is more than 32 values inside each other",
		"[\"" + strings.Repeat("x", longest+1<<17): "line 1, column 1: one of its values is longer than 4 MB",
	} {
		if err := Read("x", strings.NewReader(text), records.Options{}, new(recordtest.Listing)); err == nil || err.Error() != want {
			t.Errorf("%.20q: %v, want %s", text, err, want)
		}
	}
}

// A row of a gigabyte, a quotation mark that is never closed, and a file that is cut cost the rows that they swallow.
func TestHostileRecords(t *testing.T) {
	const head, good = "Received,SenderAddress,RecipientAddress,Size\n", "2026-01-05T08:00:00Z,a@contoso.example,p@fabrikam.example,5\n"
	long := &repeatedByte{c: 'x', n: 1 << 28}
	n := new(recordtest.Listing)
	if err := Read("x", io.MultiReader(strings.NewReader(head+good), long, strings.NewReader("\n"+good)), records.Options{}, n); err != nil {
		t.Error(err)
	}
	wantLines(t, n, `
2026-01-05 08:00:00 listed key=x:2 from=a@contoso.example to=p@fabrikam.example size=5 age=0s
line 3 column 1: this row is longer than 4 MB
2026-01-05 08:00:00 listed key=x:4 from=a@contoso.example to=p@fabrikam.example size=5 age=0s
`)
	n = new(recordtest.Listing)
	if err := Read("x", strings.NewReader(head+"\"2026"+strings.Repeat(good, longest/len(good)+1000)+"\x00\xff\x00"+good), records.Options{}, n); err != nil || len(n.Lines) < 800 {
		t.Error(err, len(n.Lines))
	}
	n = new(recordtest.Listing)
	cut := iotest.ErrReader(io.ErrUnexpectedEOF)
	if err := Read("x", io.MultiReader(strings.NewReader("SenderAddress,RecipientAddress,Received\na@contoso.example,p@fabrikam.example,2026-01-05T08:00:00Z\na@c"), cut), records.Options{}, n); err != nil {
		t.Error(err)
	}
	wantLines(t, n, `
2026-01-05 08:00:00 listed key=x:2 from=a@contoso.example to=p@fabrikam.example age=0s
line 3 column 1: the record ends too early
`)
	n = new(recordtest.Listing)
	if err := Read("x", strings.NewReader(`[{"Received":"2026-01-05T08:00:00Z","SenderAddress":"a@contoso.example","RecipientAddress":"p@fabrikam.example"},`+"\n{\"Rec"), records.Options{}, n); err != nil {
		t.Error(err)
	}
	wantLines(t, n, `
2026-01-05 08:00:00 listed key=x:1 from=a@contoso.example to=p@fabrikam.example age=0s
line 2 column 1: the record ends too early
`)
}

type repeatedByte struct {
	c byte
	n int
}

func (r *repeatedByte) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	p = p[:min(len(p), r.n)]
	for i := range p {
		p[i] = r.c
	}
	r.n -= len(p)
	return len(p), nil
}

// Any bytes end with a refusal or with events of times that can be.
func fuzz(f *testing.F, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, format := range Formats {
			format.Detect(b)
		}
		text, err := records.NewText(bytes.NewReader(b))
		if err != nil {
			return
		}
		for _, o := range []records.Options{{}, {Zone: time.UTC, Dates: records.DayFirst}, {Apart: true}} {
			text.Seek(0, io.SeekStart)
			n := new(recordtest.Listing)
			if err := Read("x", text, o, n); err != nil && strings.TrimSpace(err.Error()) == "" {
				t.Error("a refusal without a reason")
			}
		}
	})
}

func FuzzSheet(f *testing.F) {
	fuzz(f, trackingLog, "Received,SenderAddress,RecipientAddress,Size\n25/01/2026 08:00:00,a@contoso.example,p@fabrikam.example,5\n",
		"\xff\xfeR\x00", "Date,Event,Detail,MessageTraceId\n1/25/2026 8:00:00 AM,Defer,Reason: [{LED=450 4.4.316 x [Message=y]};{FQDN=z,1\n")
}

func FuzzPages(f *testing.F) {
	fuzz(f, `{"value":[{"id":"1","senderAddress":"a@b","recipientAddress":["p@q"],"receivedDateTime":{"value":"\/Date(1767600000000)\/"}}]}`, `[{"Received":"1/2/2026 8:00:00 AM","Sender":"\u00e4"`)
}

func FuzzSendLog(f *testing.F) {
	fuzz(f, sendLogHead+sendLines("A", ">,MAIL FROM:<a@b> SIZE=5,", ">,RCPT TO:<p@q>,", "<,250 x,", "<,250 x,", ">,DATA,", "<,354 x,", "<,250 x,", "-,,"))
}

// Commands and replies in any order do no harm.
func TestSendLogInAnyOrder(t *testing.T) {
	lines := []string{"*,,sending message with RecordId 1 and InternetMessageId <m@x>", ">,MAIL FROM:<a@b>,", ">,RCPT TO:<p@q>,", ">,DATA,", ">,BDAT 5 LAST,", ">,QUIT,", "<,250 ok,", "<,354 go,", "<,451 no,", "<,550 no,", "<,2", "<,250-x,", "-,,"}
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var some []string
		for range 1 + random.IntN(30) {
			some = append(some, lines[random.IntN(len(lines))])
		}
		if err := Read("x", strings.NewReader(sendLogHead+sendLines("A", some...)), records.Options{}, new(recordtest.Listing)); err != nil {
			t.Fatal(err, some)
		}
	}
}
