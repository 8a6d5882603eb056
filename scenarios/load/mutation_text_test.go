package load

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mailstorm/scenarios/grid"
	"mailstorm/scenarios/parse"
)

// oddCells stand where a time, an address or a size belongs.
var oddCells = []string{"", " ", "-5", "0", "1e400", "NaN", "inf", "9999999999999999999999", "1,5", "40 fortnights", "🎉", "例え", "a\x00b", "\xff", "\x1b[31m",
	"\u202egnal", "=1+1", "''", strings.Repeat("9", 300), "1970-01-01", "5 min;", "x\ty"}

// Each cell of a message trace and of a column replaced by what it is not: it is refused, where it stands, or it is taken.
func TestMutantSheets(t *testing.T) {
	takesLong(t)
	dir := t.TempDir()
	write := func(name, text string) { writeFile(t, filepath.Join(dir, name), text) }
	const deck = "from = \"sender@contoso.example\"\nto   = \"partner@fabrikam.example\"\nsize = \"27MB\"\n"
	write("trace.toml", strings.Replace(plain, deck, "trace = \"cells.csv\"\n", 1))
	write("column.toml", plain+"[host.fabrikam.fault.f]\nkind = \"defer\"\nlasts = {csv = \"cells.csv\", column = \"minutes\"}\n")
	refused := 0
	for _, c := range []struct {
		storm      string
		decodeRows [][]string
	}{
		{"trace.toml", [][]string{
			{"Received", "SenderAddress", "RecipientAddress", "Size"},
			{"2026-01-05T08:00:00Z", "ä例🎉@contoso.example", "partner@fabrikam.example", "75000"},
			{"2026-01-05T09:00:00Z", "sender@contoso.example", "partner@fabrikam.example", "75000"},
		}},
		{"column.toml", [][]string{{"note", "minutes"}, {"例", "40"}, {"a", "5h"}}},
	} {
		for line := range c.decodeRows {
			for field := range c.decodeRows[line] {
				for _, odd := range oddCells {
					rows := slices.Clone(c.decodeRows)
					rows[line] = slices.Clone(rows[line])
					rows[line][field] = odd
					text := ""
					for _, r := range rows {
						text += strings.Join(r, ",") + "\n"
					}
					write("cells.csv", text)
					_, err := Load(filepath.Join(dir, c.storm), Options{})
					if err != nil {
						refused++
					}
					name := fmt.Sprintf("%s, row %d, field %d, %q", c.storm, line+1, field+1, odd)
					sheetAnswered(t, name, text, filepath.Join(dir, "cells.csv"), line+1, err)
				}
			}
		}
	}
	if refused < 150 {
		t.Errorf("only %d of them refused", refused)
	}
}

// sheetAnswered holds that what is said of a CSV file is said of its lines, and that of one row of the row that was changed.
func sheetAnswered(t *testing.T, name, text, file string, line int, err error) {
	t.Helper()
	for _, p := range problemsOf(t, name, err) {
		if complaint := misplaced(p, text, file); complaint != "" {
			t.Errorf("%s: %s\n%s", name, complaint, p.Error())
		}
		if p.File == file && p.Line != line && line > 1 {
			t.Errorf("%s: told of line %d\n%s", name, p.Line, p.Error())
		}
	}
	if err != nil && strings.ContainsAny(err.Error(), "\x00\x1b\u202e") {
		t.Errorf("%s: said %q", name, err.Error())
	}
}

// Overrides and axes with any value: refused where they stand, in the words of the command line, or taken.
func TestMutantOverrides(t *testing.T) {
	keys := []string{"seed", "mail.deck.size", "mail.deck.count", "mail.deck", "host.exo.pool.servers", "host.exo.routes", `mailbox."partner@fabrikam.example".dedup`,
		"host.exo.prfile", "host.exx.profile", "host", "", "a..b", "\"", "a b", "host.exo.message_expiration ", " title", "\n", strings.Repeat("a.", 40) + "a"}
	s := load(t, plain)
	for _, key := range keys {
		for _, value := range slices.Concat(never, sometimes, oddCells, []string{"1..2", "2..1/1", "1..9/0", "1..1000000/1", "1,1", "1,", ",", "[1,2],3", "..", "1h..5MB/1h"}) {
			set := key + "=" + value
			if _, err := s.Vary(set); err != nil {
				overrideAnswered(t, "--set ", set, err)
			}
			axis, err := grid.ParseAxis(set)
			if err == nil {
				_, err = s.Choices([]grid.Axis{axis})
			}
			if err != nil {
				overrideAnswered(t, "--vary ", set, err)
			}
		}
	}
}

func overrideAnswered(t *testing.T, flag, set string, err error) {
	t.Helper()
	var p *parse.Problem
	if !errors.As(err, &p) || p.File != flag+parse.Printable(set) && !strings.HasPrefix(p.File, "standard input") {
		t.Errorf("%s%q: %v", flag, set, err)
		return
	}
	if p.File == flag+parse.Printable(set) && len(p.Excerpt) == 0 && !strings.Contains(p.Message, "write KEY=") {
		t.Errorf("%s%q: nothing is shown\n%v", flag, set, err)
	}
	if strings.ContainsAny(err.Error(), "\x00\x1b\u202e") {
		t.Errorf("%s%q: said %q", flag, set, err.Error())
	}
}
