package sweepfolder

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"mailstorm/sim/experiment"
)

// Expected is how many replications of a variant the folder of a plan holds when all is done.
func (p *Plan) Expected(variant int) uint32 {
	runs := p.Variants[variant].Runs
	if p.Shard == nil {
		return runs
	}
	return (runs + p.Shard.Of - p.Shard.Index) / p.Shard.Of
}

// slot is where a row belongs in rows.jsonl: the sweep itself first, then each of its variants; within them by replication and choice.
type slot struct {
	variant int
	run     uint32
	choice  int
}

// Taker hears the rows of a sweep (0) and of its variants (from 1), in order, and says of which choices the next replication has a row:
// what is out of the question after a round is not run in the next one.
type Taker interface {
	Take(variant int, row *experiment.Row) error
	Alive(variant int) []int
}

// sequence is the order of rows.
type sequence struct {
	plan     *Plan
	taker    Taker
	variant  int
	run      uint32
	turn     int    // how many rows of the replication there are
	step     uint32 // from one replication of the shard to the next
	variants int    // with the sweep itself
}

func newSequence(p *Plan, taker Taker) *sequence {
	w := &sequence{plan: p, taker: taker, step: 1, variants: len(p.Variants)}
	if p.Shard != nil {
		w.step = p.Shard.Of
	}
	w.run = w.first()
	return w
}

func (w *sequence) first() uint32 {
	if w.plan.Shard == nil {
		return 0
	}
	return w.plan.Shard.Index - 1
}

// takes tells whether a row may come now. A variant may begin once a replication is whole.
func (w *sequence) takes(at slot) bool {
	if at.variant == w.variant+1 && w.whole() && at.variant < w.variants {
		w.variant, w.run = at.variant, w.first()
	}
	alive := w.taker.Alive(w.variant)
	return w.turn < len(alive) && at == slot{w.variant, w.run, alive[w.turn]}
}

// pass goes on behind a row, and tells whether its replication is whole.
func (w *sequence) pass() bool {
	if w.turn++; w.turn < len(w.taker.Alive(w.variant)) {
		return false
	}
	w.turn, w.run = 0, w.run+w.step
	return true
}

// whole tells whether no replication is half done.
func (w *sequence) whole() bool { return w.turn == 0 }

// line is a row as rows.jsonl holds it.
func (p *Plan) line(b []byte, variant int, row *experiment.Row) []byte {
	numbered := *row
	numbered.Choice += uint32(variant * len(p.Choices))
	return experiment.AppendRow(b, &numbered)
}

// ErrDamaged tells that somebody touched the rows of a sweep.
var ErrDamaged = errors.New("this line is invalid")

// row reads a line with its end. The row's choice is that of its variant.
func (p *Plan) row(line []byte) (at slot, row experiment.Row, err error) {
	row, err = experiment.ParseRow(line)
	if err != nil {
		return at, row, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if !bytes.Equal(experiment.AppendRow(nil, &row), line) {
		return at, row, ErrDamaged
	}
	at = slot{int(row.Choice) / len(p.Choices), row.Run, int(row.Choice) % len(p.Choices)}
	row.Choice = uint32(at.choice)
	return at, row, nil
}

// RowFile is rows.jsonl as it grows, by whole lines.
type RowFile struct {
	plan    *Plan
	file    *os.File
	lines   []byte
	written time.Time
}

const (
	mostBuffered = 1 << 16
	longestDelay = 500 * time.Millisecond
)

// Append adds a row; what was added lies on the disk a moment later.
func (l *RowFile) Append(variant int, row *experiment.Row) error {
	l.lines = l.plan.line(l.lines, variant, row)
	if now := time.Now(); len(l.lines) >= mostBuffered || now.Sub(l.written) >= longestDelay {
		l.written = now
		return l.flush()
	}
	return nil
}

func (l *RowFile) flush() error {
	_, err := l.file.Write(l.lines)
	l.lines = l.lines[:0]
	return err
}

// Close makes sure that all rows lie on the disk.
func (l *RowFile) Close() error { return errors.Join(l.flush(), l.file.Sync(), l.file.Close()) }

// replay gives all rows of whole replications to the taker, and says how many bytes they fill. A last line without its end was torn when its
// process ended, and does not count: it is run again. A line that somebody changed is an error. For a longer sweep it ends where that one goes on otherwise.
func (p *Plan) replay(r io.Reader, taker Taker, longer bool) (good int64, err error) {
	in, w := bufio.NewReaderSize(r, 1<<16), newSequence(p, taker)
	var pending []experiment.Row
	length := int64(0)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if err == io.EOF {
			return good, nil
		}
		at, row, damaged := p.row(line)
		switch {
		case err != nil:
			return good, err
		case damaged != nil:
			return good, fmt.Errorf("line %d: %w", n, damaged)
		case longer && (at.variant > 0 || !w.takes(at)): // variants come behind the sweep, and it is not whole yet
			return good, nil
		case !w.takes(at):
			return good, fmt.Errorf("line %d: %w: replication %d of value %s does not belong here: rows are missing or duplicated", n, ErrDamaged,
				at.run, p.Label(at.choice))
		}
		pending, length = append(pending, row), length+int64(len(line))
		if !w.pass() {
			continue
		}
		for i := range pending {
			if err := taker.Take(at.variant, &pending[i]); err != nil {
				return good, err
			}
		}
		pending, good = pending[:0], length
	}
}

// ReadRows gives the rows of a folder to the taker, those of whole replications. A line that somebody changed is an ErrDamaged that says where.
func (p *Plan) ReadRows(folder string, taker Taker) error {
	file, err := os.Open(filepath.Join(folder, RowsFile))
	if err != nil {
		return err
	}
	_, err = p.replay(file, taker, false)
	return errors.Join(placed(folder, err), file.Close())
}

// placed says in which file something is wrong.
func placed(folder string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %s %w", folder, RowsFile, err)
}

// resumeRows takes the rows that are there, drops what is torn, and goes on behind them.
func resumeRows(p *Plan, folder string, taker Taker, longer bool) (l *RowFile, dropped int64, err error) {
	file, err := os.OpenFile(filepath.Join(folder, RowsFile), os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, 0, err
	}
	good, err := p.replay(file, taker, longer)
	if err != nil {
		return nil, 0, errors.Join(placed(folder, err), file.Close())
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err == nil {
		err = file.Truncate(good)
	}
	if err == nil {
		_, err = file.Seek(good, io.SeekStart)
	}
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return &RowFile{plan: p, file: file, written: time.Now()}, size - good, nil
}
