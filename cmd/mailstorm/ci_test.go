package main

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A pipeline is what docs/ci.md tells a platform to do, as far as it can be done here.
type pipeline struct {
	install []string // lines of shell
	script  []string
	report  string // the file that the platform takes
}

// A checkout is a folder with what the page says that a repository holds, and a mailstorm that a pipeline installs.
type checkout struct {
	dir, bin string
	env      []string
}

const (
	brokenStorm = "[mail.day]\nfrom = 7\n"
	ciTests     = 3 // expectations of the page's scenario
)

// TestCI does what the page says for each platform: it installs mailstorm with the page's own lines, from this tree in place of a clone,
// runs the page's scripts on the page's scenario, and reads the report that the platform would take. Then it does so with one file that
// cannot be read and an expectation that is not met.
func TestCI(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh that could run the scripts of the page")
	}
	storm := docsBlock(t, "docs/ci.md", func(i item) bool { return i.kind == "toml" })
	block := func(mark string) string {
		return docsBlock(t, "docs/ci.md", func(i item) bool { return i.mark == mark })
	}
	github, gitlab := githubPipeline(t, block("github")), gitlabPipeline(t, block("gitlab"))
	bin := t.TempDir()
	for _, way := range []struct {
		name string
		pipeline
	}{
		{"github", github}, {"gitlab", gitlab}, {"jenkins", jenkinsPipeline(t, block("jenkins"))},
	} {
		t.Run(way.name, func(t *testing.T) {
			c := newCheckout(t, storm, bin)
			for _, line := range way.install {
				c.run(t, shell, line, exitOK)
			}
			for _, line := range way.script {
				c.run(t, shell, line, exitOK)
			}
			c.reads(t, way.report, ciTests, 0, 0)
			writeFile(t, filepath.Join(c.dir, "storms", "broken.toml"), brokenStorm)
			writeFile(t, filepath.Join(c.dir, "storms", "later.toml"), strings.Replace(storm, `"<= 6h"`, `"<= 1h"`, 1))
			out := ""
			for _, line := range way.script {
				out += c.run(t, shell, line, exitUsage)
			}
			c.reads(t, way.report, 2*ciTests+1, 1, 1)
			if way.name == "github" {
				c.annotates(t, out)
			}
		})
	}
	t.Run("seeds", func(t *testing.T) {
		c, job := newCheckout(t, storm, bin), parseYAML(t, block("seeds"))
		for _, n := range job.at(t, "strategy.matrix.seed").list {
			c.run(t, shell, strings.ReplaceAll(job.at(t, "steps.0.run").text, "${{ matrix.seed }}", n.text), exitOK)
			c.reads(t, "storms-"+n.text+".xml", ciTests, 0, 0)
		}
	})
	t.Run("gitlab-seeds", func(t *testing.T) {
		c, job := newCheckout(t, storm, bin), parseYAML(t, block("gitlab-seeds"))
		for _, n := range job.at(t, "parallel.matrix.0.SEED").list {
			c.run(t, shell, "SEED="+n.text+"\n"+job.at(t, "script.0").text, exitOK)
			c.reads(t, gitlab.report, ciTests, 0, 0)
		}
	})
	t.Run("prove", func(t *testing.T) {
		if _, err := exec.LookPath("prove"); err != nil {
			t.Skip("there is no prove that could start the tests")
		}
		c := newCheckout(t, storm, bin)
		if out := c.run(t, shell, block("prove"), exitOK); !strings.Contains(out, "Files=1, Tests=3,") {
			t.Errorf("prove says:\n%s", out)
		}
	})
	t.Run("compare", func(t *testing.T) { changes(t, shell, storm, block("compare"), newCheckout(t, storm, bin)) })
	t.Run("hook", func(t *testing.T) { commits(t, shell, storm, block("hook"), newCheckout(t, storm, bin)) })
}

// TestCINamesTheKeys makes sure that the page explains each key of the JSON.
func TestCINamesTheKeys(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(docsRoot(t), "docs", "ci.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	writeFile(t, "broken.toml", brokenStorm)
	var all any
	if err := json.Unmarshal([]byte(inProcess([]string{"test", "deck-after-data", "broken.toml", "--format", "json"}).out), &all); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	keysOf(all, names)
	for name := range names {
		if !strings.Contains(string(text), "`"+name+"`") {
			t.Errorf("docs/ci.md does not explain `%s`", name)
		}
	}
	if len(names) < 20 {
		t.Errorf("there are only the keys %v", names)
	}
}

func keysOf(value any, names map[string]bool) {
	switch value := value.(type) {
	case map[string]any:
		for name, v := range value {
			names[name] = true
			keysOf(v, names)
		}
	case []any:
		for _, v := range value {
			keysOf(v, names)
		}
	}
}

// newCheckout links this tree to where the pipelines put mailstorm's.
func newCheckout(t *testing.T, storm, bin string) *checkout {
	t.Helper()
	c := &checkout{dir: t.TempDir(), bin: bin}
	if err := os.Mkdir(filepath.Join(c.dir, "storms"), 0o777); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(c.dir, "storms", "outage.toml"), storm)
	if err := os.Symlink(docsRoot(t), filepath.Join(c.dir, ".mailstorm")); err != nil {
		t.Skipf("mailstorm cannot be put in place: %v", err)
	}
	c.env = append(os.Environ(), "GOBIN="+bin, "GOFLAGS=-buildvcs=false", "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"),
		"GITHUB_STEP_SUMMARY="+filepath.Join(c.dir, "summary.md"))
	return c
}

// run runs a line as the platforms do, and gives what it prints.
func (c *checkout) run(t *testing.T, shell, line string, want int) string {
	t.Helper()
	cmd := exec.Command(shell, "-e", "-c", line)
	cmd.Dir, cmd.Env = c.dir, c.env
	var out, errs strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errs
	code := 0
	var ended *exec.ExitError
	if err := cmd.Run(); errors.As(err, &ended) {
		code = ended.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	if code != want {
		t.Fatalf("%s\nends with %d, want %d\n%s%s", line, code, want, out.String(), errs.String())
	}
	return out.String()
}

// reads reads a report as a platform does.
func (c *checkout) reads(t *testing.T, file string, tests, failures, errs int) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(c.dir, file))
	if err != nil {
		t.Fatal(err)
	}
	type element struct{ XMLName xml.Name }
	var root struct {
		XMLName xml.Name `xml:"testsuites"`
		Suites  []struct {
			Cases []struct {
				Failure *element `xml:"failure"`
				Error   *element `xml:"error"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(b, &root); err != nil {
		t.Fatal(err)
	}
	got := [3]int{}
	for _, s := range root.Suites {
		for _, k := range s.Cases {
			got[0]++
			if k.Failure != nil {
				got[1]++
			}
			if k.Error != nil {
				got[2]++
			}
		}
	}
	if got != [3]int{tests, failures, errs} {
		t.Errorf("%s has %d tests, %d failures, %d errors, want %d, %d, %d\n%s", file, got[0], got[1], got[2], tests, failures, errs, b)
	}
}

// annotates looks for what GitHub shows beside the lines, and in the summary.
func (c *checkout) annotates(t *testing.T, out string) {
	t.Helper()
	summary, err := os.ReadFile(filepath.Join(c.dir, "summary.md"))
	if err != nil {
		t.Fatal(err)
	}
	for text, wanted := range map[string][]string{
		out:             {"\n::error file=storms/broken.toml,line=2,", "\n::error file=storms/later.toml,line=26,"},
		string(summary): {"**All 3 expectations in 1 file are met.**", "**1 of 6 expectations in 2 files is not met; 1 file cannot be read.**", "storms/later.toml:26:"},
	} {
		for _, part := range wanted {
			if !strings.Contains(text, part) {
				t.Errorf("no %q in\n%s", part, text)
			}
		}
	}
}

// githubPipeline is the workflow. Its actions do not run here: what they are told is compared with this tree.
func githubPipeline(t *testing.T, text string) (p pipeline) {
	job := parseYAML(t, text).at(t, "jobs.test")
	place := job.at(t, "steps.1.with.path").text
	for name, file := range map[string]string{"go-version-file": "go.mod", "cache-dependency-path": "go.sum"} {
		if got := job.at(t, "steps.2.with."+name).text; got != place+"/"+file {
			t.Errorf("%s is %s, and mailstorm lies in %s", name, got, place)
		}
	}
	for _, step := range job.at(t, "steps").list {
		run, where := step.dict["run"], step.dict["working-directory"]
		switch {
		case run == nil:
		case where != nil:
			p.install = append(p.install, "cd -P "+where.text+" && "+run.text)
		default:
			p.script = append(p.script, run.text)
		}
	}
	upload := job.at(t, "steps.5")
	p.report = upload.at(t, "with.path").text
	if upload.at(t, "if").text != "${{ !cancelled() }}" || place != ".mailstorm" {
		t.Errorf("a report of what failed is not uploaded, or mailstorm lies in the way: %s", text)
	}
	return p
}

// gitlabPipeline is the job. The clone is in place already, and the caches stay those of this machine.
func gitlabPipeline(t *testing.T, text string) (p pipeline) {
	job := parseYAML(t, text).at(t, "storms")
	for _, line := range job.at(t, "before_script").list {
		if strings.HasPrefix(line.text, "git clone ") && strings.HasSuffix(line.text, " .mailstorm") {
			t.Logf("not run, since this tree takes its place: %s", line.text)
			continue
		}
		p.install = append(p.install, line.text)
	}
	for _, line := range job.at(t, "script").list {
		p.script = append(p.script, line.text)
	}
	kept := "$CI_PROJECT_DIR/" + job.at(t, "cache.paths.0").text
	for _, name := range []string{"GOCACHE", "GOMODCACHE"} {
		if got := job.at(t, "variables."+name).text; !strings.HasPrefix(got, kept) {
			t.Errorf("%s is %s, and only %s is kept", name, got, kept)
		}
	}
	if job.at(t, "artifacts.when").text != "always" {
		t.Error("a report of what failed is not uploaded")
	}
	p.report = job.at(t, "artifacts.reports.junit").text
	return p
}

var (
	jenkinsSh    = regexp.MustCompile(`(?m)^ *sh '([^']*)'$`)
	jenkinsJUnit = regexp.MustCompile(`(?m)^ *junit '([^']*)'$`)
)

func jenkinsPipeline(t *testing.T, text string) (p pipeline) {
	sh, junit := jenkinsSh.FindStringSubmatch(text), jenkinsJUnit.FindStringSubmatch(text)
	if sh == nil || junit == nil || strings.Count(text, "{") != strings.Count(text, "}") {
		t.Fatalf("this is no pipeline with sh and junit:\n%s", text)
	}
	return pipeline{script: []string{sh[1]}, report: junit[1]}
}

// changes compares a commit with a change to it, as the page says.
func changes(t *testing.T, shell, storm, script string, c *checkout) {
	for _, program := range []string{"git", "tar"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("there is no " + program)
		}
	}
	c.env = append(c.env, "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@a.example",
		"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@a.example", "BASE=HEAD")
	c.run(t, shell, "git init -q . && echo .mailstorm >.git/info/exclude && git add . && git commit -q -m storms", exitOK)
	writeFile(t, filepath.Join(c.dir, "storms", "outage.toml"), strings.Replace(storm, `"5h"`, `"30h"`, 1))
	writeFile(t, filepath.Join(c.dir, "storms", "later.toml"), storm)
	c.run(t, shell, script, exitOK)
	b, err := os.ReadFile(filepath.Join(c.dir, "comparison.md"))
	if err != nil || !strings.HasPrefix(string(b), "## 1 of 1 scenario differs with after: outage.\n") || !strings.Contains(string(b), "- Only in after: later.\n") ||
		!strings.Contains(string(b), "- outage: 50 more NDRs") {
		t.Errorf("%v\n%s", err, b)
	}
}

// commits lets git call the hook of the page.
func commits(t *testing.T, shell, storm, hook string, c *checkout) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git that could call the hook")
	}
	c.env = append(c.env, "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@a.example",
		"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@a.example")
	c.run(t, shell, "git init -q . && echo .mailstorm >.git/info/exclude", exitOK)
	if err := os.WriteFile(filepath.Join(c.dir, ".git", "hooks", "pre-commit"), []byte(hook), 0o777); err != nil {
		t.Fatal(err)
	}
	c.run(t, shell, "git add . && git commit -q -m storms", exitOK)
	writeFile(t, filepath.Join(c.dir, "storms", "outage.toml"), strings.Replace(storm, `"<= 6h"`, `"<= 1h"`, 1))
	c.run(t, shell, "git add . && git commit -q -m worse", exitUnmet)
	c.run(t, shell, "git reset -q && touch other && git add other && git commit -q -m other", exitOK)
}
