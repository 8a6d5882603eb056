package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mailstorm/cmd/manual"
)

func tree() *cobra.Command {
	return newRootCommand(streams{in: strings.NewReader(""), out: &bytes.Buffer{}, err: &bytes.Buffer{}})
}

// docs/commands.md is what the commands say of themselves; go test ./cmd/mailstorm -run Manual -update writes it anew.
func TestManualPage(t *testing.T) {
	file, got := filepath.Join(docsRoot(t), "docs", "commands.md"), manual.CommandsPage(tree(), exitMeanings)
	if *update {
		writeFile(t, file, got)
	}
	if want, err := os.ReadFile(file); err != nil || string(want) != got {
		t.Errorf("%s is not what the commands say (%v); write it anew with go test ./cmd/mailstorm -run Manual -update", file, err)
	}
}

// Whoever adds a command or a flag says what it is for, and how a shell completes it.
func TestManualIsWhole(t *testing.T) {
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		if c.Short == "" || strings.HasSuffix(c.Short, ".") || c.HasParent() && c.Name() != "version" && c.Example == "" && c.IsAvailableCommand() {
			t.Errorf("%s needs a short line without a full stop, and an example", c.CommandPath())
		}
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if _, ok := c.GetFlagCompletionFunc(f.Name); !f.Hidden && (f.Usage == "" || !ok && f.Name != "help" && f.Name != "version") {
				t.Errorf("%s --%s needs a usage and a completion", c.CommandPath(), f.Name)
			}
		})
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit(tree())
	if n := len(manual.Pages(tree())); n < 13 {
		t.Errorf("only %d commands have a manual page", n)
	}
}

// Help fits a terminal of 80 columns, and lists every flag once.
func TestHelpFitsTerminals(t *testing.T) {
	for _, c := range append(tree().Commands(), tree()) {
		args := append(strings.Fields(c.CommandPath())[1:], "--help")
		help := inProcess(args).out
		for line := range strings.Lines(help) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > manual.Width {
				t.Errorf("%s: %d columns: %s", c.CommandPath(), n, line)
			}
		}
		_, lists, _ := strings.Cut(help, "\nFlags") // examples name flags, too
		for _, f := range manual.Of(c).Flags {
			if n := len(regexp.MustCompile(`(?m)^ {2,6}`+regexp.QuoteMeta(f.Name)+`( |$)`).FindAllString(lists, -1)); n != 1 {
				t.Errorf("%s lists %s %d times", c.CommandPath(), f.Name, n)
			}
		}
	}
}

// A formatter has nothing to say about the manual pages.
func TestManualPagesAreWellFormed(t *testing.T) {
	dir := t.TempDir()
	if said := inProcess([]string{"man", dir}); said.code != exitOK {
		t.Fatal(said.err)
	}
	pages, _ := filepath.Glob(filepath.Join(dir, "*.1"))
	if len(pages) != len(manual.Pages(tree())) {
		t.Errorf("%d pages for %d commands", len(pages), len(manual.Pages(tree())))
	}
	ran := false
	for _, c := range []string{"groff -man -ww -z -Tutf8", "man --warnings -l", "mandoc -Tlint -Wwarning"} {
		args := strings.Fields(c)
		if _, err := exec.LookPath(args[0]); err != nil {
			continue
		}
		ran = true
		for _, page := range pages {
			complain(t, append(args, page))
		}
	}
	if !ran {
		t.Skip("neither groff nor man nor mandoc is here to look at the pages")
	}
}

// complain fails with what a checker complains of. A page without a date is meant to be one.
func complain(t *testing.T, args []string) {
	t.Helper()
	var complaints, page bytes.Buffer
	cmd := exec.Command(args[0], args[1:]...)
	if cmd.Stdout, cmd.Stderr = &page, &complaints; args[0] == "mandoc" {
		cmd.Stdout = &complaints
	}
	err := cmd.Run()
	left := ""
	for line := range strings.Lines(complaints.String()) {
		if !strings.Contains(line, "missing date") {
			left += line
		}
	}
	if left != "" || err != nil && complaints.Len() == 0 {
		t.Errorf("%s: %v\n%s", strings.Join(args, " "), err, left)
	}
}
