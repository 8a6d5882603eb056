package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
	"mailstorm/sim/retry"
)

var (
	docsLinks    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	docsHeadings = regexp.MustCompile(`(?m)^#+ (.*)$`)
	docsPlaces   = regexp.MustCompile("`([A-Za-z]+)` in \\[`?([a-z/]+\\.go)`?\\]")
)

func TestDocsLinks(t *testing.T) {
	root := docsRoot(t)
	all := pages(t)
	anchors := map[string][]string{}
	for _, p := range all {
		for _, m := range docsHeadings.FindAllStringSubmatch(docsBlocks.ReplaceAllString(p.text, ""), -1) {
			anchors[p.name] = append(anchors[p.name], slug(m[1]))
		}
	}
	for _, p := range all {
		for _, m := range docsLinks.FindAllStringSubmatchIndex(p.text, -1) {
			link := p.text[m[2]:m[3]]
			if strings.Contains(link, "://") {
				continue
			}
			file, anchor, _ := strings.Cut(link, "#")
			target := p.name
			if file != "" {
				target = filepath.ToSlash(filepath.Join(filepath.Dir(p.name), file))
			}
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(target))); err != nil {
				t.Errorf("%s: the link %s leads nowhere", p.at(m[0]), link)
			} else if anchor != "" && !slices.Contains(anchors[target], anchor) {
				t.Errorf("%s: %s has no heading %s", p.at(m[0]), target, anchor)
			}
		}
		for _, m := range docsPlaces.FindAllStringSubmatchIndex(p.text, -1) {
			name, file := p.text[m[2]:m[3]], p.text[m[4]:m[5]]
			declaration(t, filepath.Join(root, filepath.FromSlash(file)), name)
		}
	}
}

// slug is the anchor of a heading.
func slug(heading string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(heading) {
		switch {
		case c == ' ':
			b.WriteByte('-')
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_':
			b.WriteRune(c)
		}
	}
	return b.String()
}

// TestDocsAreLinked makes sure that a reader who starts at README.md finds every page.
func TestDocsAreLinked(t *testing.T) {
	all := pages(t)
	for _, p := range all[1:] {
		if !strings.Contains(all[0].text, "("+p.name+")") {
			t.Errorf("README.md does not lead to %s", p.name)
		}
	}
}

// TestDocsNameEverything makes sure that the format page names every key, unit and word that the shelves have.
func TestDocsNameEverything(t *testing.T) {
	text := ""
	for _, p := range pages(t) {
		if p.name == "docs/scenario-format.md" {
			text = p.text
		}
	}
	want := []string{"title", "why", "model", "seed", "clock", "length", "watch", "copy_limit", "attempt_limit", "alert", "from", "to", "size", "attachment", "count", "at",
		"starts", "ends", "lasts", "rate", "hours", "enters", "priority", "profile", "domains", "routes", "bandwidth", "kind", "share", "of",
		"from_host", "servers", "mail_from", "rcpt_to", "larger_than", "smaller_than", "source", "guard", "on", "mailbox", "rule", "dedup",
		"quota_answer", "remote_domain", "auto_reply", "auto_forward", "change", "purge", "retry", "resend", "double_of", "forged", "precedence", "trace"}
	for _, f := range retry.Figures {
		want = append(want, f.Name)
	}
	for _, p := range fault.Parameters {
		want = append(want, p.Name)
	}
	for _, p := range guard.Parameters {
		want = append(want, p.Name)
	}
	for _, p := range mailbox.Parameters {
		want = append(want, p.Name)
	}
	for _, s := range retry.Shapes {
		want = append(want, s.Name)
	}
	for _, word := range want {
		if !strings.Contains(text, "`"+word+"`") {
			t.Errorf("docs/scenario-format.md does not explain `%s`", word)
		}
	}
}
