package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

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
	cmd.Flags().StringVarP(&a.dir, "out", "o", "", out)
	cmd.Flags().BoolVar(&a.plot, "plot", false, "with --out: "+plot)
	cmd.Flags().Var(&a.size, "size", "with --plot: picture `SIZE`: slide, half (of a printed page) or pixels, as in 2560x1440")
	cmd.Flags().BoolVar(&a.force, "force", false, force)
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

// formatWords are formats, as users of kubectl write them behind -o.
var formatWords = []string{"json", "csv", "markdown", "html", "text", "junit", "tap", "github", "yaml", "wide"}

// formatAsFolder refuses -o json, which asks for a format and would name a folder.
func formatAsFolder(args []string) error {
	for i, arg := range args {
		word, short := strings.CutPrefix(arg, "-o")
		if word == "" && i+1 < len(args) {
			word = args[i+1]
		}
		if word = strings.TrimPrefix(word, "="); arg == "--" || arg == cobra.ShellCompRequestCmd {
			return nil
		} else if short && slices.Contains(formatWords, word) {
			return fmt.Errorf("-o %s: -o (--out) names a folder; for the format, write -f %s (--format %s); for a folder of that name, write --out %s", word, word, word, word)
		}
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
