package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"mailstorm/scenarios"
	"mailstorm/scenarios/parse"
)

func newHelpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Show help for a command",
		Long:  "Help describes a command, with its flags and examples. COMMAND --help shows the same.",
		ValidArgsFunction: completeUpTo(1, func(cmd *cobra.Command, _ []string, _ string) (all []string, _ cobra.ShellCompDirective) {
			for _, c := range cmd.Root().Commands() {
				if c.IsAvailableCommand() {
					all = append(all, c.Name()+"\t"+c.Short)
				}
			}
			return all, cobra.ShellCompDirectiveNoFileComp
		}),
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(cmd.Root(), args[len(args)-1])
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}

func unknownCommand(root *cobra.Command, name string) error {
	if habit := commandHabits[strings.ToLower(name)]; habit != "" {
		return fmt.Errorf("unknown command %q; did you mean %q?\nsee: %s %s --help", name, habit, root.Name(), habit)
	}
	if _, ofLibrary := scenarios.Text(name); ofLibrary || scenarios.IsPath(name) {
		return fmt.Errorf("%q is a scenario and not a command; to run it, write %s run %s\nsee: %s --help", name, root.Name(), name, root.Name())
	}
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	return fmt.Errorf("unknown command %q%s\nsee: %s --help", name, parse.Suggestion(name, names), root.Name())
}
