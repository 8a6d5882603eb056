package exchange

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"mailstorm/scenarios/records"
)

const benchmarkRows = 1_000_000

// repeated is a record of many rows, made while it is read.
type repeated struct {
	row  func(i int) string
	i    int
	head string
	rest string
}

func (r *repeated) Seek(int64, int) (int64, error) {
	r.i, r.rest = 0, r.head
	return 0, nil
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.i == benchmarkRows {
			return 0, io.EOF
		}
		var b strings.Builder
		for range 100 {
			b.WriteString(r.row(r.i))
			r.i++
		}
		r.rest = b.String()
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

type count struct{ events, unusable int }

func (c *count) Event(*records.Event)                      { c.events++ }
func (c *count) Unusable(string, int, int, string, string) { c.unusable++ }

func benchmark(b *testing.B, head string, row func(i int) string) {
	b.ReportAllocs()
	for b.Loop() {
		var c count
		if err := Read("x", &repeated{row: row, head: head, rest: head}, records.Options{}, &c); err != nil || c.events < benchmarkRows/10 || c.unusable > 0 {
			b.Fatal(c, err)
		}
	}
}

func BenchmarkList(b *testing.B) {
	benchmark(b, "MessageTraceId,MessageId,Received,SenderAddress,RecipientAddress,Subject,Status,ToIP,FromIP,Size\n", func(i int) string {
		return fmt.Sprintf("\"8a1c0d0e-0000-4000-8000-%012d\",\"<%d.deck@contoso.example>\",\"1/25/2026 8:%02d:%02d AM\",\"sender@contoso.example\",\"p%d@fabrikam.example\",\"Deck\",\"Delivered\",\"\",\"203.0.113.5\",\"75000\"\n", i, i, i/60%60, i%60, i%1000)
	})
}

func BenchmarkExtended(b *testing.B) {
	benchmark(b, "date_time_utc,client_ip,client_hostname,server_ip,server_hostname,source_context,connector_id,source,event_id,internal_message_id,message_id,network_message_id,recipient_address,recipient_status,total_bytes,recipient_count,related_recipient_address,reference,message_subject,sender_address,return_path,message_info,directionality,tenant_id,original_client_ip,original_server_ip,custom_data\n", func(i int) string {
		return fmt.Sprintf("2026-01-05T08:%02d:%02d.1234567Z,203.0.113.5,c.example,203.0.113.6,s.example,08D9;ctx,,SMTP,SEND,%d,<m%d@contoso.example>,8a1c0d0e-0000-4000-8000-%012d,p@fabrikam.example,250 2.1.5 OK,75000,1,,,Hello,a@contoso.example,a@contoso.example,,Originating,t,203.0.113.5,203.0.113.6,\"S:SFA=SUM|x\"\n", i/60%60, i%60, i, i, i)
	})
}

func BenchmarkGraph(b *testing.B) {
	benchmark(b, `{"value":[`, func(i int) string {
		end := ","
		if i == benchmarkRows-1 {
			end = "]}"
		}
		return fmt.Sprintf("{\"id\":\"8a1c0d0e-0000-4000-8000-%012d\",\"messageId\":\"<%d@contoso.example>\",\"receivedDateTime\":\"2026-01-05T08:%02d:%02dZ\",\"senderAddress\":\"a@contoso.example\",\"recipientAddress\":\"p@fabrikam.example\",\"subject\":\"x\",\"status\":\"delivered\",\"size\":75000}%s\n", i, i, i/60%60, i%60, end)
	})
}

func BenchmarkSendLog(b *testing.B) {
	lines := []string{"*,,sending message with RecordId 1 and InternetMessageId <m%d@contoso.example>", ">,MAIL FROM:<a@contoso.example> SIZE=75000,", ">,RCPT TO:<p@fabrikam.example>,", "<,250 2.1.0 Ok,", "<,250 2.1.5 Ok,",
		">,DATA,", "<,354 go,", "<,250 2.0.0 Ok,", ">,QUIT,", "-,,Local"}
	benchmark(b, "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context\n", func(i int) string {
		line := lines[i%10]
		if i%10 == 0 {
			line = fmt.Sprintf(line, i)
		}
		return fmt.Sprintf("2026-01-05T08:%02d:%02d.123Z,Internet,08D%09d,%d,192.0.2.1:1000,192.0.2.2:25,%s\n", i/60%60, i%60, i/10, i%10, line)
	})
}
