package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"mailstorm/cmd/questions"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/simulation"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/schema"
)

const (
	defaultFile = "storm.toml"
	schemaFile  = "scenario.schema.json"
)

type initOptions struct {
	scenarioFlags
	draft    questions.Draft
	template string
	force    bool
}

func newInitCommand(s streams) *cobra.Command {
	o := &initOptions{scenarioFlags: scenarioFlags{streams: s}, draft: questions.Usual()}
	cmd := &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a first scenario",
		Long: "Init writes a small scenario with comments, which you can change: who writes to whom, how much, which hosts are between them, what fails, and " +
			"when. It runs, tests its own results and sweeps. On a terminal, init asks a few questions. With flags, or without a terminal, it uses defaults for the rest.\n\n" +
			"With --template it writes a complete scenario for a task that many have; \"mailstorm init --template list\" shows them.\n\n" +
			"FILE is " + defaultFile + " by default, or NAME.toml with --template NAME; \"-\" is standard output. Init also writes " + schemaFile +
			" beside FILE, unless it exists. With it, editors complete keys and mark mistakes.",
		Example: "  mailstorm init\n  mailstorm init --template smarthost-down\n  mailstorm init weekend.toml --fault connection-refused \\\n      --at destination --lasts 60h\n" +
			"  mailstorm init gateway.toml --mails 40000/d --hours \"Mon-Fri 08:00-18:00\" \\\n      --fault connection-refused --starts \"Tue 10:00\" --lasts drawn\n" +
			"  mailstorm init - --fault slow-reply | mailstorm run -",
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) > 1:
				return fmt.Errorf("init writes one scenario, not %d", len(args))
			case len(args) == 1 && args[0] != "-" && !strings.HasSuffix(args[0], ".toml"):
				return fmt.Errorf("%q is not a scenario file; its name must end with .toml", args[0])
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"toml"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := withInterrupt(cmd)
			defer stop()
			if cmd.Flags().Changed("template") {
				return runTemplate(cmd, o, args)
			}
			return runInit(ctx, o, append(args, defaultFile)[0], o.isInteractive(cmd))
		},
	}
	for _, a := range o.draft.Questions() {
		cmd.Flags().StringVar(a.To, a.Flag, *a.To, a.Usage)
		words := a.Words
		if words == nil {
			words = func() []string { return nil }
		}
		cobra.CheckErr(cmd.RegisterFlagCompletionFunc(a.Flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return words(), cobra.ShellCompDirectiveNoFileComp
		}))
	}
	cmd.Flags().StringVar(&o.template, "template", "", "write the scenario of a task, a `NAME`; list shows all names")
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc("template", completeTemplates))
	cmd.Flags().BoolVar(&o.force, "force", false, "overwrite an existing file")
	cmd.Flags().SortFlags = false
	return cmd
}

// isInteractive reports whether init asks: on a terminal, without flags.
func (o *initOptions) isInteractive(cmd *cobra.Command) bool {
	for _, a := range o.draft.Questions() {
		if cmd.Flags().Changed(a.Flag) {
			return false
		}
	}
	return isTerminal(o.in) && isTerminal(o.err)
}

func runInit(ctx context.Context, o *initOptions, file string, ask bool) error {
	if err := o.requireFree(file); err != nil {
		return err
	}
	if err := requireFolder(file); err != nil {
		return err
	}
	if ask {
		if err := o.draft.Ask(ctx, &questions.Terminal{In: o.in, Out: o.err}, o.style(oneOf("never"))); err != nil {
			return atRunTime(err)
		}
	}
	if err := o.draft.Check(); err != nil {
		return err
	}
	if file != "-" {
		o.draft.Schema = "./" + schemaFile
	}
	text, err := o.writeDraft(ctx, file)
	if err != nil || file == "-" {
		return errors.Join(err, o.print(bytes.NewBufferString(text), nil))
	}
	return o.writeScenario(file, text)
}

// requireFree refuses to overwrite a file.
func (o *initOptions) requireFree(file string) error {
	if file == "-" || o.force {
		return nil
	}
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		if err == nil {
			err = fmt.Errorf("%s already exists; --force overwrites it", file)
		}
		return err
	}
	return nil
}

// requireFolder wants the folder of a file to exist.
func requireFolder(file string) error {
	if !isFolder(filepath.Dir(file)) {
		return fmt.Errorf("folder %q does not exist; create it first", filepath.Dir(file))
	}
	return nil
}

// writeDraft writes the draft, runs it, and adds the results as expectations.
func (o *initOptions) writeDraft(ctx context.Context, file string) (string, error) {
	name := file
	if file == "-" {
		name = defaultFile
	}
	s, err := load.Load("-", load.Options{Stdin: strings.NewReader(o.draft.Text(name))})
	if err != nil {
		var p *parse.Problem
		if errors.As(err, &p) {
			return "", fmt.Errorf("this scenario does not work: %s", p.Message)
		}
		return "", err
	}
	o.warn(s.Config.Warnings)
	w, err := o.simulate(ctx, s.Config)
	if err == nil && ctx.Err() != nil {
		err = simulation.ErrInterrupted
	}
	if err != nil {
		return "", &exitError{exitFailed, err}
	}
	r, err := w.Result()
	if err != nil {
		return "", &exitError{exitFailed, err}
	}
	return o.draft.Expected(s.Config, r).Text(name), nil
}

// writeScenario writes the scenario whole or not at all, and the schema beside it.
func (o *initOptions) writeScenario(file, text string) error {
	path := filepath.Join(filepath.Dir(file), schemaFile)
	_, err := os.Lstat(path)
	mine := errors.Is(err, fs.ErrNotExist)
	if mine {
		if err := writeWhole(path, schema.JSON()); err != nil {
			return failure("writing "+path, err)
		}
	}
	if err := writeWhole(file, []byte(text)); err != nil {
		if mine {
			os.Remove(path)
		}
		return failure("writing "+file, err)
	}
	next := ""
	for _, command := range []string{"run", "trace", "test", "sweep"} {
		if command != "sweep" || strings.Contains(text, "\n[experiment]\n") {
			next += "  mailstorm " + command + " " + english.ShellWord(file) + "\n"
		}
	}
	return o.say("wrote %s; next, try\n%s", decode.Shown(file), next)
}

// writeWhole writes a file whole or not at all.
func writeWhole(file string, b []byte) error {
	return folder.WriteFile(file, func(to io.Writer) error { _, err := to.Write(b); return err })
}
