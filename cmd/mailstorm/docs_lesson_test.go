package main

import (
	"fmt"
	"html"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"mailstorm/cmd/report/run"
)

var (
	lessonParts = regexp.MustCompile(`(?m)^## (\d\. .*) \((\d+) minutes\)$`)
	lessonRows  = regexp.MustCompile(`(?m)^\| (\d\. [^|]*) \| (\d+) \|`)
	sheetParts  = regexp.MustCompile(`(?m)^## (\d)\. (.*)$`)
)

// The lesson takes an hour, and its table has the minutes of its parts.
func TestDocsLessonTakesAnHour(t *testing.T) {
	text := readFile(t, filepath.Join(docsRoot(t), "docs", "lesson.md"))
	pairs := func(of *regexp.Regexp) (all [][]string) {
		for _, m := range of.FindAllStringSubmatch(text, -1) {
			all = append(all, m[1:])
		}
		return all
	}
	parts, rows, minutes := pairs(lessonParts), pairs(lessonRows), 0
	for _, p := range parts {
		n, _ := strconv.Atoi(p[1])
		minutes += n
	}
	if minutes != 60 || fmt.Sprint(parts) != fmt.Sprint(rows) {
		t.Errorf("the parts take %d minutes, and the table has\n%v\nthe parts are\n%v", minutes, rows, parts)
	}
}

// The commands of the lesson have nothing that a shell of Windows reads otherwise.
func TestDocsLessonOnWindows(t *testing.T) {
	text, plain := readFile(t, filepath.Join(docsRoot(t), "docs", "lesson.md")), regexp.MustCompile(`^[\w .=/-]+$`)
	n := 0
	for _, m := range docsBlocks.FindAllStringSubmatch(text, -1) {
		for line := range strings.Lines(m[3]) {
			if line = strings.TrimSpace(line); m[2] == "sh" && !plain.MatchString(line) {
				t.Errorf("%s needs quotes somewhere", line)
			} else if m[2] == "sh" {
				n++
			}
		}
	}
	if n < 15 {
		t.Errorf("the lesson has %d commands", n)
	}
}

// Each question of the sheet stands under a part of the lesson and has an answer.
func TestDocsLessonSheetIsAnswered(t *testing.T) {
	root := docsRoot(t)
	questions := func(name string) (all []string) {
		_, text, _ := strings.Cut(readFile(t, filepath.Join(root, "docs", name)), "\n## ")
		for line := range strings.Lines("## " + text) {
			if m := sheetParts.FindStringSubmatch(line); m != nil {
				all = append(all, m[1]+". "+m[2])
			} else if cells := strings.Split(line, "|"); len(cells) > 2 && !strings.HasPrefix(line, "|--") && strings.TrimSpace(cells[1]) != "" {
				all = append(all, strings.TrimSpace(cells[1]))
			}
		}
		return all
	}
	asked, answered := questions("lesson-sheet.md"), questions("lesson-answers.md")
	if !slices.Equal(asked, answered) {
		t.Errorf("the sheet asks\n%s\nand the answers are to\n%s", strings.Join(asked, "\n"), strings.Join(answered, "\n"))
	}
	if len(asked) < 30 {
		t.Errorf("the sheet has %d lines to fill in", len(asked))
	}
	for _, m := range lessonParts.FindAllStringSubmatch(readFile(t, filepath.Join(root, "docs", "lesson.md")), -1) {
		if n := m[1][:1]; !slices.ContainsFunc(asked, func(q string) bool { return strings.HasPrefix(q, n+". ") }) {
			t.Errorf("the sheet has nothing for part %s", m[1])
		}
	}
}

// lesson-sheet.html is the sheet with room to write.
func TestDocsSheetOnPaper(t *testing.T) {
	root := docsRoot(t)
	file, want := filepath.Join(root, "docs", "lesson-sheet.html"), sheetOnPaper(readFile(t, filepath.Join(root, "docs", "lesson-sheet.md")))
	if *update {
		writeFile(t, file, want)
	}
	if readFile(t, file) != want {
		t.Error("docs/lesson-sheet.html is not lesson-sheet.md; rewrite it with go test ./cmd/mailstorm -run Docs -update")
	}
}

// The sheet prints on both sides of one leaf.
func TestSheetInBrowser(t *testing.T) {
	ctx := browser(t)
	tab, _ := opened(t, ctx, filepath.Join(docsRoot(t), "docs", "lesson-sheet.html"))
	for name, paper := range map[string]chromedp.PaperSize{"A4": chromedp.PaperA4, "Letter": chromedp.PaperLetter} {
		if got := sheets(t, tab, paper); got != 2 {
			t.Errorf("%s: it prints on %d pages, want 2", name, got)
		}
	}
}

const sheetHead = `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>%s</title>
<style>
@page { margin: 10mm 14mm }
body { font: 10pt/1.3 sans-serif; max-width: 182mm; margin: auto }
h1 { font-size: 15pt; margin: 0 0 2mm }
h2 { font-size: 11.5pt; margin: 2mm 0 0.5mm }
p { margin: 1mm 0 }
h2, p { break-after: avoid }
h2:nth-of-type(5) { break-before: page }
table { break-inside: avoid }
table { border-collapse: collapse; width: 100%%; table-layout: fixed; margin: 1mm 0 }
th, td { border: 0.3mm solid #888; padding: 0.4mm 1.5mm; text-align: left; font-weight: normal; height: 6mm }
th:first-child { width: 44%% }
.write { display: inline-block; border-bottom: 0.3mm solid #888; width: 60mm }
.line { border-bottom: 0.3mm solid #888; height: 7mm }
</style>
`

// sheetOnPaper knows of Markdown what the sheet has: headings, paragraphs, tables, and underscores to write on.
func sheetOnPaper(text string) string {
	var b strings.Builder
	for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		escaped := html.EscapeString(block)
		switch {
		case strings.HasPrefix(block, "# "):
			fmt.Fprintf(&b, sheetHead+"<h1>%s</h1>\n", escaped[2:], escaped[2:])
		case strings.HasPrefix(block, "## "):
			fmt.Fprintf(&b, "<h2>%s</h2>\n", escaped[3:])
		case strings.HasPrefix(block, "|"):
			sheetTable(&b, strings.Split(escaped, "\n"))
		case strings.Trim(block, "_") == "":
			b.WriteString("<p class=\"line\"></p>\n")
		default:
			fmt.Fprintf(&b, "<p>%s</p>\n", regexp.MustCompile("_{3,}").ReplaceAllString(escaped, `<span class="write"></span>`))
		}
	}
	return b.String() + "</html>\n"
}

func sheetTable(b *strings.Builder, rows []string) {
	b.WriteString("<table>\n")
	for i, row := range rows {
		if i == 1 {
			continue // |---|
		}
		b.WriteString("<tr>")
		for n, cell := range strings.Split(strings.Trim(row, "|"), "|") {
			tag := "td"
			if i == 0 || n == 0 {
				tag = "th"
			}
			fmt.Fprintf(b, "<%s>%s</%s>", tag, strings.TrimSpace(cell), tag)
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>\n")
}

// The rows and cells of a report, and the cells of the two truths, are words that explain knows.
func TestReportWordsAreExplained(t *testing.T) {
	label := regexp.MustCompile(`(?m)^([a-z]+(?: [a-z]+)*) {2,}`)
	plain := []string{"deliveries", "sender", "recipient", "recipients", "each recipient", "still queued", "run", "time zone", "profiles"}
	words := []string{"handed over", "duplicate in the making", "silent loss", "NDR"}
	for _, name := range []string{"deck-after-data", "deck-worst-case", "weekend-outage", "silent-loss"} {
		for _, m := range label.FindAllStringSubmatch(inProcess([]string{"run", name}).out, -1) {
			if w := m[1]; !slices.Contains(plain, w) && !strings.HasPrefix(w, "admin of ") && !strings.HasPrefix(w, "sender received ") {
				words = append(words, w)
			}
		}
	}
	for _, row := range run.Outcomes {
		words = append(words, row[:]...)
	}
	for _, w := range words {
		if said := inProcess([]string{"explain", w}); said.code != exitOK {
			t.Errorf("a class reads %q, and explain does not know it:\n%s", w, said.err)
		}
	}
	if len(words) < 25 {
		t.Errorf("%d words were found", len(words))
	}
}
