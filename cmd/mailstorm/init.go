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

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/draft"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/schema"
	"mailstorm/sim/fault"
)

const (
	usualFile  = "storm.toml"
	schemaFile = "scenario.schema.json"
)

type initOptions struct {
	scenarioFlags
	draft draft.Draft
	force bool
}

func newInitCommand(s streams) *cobra.Command {
	o := &initOptions{scenarioFlags: scenarioFlags{streams: s}}
	cmd := &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a first scenario, from a few questions or flags",
		Long: "Init writes a small storm with comments, to be changed: who writes to whom, which hosts stand between, what fails, and what\n" +
			"it came to. On a terminal it asks; with flags, or where nobody can answer, it takes what is usual for the rest. FILE is\n" +
			usualFile + " when left out, and \"-\" is standard output. Beside FILE it puts " + schemaFile + ", with which editors\n" +
			"complete keys and point at mistakes; one that is there stays.",
		Example: "  mailstorm init\n  mailstorm init weekend.toml --fault connection-refused --at destination --lasts 60h\n" +
			"  mailstorm init - --fault slow-reply | mailstorm run -",
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) > 1:
				return fmt.Errorf("init writes one scenario, not %d", len(args))
			case len(args) == 1 && args[0] != "-" && !strings.HasSuffix(args[0], ".toml"):
				return fmt.Errorf("%q is no name of a scenario file; it ends with .toml", args[0])
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return []string{"toml"}, cobra.ShellCompDirectiveFilterFileExt
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := withInterrupt(cmd)
			defer stop()
			return runInit(ctx, o, append(args, usualFile)[0], o.isInteractive(cmd))
		},
	}
	for _, a := range o.questions() {
		cmd.Flags().StringVar(a.to, a.flag, *a.to, a.usage)
		words := a.words
		if words == nil {
			words = func() []string { return nil }
		}
		cobra.CheckErr(cmd.RegisterFlagCompletionFunc(a.flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return words(), cobra.ShellCompDirectiveNoFileComp
		}))
	}
	cmd.Flags().BoolVar(&o.force, "force", false, "replace a file that is there")
	cmd.Flags().SortFlags = false
	return cmd
}

// isInteractive tells whether somebody can answer, and has not by flags.
func (o *initOptions) isInteractive(cmd *cobra.Command) bool {
	for _, a := range o.questions() {
		if cmd.Flags().Changed(a.flag) {
			return false
		}
	}
	return isTerminal(o.in) && isTerminal(o.err)
}

func runInit(ctx context.Context, o *initOptions, file string, ask bool) error {
	if err := o.requireFree(file); err != nil {
		return err
	}
	if info, err := os.Stat(filepath.Dir(file)); err != nil || !info.IsDir() {
		return fmt.Errorf("there is no folder %q; make it first", filepath.Dir(file))
	}
	if ask {
		if err := o.askQuestions(ctx); err != nil {
			return err
		}
	}
	for _, a := range o.questions() {
		if err := a.check(*a.to); err != nil && (a.flag != "expiration" || *a.to != "") {
			return fmt.Errorf("--%s: %w", a.flag, err)
		}
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

// requireFree refuses to write where something is.
func (o *initOptions) requireFree(file string) error {
	if file == "-" || o.force {
		return nil
	}
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		if err == nil {
			err = fmt.Errorf("%s is there already; --force replaces it", file)
		}
		return err
	}
	return nil
}

// writeDraft writes the draft, runs it, and writes it again with what it came to.
func (o *initOptions) writeDraft(ctx context.Context, file string) (string, error) {
	name := file
	if file == "-" {
		name = usualFile
	}
	s, err := load.Load("-", load.Options{Stdin: strings.NewReader(o.draft.Text(name))})
	if err != nil {
		var p *parse.Problem
		if errors.As(err, &p) {
			return "", fmt.Errorf("this makes no storm: %s", p.Message)
		}
		return "", err
	}
	o.warn(s.Config.Warnings)
	w, err := o.simulate(ctx, s.Config)
	if err == nil && ctx.Err() != nil {
		err = errInterrupted
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
	word := english.ShellWord(file)
	return o.say("%s is written; go on with\n  mailstorm run %s\n  mailstorm trace %s\n", decode.Shown(file), word, word)
}

// writeWhole writes a file whole or not at all.
func writeWhole(file string, b []byte) error {
	return folder.WriteFile(file, func(to io.Writer) error { _, err := to.Write(b); return err })
}

func faultNames() (names []string) {
	for _, k := range fault.Kinds {
		names = append(names, k.Name)
	}
	return names
}

func profileNames() (names []string) {
	for _, e := range profile.Library() {
		names = append(names, e.Name)
	}
	return names
}
