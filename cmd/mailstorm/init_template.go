package main

import (
	"bytes"
	"fmt"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report/layout"
	"mailstorm/scenarios/draft"
	"mailstorm/scenarios/parse"
)

// templateFlags may stand beside --template.
var templateFlags = map[string]bool{"domain": true, "partner": true}

// runTemplate writes the scenario of a task, or lists the tasks.
func runTemplate(cmd *cobra.Command, o *initOptions, args []string) error {
	if o.template == "list" || o.template == "?" {
		return o.listTemplates()
	}
	t, ok := draft.LookupTemplate(o.template)
	if !ok {
		return fmt.Errorf("--template: unknown template %q%s\nmailstorm init --template list shows all templates", o.template,
			parse.Suggestion(o.template, draft.TemplateNames()))
	}
	for _, q := range o.draft.Questions() {
		if cmd.Flags().Changed(q.Flag) && !templateFlags[q.Flag] {
			return fmt.Errorf("--%s does not go with --template, which answers this; change it in the file that init writes", q.Flag)
		}
	}
	if err := o.draft.Check(); err != nil {
		return err
	}
	file := append(args, t.Name+".toml")[0]
	if file == "-" {
		return o.print(bytes.NewBufferString(t.Text(o.draft.Draft)), nil)
	}
	if err := o.requireFree(file); err != nil {
		return err
	}
	if err := requireFolder(file); err != nil {
		return err
	}
	o.draft.Schema = "./" + schemaFile
	return o.writeScenario(file, t.Text(o.draft.Draft))
}

func (o *initOptions) listTemplates() error {
	var b bytes.Buffer
	s := layout.NewManual(&b, o.style(oneOf("never")))
	s.Widen(draft.TemplateNames()...)
	for _, t := range draft.Templates {
		s.Entry(t.Name, t.Task)
	}
	return o.print(&b, s.Flush())
}

func completeTemplates(*cobra.Command, []string, string) (all []string, _ cobra.ShellCompDirective) {
	for _, t := range draft.Templates {
		all = append(all, t.Name+"\t"+t.Task)
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}
