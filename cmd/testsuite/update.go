package testsuite

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
	"mailstorm/cmd/simulation"
	"mailstorm/scenarios/expect"
)

// Updates says how new values are written into files.
type Updates struct {
	Bounds bool // these, too
	Yes    bool // without asking
	Ask    func(context.Context, *Outcome, []expect.Edit) (Answer, error)
	Quiet  bool      // do not tell what stays
	To     io.Writer // for what is told
}

// Answer says whether a file may be changed.
type Answer int

const (
	No Answer = iota
	Yes
	Always // this one and all that follow
)

// NotUpdatable is why files cannot be changed so that it can be undone; force allows it.
func NotUpdatable(files []scenariofiles.File, force bool) (problems []error) {
	for _, file := range files {
		if err := updatable(file, force); err != nil {
			problems = append(problems, err)
		}
	}
	return problems
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

// Write writes what failed anew, and counts it as met; nil updates nothing.
func (o *Updates) Write(ctx context.Context, s *Outcome) error {
	if o == nil || s.Scenario == nil || s.Stopped != "" {
		return nil
	}
	o.showGoals(s)
	edits := s.Scenario.Expect.Edits(s.Scenario.Text(), s.Verdicts, o.Bounds)
	if len(edits) == 0 {
		return nil
	}
	if !o.Yes {
		said, err := o.Ask(ctx, s, edits)
		if err != nil || said == No {
			return err
		}
		o.Yes = said == Always
	}
	path := s.Scenario.Path
	was, err := os.ReadFile(path)
	if err != nil {
		return simulation.Failed("--update", err)
	}
	before, text, found := strings.Cut(string(was), s.Scenario.Text())
	if !found || text != "" {
		return simulation.Failed("--update", fmt.Errorf("%s was changed during the test, so it is not updated", s.File))
	}
	err = folder.WriteFile(path, func(to io.Writer) error {
		_, err := io.WriteString(to, before+expect.Rewritten(s.Scenario.Text(), edits))
		return err
	})
	if err != nil {
		return simulation.Failed("--update", err)
	}
	for _, e := range edits {
		c := &s.Cases[e.Expect]
		c.OK, c.Wanted, c.Difference = true, e.New, ""
		if o.Yes {
			TellEdit(o.To, "updated", s, e)
		}
	}
	if beside := expect.Commented(s.Scenario.Text(), edits); beside > 0 {
		fmt.Fprintf(o.To, "%s: %s beside new values; check whether they still hold\n", s.File, english.Counted(int64(beside), "comment stands", "comments stand"))
	}
	return nil
}

// showGoals says which failed expectations stay, and why.
func (o *Updates) showGoals(s *Outcome) {
	for i := range s.Verdicts {
		if c := &s.Cases[i]; !s.Verdicts[i].OK && !o.Bounds && !o.Quiet && s.Scenario.Expect[i].IsGoal() {
			fmt.Fprintf(o.To, "kept %s:%d:%d: %s: %s is a bound and not the result of a run; --update-bounds changes bounds\n", s.File, c.Line, c.Col, c.Name, c.Wanted)
		}
	}
}

// TellEdit says which value becomes which.
func TellEdit(to io.Writer, did string, s *Outcome, e expect.Edit) {
	c := &s.Cases[e.Expect]
	fmt.Fprintf(to, "%s %s:%d:%d: %s: %s -> %s\n", did, s.File, c.Line, c.Col, c.Name, e.Old, e.New)
}
