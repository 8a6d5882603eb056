package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/simulation"
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
	exitOK:     "success",
	exitUnmet:  "an expectation failed, or a result folder was changed",
	exitUsage:  "the command line or a scenario is wrong; nothing was run",
	exitFailed: "failure at run time: disk full, interrupted, or a limit was reached; incomplete results are shown and marked",
}

// internalError introduces errors that only a bug can cause.
const internalError = simulation.InternalError

// exitError is an error with its own exit code; all other errors are exitUsage.
type exitError struct {
	code int
	err  error // nil: already printed
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// failure is an error at run time; doing says what failed.
func failure(doing string, err error) error {
	if err == nil {
		return nil
	}
	return &exitError{exitFailed, fmt.Errorf("%s: %w", doing, err)}
}

// atRunTime gives errors of packages that run storms their exit codes.
func atRunTime(err error) error {
	var audit simulation.AuditError
	var failed simulation.Failure
	if errors.As(err, &audit) || errors.As(err, &failed) {
		return &exitError{exitFailed, err}
	}
	return err
}

// outputError is a failure to write results to standard output. If the reader has closed the pipe, nothing has failed.
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
	text = decode.ShownLines(folder.WithoutInnerNames(text))
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

// joinWithBlankLines joins errors with an empty line between them.
func joinWithBlankLines(errs []error) error {
	if len(errs) == 0 {
		return nil
	}
	joined := errs[0]
	for _, err := range errs[1:] {
		joined = fmt.Errorf("%w\n\n%w", joined, err)
	}
	return joined
}

// toldOnce leaves out problems of --set that another scenario had before: they stand on the command line, and one mention is enough.
func toldOnce(errs []error) (all []error) {
	told := map[string]bool{}
	for _, err := range errs {
		var problems parse.Problems
		if !errors.As(err, &problems) {
			all = append(all, err)
			continue
		}
		var left parse.Problems
		for _, p := range problems {
			if text := p.Error(); !onCommandLine(p) || !told[text] {
				told[text] = true
				left = append(left, p)
			}
		}
		if len(left) > 0 {
			all = append(all, left)
		}
	}
	return all
}

// onCommandLine reports whether a problem stands there and not in a file.
func onCommandLine(p *parse.Problem) bool { return strings.HasPrefix(p.File, "--set ") }

// noArguments refuses arguments where a command takes none.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no arguments, but %q was given", cmd.Name(), args[0])
	}
	return nil
}
