package main

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"mailstorm/cmd/report/folder"
	"mailstorm/scenarios/expect"
)

// checkUpdate refuses to change files that cannot be restored, and results that depend on flags.
func (o *testOptions) checkUpdate(files []target) error {
	switch {
	case !o.update:
		return nil
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
func updatable(file target, force bool) error {
	switch {
	case file.err != nil:
		return nil // it is reported later
	case file.arg == "-" || !strings.HasSuffix(file.arg, ".toml"):
		return fmt.Errorf("%s is not a file, so --update cannot change it", file.name)
	case force:
		return nil
	}
	if _, err := os.Stat(file.arg); err != nil {
		return nil
	}
	path := file.arg
	if behind, err := filepath.EvalSymlinks(path); err == nil { // of a link git only knows where it leads
		path = behind
	}
	committed, err := committedBlob(path)
	if err != nil {
		return fmt.Errorf("%s: git does not know whether the file is committed (%s); use --force to update it anyway", file.name, gitFailure(err))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	unix := bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")) // as git keeps what it checks out with the line ends of Windows
	if committed == "" || committed != blob(text, len(committed)) && committed != blob(unix, len(committed)) {
		return fmt.Errorf("%s has uncommitted changes; commit them first, or use --force", file.name)
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
func (o *testOptions) updateFiles(s *fileOutcome) error {
	if !o.update || s.scenario == nil || s.Stopped != "" {
		return nil
	}
	edits := s.scenario.Expect.Edits(s.scenario.Text(), s.verdicts)
	if len(edits) == 0 {
		return nil
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
		if !o.quiet {
			fmt.Fprintf(o.err, "updated %s:%d:%d: %s: %s -> %s\n", s.File, c.Line, c.Col, c.Name, e.Old, e.New)
		}
	}
	return nil
}
