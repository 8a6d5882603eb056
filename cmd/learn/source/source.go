// Package source reads the records that are learned from, and counts what cannot be used.
package source

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/learn/pseudonym"
	"mailstorm/cmd/report/learned"
	"mailstorm/cmd/simulation"
	"mailstorm/scenarios/records"
	"mailstorm/scenarios/records/formats"
)

// Records is the records, and what is counted while they are read.
type Records struct {
	*formats.Files
	told     func(rows int64, file string) // hears of every some thousand rows
	rows     int64
	messages *records.Messages
	unusable int
	mistakes []learned.Mistake
}

// Open finds out what the files and folders hold; told follows the rows.
func Open(args []string, read records.Options, told func(rows int64, file string)) (*Records, error) {
	files, err := formats.Open(args, read)
	if err != nil {
		return nil, err
	}
	// DSNs and details tell of messages that other records list: these come first, so that nothing is missing where memory is short.
	slices.SortStableFunc(files.All, func(a, b formats.File) int {
		return int(a.Format.Tells&records.Traffic) - int(b.Format.Tells&records.Traffic)
	})
	return &Records{Files: files, told: told}, nil
}

// FileNames are the names of all files.
func (r *Records) FileNames() (all []string) {
	for _, f := range r.All {
		all = append(all, f.Name)
	}
	return all
}

// Servers are the hosts whose logs are among the records, what tells of others, and what tells these apart.
func (r *Records) Servers() (hosts []string, others string, log func(file string) string) {
	logs := map[string]string{}
	for _, f := range r.All {
		logs[f.Name] = f.Log()
		if len(f.Hosts) == 0 && f.Format.Tells&records.Attempts != 0 && f.Format.Tells&records.Traffic != 0 {
			others = cmp.Or(others, f.Format.Name)
		}
		for _, host := range f.Hosts {
			if !slices.Contains(hosts, host) {
				hosts = append(hosts, host)
			}
		}
	}
	return hosts, others, func(file string) string { return logs[file] }
}

// Learn hands all messages to the learner. It ends early when it is interrupted; nothing is written then.
func (r *Records) Learn(ctx context.Context, l *learn.Learner, memory int64) error {
	r.messages = records.NewMessages(memory, l.Message, r.mistake)
	ended, broken := make(chan error, 1), make(chan any, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				broken <- p
			}
		}()
		err := r.Files.Read(r)
		if err == nil {
			r.messages.Close()
		}
		ended <- err
	}()
	select {
	case err := <-ended:
		return err
	case p := <-broken:
		panic(p) // whoever called says what to do about it
	case <-ctx.Done():
		return simulation.Failure{Err: simulation.ErrInterrupted}
	}
}

// step counts a row.
func (r *Records) step(file string) {
	const rowsPerLook = 1 << 14
	if r.rows++; r.rows%rowsPerLook == 0 {
		r.told(r.rows, file)
	}
}

// Event takes what a row tells.
func (r *Records) Event(e *records.Event) {
	r.step(e.File)
	r.messages.Event(e)
}

// Unusable counts a row that tells nothing.
func (r *Records) Unusable(file string, line, column int, what, value string) {
	r.step(file)
	r.mistake(file, line, column, what, value)
}

const mostMistakes = 100 // of different kinds

// mistake counts a row that cannot be used, and keeps where the first of its kind is. Its value stays where it is.
func (r *Records) mistake(file string, line, column int, what, _ string) {
	r.unusable++
	for i := range r.mistakes {
		if r.mistakes[i].What == what {
			r.mistakes[i].Count++
			return
		}
	}
	if len(r.mistakes) == mostMistakes {
		return
	}
	at := fmt.Sprintf(", line %d", line)
	if column > 0 {
		at += fmt.Sprintf(", column %d", column)
	}
	number := 1 + slices.IndexFunc(r.All, func(f formats.File) bool { return f.Name == file })
	r.mistakes = append(r.mistakes, learned.Mistake{What: what, Count: 1, At: fmt.Sprintf("file %d", number) + at, Named: file + at})
}

// Report sums up.
func (r *Records) Report(l *learn.Learner, names *pseudonym.Names) *learned.Report {
	report := &learned.Report{Findings: l.Findings(), Names: names, Rows: int(r.rows), Skipped: len(r.Skipped), Unusable: r.unusable, Mistakes: sorted(r.mistakes), Early: r.messages.Early}
	for _, f := range r.All {
		i := slices.IndexFunc(report.Sources, func(s learned.Source) bool { return s.Kind == f.Format.Name })
		if i < 0 {
			i = len(report.Sources)
			report.Sources = append(report.Sources, learned.Source{Kind: f.Format.Name})
		}
		report.Sources[i].Files++
	}
	return report
}

// sorted lists mistakes, the most frequent first.
func sorted(all []learned.Mistake) []learned.Mistake {
	slices.SortStableFunc(all, func(a, b learned.Mistake) int { return b.Count - a.Count })
	return all
}
