package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"mailstorm/cmd/catalogue"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/schema"
	"mailstorm/sim/destination"
	"mailstorm/sim/experiment"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
	"mailstorm/sim/mailbox"
	"mailstorm/sim/metrics"
	"mailstorm/sim/retry"
)

func TestDocsCatalogues(t *testing.T) {
	root := docsRoot(t)
	for name, write := range map[string]func(*markdown){"profiles": profilesPage, "faults": faultsPage, "guards": guardsPage,
		"rules": rulesPage, "metrics": metricsPage, "dictionary": dictionaryPage} {
		var m markdown
		m.line("<!-- Written from the rows of the program by: go test ./cmd/mailstorm -run Docs -update -->")
		write(&m)
		file := filepath.Join(root, "docs", name+".md")
		had, err := os.ReadFile(file)
		switch {
		case *update:
			writeFile(t, file, m.String())
		case err != nil || string(had) != m.String():
			t.Errorf("docs/%s.md is not what the program knows; rewrite it with go test ./cmd/mailstorm -run Docs -update", name)
		}
	}
}

// markdown is a page under construction.
type markdown struct{ strings.Builder }

func (m *markdown) line(format string, args ...any) { fmt.Fprintf(m, format+"\n", args...) }

// row writes a row of a table; a bar within a cell would end it.
func (m *markdown) row(cells ...string) {
	for _, c := range cells {
		m.WriteString("| " + strings.ReplaceAll(c, "|", "\\|") + " ")
	}
	m.WriteString("|\n")
}

func (m *markdown) head(cells ...string) {
	m.row(cells...)
	m.WriteString(strings.Repeat("| --- ", len(cells)) + "|\n")
}

func inCode(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

func metricsPage(m *markdown) {
	m.line("# The metrics\n")
	m.line("Every number of a run has one name, one unit and one meaning in reports, JSON, CSV and `[expect]`.")
	m.line("If the third column says yes, the metric is also counted for each host, with the host's name in front: `exo.attempts`.")
	m.line("A value that does not exist, such as the first NDR of a run without NDRs, is `null` in JSON, empty in CSV, and `none` in `[expect]`.\n")
	m.head("name", "unit", "per host", "meaning")
	for _, metric := range metrics.Catalogue {
		per := ""
		if metric.PerHost {
			per = "yes"
		}
		m.row(inCode(metric.Name), string(metric.Unit), per, metric.Meaning)
	}
}

func dictionaryPage(m *markdown) {
	m.line("# Dictionary\n")
	m.line("The words of Exchange, Postfix, Exim and sendmail, and the keys that stand for them here; at the end the way back. `mailstorm explain WORD` knows")
	m.line("them, too, as well as status codes (`mailstorm explain 5.4.316`), keys and commands. A star in a key stands for a name that you choose.")
	for _, d := range catalogue.Dictionaries {
		m.line("\n## %s\n", d.Product)
		m.head("word", "here", "example", "meaning")
		for _, t := range d.Terms {
			var words, keys []string
			for _, w := range t.Words {
				words = append(words, inCode(w))
			}
			for _, k := range t.Keys {
				keys = append(keys, inCode(k))
			}
			m.row(strings.Join(words, ", "), strings.Join(keys, ", "), inCode(t.Write), t.Meaning)
		}
	}
	m.line("\n## From keys to words\n")
	m.head("key", "Exchange", "Postfix", "Exim", "sendmail")
	for _, key := range translatedKeys() {
		row := []string{inCode(key)}
		for _, d := range catalogue.Dictionaries[:len(catalogue.Dictionaries)-1] {
			var words []string
			for _, t := range d.Terms {
				if slices.Contains(t.Keys, key) {
					words = append(words, inCode(t.Words[0]))
				}
			}
			row = append(row, strings.Join(words, ", "))
		}
		m.row(row...)
	}
}

// translatedKeys are the keys that stand for words of other products.
func translatedKeys() (keys []string) {
	for _, d := range catalogue.Dictionaries[:len(catalogue.Dictionaries)-1] {
		for _, t := range d.Terms {
			for _, k := range t.Keys {
				if !strings.HasPrefix(k, "mailstorm ") && !slices.Contains(keys, k) {
					keys = append(keys, k)
				}
			}
		}
	}
	slices.Sort(keys)
	return keys
}

// Every key of the dictionaries is one, or a command, a measure or a metric, and every example is written as a scenario would write it.
func TestDictionariesNameKeys(t *testing.T) {
	places := schema.Places()
	for _, d := range catalogue.Dictionaries {
		for _, term := range d.Terms {
			for _, key := range term.Keys {
				command, isCommand := strings.CutPrefix(key, "mailstorm ")
				_, isMeasure := experiment.LookupSubject(key)
				_, isMetric := metrics.Lookup(key)
				if isMeasure || isMetric || isCommand && inProcess([]string{"help", command}).code == exitOK {
					continue
				}
				if !slices.ContainsFunc(places, func(p schema.Place) bool { return p.Path == key }) {
					t.Errorf("%s: there is no key %s", term.Words[0], key)
				}
			}
			example := regexp.MustCompile(`^(\[.*\]) (.+)$`).ReplaceAllString(term.Write, "$1\n$2")
			root, problem := parse.Document(parse.NewSource("", example))
			if problem != nil {
				t.Errorf("%s: %s: %v", term.Words[0], term.Write, problem)
				continue
			}
			if kind := root.ChildText("kind"); kind != "" && len(lookupKinds(kind)) == 0 {
				t.Errorf("%s: there is no kind %s", term.Words[0], kind)
			}
		}
	}
}

func lookupKinds(kind string) (found []catalogue.Entry) {
	for _, name := range []string{"faults", "guards", "rules"} {
		for _, e := range catalogue.Selected(name)[0].Entries() {
			if e.Name == kind {
				found = append(found, e)
			}
		}
	}
	return found
}

// No word is explained twice by one product.
func TestDictionariesHaveEachWordOnce(t *testing.T) {
	for _, d := range catalogue.Dictionaries {
		seen := map[string]bool{}
		for _, term := range d.Terms {
			for _, w := range term.Words {
				if seen[strings.ToLower(w)] {
					t.Errorf("%s: %s stands there twice", d.Product, w)
				}
				seen[strings.ToLower(w)] = true
			}
		}
	}
}

func faultsPage(m *markdown) {
	m.line("# The faults\n")
	m.line("These faults can affect a receiving host. They are in the order in which a session meets them. [The scenario format](scenario-format.md#faults)")
	m.line("describes the keys of every fault (`starts`, `ends`, `lasts`, `share`, `of` and the filters). To add a fault, see")
	m.line("[adding a fault](adding-a-fault.md).\n")
	m.things(helpOn(fault.Kinds, catalogue.OfFault), func(i int) {
		m.line("**Default of `of`:** the share is drawn for %s.\n", cmp.Or(fault.Kinds[i].Of, "attempts"))
	})
}

func guardsPage(m *markdown) {
	m.line("# The guards\n")
	m.line("A guard is a policy of a receiving host, with a memory of its own. Guards are in the order in which a session meets them. [The scenario format](scenario-format.md#guards)")
	m.line("describes the keys of every guard (`starts`, `ends`, `lasts`, `share`, `of`, `on` and the filters).\n")
	m.line("Each memory is bounded. When it is full, the oldest entry is dropped, and the run prints a warning.\n")
	m.things(helpOn(guard.Kinds, catalogue.OfGuard), func(i int) {
		asked := "at " + guard.Kinds[i].Phase.String()
		if guard.Kinds[i].Submission {
			asked = "when a user of the host itself submits mail"
			if guard.Kinds[i].Relays {
				asked += ", or another host relays"
			}
		}
		if guard.Kinds[i].PerRecipient {
			asked += ", for each recipient"
		}
		m.line("**It acts** %s.\n", asked)
	})
}

func rulesPage(m *markdown) {
	m.line("# The rules of mailboxes\n")
	m.line("A mailbox applies these rules in this order. [The scenario format](scenario-format.md#mailboxes) says how to write them.\n")
	m.things(helpOn(mailbox.Rows, catalogue.OfRule), func(int) {})
}

// things writes a table of rows, then a section for each.
func (m *markdown) things(all []catalogue.Kind, more func(i int)) {
	m.head("kind", "meaning")
	for _, t := range all {
		m.row("["+t.Name+"](#"+slug(t.Name)+")", t.Meaning)
	}
	for i, t := range all {
		m.line("\n## %s\n\n%s\n", t.Name, t.Meaning)
		m.line("**What you see.** %s\n", t.Seen)
		if t.Remembers != "" {
			m.line("**Its memory.** %s\n", t.Remembers)
		}
		m.line("**Source.** %s.\n", strings.TrimSuffix(t.Source, "."))
		more(i)
		m.settings(t.Parameters)
		m.line("```toml\n%s\n%s\n```", t.Header, t.Example)
	}
}

func (m *markdown) settings(all []catalogue.Parameter) {
	if len(all) == 0 {
		m.line("It has no parameters of its own.\n")
		return
	}
	m.head("parameter", "value", "when left out", "meaning")
	for _, p := range all {
		m.row(inCode(p.Name), p.Value, inCode(p.Default), p.Meaning)
	}
	m.line("")
}

func profilesPage(m *markdown) {
	m.line("# The profiles\n")
	m.line("A profile says how a product retries, expires and notifies, and which codes it uses. Each figure has a mark for its reliability: **official** is the")
	m.line("vendor's documentation or source code, or an RFC; **observed** is logs, traces and NDRs; **inferred** is computed or assumed here.")
	m.line("A host table can override any figure, see [the scenario format](scenario-format.md#figures-of-profiles).\n")
	m.line("The table shows the attempts for one message to a host that always refuses connections, without jitter. If the time of")
	m.line("the NDR is drawn, this is one draw; its range is the figure `expiry_check`.\n")
	m.head("profile", "attempts in 24 h", "in all", "delay notice", "NDR")
	for _, e := range profile.Library() {
		s, err := catalogue.ScheduleOf(e)
		if err != nil {
			panic(err)
		}
		m.row("["+e.Name+"](#"+slug(e.Name)+")", fmt.Sprint(attemptsWithin(s, 24*time.Hour)), fmt.Sprint(len(s.Attempts)), clockOf(s.Notice), clockOf(s.NDR))
	}
	shapesTable(m)
	for _, e := range profile.Library() {
		profileSection(m, e)
	}
	unpublishedSection(m)
}

// unpublishedSection is about the senders that have no profile.
func unpublishedSection(m *markdown) {
	m.line("\n## Senders without a profile\n")
	m.line("Nobody publishes the schedule of these senders, or somebody sets it for each site. `profile = \"gmail\"` is refused with what stands here, and")
	m.line("`mailstorm explain gmail` shows it with a host table to copy.\n")
	m.head("sender", "what is known", "nearest profile", "with", "why")
	for _, u := range profile.Unpublisheds {
		m.row(strings.Join(u.Names, ", "), u.Known, "["+u.Nearest+"](#"+slug(u.Nearest)+")", inCode(strings.Join(u.Set, "`, `")), u.Why)
	}
}

func attemptsWithin(s *catalogue.Schedule, d time.Duration) (n int) {
	for _, at := range s.Attempts {
		if at < d {
			n++
		}
	}
	return n
}

// clockOf is a moment in hours, minutes and seconds: "24:12:26", and "none" for 0.
func clockOf(d time.Duration) string {
	if d == 0 {
		return "none"
	}
	s := int64(d.Round(time.Second) / time.Second)
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

func shapesTable(m *markdown) {
	readingsSection(m)
	m.line("\n## Shapes of schedules\n")
	m.head("shape", "wait", "figures it asks for")
	for _, s := range retry.Shapes {
		m.row(inCode(s.Name), s.Meaning, inCode(strings.Join(s.Uses, "`, `")))
	}
	m.line("\n## Memories of a next hop\n")
	m.line("What the figure `destination_memory` names. Messages that are due meanwhile are deferred without a session: metric `suspended`.\n")
	m.head("memory", "what it remembers", "what you see", "source")
	for _, k := range destination.Kinds {
		m.row(inCode(k.Name), k.Meaning, k.Seen, k.Source)
	}
}

func profileSection(m *markdown, e profile.Entry) {
	m.line("\n## %s\n\n%s. %s\n", e.Name, e.Title, e.Why)
	if e.Base != "" {
		m.line("It is based on [%s](#%s); only the differences are shown here.\n", e.Base, slug(e.Base))
	}
	s, _ := catalogue.ScheduleOf(e)
	var times []string
	for i, at := range s.Attempts {
		if i == 0 && at == 0 {
			times = append(times, "0:00:00")
		} else if i < catalogue.MaxShownAttempts {
			times = append(times, clockOf(at))
		}
	}
	if len(s.Attempts) > catalogue.MaxShownAttempts {
		times = append(times, "...")
	}
	m.line("First attempts: %s\n", strings.Join(times, ", "))
	m.head("figure", "value", "mark", "source")
	for _, f := range e.Figures {
		if f.From == e.Name {
			m.row(inCode(f.Name), inCode(f.Is), string(f.Mark), f.Source)
		}
	}
	codesTable(m, e)
}

func codesTable(m *markdown, e profile.Entry) {
	if !slices.ContainsFunc(e.Codes, func(c profile.Code) bool { return c.From == e.Name }) {
		return
	}
	m.line("")
	m.head("cause", "in its log", "in the NDR of an expired message", "mark", "source")
	for _, c := range e.Codes {
		if c.From != e.Name {
			continue
		}
		log, ndr := catalogue.Recorded(e.Profile.Codes[c.Cause])
		m.row(c.Cause.String(), log, ndr, string(c.Mark), c.Source)
	}
	if e.Map.Name != "" && e.Map.From == e.Name {
		m.line("\nCodes of the other host that are kept at expiry: %s (%s: %s).", e.Map.Is, e.Map.Mark, e.Map.Source)
	}
}

func helpOn[K any](kinds []K, help func(K) catalogue.Kind) (all []catalogue.Kind) {
	for _, k := range kinds {
		all = append(all, help(k))
	}
	return all
}
