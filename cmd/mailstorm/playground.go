package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/player"
	"mailstorm/cmd/report/playground"
	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/load"
	"mailstorm/sim"
)

type playgroundOptions struct {
	streams
	out    string
	engine string
	force  bool
	quiet  bool
}

func newPlaygroundCommand(s streams) *cobra.Command {
	o := &playgroundOptions{streams: s}
	cmd := &cobra.Command{
		Use:   "playground",
		Short: "Write a web page on which scenarios are edited, run and played",
		Long: "Playground writes one HTML file that holds the simulator itself, as WebAssembly, and the library of scenarios. Open it in a browser: choose a " +
			"scenario or open a file, change it, run it, and watch it. Mistakes are shown as you type, in the words of mailstorm check, and a run has the report " +
			"and the digest of mailstorm run.\n\n" +
			"The file needs no server, no network and no installation, so you can pass it on to a class or put it on a web site. Scenarios that name other " +
			"files, as CSV lists, need mailstorm run.",
		Example: "  mailstorm playground\n  mailstorm playground --out class/storms.html",
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runPlayground(cmd, o) },
	}
	cmd.Flags().StringVarP(&o.out, "out", "o", "playground.html", "write the page to `FILE`")
	cmd.Flags().StringVar(&o.engine, "engine", "", "write only the packed engine, to `FILE`") // for the script that builds a release
	cobra.CheckErr(cmd.Flags().MarkHidden("engine"))
	cmd.Flags().BoolVar(&o.force, "force", false, "replace any contents of FILE")
	cmd.Flags().BoolVarP(&o.quiet, "quiet", "q", false, "hide progress")
	cmd.Flags().SortFlags = false
	return cmd
}

func runPlayground(cmd *cobra.Command, o *playgroundOptions) error {
	if o.out == "-" && isTerminal(o.streams.out) {
		return fmt.Errorf("playground writes a web page, which a terminal cannot show; write it to a file: mailstorm playground --out playground.html")
	}
	if err := o.checkFile(); err != nil {
		return err
	}
	ctx, stop := withInterrupt(cmd)
	defer stop()
	engine, err := o.packedEngine(ctx)
	if err != nil {
		return err
	}
	if o.engine != "" {
		write := func(w io.Writer) error { _, err := w.Write(engine); return err }
		return failure("writing "+o.engine, folder.WriteFile(o.engine, write))
	}
	library, err := playgroundLibrary()
	if err != nil {
		return err
	}
	page := &playground.Page{Version: version, Engine: engine, Library: library, Player: player.Script(), Style: player.Style()}
	if o.out == "-" {
		return outputError(page.Write(o.streams.out))
	}
	if err := folder.WriteFile(o.out, page.Write); err != nil {
		return failure("writing "+o.out, err)
	}
	return o.say("wrote %s; open it in a browser\n", decode.Shown(o.out))
}

// checkFile makes sure, before anything is built, that the page may take the name of its file.
func (o *playgroundOptions) checkFile() error {
	switch {
	case o.out == "-" || o.engine != "":
		return nil
	case o.out == "":
		return errors.New("--out names no file; write --out FILE.html")
	case isFolder(o.out) || os.IsPathSeparator(o.out[len(o.out)-1]):
		return fmt.Errorf("%s is a folder, and --out names a file here; write --out %s", decode.Shown(o.out), english.ShellWord(filepath.Join(o.out, "playground.html")))
	}
	if err := folder.VacantFile(o.out, o.force, errNoPlayground, playground.IsPage); err != nil {
		return err
	}
	return failure("writing "+o.out, folder.Writable(o.out))
}

// errNoPlayground tells that what is in the way is not to be replaced unasked.
var errNoPlayground = errors.New("it is not empty and holds no playground; --force replaces it")

// firstShown is the scenario with which the page opens.
const firstShown = "deck-after-data"

// Groups of the library, by what a scenario is about.
const (
	failing = iota
	refusing
	answering
	other
)

var groupTitles = []string{
	failing:   "A host fails",
	refusing:  "A host refuses, limits or holds back mail",
	answering: "Mailboxes answer and forward by themselves",
	other:     "More",
}

// playgroundLibrary lists the library in groups.
func playgroundLibrary() ([]playground.Group, error) {
	groups := make([]playground.Group, len(groupTitles))
	for i, title := range groupTitles {
		groups[i].Title = title
	}
	for _, e := range scenarios.Library() {
		s, err := load.Load(e.Name, load.Options{})
		if err != nil {
			return nil, err
		}
		g := &groups[groupOf(s.Config)]
		g.Scenarios = append(g.Scenarios, playground.Scenario{Name: e.Name, Title: e.Title, Chosen: e.Name == firstShown})
	}
	return groups, nil
}

// groupOf is what a scenario is about: mailboxes with rules come before faults, and faults before guards, since they are rarer.
func groupOf(c *sim.Config) int {
	group := other
	for i := range c.Mailboxes {
		if len(c.Mailboxes[i].Rules) > 0 {
			return answering
		}
	}
	for i := range c.Hosts {
		switch {
		case len(c.Hosts[i].Faults) > 0:
			group = failing
		case len(c.Hosts[i].Guards) > 0 && group == other:
			group = refusing
		}
	}
	return group
}
