package main

import (
	"fmt"
	"slices"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/scenarios/parse"

	"github.com/spf13/cobra"
)

// enumFlag is a flag that takes one of several words.
type enumFlag struct {
	value string
	words []string
}

// oneOf is a choice whose first word is the default.
func oneOf(words ...string) enumFlag { return enumFlag{words[0], words} }

func (c *enumFlag) String() string { return c.value }
func (c *enumFlag) Type() string   { return strings.Join(c.words, "|") }

func (c *enumFlag) Set(word string) error {
	if !slices.Contains(c.words, word) {
		return fmt.Errorf("use %s%s", english.OrListed(c.words), parse.Suggestion(word, c.words))
	}
	c.value = word
	return nil
}

// addEnumFlag adds the flag of a choice to a command. Its usage names the words.
func addEnumFlag(cmd *cobra.Command, c *enumFlag, name, usage string) {
	short := ""
	if name == "format" {
		short = "f"
	}
	cmd.Flags().VarP(c, name, short, usage+": "+english.OrListed(c.words))
	complete := cobra.FixedCompletions(slices.Clone(c.words), cobra.ShellCompDirectiveNoFileComp)
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc(name, complete))
}
