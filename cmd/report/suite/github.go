package suite

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"mailstorm/cmd/report/english"
)

// GitHub writes workflow commands that put failures and warnings beside the lines of the scenario files. The platform shows ten of each
// kind for a step and drops the others without a word, so the others are plain lines of the log, and a notice says so.
func GitHub(to io.Writer, suites []Suite) error {
	var b bytes.Buffer
	b.WriteString(Total(suites).String() + "\n")
	more := annotate(&b, "error", mistakes(suites)) + annotate(&b, "warning", cautions(suites))
	if more > 0 {
		fmt.Fprintf(&b, "::notice title=mailstorm test::%s shown here: the platform shows ten of a kind. The log of this step has them, and its summary.\n",
			english.Counted(int64(more), "more is not", "more are not"))
	}
	_, err := to.Write(b.Bytes())
	return err
}

const annotationsShown = 10 // of one kind, in one step

// annotation is a word at a line of a file.
type annotation struct {
	file      string // "" when it has none
	line, col int
	title     string
	message   string
}

func mistakes(suites []Suite) (all []annotation) {
	for _, f := range findings(suites) {
		a := annotation{file: f.suite.File, line: f.line, col: f.col, title: "mailstorm test", message: f.message}
		switch {
		case f.state == passed:
		case len(f.suite.Flaws) > 0:
			for _, flaw := range f.suite.Flaws {
				a.line, a.col, a.message = flaw.Line, flaw.Col, flaw.Message
				all = append(all, a)
			}
		default:
			if f.asked != nil {
				a.title, a.message = f.asked.Name, strings.TrimSpace(a.message+"\n"+english.OneLine(f.asked.Replay))
			}
			all = append(all, a)
		}
	}
	return all
}

func cautions(suites []Suite) (all []annotation) {
	for i := range suites {
		if suites[i].explains() {
			all = append(all, annotation{file: suites[i].File, title: suites[i].Name, message: english.Clipped(suites[i].Model.brief(), longestName)})
		}
		for _, warning := range suites[i].Warnings {
			all = append(all, annotation{file: suites[i].File, title: suites[i].Name, message: warning})
		}
	}
	return all
}

// annotate writes the first ten as commands, the others as lines, and says how many these are.
func annotate(b *bytes.Buffer, kind string, all []annotation) (more int) {
	for i, a := range all {
		if i < annotationsShown {
			b.WriteString(a.command(kind) + "\n")
		} else {
			fmt.Fprintf(b, "%s: %s\n", kind, a)
		}
	}
	return max(len(all)-annotationsShown, 0)
}

func (a annotation) command(kind string) string {
	var properties []string
	for _, p := range []fact{{"file", a.named()}, {"line", numberIf(a.line)}, {"col", numberIf(a.col)}, {"title", english.Clipped(a.title, longestName)}} {
		if p.value != "" {
			properties = append(properties, p.name+"="+propertyEscapes.Replace(p.value))
		}
	}
	return "::" + kind + " " + strings.Join(properties, ",") + "::" + dataEscapes.Replace(english.Plain(a.message))
}

// String is a line of the log that cannot be read as a command: commands begin a line, and old ones stand anywhere behind "##[".
func (a annotation) String() string {
	line := position(english.OneLine(a.file), a.line, a.col) + ": " + english.OneLine(a.title) + ": " + english.OneLine(a.message)
	return english.WithoutLogCommands(line)
}

func (a annotation) named() string {
	if a.file == "-" {
		return ""
	}
	return english.OneLine(a.file)
}

func numberIf(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

const summaryMost = 1 << 20 // bytes; GitHub drops the whole summary of a step that is larger

// StepSummary adds a report in Markdown to the file that GITHUB_STEP_SUMMARY names. It takes what room that file has left.
func StepSummary(file string, suites []Suite) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if _, err := f.WriteString(markdownWithin(suites, summaryMost-int(info.Size()))); err != nil {
		return err
	}
	return f.Close()
}
