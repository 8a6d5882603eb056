package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/learn/pseudonym"
	"mailstorm/cmd/report/learned"
	"mailstorm/scenarios/records"
	"mailstorm/scenarios/records/formats"
	"mailstorm/scenarios/zone"
)

// recordReading is the records, and what is counted while they are read.
type recordReading struct {
	*formats.Files
	progress *learnProgress
	messages *records.Messages
	unusable int
	mistakes []learned.Mistake
}

func (o *learnOptions) open(args []string, read records.Options) (*recordReading, error) {
	if o.zoneGiven {
		read.Zone, _ = zone.Load(o.zone) // it was checked
	}
	files, err := formats.Open(args, read)
	if err != nil {
		return nil, err
	}
	// DSNs and details tell of messages that other records list: these come first, so that nothing is missing where memory is short.
	slices.SortStableFunc(files.All, func(a, b formats.File) int {
		return int(a.Format.Tells&records.Traffic) - int(b.Format.Tells&records.Traffic)
	})
	return &recordReading{Files: files, progress: &learnProgress{streams: o.streams, on: !o.quiet && isTerminal(o.err)}}, nil
}

func (r *recordReading) names() (all []string) {
	for _, f := range r.All {
		all = append(all, f.Name)
	}
	return all
}

// servers are the hosts whose logs are among the records, what tells of others, and what tells these apart.
func (r *recordReading) servers() (hosts []string, others string, log func(file string) string) {
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

// read hands all messages to the learner. It ends early when it is interrupted; nothing is written then.
func (r *recordReading) read(ctx context.Context, l *learn.Learner, memory int64) error {
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
		r.progress.erase()
		return err
	case p := <-broken:
		panic(p) // execute says what to do about it
	case <-ctx.Done():
		return &exitError{exitFailed, errInterrupted}
	}
}

func (r *recordReading) Event(e *records.Event) {
	r.progress.step(e.File)
	r.messages.Event(e)
}

func (r *recordReading) Unusable(file string, line, column int, what, value string) {
	r.progress.step(file)
	r.mistake(file, line, column, what, value)
}

const mostMistakes = 100 // of different kinds

// mistake counts a row that cannot be used, and keeps where the first of its kind is. Its value stays where it is.
func (r *recordReading) mistake(file string, line, column int, what, _ string) {
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

// report sums up.
func (r *recordReading) report(l *learn.Learner, names *pseudonym.Names) *learned.Report {
	report := &learned.Report{Findings: l.Findings(), Names: names, Rows: int(r.progress.rows), Skipped: len(r.Skipped), Unusable: r.unusable, Mistakes: sorted(r.mistakes), Early: r.messages.Early}
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
