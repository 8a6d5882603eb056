// Package maillog reads the logs of Postfix, Exim and sendmail.
package maillog

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"time"

	"mailstorm/scenarios/records"
)

// Formats are the kinds of logs that are read: what syslog writes for any of the three, and Exim's own.
var Formats = []records.Format{
	{Name: "mail log of Postfix, sendmail or Exim", Tells: tells, Detect: hasLine(isSyslog), Read: readSyslog, Days: days, Hosts: hostsIn},
	{Name: "Exim main log", Tells: tells, Detect: hasLine(isMainlog), Read: readMainlog, Hosts: func([]byte) []string { return nil }},
}

const tells = records.Traffic | records.Attempts | records.Endings | records.Responses

// hasLine looks for a line among the first.
func hasLine(is func(line string) bool) func(head []byte) bool {
	return func(head []byte) bool {
		for line := range bytes.Lines(head) {
			if is(strings.TrimRight(string(line), "\r\n")) {
				return true
			}
		}
		return false
	}
}

func isSyslog(line string) bool {
	s, ok := someLog().split(line)
	return ok && s.program() != unknownProgram
}

// hostsIn are the hosts of mail servers. A log that is kept in one place for all has several.
func hostsIn(head []byte) (all []string) {
	for line := range bytes.Lines(head) {
		s, ok := someLog().split(strings.TrimRight(string(line), "\r\n"))
		if ok && s.program() != unknownProgram && s.host != "" && !slices.Contains(all, s.host) {
			all = append(all, s.host)
		}
	}
	return all
}

func isMainlog(line string) bool {
	rest, ok := someLog().cutMoment(line)
	return ok && isEvent(behindPID(rest))
}

// someLog is for lines whose times do not matter.
func someLog() *log { return &log{clock: clock{zone: time.UTC, hasYear: true, year: 2000}} }

// log is a log that is being read.
type log struct {
	clock
	file  string
	line  int
	sink  records.Sink
	event records.Event
	err   error // makes the whole file useless

	// of Exim
	tried   lastHost
	waiting map[string]bool // message and recipient, of which a deferral is told
	failed  map[string]bool // messages of which recipients failed and no bounce is written yet
}

func newLog(file string, o records.Options, sink records.Sink) *log {
	return &log{clock: clock{zone: o.Zone, year: o.Year - o.Turns, hasYear: o.Year != 0}, file: file, sink: sink, waiting: map[string]bool{}, failed: map[string]bool{}}
}

// each gives each line of a text to a reader of lines.
func (l *log) each(text io.Reader, read func(line string)) error {
	lines := records.NewLines(text)
	for l.err == nil && lines.Next() {
		l.line = lines.Number
		switch {
		case lines.Cut:
			l.unusable(0, "line is longer than 64 KiB")
		case bytes.IndexByte(lines.Text, 0) >= 0:
			l.unusable(0, "line has NUL bytes")
		case len(lines.Text) > 0:
			read(string(lines.Text))
		}
	}
	if l.err != nil {
		return l.err
	}
	return lines.Err()
}

func (l *log) unusable(column int, what string) { l.sink.Unusable(l.file, l.line, column, what, "") }

// begin is an event at the time of the line.
func (l *log) begin(kind records.Kind, key string) *records.Event {
	l.event = records.Event{Kind: kind, At: l.at, Grain: l.grain, Key: key, File: l.file, Line: l.line}
	return &l.event
}

func (l *log) tell(e *records.Event) { l.sink.Event(e) }

// sender sets the envelope sender, from what stands between angle brackets.
func sender(e *records.Event, address string) {
	e.From, e.NullFrom = strings.ToLower(address), address == ""
}

// before sets when the message arrived, from its age.
func before(e *records.Event, age time.Duration) { e.Arrived = e.At.Add(-age) }
