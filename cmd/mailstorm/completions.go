package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mailstorm/cmd/catalogue"
	"mailstorm/scenarios"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/schema"
)

// completionFunc lists the completions of a word.
type completionFunc = func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective)

// addCompletions gives every command of the tree its completions: for flags by name, since a flag means the same everywhere.
func addCompletions(cmd *cobra.Command) {
	for name, fill := range map[string]completionFunc{
		"set": completeKeys(func(schema.Key) bool { return true }), "vary": completeKeys(schema.Key.Varies), "metric": completeNames(catalogue.Metrics),
		"shard": cobra.FixedCompletions([]string{"auto"}, cobra.ShellCompDirectiveNoFileComp), "out": completeFolders,
	} {
		if cmd.Flags().Lookup(name) != nil {
			cobra.CheckErr(cmd.RegisterFlagCompletionFunc(name, fill))
		}
	}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if _, known := cmd.GetFlagCompletionFunc(f.Name); !known { // it takes no file
			cobra.CheckErr(cmd.RegisterFlagCompletionFunc(f.Name, cobra.NoFileCompletions))
		}
	})
	for _, c := range cmd.Commands() {
		addCompletions(c)
	}
}

func completeFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveDefault
}

func completeFolders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// completeNames completes the names of a catalogue.
func completeNames(entries func() []catalogue.Entry) completionFunc {
	return func(*cobra.Command, []string, string) (all []string, _ cobra.ShellCompDirective) {
		for _, e := range entries() {
			all = append(all, e.Name+"\t"+e.Meaning)
		}
		return all, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeUpTo completes at most that many arguments.
func completeUpTo(most int, fill completionFunc) completionFunc {
	return func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return fill(cmd, args, begun)
	}
}

// completeKeys completes KEY=VALUE: keys of the scenario on the line, else of the library; then values that are words.
func completeKeys(fits func(schema.Key) bool) completionFunc {
	return func(_ *cobra.Command, args []string, begun string) (all []string, _ cobra.ShellCompDirective) {
		key, _, valued := strings.Cut(begun, "=")
		for _, k := range knownKeys(args) {
			switch {
			case !fits(k):
			case valued && k.Path == key:
				for _, word := range k.Words {
					all = append(all, key+"="+word)
				}
			case !valued && strings.HasPrefix(k.Path, begun):
				all = append(all, k.Path+"=\t"+k.Meaning)
			}
		}
		return all, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
}

// knownKeys are the keys of the first scenario, or of all in the library.
func knownKeys(args []string) (keys []schema.Key) {
	if len(args) > 0 {
		keys = schema.Keys(args[0], load.Options{})
	}
	if len(keys) > 0 {
		return keys
	}
	for _, e := range scenarios.Library() {
		keys = append(keys, schema.Keys(e.Name, load.Options{})...)
	}
	slices.SortStableFunc(keys, func(a, b schema.Key) int { return strings.Compare(a.Path, b.Path) })
	return slices.CompactFunc(keys, func(a, b schema.Key) bool { return a.Path == b.Path })
}
