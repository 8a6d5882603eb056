// Mailstorm simulates storms of retries in mail flow, from the command line.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report/sweepfolder"
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // a reader that has gone is an error of one write, and no end of all others
	os.Exit(execute(os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}

// execute is the whole program but for the process around it.
func execute(args []string, s streams) (code int) {
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(s.err, "mailstorm: this is a mistake of mailstorm, please report it with the command and the scenario: %v\n", p)
			code = exitFailed
		}
	}()
	root := newRootCommand(s)
	help := &sweepfolder.Sink{To: s.out} // the library of commands does not look whether its help is written
	root.SetOut(help)
	root.SetArgs(args)
	err := root.Execute()
	return printError(errors.Join(err, outputError(help.Err)), s.err)
}

func newRootCommand(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "mailstorm",
		Short: "What a broken mail server makes of a message, before it happens to you",
		Long: "Mailstorm simulates mail flow under failure: hosts, queues, retries, expiry. A run answers how many attempts,\n" +
			"copies and duplicates there were, what crossed the wire, and who was told what and when. The same scenario\n" +
			"and seed give the same answer on every machine.",
		Example: "  # The architect: what does a shorter MessageExpiration cost?\n" +
			"  mailstorm run deck-worst-case --set 'host.exo.message_expiration=\"12h\"'\n\n" +
			"  # The trainer: the life of one message, told line by line\n" +
			"  mailstorm trace deck-after-data\n\n" +
			"  # The pipeline: does all still come to what it should?\n" +
			"  mailstorm test storms --report junit=storms.xml",
		Version:       version,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(wrongFlag)
	root.AddCommand(newRunCommand(s), newTraceCommand(s), newSweepCommand(s), newCompareCommand(s), newMergeCommand(s), newTestCommand(s), newCheckCommand(s),
		newListCommand(s), newExplainCommand(s), newInitCommand(s), newSchemaCommand(s), newManCommand(s), newCompletionCommand(s), newVersionCommand(s))
	root.SetHelpCommand(newHelpCommand())
	addCompletions(root)
	return root
}
