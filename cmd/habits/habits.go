// Package habits says what was probably meant by commands, flags and words as other tools have them.
package habits

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/profile"
)

// commandHabits are what other tools call commands.
var commandHabits = map[string]string{
	"validate": "check", "lint": "check", "verify": "check", "vet": "check",
	"simulate": "run", "execute": "run", "exec": "run", "start": "run", "play": "run", "plot": "run", "draw": "run", "picture": "run", "report": "run", "apply": "run",
	"ls": "list", "get": "list", "catalog": "list", "catalogue": "list",
	"show": "explain", "describe": "explain", "info": "explain", "what": "explain", "define": "explain",
	"new": "init", "create": "init", "generate": "init", "template": "init",
	"diff": "compare", "cmp": "compare", "optimize": "sweep", "optimise": "sweep", "experiment": "sweep", "vary": "sweep", "tune": "sweep",
	"log": "trace", "follow": "trace", "debug": "trace", "message": "trace", "expect": "test", "assert": "test", "combine": "merge", "join": "merge",
	"import": "learn", "analyze": "learn", "analyse": "learn", "ingest": "learn", "infer": "learn", "fit": "learn",
}

const jsonHint = "write --format json (-f json)"

// flagHabits are what other tools call flags, with what to write instead.
var flagHabits = map[string]string{
	"json": jsonHint, "csv": "write --format csv (-f csv)", "markdown": "write --format markdown (-f markdown)", "md": "write --format markdown (-f markdown)",
	"html": "write --format html (-f html)", "yaml": "there is no YAML; " + jsonHint, "xml": "write --report junit=FILE with mailstorm test",
	"output": "write --out DIR (-o DIR) for a folder, or --format FORMAT (-f FORMAT)", "output-dir": "write --out DIR (-o DIR)", "outdir": "write --out DIR (-o DIR)",
	"directory": "write --out DIR (-o DIR)", "dir": "write --out DIR (-o DIR)", "export": "write --out DIR (-o DIR)", "report-html": "write --format html >FILE",
	"export-json": "write --format json >FILE", "export-markdown": "write --format markdown >FILE", "export-csv": "write --format csv >FILE",
	"plot":  "pictures come from mailstorm run --plot --out DIR",
	"junit": "write --report junit=FILE with mailstorm test", "junit-xml": "write --report junit=FILE with mailstorm test",
	"verbose": "there is no verbose output; mailstorm trace shows what happened to one message", "debug": "mailstorm trace shows what happened to one message",
	"silent": "write --quiet (-q)", "no-progress": "write --quiet (-q)", "no-color": "write --color never", "no-colour": "write --color never", "colour": "write --color WHEN",
	"dry-run": "to check a scenario without running it, use mailstorm check", "check": "to check a scenario without running it, use mailstorm check",
	"validate": "to check a scenario without running it, use mailstorm check",
	"parallel": "write --jobs N", "threads": "write --jobs N", "workers": "write --jobs N", "concurrency": "write --jobs N", "procs": "write --jobs N",
	"iterations": "write --runs N", "replications": "write --runs N", "repeat": "write --runs N", "repetitions": "write --runs N", "samples": "write --runs N",
	"param": "write --set KEY=VALUE", "params": "write --set KEY=VALUE", "parameter": "write --set KEY=VALUE", "var": "write --set KEY=VALUE", "define": "write --set KEY=VALUE",
	"env": "write --set KEY=VALUE", "override": "write --set KEY=VALUE", "option": "write --set KEY=VALUE",
	"duration": "write --set length=3d", "length": "write --set length=3d", "days": "write --set length=3d", "until": "write --set length=3d", "timeout": "write --set length=3d for simulated time",
	"profile": "write --set host.NAME.profile=PROFILE", "message-expiration": "write --set host.NAME.message_expiration=12h", "expiration": "write --set host.NAME.message_expiration=12h",
	"scenario": "write the scenario without a flag", "file": "write the file without a flag", "input": "write the file without a flag", "config": "write the file without a flag",
	"filename": "write the file without a flag", "random-seed": "write --seed N", "rng": "write --seed N", "overwrite": "write --force", "yes": "write --force", "fix": "write --update with mailstorm test",
	"update-snapshots": "write --update with mailstorm test", "match": "write --filter PATTERN with mailstorm test", "grep": "write --filter PATTERN with mailstorm test",
	"only": "write --filter PATTERN with mailstorm test", "bail": "write --fail-fast with mailstorm test", "failfast": "write --fail-fast with mailstorm test",
	"maxfail": "write --fail-fast with mailstorm test", "werror": "write --strict", "pedantic": "write --strict", "graph": "write --out DIR --plot", "plots": "write --out DIR --plot",
	"chart": "write --out DIR --plot", "png": "write --out DIR --plot", "svg": "write --out DIR --plot", "watch": "there is no watch mode; repeat the command",
}

// shortHabits are their letters.
var shortHabits = map[byte]string{
	'j': "write --jobs N", 'n': "write --runs N", 'r': "write --runs N", 's': "write --set KEY=VALUE, or --seed N", 'k': "write --filter PATTERN with mailstorm test", 'u': "write --update with mailstorm test",
	'v': "there is no verbose output; mailstorm trace shows what happened to one message", 'V': "write mailstorm version", 'w': "there is no watch mode; repeat the command",
	'd': "write --out DIR (-o DIR)", 'D': "write --set KEY=VALUE", 'p': "write --out DIR --plot", 'y': "write --force", 't': "write mailstorm trace", 'e': "write --set KEY=VALUE",
}

// Meant suggests a fault or a profile for what people call it.
func Meant(what, word string) string {
	switch what {
	case "fault":
		return decode.Faults.Meant(word)
	case "profile":
		return profile.Meant(word)
	}
	return ""
}

// flagHabit says what to write instead of a flag that the command does not have: another flag, or the command that has it.
func flagHabit(cmd *cobra.Command, name string) string {
	has := func(c *cobra.Command, flag string) bool { return c.Flags().Lookup(flag) != nil }
	var others []string
	for _, c := range cmd.Root().Commands() {
		if c != cmd && c.IsAvailableCommand() && has(c, name) {
			others = append(others, "mailstorm "+c.Name())
		}
	}
	switch {
	case len(others) == 1:
		return fmt.Sprintf("; %s has it", others[0])
	case len(others) > 1 && len(others) < 5:
		slices.Sort(others)
		return fmt.Sprintf("; %s and %s have it", strings.Join(others[:len(others)-1], ", "), others[len(others)-1])
	}
	says := flagHabits[name]
	if says == "" && len(name) == 1 {
		says = shortHabits[name[0]]
	}
	if flag := firstFlag(says); says == "" || flag != "" && !has(cmd, flag) && !strings.Contains(says, " mailstorm ") {
		return ""
	}
	return "; " + says
}

// firstFlag is the first flag that a sentence names, without dashes.
func firstFlag(says string) string {
	_, after, found := strings.Cut(says, "--")
	if !found {
		return ""
	}
	return after[:len(after)-len(strings.TrimLeft(after, "abcdefghijklmnopqrstuvwxyz-"))]
}
