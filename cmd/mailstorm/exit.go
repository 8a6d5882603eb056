package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
)

// Exit codes.
const (
	exitOK     = 0
	exitUnmet  = 1 // an expectation failed
	exitUsage  = 2 // the command line or a scenario; nothing was run
	exitFailed = 3 // at run time: disk full, interrupted, a limit reached
)

// exitMeanings are for manuals, by code.
var exitMeanings = []string{
	exitOK:     "done",
	exitUnmet:  "an expectation failed, or a result folder is not what it was",
	exitUsage:  "the command line or a scenario is wrong; nothing was run",
	exitFailed: "trouble at run time: disk full, interrupted, a stated limit reached; what was counted so far is shown and marked",
}

// exitError is an error with a code of its own; all others are wrong.
type exitError struct {
	code int
	err  error // nil: it was said already
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// failure is what went wrong while running; doing says what the program was about.
func failure(doing string, err error) error {
	if err == nil {
		return nil
	}
	return &exitError{exitFailed, fmt.Errorf("%s: %w", doing, err)}
}

// outputError is what went wrong with results on standard output. A reader that has read enough needs no word, and nothing has failed.
func outputError(err error) error {
	if errors.Is(err, syscall.EPIPE) {
		return nil
	}
	return failure("writing results", err)
}

// printError is the one place that prints errors and maps them to exit codes.
func printError(err error, to io.Writer) int {
	if err == nil {
		return exitOK
	}
	text := err.Error()
	if text == "" {
		return exitCode(err)
	}
	text = decode.ShownLines(text)
	if !hasPosition(err) {
		text = "mailstorm: " + text
	}
	fmt.Fprintln(to, strings.TrimSuffix(text, "\n"))
	return exitCode(err)
}

func exitCode(err error) int {
	var e *exitError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &e):
		return e.code
	}
	return exitUsage
}

// hasPosition tells whether the error begins with the file and line that it is about.
func hasPosition(err error) bool {
	var p *parse.Problem
	return errors.As(err, &p) && p.File != ""
}

// wrongFlag adds to cobra's words which flag was meant.
func wrongFlag(cmd *cobra.Command, err error) error {
	hint := ""
	if name, unknown := strings.CutPrefix(err.Error(), "unknown flag: --"); unknown {
		if flag := parse.Nearest(name, flagNames(cmd)); flag != "" {
			hint = fmt.Sprintf("; did you mean --%s?", flag)
		}
	}
	text, parser, _ := strings.Cut(err.Error(), ": strconv.") // how Go found out is of no use to anybody
	switch {
	case strings.HasPrefix(parser, "ParseInt"):
		hint = ": it takes a whole number"
	case strings.HasPrefix(parser, "ParseUint"):
		hint = ": it takes a whole number, from 0"
	}
	return fmt.Errorf("%s%s\nsee: %s --help", text, hint, cmd.CommandPath())
}

// noArguments refuses arguments where a command takes none.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no arguments, and %q is one", cmd.Name(), args[0])
	}
	return nil
}
