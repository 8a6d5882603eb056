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
		Long: "Schema prints the JSON Schema of scenario files. An editor that reads it completes keys, shows what they mean, and points at\n" +
			"mistakes while you write. Put it beside your scenarios, and let their first line name it: #:schema ./scenario.schema.json",
		Example: "  mailstorm schema > scenario.schema.json",
		Args:    noArguments,
		RunE:    func(*cobra.Command, []string) error { return s.print(bytes.NewBuffer(schema.JSON()), nil) },
	}
}
