package main

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// An element is what one machine is told to do, as docs/scale-out.md says it.
type element struct {
	env  map[string]string
	args []string
}

// TestScaleOut makes sure that each way of docs/scale-out.md to share a sweep gives the bytes of one machine. The commands are those of the
// page, after the shell or the scheduler has put its numbers in, with fewer runs and values.
func TestScaleOut(t *testing.T) {
	takesLong(t)
	for _, index := range []string{"JOB_COMPLETION_INDEX", "SLURM_ARRAY_TASK_ID", "CI_NODE_INDEX"} { // this test may run in an array itself
		t.Setenv(index, "")
	}
	var asked []string // the sweep of the page, without what says how it is shared
	whole := filepath.Join(t.TempDir(), "whole")
	for _, way := range []struct {
		name     string
		elements func(*testing.T, string) []element
		merge    func(*testing.T, string) []element
	}{
		{"parallel", parallelElements, nil},
		{"slurm", slurmElements, nil},
		{"kubernetes", kubernetesElements, nil},
		{"gitlab", gitlabElements, gitlabMerge},
		{"github", githubElements, githubMerge},
	} {
		t.Run(way.name, func(t *testing.T) {
			block := scaleOutBlock(t, way.name)
			elements := way.elements(t, block)
			t.Chdir(t.TempDir())
			var folders []string
			for _, e := range elements {
				one, folder := alone(t, e.args)
				if asked == nil {
					asked = one
					performElement(t, element{args: append(slices.Clone(one), "--most-runs", "6", "--out", whole)})
				}
				if !slices.Equal(one, asked) {
					t.Fatalf("the page asks for different sweeps:\n%q\n%q", one, asked)
				}
				t.Run(filepath.Base(folder), func(t *testing.T) { performElement(t, e) })
				folders = append(folders, folder)
			}
			merges := []element{{args: slices.Concat([]string{"merge"}, folders, []string{"--out", "answer"})}}
			if way.merge != nil {
				merges = way.merge(t, block)
			}
			for _, m := range merges {
				performElement(t, m)
			}
			sameFolders(t, whole, "answer")
		})
	}
}

// performElement runs a command of the page in this process.
func performElement(t *testing.T, e element) {
	t.Helper()
	for name, value := range e.env {
		t.Setenv(name, value)
	}
	args := e.args
	if args[0] == "sweep" {
		args = slices.Concat(args, small)
	}
	if heard := inProcess(args); heard.code != 0 {
		t.Fatalf("mailstorm %s ends with %d\n%s", strings.Join(e.args, " "), heard.code, heard.err)
	}
}

// small makes a sweep quick enough for a test; what stands last holds.
var small = []string{"--runs", "6", "--variant-runs", "3", "--vary", "host.exo.message_expiration=12h,24h"}

// alone is the sweep as one machine runs it, and the folder of the shard.
func alone(t *testing.T, args []string) (one []string, folder string) {
	t.Helper()
	var flat []string
	for _, a := range args { // --runs=9 as --runs 9
		name, value, cut := strings.Cut(a, "=")
		if cut && strings.HasPrefix(a, "--") {
			flat = append(flat, name, value)
		} else {
			flat = append(flat, a)
		}
	}
	for n := 0; n < len(flat); n++ {
		switch flat[n] {
		case "--out":
			folder = flat[n+1]
			fallthrough
		case "--shard", "--jobs":
			n++
		case "--resume", "--quiet":
		default:
			one = append(one, flat[n])
		}
	}
	if folder == "" {
		t.Fatalf("mailstorm %s has no --out", strings.Join(args, " "))
	}
	return one, folder
}

func sameFolders(t *testing.T, one, other string) {
	t.Helper()
	a, b := folderContents(t, one), folderContents(t, other)
	if !slices.Equal(slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b))) || a["sweep.json"] == "" {
		t.Fatalf("%s holds %q, %s %q", one, slices.Sorted(maps.Keys(a)), other, slices.Sorted(maps.Keys(b)))
	}
	for name := range a {
		if a[name] != b[name] {
			t.Errorf("%s differs between %s and %s", name, one, other)
		}
	}
}

func folderContents(t *testing.T, folder string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(b)
	}
	return files
}

// scaleOutBlock is the block of docs/scale-out.md below a mark.
func scaleOutBlock(t *testing.T, mark string) string {
	t.Helper()
	return docsBlock(t, "docs/scale-out.md", func(i item) bool { return i.mark == mark })
}

// shellCalls runs a script and gives the arguments of each mailstorm that it calls.
func shellCalls(t *testing.T, script string, env map[string]string) (calls []element) {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash that could read the scripts of the page")
	}
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "mailstorm"), []byte("#!/bin/sh\nprintf '%s\\037' \"$@\"\nprintf '\\036'\n"), 0o777); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(bash, "-euc", script)
	c.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	for name, value := range env {
		c.Env = append(c.Env, name+"="+value)
	}
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, script, errs.String())
	}
	for call := range strings.SplitSeq(strings.TrimSuffix(string(out), "\036"), "\036") {
		calls = append(calls, element{env, strings.Split(strings.TrimSuffix(call, "\037"), "\037")})
	}
	return calls
}

// parallelElements puts each number in place of {}.
func parallelElements(t *testing.T, line string) (all []element) {
	line = strings.ReplaceAll(line, "\\\n  ", "")
	command, numbers, ok := strings.Cut(strings.TrimSpace(line), " ::: ")
	_, command, ok2 := strings.Cut(command, " mailstorm ")
	if !ok || !ok2 || strings.Contains(command, "\n") {
		t.Fatalf("this is no line for GNU parallel: %q", line)
	}
	for n := range strings.FieldsSeq(numbers) {
		all = append(all, element{args: shellWords(strings.ReplaceAll(command, "{}", n))})
	}
	return all
}

var (
	slurmOptions = regexp.MustCompile(`(?m)^#SBATCH --([a-z-]+)(?:=(.*))?$`)
	slurmArray   = regexp.MustCompile(`^1-([0-9]+)$`)
)

// slurmElements are those of the whole array. An element that is submitted alone must be the same shard.
func slurmElements(t *testing.T, script string) (all []element) {
	options := map[string]string{}
	for _, m := range slurmOptions.FindAllStringSubmatch(script, -1) {
		options[m[1]] = m[2]
	}
	m := slurmArray.FindStringSubmatch(options["array"])
	if m == nil || !strings.HasPrefix(script, "#!") || options["cpus-per-task"] == "" {
		t.Fatalf("the script of the page has the options %v, and needs array=1-n and cpus-per-task", options)
	}
	n, _ := strconv.Atoi(m[1])
	one := func(i int, first, last string) element {
		count := "1"
		if first != last {
			count = last
		}
		return shellCalls(t, script, map[string]string{"SLURM_ARRAY_TASK_ID": strconv.Itoa(i), "SLURM_ARRAY_TASK_MIN": first, "SLURM_ARRAY_TASK_MAX": last,
			"SLURM_ARRAY_TASK_COUNT": count, "SLURM_CPUS_PER_TASK": options["cpus-per-task"]})[0]
	}
	for i := 1; i <= n; i++ {
		e, again := one(i, "1", m[1]), one(i, strconv.Itoa(i), strconv.Itoa(i))
		if !slices.Equal(e.args, again.args) {
			t.Errorf("element %d is told %q in the array and %q when it is submitted alone", i, e.args, again.args)
		}
		all = append(all, e)
	}
	return all
}

// kubernetesElements are the Pods of the Job.
func kubernetesElements(t *testing.T, manifest string) (all []element) {
	job := parseYAML(t, manifest)
	for path, want := range map[string]string{"apiVersion": "batch/v1", "kind": "Job", "spec.completionMode": "Indexed",
		"spec.template.spec.restartPolicy": "Never", "spec.parallelism": job.at(t, "spec.completions").text,
		"spec.podFailurePolicy.rules.1.action": "FailIndex", "spec.podFailurePolicy.rules.1.onExitCodes.values.0": strconv.Itoa(exitUsage)} {
		if got := job.at(t, path).text; got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if limit := job.at(t, "spec.backoffLimitPerIndex").number(t); limit < 1 {
		t.Errorf("a Pod that dies is not tried again: backoffLimitPerIndex is %d", limit)
	}
	container := job.at(t, "spec.template.spec.containers.0")
	mount := container.at(t, "volumeMounts.0")
	if volume := job.at(t, "spec.template.spec.volumes.0"); volume.at(t, "name").text != mount.at(t, "name").text ||
		volume.at(t, "persistentVolumeClaim.claimName").text == "" {
		t.Errorf("the folder %s is in no claim", mount.at(t, "mountPath").text)
	}
	dir, place := t.TempDir(), mount.at(t, "mountPath").text+"/"
	for i := range job.at(t, "spec.completions").number(t) {
		index := strconv.Itoa(i)
		var words []string
		for _, w := range slices.Concat(container.at(t, "command").list, container.at(t, "args").list) {
			words = append(words, strings.ReplaceAll(w.text, "$(JOB_COMPLETION_INDEX)", index))
		}
		out := slices.IndexFunc(words, func(w string) bool { return w == "--out="+place+index })
		if words[0] != "mailstorm" || out < 0 {
			t.Fatalf("Pod %d runs %q, which leaves nothing in a folder of its own in %s", i, words, place)
		}
		words[out] = "--out=" + filepath.Join(dir, index)
		all = append(all, element{map[string]string{"JOB_COMPLETION_INDEX": index}, words[1:]})
	}
	return all
}

func gitlabElements(t *testing.T, text string) (all []element) {
	job := parseYAML(t, text).at(t, "shard")
	total := job.at(t, "parallel").number(t)
	for i := 1; i <= total; i++ {
		env := map[string]string{"CI_NODE_INDEX": strconv.Itoa(i), "CI_NODE_TOTAL": strconv.Itoa(total)}
		all = append(all, shellCalls(t, job.at(t, "script.0").text, env)...)
	}
	return all
}

func gitlabMerge(t *testing.T, text string) []element {
	return shellCalls(t, parseYAML(t, text).at(t, "merge.script.0").text, nil)
}

func githubElements(t *testing.T, text string) (all []element) {
	job := parseYAML(t, text).at(t, "jobs.shard")
	for _, n := range job.at(t, "strategy.matrix.shard").list {
		here := func(path string) string {
			return strings.ReplaceAll(job.at(t, path).text, "${{ matrix.shard }}", n.text)
		}
		if here("steps.1.with.path") != "shards/"+here("steps.1.with.name") {
			t.Errorf("what is uploaded as %s lies in %s, so merge finds it elsewhere", here("steps.1.with.name"), here("steps.1.with.path"))
		}
		all = append(all, shellCalls(t, here("steps.0.run"), nil)...)
	}
	return all
}

func githubMerge(t *testing.T, text string) []element {
	return shellCalls(t, parseYAML(t, text).at(t, "jobs.merge.steps.1.run").text, nil)
}

// TestScaleOutBlocks makes sure that every command of the page is one of mailstorm's, those too that stand in blocks for other programs.
func TestScaleOutBlocks(t *testing.T) {
	found := 0
	for _, p := range pages(t) {
		for _, i := range p.items() {
			if p.name != "docs/scale-out.md" || i.kind != "bash" || i.mark != "" {
				continue
			}
			for line := range strings.Lines(p.text[i.from:i.to]) {
				line, _, _ = strings.Cut(strings.TrimSpace(line), "  # ")
				args, ok := strings.CutPrefix(strings.TrimPrefix(line, "time "), "mailstorm ")
				if !ok {
					continue
				}
				found++
				cmd, rest, err := newRootCommand(streams{strings.NewReader(""), &bytes.Buffer{}, &bytes.Buffer{}}).Find(shellWords(args))
				if err == nil {
					err = cmd.ParseFlags(rest)
				}
				if err == nil {
					err = cmd.ValidateArgs(cmd.Flags().Args())
				}
				if err != nil {
					t.Errorf("%s: mailstorm %s: %v", p.at(i.from), args, err)
				}
			}
		}
	}
	if found == 0 {
		t.Error("docs/scale-out.md has no commands in its blocks of bash")
	}
}
