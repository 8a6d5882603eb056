package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"mailstorm/plots/draw"
	"mailstorm/scenarios/parse"
)

// outputFlags are the flags for results in folders.
type outputFlags struct {
	dir       string
	dirGiven  bool // whether out was given at all
	plot      bool
	size      imageSize
	sizeGiven bool // whether size was given
	force     bool
}

func (a *outputFlags) addOutputFlags(cmd *cobra.Command, out, plot, force string) {
	a.size.Size = draw.Slide
	cmd.Flags().StringVar(&a.dir, "out", "", out)
	cmd.Flags().BoolVar(&a.plot, "plot", false, "with --out: "+plot)
	cmd.Flags().Var(&a.size, "size", "with --plot: picture `SIZE`: slide, half (of a printed page) or pixels, as in 2560x1440")
	cmd.Flags().BoolVar(&a.force, "force", false, "with --out: "+force)
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc("size", cobra.FixedCompletions([]string{"slide", "half"}, cobra.ShellCompDirectiveNoFileComp)))
}

// noteOutput remembers which flags were given.
func (a *outputFlags) noteOutput(cmd *cobra.Command) {
	a.dirGiven, a.sizeGiven = cmd.Flags().Changed("out"), cmd.Flags().Changed("size")
}

// checkOutput refuses flags that need another one.
func (a *outputFlags) checkOutput() error {
	switch {
	case a.dirGiven && a.dir == "":
		return errors.New("--out needs the name of a folder, but it is empty")
	case a.plot && a.dir == "":
		return errors.New("--plot needs a folder for its pictures; add --out DIR")
	case a.sizeGiven && !a.plot:
		return errors.New("--size is for pictures; add --plot")
	}
	return nil
}

// imageSize is a flag that says how large images are.
type imageSize struct{ draw.Size }

func (s *imageSize) Type() string { return "slide|half|WxH" }

func (s *imageSize) String() string {
	switch s.Size {
	case draw.Slide:
		return "slide"
	case draw.Half:
		return "half"
	}
	return fmt.Sprintf("%dx%d", s.Width, s.Height)
}

func (s *imageSize) Set(word string) error {
	const widest, narrowest = 7680, 320
	switch word {
	case "slide":
		s.Size = draw.Slide
		return nil
	case "half":
		s.Size = draw.Half
		return nil
	}
	var width, height int
	if n, err := fmt.Sscanf(word+" ", "%dx%d ", &width, &height); n != 2 || err != nil || fmt.Sprintf("%dx%d", width, height) != word {
		return fmt.Errorf("use slide, half, or pixels as in 2560x1440%s", parse.Suggestion(word, []string{"slide", "half"}))
	}
	if width < narrowest || width > widest || height < narrowest*9/16 || height > widest {
		return fmt.Errorf("a picture has %dx%d to %dx%d pixels", narrowest, narrowest*9/16, widest, widest)
	}
	s.Size = draw.Dots(width, height)
	return nil
}
