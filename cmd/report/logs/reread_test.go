package logs

import (
	"fmt"
	"strings"
	"testing"

	"mailstorm/cmd/report/reporttest"
	"mailstorm/scenarios/records"
	"mailstorm/scenarios/records/exchange"
)

// The trace tells a reader what happened: each event for each recipient once, and NDRs about mail from here beside what failed.
func TestTheTraceIsReadAgain(t *testing.T) {
	for _, scenario := range []string{"connection-refused", "weekend-outage", "deck-after-data", "ends-after-eight-hours", "rc4-rollout"} {
		t.Run(scenario, func(t *testing.T) {
			w := witnessed(t, scenario)
			want := map[string]int{}
			for _, line := range w.traced(t) {
				for range strings.Split(line["recipient_address"], ";") {
					switch line["event_id"] {
					case "DEFER", "FAIL", "SEND", "DELIVER":
						want[line["event_id"]]++
					}
				}
				if line["event_id"] == "RECEIVE" || line["event_id"] == "DSN" {
					want["message "+line["network_message_id"]]++
				}
			}
			got := map[string]int{}
			names := map[records.Kind]string{records.Deferred: "DEFER", records.Suspended: "DEFER", records.Failed: "FAIL", records.Sent: "SEND", records.Delivered: "DELIVER"}
			all := records.NewMessages(1<<30, func(m *records.Message) {
				got["message "+m.Key]++
				for _, r := range m.Recipients {
					for _, try := range r.Tries {
						got[names[try.Kind]]++
						if code, _, _ := strings.Cut(try.Reply, " "); len(code) != 3 && try.Kind != records.Delivered {
							t.Errorf("a reply is %q", try.Reply)
						}
					}
					if m.Direction == records.Outbound && !m.NullFrom && (r.End == records.Failed) != !r.NDR.IsZero() {
						t.Errorf("%s ended as %d, with an NDR at %v", r.To, r.End, r.NDR)
					}
				}
			}, func(_ string, line, column int, what, value string) {
				t.Errorf("line %d, column %d: %s %q", line, column, what, value)
			})
			if err := exchange.Read("trace.csv", strings.NewReader(reporttest.Written(t, w.seen.Write, w.Run)), records.Options{}, all); err != nil {
				t.Fatal(err)
			}
			all.Close()
			for what := range want {
				if strings.HasPrefix(what, "message ") {
					want[what] = 1
				}
			}
			if len(want) == 0 || fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got %.600v\nwant %.600v", got, want)
			}
		})
	}
}
