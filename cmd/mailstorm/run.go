package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/player"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/report/webpage"
	"mailstorm/cmd/runfolder"
	"mailstorm/cmd/scenariofiles"
	"mailstorm/cmd/simulation"
	"mailstorm/plots"
	"mailstorm/scenarios/load"
)

type runOptions struct {
	scenarioFlags
	outputFlags
	playerFlags
	format enumFlag
	events enumFlag
	memory string
	at     string
	atSet  bool // at

	documents []*webpage.Document // of the finished runs, with --format html
}

// hasPictures reports whether pictures are drawn.
func (o *runOptions) hasPictures() bool { return o.plot || o.format.value == "html" }

func newRunCommand(s streams) *cobra.Command {
	o := &runOptions{scenarioFlags: scenarioFlags{streams: s}, format: oneOf("text", "json", "csv", "markdown", "html"), events: oneOf("all", "none")}
	cmd := &cobra.Command{
		Use:   "run SCENARIO...",
		Short: "Simulate scenarios and report the results",
		Long: "Run simulates scenarios and reports what happened to the mail. A SCENARIO is a TOML file, the name of a library scenario " +
			"(mailstorm list scenarios), or \"-\" for standard input.\n\n" +
			"With --at, run looks at one storm while it is under way and compares what an administrator can do then: repair the fault, close the " +
			"port, send to another host, and so on. It shows what each saves and costs, and how it is done.\n\n" +
			"With --player, run also writes a web page that plays the storm: envelopes cross, replies come back or break, copies pile up, and each role sees " +
			"its part. The page asks for a guess first and pauses where the storm turns. It needs no network. With --vary it has a slider: " +
			"each value is simulated beforehand, and the page shows the same moment under another value.",
		Example: "  mailstorm run deck-after-data\n" +
			"  mailstorm run deck-after-data --set host.relay.fault.lost-reply.ends=2h\n" +
			"  mailstorm run storms/*.toml --out results --plot\n" +
			"  mailstorm run deck-after-data --format html >report.html\n" +
			"  mailstorm run deck-after-data --at 1h\n" +
			"  mailstorm run deck-after-data --player=deck.html\n" +
			"  mailstorm run deck-worst-case --out deck --player \\\n      --vary host.exo.message_expiration=12h..24h/1h",
		Args:              scenarioArgs(1 << 20),
		ValidArgsFunction: scenarioNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.scenarioFlags.noteSeed(cmd)
			o.outputFlags.noteOutput(cmd)
			o.atSet, o.playerSet = cmd.Flags().Changed("at"), cmd.Flags().Changed("player")
			if err := o.checkPlayer(args); err != nil {
				return err
			}
			ctx, stop := withInterrupt(cmd)
			defer stop()
			if o.atSet {
				return runAt(ctx, o, args)
			}
			return runRun(ctx, o, args)
		},
	}
	addEnumFlag(cmd, &o.format, "format", "output `FORMAT`")
	cmd.Flags().StringVar(&o.at, "at", "", "compare what can be done at a `TIME` in the storm, as 3h or Fri 18:00")
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc("at", cobra.NoFileCompletions))
	o.outputFlags.addOutputFlags(cmd, "also write the results to folder `DIR`", "also write report.html and pictures", "replace any contents of the DIR of --out and the FILE of --player")
	addEnumFlag(cmd, &o.events, "events", "with --out: `EVENTS` to write")
	cmd.Flags().StringVar(&o.player, "player", "", "also write a page that plays the run, to `FILE`; without FILE to player.html in DIR")
	cmd.Flags().Lookup("player").NoOptDefVal = inFolder
	cmd.Flags().StringArrayVar(&o.vary, "vary", nil, "with --player: a slider over these values, `KEY=VALUES`")
	addMemoryFlag(cmd, &o.memory)
	o.scenarioFlags.addScenarioFlags(cmd)
	return cmd
}

func runRun(ctx context.Context, o *runOptions, args []string) error {
	if err := o.checkOutput(); err != nil {
		return err
	}
	if err := o.refuseTerminal(args); err != nil {
		return err
	}
	args, err := scenariofiles.Expand(args)
	if err != nil {
		return err
	}
	storms, err := o.loadAll(args)
	if err != nil {
		return err
	}
	if err := o.checkPages(storms); err != nil {
		return err
	}
	if err := o.checkMemory(storms); err != nil {
		return err
	}
	folders, err := o.resultFolders(storms)
	if err != nil {
		return err
	}
	var runs []*run.Run
	var shown error // the first error of standard output
	for i, s := range storms {
		r, err := o.runOne(ctx, s, folders[i])
		if r != nil { // what was counted is shown, though its folder could not be written
			if runs = append(runs, r); shown == nil {
				shown = o.printRun(r, i)
			}
		}
		if err != nil {
			return errors.Join(shown, o.printRuns(runs), err)
		}
		if ctx.Err() != nil || shown != nil && o.dir == "" {
			break
		}
	}
	return errors.Join(shown, o.printRuns(runs), stopped(runs, o.cutShort))
}

// runOne runs one storm, and writes its folder unless path is empty.
func (o *runOptions) runOne(ctx context.Context, s *load.Scenario, path string) (*run.Run, error) {
	played := player.NewRecorder(s.Config)
	storm := &simulation.Storm{Scenario: s, Version: version, Compared: o.hasComparisons(), Varied: simulation.VariedBy(o.set), Runner: runner{&o.scenarioFlags, ctx}}
	defer o.shareProgress(storm.MostRuns())()
	r, page, err := runfolder.Run(storm, path, &runfolder.Options{Events: o.events.value == "all", Plot: o.plot, Size: o.size.Size, Page: o.format.value == "html", Set: o.set, Files: o.files, Warn: o.warn,
		Sinks: o.playerSinks(played), More: func(to *folder.Folder, r *run.Run) error { return o.writePlayer(ctx, to, s, r, played) }})
	if page != nil {
		o.documents = append(o.documents, page)
	}
	return r, atRunTime(err)
}

// hasComparisons reports whether the report runs the storm again, under other profiles.
func (o *runOptions) hasComparisons() bool { return o.format.value == "text" || o.hasPictures() }

// refuseTerminal keeps the text of a web page from a terminal.
func (o *runOptions) refuseTerminal(args []string) error {
	return refusePage(o.streams, o.format.value, "mailstorm run "+args[0])
}

// resultFolders names the result folder of each scenario, "" for none, and makes sure that all of them may be written.
func (o *runOptions) resultFolders(storms []*load.Scenario) ([]string, error) {
	paths := make([]string, len(storms))
	if o.dir == "" {
		return paths, nil
	}
	seen := map[string]string{}
	for i, s := range storms {
		paths[i] = o.dir
		if len(storms) > 1 {
			paths[i] = filepath.Join(o.dir, s.Name)
			if !filepath.IsLocal(s.Name) || s.Name == "." {
				return nil, fmt.Errorf("%s: %q cannot be the name of a folder; run this scenario alone", s.Path, s.Name)
			}
		}
		if other, taken := seen[s.Name]; taken {
			return nil, fmt.Errorf("%s and %s have the same name, %q, and would share a folder; run them separately", other, s.Path, s.Name)
		}
		seen[s.Name] = s.Path
		if err := run.Vacant(paths[i], s.Name, plots.Names(plots.Pictures), o.force); err != nil {
			return nil, err
		}
	}
	for i := range paths { // each of what any of them reads
		for _, s := range storms {
			if err := folder.KeepsFiles(paths[i], s.Files()); err != nil {
				return nil, err
			}
		}
	}
	return paths, nil
}

// printRun prints what reads well one after the other: text and Markdown.
func (o *runOptions) printRun(r *run.Run, i int) error {
	var b bytes.Buffer
	if i > 0 {
		b.WriteString("\n")
	}
	switch o.format.value {
	case "text":
		return o.print(&b, run.Text(&b, r, o.style(o.color)))
	case "markdown":
		o.warn(r.Result.Warnings)
		return o.print(&b, run.Markdown(&b, r))
	}
	o.warn(r.Result.Warnings)
	return nil
}

// printRuns prints what is one document for all runs: JSON, CSV and HTML.
func (o *runOptions) printRuns(runs []*run.Run) error {
	var b bytes.Buffer
	switch {
	case len(runs) == 0:
		return nil
	case o.format.value == "html":
		return o.print(&b, webpage.Runs(&b, o.documents))
	case o.format.value == "csv":
		return o.print(&b, run.CSV(&b, runs))
	case o.format.value == "json" && len(runs) == 1:
		return o.print(&b, run.JSON(&b, runs[0]))
	case o.format.value == "json":
		return o.print(&b, run.JSONs(&b, runs))
	}
	return nil
}

// stopped tells of runs and pages that ended early; their results were shown.
func stopped(runs []*run.Run, errs []error) error {
	for _, r := range runs {
		if r.Result.Stopped != "" {
			errs = append(errs, fmt.Errorf("%s: stopped at %s of simulated time: %s", r.Config.Name, english.Span(r.Result.End), r.Result.Stopped))
		}
	}
	if len(errs) == 0 {
		return nil
	}
	return &exitError{exitFailed, errors.Join(errs...)}
}
