package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// enumFlag is a flag that takes one of some words.
type enumFlag struct {
	value string
	words []string
}

// oneOf is a choice whose first word holds when none is given.
func oneOf(words ...string) enumFlag { return enumFlag{words[0], words} }

func (c *enumFlag) String() string { return c.value }
func (c *enumFlag) Type() string   { return strings.Join(c.words, "|") }

func (c *enumFlag) Set(word string) error {
	if !slices.Contains(c.words, word) {
		return fmt.Errorf("there are %s%s", strings.Join(c.words, ", "), didYouMean(word, c.words))
	}
	c.value = word
	return nil
}

// addEnumFlag adds the flag of a choice to a command.
func addEnumFlag(cmd *cobra.Command, c *enumFlag, name, usage string) {
	cmd.Flags().Var(c, name, usage)
	complete := cobra.FixedCompletions(slices.Clone(c.words), cobra.ShellCompDirectiveNoFileComp)
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc(name, complete))
}

// didYouMean is "; did you mean ...?" for the nearest of the words, and empty when none is near.
func didYouMean(word string, words []string) string {
	if w := nearest(word, words); w != "" {
		return fmt.Sprintf("; did you mean %q?", w)
	}
	return ""
}

// nearest asks cobra, which knows how far words are apart, for the one that differs least.
func nearest(word string, words []string) string {
	catalogue := &cobra.Command{}
	for _, w := range words {
		catalogue.AddCommand(&cobra.Command{Use: w, Run: func(*cobra.Command, []string) {}})
	}
	for d := 1; d <= max(2, len(word)/3); d++ {
		catalogue.SuggestionsMinimumDistance = d
		if near := catalogue.SuggestionsFor(word); len(near) > 0 {
			return near[0]
		}
	}
	return ""
}
