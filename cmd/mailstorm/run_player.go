package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

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
	vary      string
	axis      grid.Axis
}

// inFolder is the value of --player without a file.
const inFolder = "DIR/" + folder.PlayerFile

// checkPlayer refuses what does not go with a page that plays a run.
func (o *runOptions) checkPlayer(args []string) error {
	page := slices.IndexFunc(args, func(arg string) bool { return strings.HasSuffix(arg, ".html") })
	if isDevice(o.player) {
		return errors.New("--player writes a web page, which a terminal cannot show; name a file, as in --player=player.html")
	}
	switch {
	case o.player == "" && o.playerSet:
		return errors.New("--player= names no file; write --player=FILE.html, or --player --out DIR for a folder with all results")
	case o.player == "" && o.vary != "":
		return errors.New("run takes --vary only with --player, which shows the values behind a slider; to compare them in numbers, use mailstorm compare or mailstorm sweep")
	case o.player == "":
		return nil
	case o.atSet:
		return errors.New("--player plays a whole run; leave out --at")
	case o.player == inFolder && page >= 0:
		return fmt.Errorf("%s is no scenario; for a page of that name, write --player=%s in one word", decode.Shown(args[page]), english.ShellWord(args[page]))
	case o.player == inFolder && o.dir == "":
		return errors.New("--player needs a place for its page: write --player=FILE.html, or --player --out DIR for a folder with all results")
	case isFolder(o.player):
		shown := decode.Shown(o.player)
		return fmt.Errorf("%s is a folder, and --player=FILE names a file; write --player=FILE.html, or --player --out DIR for a folder with all results", shown)
	}
	return o.parseVary()
}

// isDevice reports whether a path names standard output, a terminal or another device, and no file.
func isDevice(path string) bool {
	info, err := os.Stat(path)
	return path == "-" || err == nil && info.Mode()&os.ModeCharDevice != 0
}

// parseVary reads the values of the slider.
func (o *runOptions) parseVary() (err error) {
	if o.vary == "" {
		return nil
	}
	if o.axis, err = grid.ParseAxis(o.vary); err == nil && len(o.axis.Values) > mostPlayed {
		return fmt.Errorf("--vary %s has %d values; a page takes at most %d", o.vary, len(o.axis.Values), mostPlayed)
	}
	return err
}

// checkPages makes sure, before anything is run, that each page has a place of its own, and reads each scenario with each value.
func (o *runOptions) checkPages(storms []*load.Scenario) error {
	if o.player != "" && o.player != inFolder {
		if len(storms) > 1 {
			return errors.New("--player=FILE takes one scenario; for several, write --player --out DIR")
		}
		if err := keepsFile(o.player, storms[0].Files()); err != nil {
			return err
		}
	}
	if o.vary == "" {
		return nil
	}
	for _, s := range storms {
		if _, err := s.Choices([]grid.Axis{o.axis}); err != nil {
			return err
		}
	}
	return nil
}

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
	whatIf, err := o.varied(ctx, s)
	if err != nil {
		return nil, err
	}
	data, err := player.Data(storm, whatIf)
	return &webpage.Player{Title: english.OneLine(storm.Run.Title()), Version: version, Style: player.Style(), Script: player.Script(), Data: data}, err
}

// varied runs the same storm under each value of --vary.
func (o *runOptions) varied(ctx context.Context, s *load.Scenario) (*player.WhatIf, error) {
	if o.vary == "" {
		return nil, nil
	}
	choices, err := s.Choices([]grid.Axis{o.axis})
	if err != nil {
		return nil, err
	}
	w := &player.WhatIf{Key: o.axis.Key, Values: o.axis.Values, At: -1}
	defer o.shareProgress(len(choices))()
	for i, c := range choices {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		records := player.NewRecorder(c.Scenario.Config)
		world, err := o.simulate(ctx, c.Scenario.Config, records)
		if err != nil {
			return nil, err
		}
		result, err := world.Result()
		if err != nil {
			return nil, failure(internalError, err)
		}
		r := &run.Run{Config: c.Scenario.Config, Result: result, Version: version, Profiles: c.Scenario.Profiles, Deliveries: world.Deliveries, GeneratedBy: world.GeneratedBy}
		w.Storms = append(w.Storms, &player.Storm{Run: r, Records: records})
		if c.Scenario.Config == s.Config { // the same digest is not enough: another value may come to the same
			w.At = i
		}
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
