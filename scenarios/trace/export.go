package trace

import (
	"slices"
	"strings"
)

// otherExports tell the same in a way that is not read. Words are names of columns that only they have together.
var otherExports = [...]struct {
	words []string
	kind  string
}{
	{[]string{"event_id", "recipient_address"}, "this is the extended report of a message trace, which has a row for each event; " +
		"download the enhanced summary report of the same search, or use the output of Get-MessageTraceV2"},
	{[]string{"EventId", "Recipients"}, trackingLog},
	{[]string{"receivedDateTime", "senderAddress"}, "this message trace has the column names of Microsoft Graph; " +
		"rename receivedDateTime to Received, and id to MessageTraceId"},
}

const trackingLog = "this is the message tracking log of Exchange Server, which has a row for each event; " +
	"keep only its RECEIVE rows, with time, sender, recipients, size and network message id in columns named " +
	"Received, SenderAddress, RecipientAddress, Size and MessageTraceId"

// heading finds the columns; of an export that is not read it says what to do.
func (tr *Reader) heading(head []string) bool {
	find := func(names ...string) int {
		return slices.IndexFunc(head, func(s string) bool {
			return slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(strings.TrimSpace(s), name) })
		})
	}
	for c, names := range columns {
		tr.columns[c] = find(names...)
	}
	if !slices.Contains(tr.columns[:mustColumns], -1) {
		return true
	}
	if strings.HasPrefix(head[0], "#Software: Microsoft Exchange") || strings.HasPrefix(head[0], "#Fields:") {
		return tr.ReportField(0, trackingLog)
	}
	for _, other := range otherExports {
		if !slices.ContainsFunc(other.words, func(word string) bool { return find(word) < 0 }) {
			return tr.ReportField(0, "%s", other.kind)
		}
	}
	for c, names := range columns[:mustColumns] {
		if tr.columns[c] < 0 {
			tr.ReportField(0, "no column is named %s or %s", names[0], names[1])
		}
	}
	return false
}
