package learned

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/english"
)

// WritePlan writes a line for each message of which details are worth fetching. It names messages by their MessageTraceId only; recipients
// stand in the list that they come from. The service answers the calls of one batch in five minutes.
func WritePlan(w io.Writer, p *learn.Plan) error {
	rows := [][]string{{"message_trace_id", "status", "from_date", "to_date", "batch"}}
	n := 0
	for _, all := range [][]learn.Fetch{p.Bad, p.Good} {
		for _, f := range all {
			day := f.Received.UTC().Truncate(24 * time.Hour)
			rows = append(rows, []string{f.Trace, f.Status, day.Format(time.DateOnly), day.AddDate(0, 0, learn.DaysOfAQuery).Format(time.DateOnly),
				strconv.Itoa(n/learn.CallsAtOnce + 1)})
			n++
		}
	}
	return encode.NewCSV(w).WriteAll(rows)
}

// PlanWords say how much of the list a plan holds, and what that means.
func PlanWords(p *learn.Plan) string {
	nameless := ""
	if p.Nameless > 0 {
		nameless = english.Counted(int64(p.Nameless), "row of a list has", "rows of a list have") + " no MessageTraceId, and without it the service gives no details; Get-MessageTraceV2 writes it"
	}
	switch {
	case p.Calls() == 0 && nameless != "":
		return "nothing is to be fetched: " + nameless
	case p.Calls() == 0:
		return "no row of a list tells of outbound mail without details: nothing is to be fetched"
	}
	b := &strings.Builder{}
	fmt.Fprintf(b, "fetch details of %s that failed or are pending, and of %s of the %s that were delivered; that takes %s", english.Counted(int64(len(p.Bad)), "message", "messages"),
		english.Number(int64(len(p.Good))), english.Number(int64(p.Delivered)), english.Span(p.Takes()))
	if p.BadSkipped > 0 {
		fmt.Fprintf(b, "\n%s more that failed or are pending are beyond --calls: without them, outages seem to be shorter and fewer", english.Number(int64(p.BadSkipped)))
	}
	if p.TooOld > 0 {
		fmt.Fprintf(b, "\n%s older than %d days, of which the service has no details", english.Counted(int64(p.TooOld), "message is", "messages are"), learn.DaysBack)
	}
	if nameless != "" {
		b.WriteString("\n" + nameless)
	}
	return b.String()
}
