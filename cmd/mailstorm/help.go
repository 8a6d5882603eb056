package main

import (
	"fmt"

	"mailstorm/scenarios/parse"

	"github.com/spf13/cobra"
)

func newHelpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Tell more about a command",
		Long:  "Help tells what a command does, with its flags and examples; so does --help behind it.",
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
				var names []string
				for _, c := range cmd.Root().Commands() {
					names = append(names, c.Name())
				}
				return fmt.Errorf("there is no command %q%s", args[len(args)-1], parse.Suggestion(args[len(args)-1], names))
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}
