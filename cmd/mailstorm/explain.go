package main

import (
	"bytes"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"mailstorm/cmd/catalogue"
)

type explainOptions struct {
	streams
	color enumFlag
}

func newExplainCommand(s streams) *cobra.Command {
	o := &explainOptions{s, oneOf("auto", "always", "never")}
	cmd := &cobra.Command{
		Use:   "explain NAME",
		Short: "Explain a name of a scenario, a status code, or a word of Exchange, Postfix, Exim or sendmail",
		Long: "Explain describes one entry of the catalogues (mailstorm list): its meaning, its parameters with units and defaults, " +
			"the source of each number, and an example. It also knows the keys of scenarios, status codes, commands, and the words and cmdlets of " +
			"Exchange, Postfix, Exim and sendmail with the key that stands for them here. Capitals do not matter.",
		Example: "  mailstorm explain exchange-online\n  mailstorm explain drop-after-data\n  mailstorm explain hours\n  mailstorm explain 5.4.316\n" +
			"  mailstorm explain maximal_queue_lifetime\n  mailstorm explain \"Set-TransportConfig -MessageExpiration\"",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("explain needs a name; mailstorm list shows all names of the catalogues")
			}
			return nil
		},
		ValidArgsFunction: completeUpTo(1, completeExplainable),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runExplain(o, cmd.Root(), strings.Join(strings.Fields(strings.Join(args, " ")), " "))
		},
	}
	addEnumFlag(cmd, &o.color, "color", "color `WHEN`")
	return cmd
}

// completeExplainable completes what explain knows, if a shell takes it for one word.
func completeExplainable(cmd *cobra.Command, _ []string, _ string) (all []string, _ cobra.ShellCompDirective) {
	known := map[string]bool{}
	for _, e := range catalogue.Explainable(commandEntries(cmd.Root())) {
		if !known[e.Name] && !strings.ContainsAny(e.Name, " ;") {
			all = append(all, e.Name+"\t"+e.Meaning)
		}
		known[e.Name] = true
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}

// commandEntries are the commands of the program, which are explained, too.
func commandEntries(root *cobra.Command) (all []catalogue.Entry) {
	for _, c := range root.Commands() {
		all = append(all, catalogue.Entry{Name: c.Name(), Meaning: c.Short, Hidden: !c.IsAvailableCommand()})
	}
	return all
}

func runExplain(o *explainOptions, root *cobra.Command, name string) error {
	var b bytes.Buffer
	if err := catalogue.Explain(&b, o.style(o.color), name, commandEntries(root)); err != nil {
		return err
	}
	return o.print(&b, nil)
}
