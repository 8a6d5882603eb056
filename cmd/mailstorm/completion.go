package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report/english"
	"mailstorm/scenarios/parse"
)

// shells are those for which cobra writes completions.
var shells = []struct {
	name, install string
	write         func(root *cobra.Command, b *bytes.Buffer) error
}{
	{"bash", "source <(mailstorm completion bash)", func(c *cobra.Command, b *bytes.Buffer) error { return c.GenBashCompletionV2(b, true) }},
	{"zsh", "mailstorm completion zsh > \"${fpath[1]}/_mailstorm\"", func(c *cobra.Command, b *bytes.Buffer) error { return c.GenZshCompletion(b) }},
	{"fish", "mailstorm completion fish > ~/.config/fish/completions/mailstorm.fish", func(c *cobra.Command, b *bytes.Buffer) error { return c.GenFishCompletion(b, true) }},
	{"powershell", "mailstorm completion powershell | Out-String | Invoke-Expression", func(c *cobra.Command, b *bytes.Buffer) error { return c.GenPowerShellCompletionWithDesc(b) }},
}

func newCompletionCommand(s streams) *cobra.Command {
	var names, lines []string
	for _, shell := range shells {
		names, lines = append(names, shell.name), append(lines, "  "+shell.install)
	}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a shell completion script",
		Long: "Completion prints a script for " + english.OrListed(names) + ". With it, the Tab key completes commands, flags and " +
			"the names of scenarios, profiles and metrics. After --set and --vary it completes the keys of the scenario.\n\n" +
			"bash needs the package bash-completion; zsh needs compinit in ~/.zshrc.",
		Example:           strings.Join(lines, "\n"),
		ValidArgsFunction: completeUpTo(1, cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp)),
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("completion needs one shell: " + english.OrListed(names))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, shell := range shells {
				if shell.name == args[0] {
					var b bytes.Buffer
					return s.print(&b, shell.write(cmd.Root(), &b))
				}
			}
			return fmt.Errorf("unknown shell %q; use %s%s", args[0], english.OrListed(names), parse.Suggestion(args[0], names))
		},
	}
}
