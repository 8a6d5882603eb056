package main

import (
	"fmt"
	"io"
	"path"

	"mailstorm/cmd/report"
	"mailstorm/scenarios"
)

// hostLogs are what administrators and senders could read afterwards: a message trace, a mail log, the DSNs themselves.
type hostLogs struct {
	seen    *report.Seen
	maillog *report.Maillog
	reports *report.Reports
}

func newLogs(s *scenarios.Scenario) *hostLogs {
	return &hostLogs{report.NewSeen(s.Config), report.NewMaillog(s.Config), report.NewReports(s.Config)}
}

func (l *hostLogs) ears() []ear { return []ear{l.seen, l.maillog, l.reports} }

// write writes those of them that there is anything for.
func (l *hostLogs) write(folder *report.Folder, r *report.Run) error {
	if l.seen.Wanted() {
		if err := folder.Write("trace.csv", func(w io.Writer) error { return l.seen.Write(w, r) }); err != nil {
			return err
		}
	}
	if l.maillog.Wanted() {
		if err := folder.Write("maillog", func(w io.Writer) error { return l.maillog.Write(w, r) }); err != nil {
			return err
		}
	}
	for name, message := range l.reports.All(r.Deliveries) {
		if err := folder.Write(path.Join(report.ReportsFolder, name), func(w io.Writer) error { _, err := w.Write(message); return err }); err != nil {
			return err
		}
	}
	return nil
}

// left says what did not find room.
func (l *hostLogs) left() (warnings []string) {
	for _, w := range []struct {
		what string
		n    uint64
	}{{"trace.csv", l.seen.Left()}, {"maillog", l.maillog.Left()}} {
		if w.n > 0 {
			warnings = append(warnings, fmt.Sprintf("%s ends early: %s more records found no room in it", w.what, report.Number(int64(w.n))))
		}
	}
	if n := l.reports.More(); n > 0 {
		warnings = append(warnings, fmt.Sprintf("%s more DSNs were written than the folder %s holds", report.Number(int64(n)), report.ReportsFolder))
	}
	return warnings
}
