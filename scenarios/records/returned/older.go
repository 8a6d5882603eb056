package returned

import (
	"strings"
)

// Lines above a copy of the message that is returned, in reports that are text only.
var copies = []string{"--- Below this line is a copy of the message.", "------ This is a copy of the message, including all the headers. ------",
	"------ This is a copy of the message's headers. ------", "------ This is a copy of your message, including all the headers. ------"}

// older reads reports without a part for programs: qmail's (QSBMF) and those of older Exims.
func (m *message) older() []report {
	text, returned := m.text, ""
	for _, line := range copies {
		if before, behind, ok := strings.Cut(m.text, line); ok {
			text, returned = before, behind
			_, returned, _ = strings.Cut(returned, "\n")
			break
		}
	}
	if len(m.original) == 0 {
		m.original, _ = cutHeader(strings.TrimLeft(returned, "\r\n"))
	}
	switch {
	case strings.HasPrefix(text, "Hi. This is the"):
		return qmail(text)
	case m.header.has("x-failed-recipients"):
		return exim(m.header.get("x-failed-recipients"), text)
	}
	return nil
}

// qmail reads paragraphs that begin with an address: "<a@b.example>:", and lines that say why.
func qmail(text string) (all []report) {
	var r *report
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch address, ok := strings.CutSuffix(line, ">:"); {
		case ok && strings.HasPrefix(line, "<") && len(all) < mostTries:
			all = append(all, report{to: lower(address), action: "failed"})
			r = &all[len(all)-1]
		case line == "":
			r = nil
		case r != nil:
			r.addReason(line)
		}
	}
	return all
}

// addReason goes on with why it failed; what the remote host said is all that counts.
func (r *report) addReason(line string) {
	if said, ok := strings.CutPrefix(line, "Remote host said: "); ok {
		r.diagnostic, r.said = said, true
	} else if !r.said && len(r.diagnostic) < mostOfValue {
		r.diagnostic = strings.TrimSpace(r.diagnostic + " " + line)
	}
	if _, code, ok := strings.Cut(line, "(#"); ok { // (#4.4.1)
		r.status, _, _ = strings.Cut(code, ")")
	}
}

// exim reads the recipients from a field, and from the text the lines behind each that say why.
func exim(recipients, text string) (all []report) {
	for to := range strings.SplitSeq(recipients, ",") {
		if len(all) == mostTries {
			break
		}
		r := report{to: lower(to), action: "failed"}
		_, behind, _ := strings.Cut(text, strings.TrimSpace(to))
		_, behind, _ = strings.Cut(behind, "\n")
		for line := range strings.Lines(behind) {
			line = strings.TrimRight(line, "\r\n")
			if !strings.HasPrefix(line, "    ") {
				break
			}
			r.addReason(strings.TrimSpace(line))
		}
		all = append(all, r)
	}
	return all
}
