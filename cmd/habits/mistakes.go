package habits

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"mailstorm/scenarios"
	"mailstorm/scenarios/parse"
)

// WrongFlag adds to cobra's message which flag was probably meant.
func WrongFlag(cmd *cobra.Command, err error) error {
	hint := ""
	if name, unknown := unknownFlag(err); unknown {
		if hint = flagHabit(cmd, name); hint != "" || len(name) == 1 {
		} else if flag := parse.Nearest(name, flagNames(cmd)); flag != "" {
			hint = fmt.Sprintf("; did you mean --%s?", flag)
		}
	}
	text, parser, _ := strings.Cut(err.Error(), ": strconv.")
	switch {
	case strings.HasSuffix(parser, "value out of range"):
		hint = ": the number is too large"
	case strings.HasPrefix(parser, "ParseInt"):
		hint = ": it takes a whole number"
	case strings.HasPrefix(parser, "ParseUint"):
		hint = ": it takes a whole number, 0 or more"
	}
	return fmt.Errorf("%s%s\nsee: %s --help", text, hint, cmd.CommandPath())
}

var unknownShort = regexp.MustCompile(`^unknown shorthand flag: '(.)' in (-\S*)$`)

// unknownFlag is the name of the flag that cobra does not know.
func unknownFlag(err error) (name string, unknown bool) {
	if m := unknownShort.FindStringSubmatch(err.Error()); m != nil {
		if word := m[2][1:]; flagHabits[word] != "" { // a long flag with one dash
			return word, true
		}
		return m[1], true
	}
	name, unknown = strings.CutPrefix(err.Error(), "unknown flag: --")
	return name, unknown
}

func flagNames(cmd *cobra.Command) (names []string) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// UnknownCommand says which command was probably meant.
func UnknownCommand(root *cobra.Command, name string) error {
	if habit := commandHabits[strings.ToLower(name)]; habit != "" {
		return fmt.Errorf("unknown command %q; did you mean %q?\nsee: %s %s --help", name, habit, root.Name(), habit)
	}
	if _, ofLibrary := scenarios.Text(name); ofLibrary || scenarios.IsPath(name) {
		return fmt.Errorf("%q is a scenario and not a command; to run it, write %s run %s\nsee: %s --help", name, root.Name(), name, root.Name())
	}
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	return fmt.Errorf("unknown command %q%s\nsee: %s --help", name, parse.Suggestion(name, names), root.Name())
}
