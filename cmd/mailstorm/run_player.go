package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/term"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/player"
	"mailstorm/cmd/report/run"
	"mailstorm/cmd/report/webpage"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/grid"
	"mailstorm/scenarios/load"
)

// playerFlags ask for a page that plays the run.
type playerFlags struct {
	player    string // the file, beside --out that in the folder; empty: none
	playerSet bool   // player
	vary      []string
	axis      grid.Axis

	cutShort []error // pages that lack values of --vary
}

// inFolder is the value of --player without a file.
const inFolder = "DIR/" + folder.PlayerFile

// checkPlayer refuses what does not go with a page that plays a run.
func (o *runOptions) checkPlayer(args []string) error {
	page := slices.IndexFunc(args, func(arg string) bool { return strings.HasSuffix(arg, ".html") })
	switch {
	case isTerminalFile(o.player):
		return errors.New("--player writes a web page, which a terminal cannot show; name a file, as in --player=player.html")
	case o.isOutput(o.player):
		return errors.New("--player would mix its page with the report on standard output; name a file, as in --player=player.html")
	case o.player == "" && o.playerSet:
		return errors.New("--player= names no file; write --player=FILE.html, or --player --out DIR for a folder with all results")
	case o.player == "" && len(o.vary) > 0:
		return errors.New("run takes --vary only with --player, which shows the values behind a slider; to compare them in numbers, use mailstorm compare or mailstorm sweep")
	case o.player == "":
		return nil
	case o.atSet:
		return errors.New("--player plays a whole run; leave out --at")
	case o.player == inFolder && page >= 0:
		return fmt.Errorf("%s is no scenario; for a page of that name, write --player=%s in one word", decode.Shown(args[page]), english.ShellWord(args[page]))
	case o.player == inFolder && o.dir == "":
		return errors.New("--player needs a place for its page: write --player=FILE.html, or --player --out DIR for a folder with all results")
	case isFolder(o.player) || o.player != inFolder && o.player != "" && os.IsPathSeparator(o.player[len(o.player)-1]):
		shown := decode.Shown(o.player)
		return fmt.Errorf("%s is a folder, and --player=FILE names a file; write --player=FILE.html, or --player --out DIR for a folder with all results", shown)
	}
	return o.parseVary()
}

// isTerminalFile reports whether a path names a terminal.
func isTerminalFile(path string) bool {
	if info, err := os.Stat(path); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	return term.IsTerminal(int(file.Fd()))
}

// isOutput reports whether a path names what standard output is: two writers would mix there.
func (s streams) isOutput(path string) bool {
	if path == "-" {
		return true
	}
	out, ok := s.out.(*os.File)
	if !ok {
		return false
	}
	mine, err := out.Stat()
	info, err2 := os.Stat(path)
	return err == nil && err2 == nil && os.SameFile(mine, info) && info.Mode()&os.ModeCharDevice == 0 // nothing mixes in /dev/null
}

// parseVary reads the values of the slider.
func (o *runOptions) parseVary() (err error) {
	switch len(o.vary) {
	case 0:
		return nil
	case 1:
	default:
		return errors.New("run takes one --vary, since a page has one slider; to vary several keys together, use mailstorm sweep")
	}
	if o.axis, err = grid.ParseAxis(o.vary[0]); err == nil && len(o.axis.Values) > mostPlayed {
		return o.axis.Problem("these are %d values, and a page takes at most %d; write a larger step, or fewer values", len(o.axis.Values), mostPlayed)
	}
	return err
}

// checkPages makes sure, before anything is run, that each page has a place of its own, and reads each scenario with each value.
func (o *runOptions) checkPages(storms []*load.Scenario) error {
	if err := o.checkPlayerFile(storms); err != nil || len(o.vary) == 0 {
		return err
	}
	for _, s := range storms {
		if _, err := s.Choices([]grid.Axis{o.axis}); err != nil {
			return err
		}
	}
	return nil
}

// checkPlayerFile makes sure that the page may take the name of its file, and that it would stay there.
func (o *runOptions) checkPlayerFile(storms []*load.Scenario) error {
	switch {
	case o.player == "" || o.player == inFolder:
		return nil
	case len(storms) > 1:
		return errors.New("--player=FILE takes one scenario; for several, write --player --out DIR")
	case o.dir != "" && filepath.Clean(o.player) == filepath.Join(o.dir, folder.PlayerFile):
		o.player = inFolder
		return nil
	case o.dir != "" && folder.Contains(o.dir, o.player):
		return fmt.Errorf("--player=%s lies in the folder of --out, which is replaced as a whole; leave out the name, and the page is %s", o.player, filepath.Join(o.dir, folder.PlayerFile))
	}
	if err := keepsFile(o.player, storms[0].Files()); err != nil {
		return err
	}
	ours := func(page io.Reader) bool { return webpage.PlayedScenario(page) == storms[0].Name }
	if err := folder.VacantFile(o.player, o.force, errNoPlayer, ours); err != nil {
		return err
	}
	return failure("writing "+o.player, folder.Writable(o.player))
}

// errNoPlayer tells that what is in the way is not to be replaced unasked.
var errNoPlayer = errors.New("it is not empty and holds no page of this scenario; --force replaces it")

// mostPlayed is how many values a page holds behind its slider.
const mostPlayed = 100

// writePlayer writes the page of a run, and in a folder what it shows beside the events.
func (o *runOptions) writePlayer(ctx context.Context, to *folder.Folder, s *load.Scenario, r *run.Run, records *player.Recorder) error {
	if o.player == "" {
		return nil
	}
	storm := &player.Storm{Run: r, Records: records}
	page, err := o.playerPage(ctx, s, storm)
	if err != nil {
		return err
	}
	if o.player != inFolder {
		return failure("writing "+o.player, folder.WriteFile(o.player, page.Write))
	}
	stage, err := player.StageJSON(storm)
	if err != nil {
		return err
	}
	writeStage := func(w io.Writer) error { _, err := w.Write(stage); return err }
	return errors.Join(to.Write(folder.StageFile, writeStage), to.Write(folder.PlayerFile, page.Write))
}

// keepsFile refuses to write over a file that the run read.
func keepsFile(path string, read []string) error {
	page, err := os.Stat(path)
	if err != nil {
		return nil // it is not there yet
	}
	for _, file := range read {
		if info, err := os.Stat(file); err == nil && os.SameFile(page, info) {
			return fmt.Errorf("--player=%s would replace %s, which this command reads; choose another file", path, file)
		}
	}
	return nil
}

func (o *runOptions) playerPage(ctx context.Context, s *load.Scenario, storm *player.Storm) (*webpage.Player, error) {
	whatIf, err := o.varied(ctx, s, storm.Run)
	if err != nil {
		return nil, err
	}
	data, err := player.Data(storm, whatIf)
	return &webpage.Player{Title: english.OneLine(storm.Run.Title()), Version: version, Style: player.Style(), Script: player.Script(), Data: data}, err
}

// varied runs the same storm under each value of --vary. Who interrupts it gets those that came to their end.
func (o *runOptions) varied(ctx context.Context, s *load.Scenario, own *run.Run) (*player.WhatIf, error) {
	if len(o.vary) == 0 {
		return nil, nil
	}
	choices, err := s.Choices([]grid.Axis{o.axis})
	if err != nil {
		return nil, err
	}
	w, differs := &player.WhatIf{Key: o.axis.Key, At: -1}, false
	defer o.shareProgress(len(choices))()
	for i, c := range choices {
		records := player.NewRecorder(c.Scenario.Config)
		world, err := o.simulate(ctx, c.Scenario.Config, records)
		if err != nil {
			return nil, err
		}
		if ctx.Err() != nil {
			o.cutShort = append(o.cutShort, fmt.Errorf("%s: interrupted: its page has %d of the %d values of --vary", s.Name, i, len(choices)))
			break
		}
		result, err := world.Result()
		if err != nil {
			return nil, failure(internalError, err)
		}
		r := &run.Run{Config: c.Scenario.Config, Result: result, Version: version, Profiles: c.Scenario.Profiles, Deliveries: world.Deliveries, GeneratedBy: world.GeneratedBy}
		w.Values, w.Storms = append(w.Values, o.axis.Values[i]), append(w.Storms, &player.Storm{Run: r, Records: records})
		if c.Scenario.Config == s.Config { // the same digest is not enough: another value may come to the same
			w.At = i
		}
		differs = differs || result.Digest != own.Result.Digest
	}
	switch {
	case len(w.Values) == 0:
		return nil, nil
	case !differs:
		o.warn([]string{fmt.Sprintf("%s: --vary %s: with each of these values the same happens, so the slider changes nothing", s.Name, o.vary[0])})
	}
	return w, nil
}

// playerSinks take the records that the page needs, if there is to be one.
func (o *runOptions) playerSinks(records *player.Recorder) []recordSink {
	if o.player == "" {
		return nil
	}
	return []recordSink{records}
}
