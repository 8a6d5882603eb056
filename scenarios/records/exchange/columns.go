package exchange

import (
	"strings"
	"time"
)

// Columns are what a row may say, whatever the record calls it.
const (
	whenColumn = iota
	fromColumn
	toColumn
	toStatusColumn // "a@a.example##Receive, Send" in a report; what happened, beside recipients
	sizeColumn
	keyColumn // the network message id: all copies of a message share it
	idColumn  // the same in a list of Microsoft Graph
	messageColumn
	statusColumn
	directionColumn
	eventIDColumn // of a tracking log or an extended report
	eventColumn   // of details, or of a protocol log
	sourceColumn
	connectorColumn
	detailColumn
	dataColumn
	relatedColumn
	referenceColumn
	returnPathColumn
	serverColumn
	serverIPColumn
	sessionColumn
	remoteColumn
	contextColumn
	lastColumn
)

// names of columns in small letters, without what parts their words.
var names = map[string]int{
	"origintimestamputc": whenColumn, "origintimestamp": whenColumn, "received": whenColumn, "receiveddatetime": whenColumn, "datetimeutc": whenColumn,
	"datetime": whenColumn, "date": whenColumn, "timestamp": whenColumn,
	"senderaddress": fromColumn, "sender": fromColumn,
	"recipientaddress": toColumn, "recipients": toColumn, "recipient": toColumn,
	"recipientstatus": toStatusColumn,
	"totalbytes":      sizeColumn, "size": sizeColumn,
	"networkmessageid": keyColumn, "messagetraceid": keyColumn, "id": idColumn,
	"messageid": messageColumn, "internetmessageid": messageColumn,
	"status": statusColumn, "deliverystatus": statusColumn,
	"directionality": directionColumn,
	"eventid":        eventIDColumn, "event": eventColumn,
	"source": sourceColumn, "connectorid": connectorColumn,
	"detail": detailColumn, "description": detailColumn, "data": dataColumn,
	"relatedrecipientaddress": relatedColumn, "reference": referenceColumn, "returnpath": returnPathColumn,
	"serverhostname": serverColumn, "serverip": serverIPColumn,
	"sessionid": sessionColumn, "remoteendpoint": remoteColumn, "context": contextColumn,
}

var plain = strings.NewReplacer("_", "", "-", "", " ", "", "\u00a0", "")

// column is what a name stands for; -1: nothing that is read.
func column(name string) int {
	name, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(name)), "(")
	if c, ok := names[plain.Replace(name)]; ok {
		return c
	}
	return -1
}

// kind is what a record is, by its columns.
type kind uint8

const (
	unknown kind = iota
	list
	details
	extended
	tracking
	sendLog
)

// layout is which columns a record has, and what that makes it.
type layout struct {
	has  [lastColumn]bool
	when string // the name of the column with the times
	kind kind
	zone *time.Location // of times that name none; nil: wherever the record was made
}

// add takes a name into account.
func (l *layout) add(name string) int {
	c := column(name)
	if c < 0 {
		return c
	}
	if l.has[c] = true; c == whenColumn && l.when == "" {
		l.when = strings.ToLower(strings.TrimSpace(name))
	}
	l.kind, l.zone = l.is(), time.UTC
	head, zone, named := strings.Cut(l.when, "(utc") // the admin center writes "Date (UTC+01:00)", or no zone
	if at, err := time.Parse("-07:00)", strings.TrimSpace(zone)); err == nil {
		l.zone = at.Location()
	} else if head = plain.Replace(head); !named && (head == "timestamp" || l.kind == list && (head == "date" || head == "datetime")) {
		l.zone = nil
	}
	return c
}

func (l *layout) is() kind {
	switch has := &l.has; {
	case has[sessionColumn] && has[remoteColumn] && has[eventColumn]:
		return sendLog
	case has[eventIDColumn] && has[fromColumn] && has[toColumn] && plain.Replace(l.when) == "datetimeutc":
		return extended
	case has[eventIDColumn] && has[fromColumn] && has[toColumn] && has[whenColumn]:
		return tracking
	case has[eventColumn] && has[whenColumn]:
		return details
	case has[whenColumn] && has[fromColumn] && (has[toColumn] || has[toStatusColumn]):
		return list
	}
	return unknown
}

// missing says what a record lacks that is a list.
func (l *layout) missing() string {
	var all []string
	for _, must := range []struct {
		has  bool
		what string
	}{
		{l.has[whenColumn], "origin_timestamp_utc or Received"},
		{l.has[fromColumn], "sender_address or SenderAddress"},
		{l.has[toColumn] || l.has[toStatusColumn], "recipient_status or RecipientAddress"},
	} {
		if !must.has {
			all = append(all, must.what)
		}
	}
	return "no column is named " + strings.Join(all, ", and none ")
}
