// Package plots draws what a run did: attempts along the clock in two lanes, kept and heard, the queue and the wire over time, when mail arrived, where its copies went, loops, silence, and brakes side by side; and what many runs came to.
//
// The same story or sweep gives the same SVG, byte for byte, on every architecture: all geometry is integers (hundredths of a
// point), and only the drawing library turns them into floats. PNG bytes are the same from run to run on one architecture.
package plots

import (
	"bytes"
	"errors"
	"fmt"

	"gonum.org/v1/plot/vg/vgsvg"

	"mailstorm/sim"
)

// Run is what the pictures need of a run.
type Run struct {
	Config  *sim.Config
	Result  *sim.Result
	Records []sim.Record // of the run, or none when there were too many: then the pictures show density from Result.Series

	Flow *Flow // that heard the records of the run, however many; nil: where copies went is not drawn

	Deliveries func(yield func(sim.Delivery) bool) // as sim.World has them; nil: paths are numbered, not named
}

// Picture is one way to look at a run.
type Picture = picture[Run]

// picture is one way to look at a subject.
type picture[S subject] struct {
	Name    string         // of the file, without its ending
	Meaning string         // one sentence
	Shows   func(S) bool   // whether the subject has anything to show here; nil: every one has
	title   func(S) string // what it found, in one line
	draw    func(*Canvas, S)
}

// subject is what pictures are drawn of.
type subject interface {
	Check() error
}

// Pictures lists all pictures, in the order in which a reader wants them.
var Pictures = []Picture{
	{"attempts", "every attempt along the clock, what was kept above what was heard, faults shaded", nil, attemptsTitle, drawAttempts},
	{"queue", "how deep the watched queue was, and what crossed the wire, along the same clock", nil, queueTitle, drawQueue},
	{"loop", "how many messages mailboxes wrote on their own, what crossed the wire, and which brake ended it", anyAutomatic, loopTitle, drawLoop},
	{"arrival", "how long it took until each delivery arrived or bounced, and how many nobody knew of meanwhile, the deadline marked", anyDelayed, arrivalTitle, drawArrival},
	{"copies", "where the copies went: between hosts and to the ends of their ways, ribbons as wide as they have copies", anyBranching, copiesTitle, drawCopies},
	{"seen", "what was true above what anybody was told or could find, and the time between shaded", hasTrouble, seenTitle, drawSeen},
	{"ways", "one storm down several paths: how many copies each mailbox got, and when its brake ended that", pathsDiffer, waysTitle, drawWays},
}

// Names are those of some pictures, which are their files' without an ending.
func Names[S subject](pictures []picture[S]) (names []string) {
	for _, p := range pictures {
		names = append(names, p.Name)
	}
	return names
}

// Draw makes the files of all pictures that have something to show, as SVG and as PNG.
func Draw[S subject](pictures []picture[S], s S, size Size, write func(name string, file []byte) error) error {
	return Each(pictures, s, func(p picture[S], svg []byte) error {
		png, err := p.PNG(s, size)
		if err != nil {
			return fmt.Errorf("drawing %s: %w", p.Name, err)
		}
		return errors.Join(write(p.Name+".svg", svg), write(p.Name+".png", png))
	})
}

// Each hands over all pictures that have something to show, as SVG.
func Each[S subject](pictures []picture[S], s S, take func(p picture[S], svg []byte) error) error {
	for _, p := range pictures {
		if p.Shows != nil && !p.Shows(s) {
			continue
		}
		svg, err := p.SVG(s)
		if err != nil {
			return fmt.Errorf("drawing %s: %w", p.Name, err)
		}
		if err := take(p, svg); err != nil {
			return err
		}
	}
	return nil
}

// SVG draws the subject as an SVG document.
func (p picture[S]) SVG(s S) ([]byte, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	return SVG(p.title(s), func(sheet *Canvas) { p.paint(sheet, s) })
}

// Finding is what the picture says of the subject, in one line: its title.
func (p picture[S]) Finding(s S) string { return p.title(s) }

// PNG draws the subject as an image.
func (p picture[S]) PNG(s S, size Size) ([]byte, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	return PNG(size, func(sheet *Canvas) { p.paint(sheet, s) })
}

func (p picture[S]) paint(sheet *Canvas, s S) {
	if p.Name != slideName {
		sheet.Title(p.title(s))
	}
	p.draw(sheet, s)
}

func SVG(title string, draw func(*Canvas)) ([]byte, error) {
	canvas := vgsvg.New(length(PageWidth), length(PageHeight))
	paint(&Canvas{vg: canvas}, draw)
	var b bytes.Buffer
	if _, err := canvas.WriteTo(&b); err != nil {
		return nil, err
	}
	return accessible(b.Bytes(), title), nil
}

// paint draws on a white page.
func paint(sheet *Canvas, draw func(*Canvas)) {
	sheet.Fill(White, Rect{0, 0, PageWidth, PageHeight}.Corners()...)
	draw(sheet)
}

func (s Run) Check() error {
	if s.Config == nil || s.Result == nil {
		return errors.New("plots: a story needs a config and a result")
	}
	return nil
}
