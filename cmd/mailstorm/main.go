// Mailstorm simulates storms of retries in mail flow, from the command line.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"mailstorm/cmd/habits"
	"mailstorm/cmd/manual"
	"mailstorm/cmd/report/sweepfolder"
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // if a reader is gone, only that write fails
	os.Exit(execute(os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}

// execute is the whole program but for the process around it.
func execute(args []string, s streams) (code int) {
	if err := formatAsFolder(args); err != nil {
		return printError(err, s.err)
	}
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(s.err, "mailstorm: %s, with the command and the scenario: %v\n", internalError, p)
			code = exitFailed
		}
	}()
	root := newRootCommand(s)
	help := &sweepfolder.Sink{To: s.out} // cobra does not check whether its output is written
	root.SetOut(help)
	root.SetArgs(args)
	err := root.Execute()
	return printError(errors.Join(err, outputError(help.Err)), s.err)
}

func newRootCommand(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "mailstorm",
		Short: "Simulate retry storms in mail flow",
		Long: "Mailstorm simulates mail flow while hosts fail: queues, retries, expiration. A run counts attempts, copies, duplicates and bytes, " +
			"and shows what each sender, recipient and administrator saw, and when. The same scenario and seed give the same result on every machine.",
		Example: "  # The architect: what does a shorter MessageExpiration cost?\n" +
			"  mailstorm run deck-worst-case --set host.exo.message_expiration=12h\n\n" +
			"  # The trainer: what happened to one message?\n" +
			"  mailstorm trace deck-after-data\n\n" +
			"  # The CI pipeline: are the results still as expected?\n" +
			"  mailstorm test storms --report junit=storms.xml",
		Version: version,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return habits.UnknownCommand(cmd, args[0])
			}
			return cmd.Help()
		},
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(habits.WrongFlag)
	root.AddCommand(newRunCommand(s), newTraceCommand(s), newSweepCommand(s), newCompareCommand(s), newMergeCommand(s), newTestCommand(s), newServeCommand(s), newPlaygroundCommand(s), newLearnCommand(s), newCheckCommand(s),
		newListCommand(s), newExplainCommand(s), newInitCommand(s), newSchemaCommand(s), newManCommand(s), newCompletionCommand(s), newVersionCommand(s))
	root.Flags().BoolP("quiet", "q", false, "") // so that cobra finds the command behind them
	root.Flags().String("color", "", "")
	for _, name := range []string{"quiet", "color"} {
		cobra.CheckErr(root.Flags().MarkHidden(name))
	}
	root.SetHelpCommand(newHelpCommand())
	root.SetHelpFunc(manual.PrintHelp)
	addCompletions(root)
	return root
}
