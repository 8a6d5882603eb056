package main

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/scenariofiles"
	"mailstorm/scenarios/expect"
)

// checkUpdate refuses to change files that cannot be restored, and results that depend on flags.
func (o *testOptions) checkUpdate(files []scenariofiles.File) error {
	switch {
	case !o.update:
		return nil
	case !o.yes && !(isTerminal(o.in) && isTerminal(o.err)):
		return errors.New("--update changes files and asks before it does, but there is no terminal to ask at; add --yes")
	case len(o.set) > 0 || o.seedGiven || o.runs > 0:
		return errors.New("--update does not work with --set, --seed and --runs, which change the results of the files")
	}
	var problems []error
	for _, file := range files {
		if err := updatable(file, o.force); err != nil {
			problems = append(problems, err)
		}
	}
	return joinWithBlankLines(problems)
}

// updatable makes sure that a file is unchanged since the last commit.
func updatable(file scenariofiles.File, force bool) error {
	switch {
	case file.Err != nil:
		return nil // it is reported later
	case file.Arg == "-" || !strings.HasSuffix(file.Arg, ".toml"):
		return fmt.Errorf("%s is not a file, so --update cannot change it", file.Name)
	case force:
		return nil
	}
	if _, err := os.Stat(file.Arg); err != nil {
		return nil
	}
	path := file.Arg
	if behind, err := filepath.EvalSymlinks(path); err == nil { // of a link git only knows where it leads
		path = behind
	}
	committed, err := committedBlob(path)
	if err != nil {
		return fmt.Errorf("%s: git does not know whether the file is committed (%s); use --force to update it anyway", file.Name, gitFailure(err))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	unix := bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")) // as git keeps what it checks out with the line ends of Windows
	if committed == "" || committed != blob(text, len(committed)) && committed != blob(unix, len(committed)) {
		return fmt.Errorf("%s has uncommitted changes; commit them first, or use --force", file.Name)
	}
	return nil
}

// committedBlob asks git for the object that a file is in the last commit; "" for a file that is not in it. Git runs nothing that the
// configuration or the attributes of the folder name: no monitor, no filter and no hook, for it only reads a tree, and no transport to
// fetch one that is missing.
func committedBlob(path string) (string, error) {
	git := exec.Command("git", "--no-pager", "--no-optional-locks", "--literal-pathspecs", "-c", "core.fsmonitor=false", "ls-tree", "-z", "HEAD", "--", filepath.Base(path))
	git.Dir = filepath.Dir(path)
	git.Env = append(os.Environ(), "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none")
	said, err := git.Output()
	entry, _, _ := strings.Cut(string(said), "\t")
	if words := strings.Fields(entry); err == nil && len(words) == 3 && words[1] == "blob" { // mode, kind, object
		return words[2], nil
	}
	return "", err
}

// blob is the name that git gives to a text, by SHA-1 or with that many digits by SHA-256.
func blob(text []byte, digits int) string {
	object := append(fmt.Appendf(nil, "blob %d\x00", len(text)), text...)
	if digits == 2*sha256.Size {
		return fmt.Sprintf("%x", sha256.Sum256(object))
	}
	return fmt.Sprintf("%x", sha1.Sum(object))
}

// gitFailure is why git failed, in its own words if it has any.
func gitFailure(err error) string {
	var e *exec.ExitError
	if errors.As(err, &e) {
		if first, _, _ := strings.Cut(string(e.Stderr), "\n"); first != "" {
			return first
		}
	}
	return err.Error()
}

// updateFiles writes what failed anew, if that is asked for, and counts it as met.
func (o *testOptions) updateFiles(ctx context.Context, s *fileOutcome) error {
	if !o.update || s.scenario == nil || s.Stopped != "" {
		return nil
	}
	o.showGoals(s)
	edits := s.scenario.Expect.Edits(s.scenario.Text(), s.verdicts, o.bounds)
	if len(edits) == 0 {
		return nil
	}
	if !o.yes {
		if yes, err := o.askUpdate(ctx, s, edits); err != nil || !yes {
			return err
		}
	}
	path := s.scenario.Path
	was, err := os.ReadFile(path)
	if err != nil {
		return failure("--update", err)
	}
	before, text, found := strings.Cut(string(was), s.scenario.Text())
	if !found || text != "" {
		return failure("--update", fmt.Errorf("%s was changed during the test, so it is not updated", s.File))
	}
	err = folder.WriteFile(path, func(to io.Writer) error {
		_, err := io.WriteString(to, before+expect.Rewritten(s.scenario.Text(), edits))
		return err
	})
	if err != nil {
		return failure("--update", err)
	}
	for _, e := range edits {
		c := &s.Cases[e.Expect]
		c.OK, c.Wanted, c.Difference = true, e.New, ""
		if o.yes {
			o.tellEdit("updated", s, e)
		}
	}
	if beside := expect.Commented(s.scenario.Text(), edits); beside > 0 {
		fmt.Fprintf(o.err, "%s: %s beside new values; check whether they still hold\n", s.File, english.Counted(int64(beside), "comment stands", "comments stand"))
	}
	return nil
}

func (o *testOptions) tellEdit(did string, s *fileOutcome, e expect.Edit) {
	c := &s.Cases[e.Expect]
	fmt.Fprintf(o.err, "%s %s:%d:%d: %s: %s -> %s\n", did, s.File, c.Line, c.Col, c.Name, e.Old, e.New)
}

// showGoals says which failed expectations stay, and why.
func (o *testOptions) showGoals(s *fileOutcome) {
	for i := range s.verdicts {
		if c := &s.Cases[i]; !s.verdicts[i].OK && !o.bounds && !o.quiet && s.scenario.Expect[i].IsGoal() {
			fmt.Fprintf(o.err, "kept %s:%d:%d: %s: %s is a bound and not the result of a run; --update-bounds changes bounds\n", s.File, c.Line, c.Col, c.Name, c.Wanted)
		}
	}
}

// askUpdate asks at the terminal whether a file may be changed.
func (o *testOptions) askUpdate(ctx context.Context, s *fileOutcome, edits []expect.Edit) (bool, error) {
	for _, e := range edits {
		o.tellEdit("update", s, e)
	}
	if o.answers == nil {
		o.answers = o.inputLines()
	}
	for {
		fmt.Fprintf(o.err, "Write %s to %s? [y/N/all] ", english.Counted(int64(len(edits)), "new value", "new values"), s.File)
		line, ok := nextLine(ctx, o.answers)
		if !ok {
			fmt.Fprintln(o.err)
			return false, &exitError{exitFailed, fmt.Errorf("interrupted; %s was not changed", s.File)}
		}
		switch strings.ToLower(strings.TrimSpace(line)) {
		case "y", "yes":
			return true, nil
		case "a", "all":
			o.yes = true
			return true, nil
		case "", "n", "no":
			return false, nil
		}
	}
}
