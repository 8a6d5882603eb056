package runfolder

import (
	"fmt"
	"io"
	"path"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/logs"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/simulation"
	"mailstorm/sim"
)

// hostLogs are what administrators and senders could read afterwards: a message trace, a mail log, the DSNs themselves.
type hostLogs struct {
	trace   *logs.MessageTrace
	maillog *logs.Maillog
	dsns    *logs.DSNs
}

func newLogs(c *sim.Config) *hostLogs {
	return &hostLogs{logs.NewMessageTrace(c), logs.NewMaillog(c), logs.NewDSNs(c)}
}

func (l *hostLogs) sinks() []simulation.Sink { return []simulation.Sink{l.trace, l.maillog, l.dsns} }

// writeLogs writes those of them that there is anything for.
func (l *hostLogs) writeLogs(folder *folder.Folder, r *run.Run) error {
	if l.trace.Wanted() {
		if err := folder.Write("trace.csv", func(w io.Writer) error { return l.trace.Write(w, r) }); err != nil {
			return err
		}
	}
	if l.maillog.Wanted() {
		if err := folder.Write("maillog", func(w io.Writer) error { return l.maillog.Write(w, r) }); err != nil {
			return err
		}
	}
	for name, message := range l.dsns.All(r.Deliveries) {
		if err := folder.WriteBytes(path.Join(run.DSNFolder, name), message); err != nil {
			return err
		}
	}
	return nil
}

// omittedWarnings says what did not fit.
func (l *hostLogs) omittedWarnings() (warnings []string) {
	for _, w := range []struct {
		what string
		n    uint64
	}{{"trace.csv", l.trace.Left()}, {"maillog", l.maillog.Left()}} {
		if w.n > 0 {
			warnings = append(warnings, fmt.Sprintf("%s is incomplete: %s more records did not fit", w.what, english.Number(int64(w.n))))
		}
	}
	if n := l.dsns.More(); n > 0 {
		warnings = append(warnings, fmt.Sprintf("folder %s is incomplete: %s more DSNs did not fit", run.DSNFolder, english.Number(int64(n))))
	}
	return warnings
}
