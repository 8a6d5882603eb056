package exchange

import (
	"cmp"
	"strconv"
	"strings"

	"mailstorm/scenarios/records"
)

// describe reads what a row says of its message.
func (r *reader) describe() bool {
	cells, e := &r.row.cells, &r.event
	e.Key = strings.ToLower(cells[keyColumn])
	if r.layout().kind == list {
		e.Key = strings.ToLower(cmp.Or(cells[keyColumn], cells[idColumn]))
	}
	e.MessageID = strings.Trim(cells[messageColumn], "<>")
	e.From = bare(cells[fromColumn])
	e.NullFrom = e.From == "" && (r.layout().kind == list || cells[fromColumn] != "") || cells[returnPathColumn] == "<>" || strings.HasPrefix(e.From, ofTheService)
	e.Connector = cells[connectorColumn]
	switch strings.ToLower(cells[directionColumn]) {
	case "1", "incoming", "inbound":
		e.Direction = records.Inbound
	case "2", "originating", "outbound", "outgoing":
		e.Direction = records.Outbound
	}
	if e.NullFrom {
		e.From = ""
	}
	if e.From != "" && !address(e.From) {
		return r.unusable(fromColumn, "not a valid address", cells[fromColumn])
	}
	switch {
	case e.Key != "":
	case e.MessageID == "": // each row is a message
		e.Key = r.file + ":" + strconv.Itoa(r.row.line)
	case r.layout().kind == list: // Message-IDs are used again
		e.Key = e.MessageID + " " + e.From + " " + strconv.FormatInt(e.At.UnixNano(), 10)
	}
	if text := cells[sizeColumn]; text != "" {
		var err error
		if e.Size, err = strconv.ParseInt(text, 10, 64); err != nil || e.Size < 0 {
			return r.unusable(sizeColumn, "not a valid size", text)
		}
	}
	return true
}

// ofTheService begins the address that Exchange shows as the sender of NDRs and journal reports, whose envelope has none.
const ofTheService = "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e@"

// bare is an address in small letters, as Exchange compares addresses, and nothing for the null sender.
func bare(s string) string { return strings.Trim(strings.ToLower(strings.TrimSpace(s)), "<>") }

func address(s string) bool {
	at := strings.LastIndexByte(s, '@')
	return at > 0 && at < len(s)-1 && !strings.ContainsAny(s, " \t\r\n")
}

// addressee is a recipient in a row, and what the row says of it.
type addressee struct{ to, status string }

// recipients reads "a@a.example##Receive, Send;b@b.example##Receive, Fail", or addresses with one status beside them. An address that is
// none makes the row unusable.
func (r *reader) recipients(column int) bool {
	text := r.row.cells[column]
	if text == "System.Object[]" || text == "System.String[]" {
		return r.unusable(column, "the export has lost the recipients; join them before Export-Csv, with -join ';'", text)
	}
	r.to = r.to[:0]
	for part := range strings.SplitSeq(text, ";") {
		one, status, told := strings.Cut(part, "##")
		if one = bare(one); one == "" {
			continue
		}
		if !address(one) {
			return r.unusable(column, "not a valid address", one)
		}
		if !told {
			status = r.row.cells[statusColumn]
		}
		r.to = append(r.to, addressee{one, status})
	}
	return true
}

// endings are words of a list for those who are no recipients of their own mail, or get none.
var endings = map[string]records.Kind{"expanded": records.Expanded, "expand": records.Expanded, "resolved": records.Expanded, "resolve": records.Expanded,
	"quarantined": records.Dropped, "quarantine": records.Dropped, "filteredasspam": records.Dropped}

// listed reads a row of a list.
func (r *reader) listed() {
	column := toColumn
	if !r.layout().has[toColumn] {
		column = toStatusColumn
	}
	if !r.describe() || !r.recipients(column) {
		return
	}
	if len(r.to) == 0 {
		r.unusable(column, "this row names no recipient", "")
	}
	r.event.Arrived = r.event.At
	for _, one := range r.to {
		kind := records.Listed
		for word := range strings.SplitSeq(strings.ToLower(one.status), ",") { // "Receive, Expand"
			kind = max(kind, endings[strings.ReplaceAll(word, " ", "")])
		}
		r.tell(kind, one.to, one.status)
	}
}

// tell gives an event to the sink.
func (r *reader) tell(kind records.Kind, to, status string) {
	r.event.Kind, r.event.To, r.event.Status = kind, to, status
	r.sink.Event(&r.event)
}
