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
	"time"

	"github.com/spf13/cobra"

	"mailstorm/cmd/illustrated"
	"mailstorm/cmd/report/events"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/layout"
	"mailstorm/cmd/report/observed"
	"mailstorm/cmd/serve"
	"mailstorm/cmd/serve/prediction"
	"mailstorm/cmd/serve/record"
	"mailstorm/plots"
	"mailstorm/plots/draw"
	"mailstorm/scenarios"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
)

// observedFlags say with what a real server is compared, and how that is shown.
type observedFlags struct {
	profile string
	scaled  bool
	within  time.Duration
	compare string
	format  enumFlag
	out     string
	full    bool

	compares  bool   // any of them was given
	temporary string // where rows go that nobody asked for
}

func (o *observedFlags) addObservedFlags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.profile, "profile", "", "compare with retry profile `NAME`; by default that of the scenario")
	cmd.Flags().BoolVar(&o.scaled, "scaled", false, "the server's timers were divided by --speed; otherwise they are as in the profile")
	cmd.Flags().DurationVar(&o.within, "within", 0, "allow attempts to differ by `TIME` on the clock, as 3s; exit code 1 if more does")
	cmd.Flags().StringVar(&o.compare, "compare", "", "without a scenario: compare the recorded folder `DIR`; with one: with a run in DIR")
	o.format = oneOf("text", "json", "markdown")
	addEnumFlag(cmd, &o.format, "format", "output `FORMAT` of the comparison")
	cmd.Flags().StringVarP(&o.out, "out", "o", "", "also write the comparison to `FILE`: .svg, .png, .json, .md or .txt")
	cmd.Flags().BoolVar(&o.full, "full", false, "show all messages")
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc("profile", cobra.FixedCompletions(scenarios.ProfileNames(), cobra.ShellCompDirectiveDefault)))
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc("compare", completeFolders))
}

// serveArgs takes a scenario, or none with --compare.
func (o *serveOptions) serveArgs(cmd *cobra.Command, args []string) error {
	if o.compare != "" && len(args) == 0 {
		return nil
	}
	return scenarioArgs(1)(cmd, args)
}

// checkObserved refuses what makes no sense, before anything is read.
func (o *serveOptions) checkObserved(given func(flag string) bool, serves bool) error {
	for _, flag := range []string{"profile", "scaled", "within", "compare", "format", "out", "full"} {
		o.compares = o.compares || given(flag)
	}
	switch {
	case given("within") && o.within <= 0:
		return fmt.Errorf("--within %s: it takes a time above 0, such as 3s", o.within)
	case given("compare") && o.compare == "":
		return errors.New("--compare needs the name of a folder, but it is empty")
	case given("profile") && o.profile == "":
		return errors.New("--profile needs the name of a profile, but it is empty; mailstorm list profiles shows them")
	case o.compare != "" && serves && (o.profile != "" || o.scaled):
		return errors.New("--compare with a scenario takes the attempts of a run for the prediction, so --profile and --scaled mean nothing; leave them out")
	case o.out != "" && observedWriter(o.out) == nil:
		return fmt.Errorf("--out %s: the file's name must end in .svg, .png, .json, .md or .txt", o.out)
	}
	for _, flag := range []string{"host", "listen", "dsn-listen", "speed", "for", "record", "keep", "certificate", "key", "no-tls", "refuse-by-reset", "expose", "seed"} {
		if !serves && given(flag) {
			return fmt.Errorf("--compare without a scenario listens at no port, so --%s means nothing; leave it out", flag)
		}
	}
	return nil
}

// prepareComparison finds out before anything is served whether there will be something to compare with.
func (o *serveOptions) prepareComparison(s *load.Scenario, played []int) (err error) {
	if !o.compares {
		return nil
	}
	if o.compare != "" {
		if err := o.checkRun(); err != nil {
			return err
		}
	}
	var senders []string
	for _, host := range played {
		for _, i := range serve.Senders(s.Config, host) {
			senders = append(senders, s.Config.Hosts[i].Name)
		}
	}
	if _, err := o.withProfile(s, senders); err != nil {
		return err
	}
	if o.record == "" {
		if o.temporary, err = os.MkdirTemp("", "mailstorm-serve-"); err != nil {
			return failure("making a folder for what is observed", err)
		}
		o.record = o.temporary
	}
	return nil
}

// forgetRecord removes rows that nobody asked for.
func (o *serveOptions) forgetRecord() {
	if o.temporary != "" {
		os.RemoveAll(o.temporary)
	}
}

// checkRun refuses a folder that is no result of a run.
func (o *serveOptions) checkRun() error {
	if _, err := os.Stat(filepath.Join(o.compare, record.HeaderFile)); err == nil {
		return fmt.Errorf("--compare %s: the folder was recorded by mailstorm serve and holds its own scenario; leave the scenario out: mailstorm serve --compare %s", o.compare, o.compare)
	}
	_, err := os.Stat(filepath.Join(o.compare, eventsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("--compare %s: the folder has no %s; mailstorm run SCENARIO --out %s writes it", o.compare, eventsFile, o.compare)
	}
	return err
}

const eventsFile = "events.jsonl"

// withProfile is the scenario whose sending hosts work by the profile in question.
func (o *serveOptions) withProfile(s *load.Scenario, senders []string) (*sim.Config, error) {
	if o.profile == "" {
		return s.Config, nil
	}
	var set []string
	for _, name := range senders {
		set = append(set, fmt.Sprintf("host.%q.profile=%q", name, o.profile))
	}
	varied, err := s.Vary(set...)
	if err != nil {
		return nil, fmt.Errorf("--profile %s: %w", o.profile, err)
	}
	return varied.Config, nil
}

// compareRecorded compares a folder that was recorded before.
func (o *serveOptions) compareRecorded(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(o.compare, eventsFile)); err == nil {
		return fmt.Errorf("--compare %s: the folder is the result of a run; name the scenario that is to be served, too: mailstorm serve SCENARIO --compare %s", o.compare, o.compare)
	}
	r, err := prediction.Read(o.compare)
	if err != nil {
		return failure("--compare", err)
	}
	options, err := o.options()
	if err != nil {
		return err
	}
	options.Seed, options.Set = &r.Header.Seed, append(r.Header.Set, options.Set...)
	s, err := load.Load(filepath.Join(o.compare, record.ScenarioFile), options)
	if err != nil {
		return err
	}
	return o.compareWith(ctx, s, r, nil)
}

// compareServed compares what was served just now.
func (o *serveOptions) compareServed(ctx context.Context, s *load.Scenario) error {
	r, err := prediction.Read(o.record)
	if err != nil {
		return failure("reading what was recorded", err)
	}
	var records func(sim.Sink) error
	if o.compare != "" {
		records = func(to sim.Sink) error { return o.replayRun(s.Config, to) }
	}
	return o.compareWith(context.WithoutCancel(ctx), s, r, records)
}

// replayRun hands on the records of a run.
func (o *serveOptions) replayRun(c *sim.Config, to sim.Sink) error {
	file, err := os.Open(filepath.Join(o.compare, eventsFile))
	if err != nil {
		return err
	}
	defer file.Close()
	var hosts []string
	for i := range c.Hosts {
		hosts = append(hosts, c.Hosts[i].Name)
	}
	if err := events.Replay(file, hosts, to); err != nil {
		return fmt.Errorf("%s: %w", file.Name(), err)
	}
	return nil
}

func (o *serveOptions) compareWith(ctx context.Context, s *load.Scenario, r *prediction.Recording, records func(sim.Sink) error) error {
	config, err := o.withProfile(s, r.Senders())
	if err != nil {
		return err
	}
	c, err := prediction.Compare(ctx, r, prediction.Options{Config: config, Scaled: o.scaled, Within: o.within, Records: records})
	if err != nil {
		return &exitError{exitFailed, err}
	}
	if err := o.showComparison(c); err != nil {
		return err
	}
	if j := c.Judge(); o.within > 0 && !j.Met {
		return &exitError{exitUnmet, nil}
	}
	return nil
}

// showComparison prints a comparison, and writes it to a file.
func (o *serveOptions) showComparison(c *prediction.Comparison) error {
	var b bytes.Buffer
	var err error
	switch o.format.value {
	case "json":
		err = observed.JSON(&b, c)
	case "markdown":
		err = observed.Markdown(&b, c)
	default:
		err = observed.Text(&b, c, o.style(o.color), o.full)
	}
	if err := o.print(&b, err); err != nil || o.out == "" {
		return err
	}
	return failure("--out", folder.WriteFile(o.out, func(to io.Writer) error { return observedWriter(o.out)(to, c) }))
}

// observedWriter writes a comparison as the ending of a file's name says; nil: nothing is written so.
func observedWriter(name string) func(to io.Writer, c *prediction.Comparison) error {
	picture := plots.ObservedPictures[0]
	switch strings.ToLower(filepath.Ext(name)) {
	case ".json":
		return observed.JSON
	case ".md":
		return observed.Markdown
	case ".txt":
		return func(to io.Writer, c *prediction.Comparison) error { return observed.Text(to, c, layout.Style{}, true) }
	case ".svg":
		return func(to io.Writer, c *prediction.Comparison) error {
			return writePicture(to)(picture.SVG(illustrated.Observed(c)))
		}
	case ".png":
		return func(to io.Writer, c *prediction.Comparison) error {
			return writePicture(to)(picture.PNG(illustrated.Observed(c), draw.Slide))
		}
	}
	return nil
}

func writePicture(to io.Writer) func([]byte, error) error {
	return func(file []byte, err error) error {
		if err == nil {
			_, err = to.Write(file)
		}
		return err
	}
}
