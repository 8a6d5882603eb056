// Package plots draws what a run did: attempts along the clock in two lanes, kept and heard, the queue and the
// wire over time, when mail arrived, where its copies went, loops, silence, and one storm down several paths; and what many runs came to.
//
// The same run or sweep gives the same SVG, byte for byte, on every architecture: all geometry is integers (hundredths of a
// point), and only the drawing library turns them into floats. PNG bytes are the same from run to run on one architecture.
package plots

import (
	"errors"
	"fmt"

	"mailstorm/plots/draw"
)

// picture is one way to draw something.
type picture[S drawable] struct {
	Name    string         // of the file, without its ending
	Meaning string         // one sentence
	Shows   func(S) bool   // whether there is anything to show; nil: always
	title   func(S) string // what it found, in one line
	draw    func(*draw.Canvas, S)
}

// drawable is what pictures are drawn of.
type drawable interface {
	Check() error
}

// Names are those of some pictures, which are their files' without an ending.
func Names[S drawable](pictures []picture[S]) (names []string) {
	for _, p := range pictures {
		names = append(names, p.Name)
	}
	return names
}

// Draw makes the files of all pictures that have something to show, as SVG and as PNG.
func Draw[S drawable](pictures []picture[S], s S, size draw.Size, write func(name string, file []byte) error) error {
	return Each(pictures, s, func(p picture[S], svg []byte) error {
		png, err := p.PNG(s, size)
		if err != nil {
			return fmt.Errorf("drawing %s: %w", p.Name, err)
		}
		return errors.Join(write(p.Name+".svg", svg), write(p.Name+".png", png))
	})
}

// Each hands over all pictures that have something to show, as SVG.
func Each[S drawable](pictures []picture[S], s S, take func(p picture[S], svg []byte) error) error {
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

// SVG draws it as an SVG document.
func (p picture[S]) SVG(s S) ([]byte, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	return draw.SVG(p.title(s), p.Meaning, func(canvas *draw.Canvas) { p.paint(canvas, s) })
}

// Finding is the title of the picture.
func (p picture[S]) Finding(s S) string { return p.title(s) }

// PNG draws it as an image.
func (p picture[S]) PNG(s S, size draw.Size) ([]byte, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	return draw.PNG(size, func(canvas *draw.Canvas) { p.paint(canvas, s) })
}

func (p picture[S]) paint(canvas *draw.Canvas, s S) {
	if p.Name != slideName {
		canvas.Title(p.title(s))
	}
	p.draw(canvas, s)
}
