package main

import (
	"github.com/spf13/cobra"

	"mailstorm/cmd/habits"
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
				return habits.UnknownCommand(cmd.Root(), args[len(args)-1])
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}
