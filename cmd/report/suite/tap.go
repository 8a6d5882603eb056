package suite

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"mailstorm/cmd/report/english"
)

// TAP writes the Test Anything Protocol, version 13, which prove reads: a line for each expectation, with what is known of those that
// are not met in YAML below it. A file that cannot be read is a test that failed.
func TAP(to io.Writer, suites []Suite) error {
	var b bytes.Buffer
	all := findings(suites)
	fmt.Fprintf(&b, "TAP version 13\n1..%d", len(all))
	if len(all) == 0 {
		b.WriteString(" # SKIP there are no expectations")
	}
	b.WriteString("\n")
	for i := range suites {
		for _, warning := range suites[i].Warnings {
			fmt.Fprintf(&b, "# %s: warning: %s\n", english.OneLine(suites[i].label()), english.OneLine(warning))
		}
	}
	for i, f := range all {
		ok := "ok"
		if f.state != passed {
			ok = "not ok"
		}
		fmt.Fprintf(&b, "%s %d - %s\n", ok, i+1, tapEscapes.Replace(f.name))
		f.diagnostic(&b)
	}
	fmt.Fprintf(&b, "# %s\n", Total(suites))
	_, err := to.Write(b.Bytes())
	return err
}

// tapEscapes keeps a name from ending in a directive.
var tapEscapes = strings.NewReplacer(`\`, `\\`, `#`, `\#`)

// diagnostic is a mapping of strings: every reader of YAML in TAP knows that much.
func (f *finding) diagnostic(b *bytes.Buffer) {
	if f.state == passed {
		return
	}
	severity := "fail"
	if f.state == broken {
		severity = "error"
	}
	b.WriteString("  ---\n")
	for _, a := range append([]fact{{"message", f.message}, {"severity", severity}}, f.facts()...) {
		fmt.Fprintf(b, "  %s: %s\n", a.name, yamlQuoted(a.value))
	}
	if f.evidence != "" {
		fmt.Fprintf(b, "  text: %s\n", yamlQuoted(f.evidence))
	}
	b.WriteString("  ...\n")
}

func yamlQuoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(s) + `"`
}
