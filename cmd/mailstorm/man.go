package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"mailstorm/cmd/manual"
	"mailstorm/scenarios/decode"
)

func newManCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:     "man DIR",
		Short:   "Write manual pages to a folder",
		Long:    "Man writes a manual page of section 1 for each command, as in mailstorm-run.1. The same version always writes the same pages.",
		Example: "  mailstorm man man1\n  man ./man1/mailstorm.1",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("man needs one folder, as in mailstorm man man1")
			}
			return nil
		},
		ValidArgsFunction: completeUpTo(1, completeFolders),
		RunE:              func(cmd *cobra.Command, args []string) error { return runMan(s, cmd.Root(), args[0]) },
	}
}

func runMan(s streams, root *cobra.Command, dir string) error {
	pages := manual.Pages(root)
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return fmt.Errorf("%s is not a folder; name a folder for the manual pages, as in mailstorm man man1", dir)
	}
	for _, c := range pages {
		file := filepath.Join(dir, c.File()+".1")
		if err := writeWhole(file, []byte(c.Roff(pages, version, exitMeanings))); err != nil {
			return failure("writing "+file, err)
		}
	}
	return s.print(bytes.NewBufferString(fmt.Sprintf("wrote %d manual pages to %s\n", len(pages), decode.Shown(dir))), nil)
}
