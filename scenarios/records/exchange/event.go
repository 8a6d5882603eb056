package exchange

import (
	"cmp"
	"html"
	"strings"

	"mailstorm/scenarios/records"
)

// kinds are the events of tracking logs, extended reports and details that tell of recipients, in capitals and without spaces. The others are
// steps within the service.
var kinds = map[string]records.Kind{
	"RECEIVE": records.Received, "DSN": records.Received,
	"SEND": records.Sent, "SENDEXTERNAL": records.Sent,
	"DELIVER": records.Delivered, "DUPLICATEDELIVER": records.Delivered,
	"DEFER": records.Deferred,
	"FAIL":  records.Failed, "DELIVERFAIL": records.Failed,
	"EXPAND": records.Expanded, "EXPANDDL": records.Expanded, "RESOLVE": records.Expanded, "RESOLVED": records.Expanded, "REDIRECT": records.Expanded,
	"DROP": records.Dropped, "BADMAIL": records.Dropped, "POISONMESSAGE": records.Dropped, "THROTTLE": records.Dropped, "QUARANTINE": records.Dropped,
}

// happened reads a row that tells what happened to a message.
func (r *reader) happened() {
	cells, e := &r.row.cells, &r.event
	word := strings.ToUpper(strings.ReplaceAll(cmp.Or(cells[eventIDColumn], cells[eventColumn]), " ", ""))
	kind, known := kinds[word]
	if !known || !r.describe() || !r.recipients(toColumn) {
		return
	}
	e.Late = r.layout().kind != tracking
	if len(r.to) == 0 {
		r.to = append(r.to, addressee{})
	}
	switch related := bare(cells[relatedColumn]); {
	case word == "DSN":
		r.reported()
	case kind == records.Failed:
		r.fail(e.MessageID)
	case kind == records.Expanded && related != "":
		r.expanded(related)
		return
	case kind == records.Deferred && strings.EqualFold(cells[sourceColumn], "QUEUE"):
		kind = records.Suspended
	}
	r.outcomes(kind, word)
}

// outcomes tells what happened to each recipient of a row.
func (r *reader) outcomes(kind records.Kind, word string) {
	cells, e := &r.row.cells, &r.event
	if kind == records.Received || kind == records.Delivered || kind == records.Dropped || kind == records.Expanded {
		e.Connector = "" // it is that by which the message came
		for _, one := range r.to {
			r.tell(kind, one.to, word)
		}
		return
	}
	if e.Connector == "" {
		e.Connector = property(cells[dataColumn], "ConnectorId")
	}
	said, each := cells[detailColumn], []string(nil)
	if said == "" {
		said = cells[toStatusColumn]
		each = parts(said)
	}
	for i, one := range r.to {
		if len(each) == len(r.to) {
			said = each[i]
		}
		if e.Reply, e.Hop = diagnosis(said); e.Hop == "" && kind == records.Sent {
			e.Hop = cmp.Or(cells[serverColumn], cells[serverIPColumn])
		}
		r.tell(kind, one.to, word)
	}
}

// expanded says that others stand for a list or an alias: they have no mail of its own.
func (r *reader) expanded(related string) {
	r.tell(records.Expanded, related, "EXPAND")
	r.event.OriginalTo = related
	for _, one := range r.to {
		if one.to != "" && one.to != related {
			r.tell(records.Received, one.to, "EXPAND")
		}
	}
}

// reported says that a DSN was written about a message, which is known by its Message-ID only. The row does not tell an NDR from a delay
// notice; the rows before it do: an NDR follows a failure.
func (r *reader) reported() {
	own := r.event
	if about := strings.Trim(r.row.cells[referenceColumn], "<>"); about != "" && about != own.MessageID {
		kind := records.DelayNotice
		if r.failed[about] {
			kind = records.NDR
		}
		e := &r.event
		e.Key, e.MessageID, e.From, e.NullFrom, e.Size, e.Direction, e.Connector = "", about, r.to[0].to, false, 0, records.Unknown, ""
		r.tell(kind, "", "DSN")
	}
	r.event = own
	r.event.NullFrom, r.event.From = true, ""
}

const mostFailed = 100_000

// fail remembers a message that failed, for the DSN that follows.
func (r *reader) fail(id string) {
	if len(r.failed) >= mostFailed {
		clear(r.failed)
	}
	if !r.failed[id] {
		r.failed[strings.Clone(id)] = true
	}
}

// parts are the statuses of several recipients: each begins with a code or a diagnosis, which has semicolons of its own, within braces.
func parts(s string) (all []string) {
	if strings.IndexByte(s, ';') < 0 {
		return nil
	}
	depth, from := 0, 0
	for i := range len(s) {
		switch s[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ';':
			if depth <= 0 && strings.IndexByte("0123456789[{;R", (strings.TrimLeft(s[i+1:], " ") + ";")[0]) >= 0 {
				all, from = append(all, s[from:i]), i+1
			}
		}
	}
	return append(all, s[from:])
}

// diagnosis takes the reply and the host out of "Reason: [{LED=450 4.4.316 Connection refused [Message=...]};{MSG=...};{FQDN=mx.example};
// {IP=192.0.2.1};{LRT=...}]", which may be cut anywhere. Any other text is the reply.
func diagnosis(said string) (reply, hop string) {
	reply, is := field(said, "{LED=")
	if !is {
		return strings.TrimSpace(said), ""
	}
	for at := 0; ; at += 2 { // what stands in brackets are names and values
		i := strings.Index(reply[at:], " [")
		if i < 0 {
			break
		}
		at += i
		if end := strings.IndexAny(reply[at+2:], "=] "); end < 0 || reply[at+2+end] == '=' {
			reply = reply[:at]
			break
		}
	}
	if hop, _ = field(said, "{FQDN="); hop == "" {
		hop, _ = field(said, "{IP=")
	}
	return strings.TrimSpace(reply), hop
}

func field(s, name string) (value string, is bool) {
	_, value, is = strings.Cut(s, name)
	value, _, _ = strings.Cut(value, "}")
	return value, is
}

// property is a value of <MEP Name="ConnectorId" String="..."/>.
func property(data, name string) string {
	_, rest, ok := strings.Cut(data, `Name="`+name+`"`)
	if !ok {
		return ""
	}
	_, rest, _ = strings.Cut(rest, `="`)
	value, _, ok := strings.Cut(rest, `"`)
	if !ok {
		return ""
	}
	return html.UnescapeString(value)
}
