package main

import (
	"bytes"

	"github.com/spf13/cobra"

	"mailstorm/scenarios/schema"
)

func newSchemaCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of scenarios, for editors",
		Long: "Schema prints the JSON Schema of scenario files. With it, an editor completes keys, shows what they mean and marks mistakes as you type. " +
			"Save it beside your scenarios, and start each scenario with this line:\n\n#:schema ./scenario.schema.json",
		Example: "  mailstorm schema > scenario.schema.json",
		Args:    noArguments,
		RunE:    func(*cobra.Command, []string) error { return s.print(bytes.NewBuffer(schema.JSON()), nil) },
	}
}
