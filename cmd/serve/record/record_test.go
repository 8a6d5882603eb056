package record

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func readAll(t *testing.T, dir string) (*Reader, []*Session) {
	t.Helper()
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var rows []*Session
	for {
		s, err := r.Next()
		if err == io.EOF {
			return r, rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, s)
	}
}

func write(t *testing.T, dir string, rows ...*Session) {
	t.Helper()
	w, err := Create(dir, Header{Scenario: "deck", Seed: 7, Speed: 60, Hosts: map[string]string{"relay": "127.0.0.1:2525"}}, "seed = 7\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range rows {
		w.Write(s)
	}
	if err := w.Close(time.Unix(99, 0).UTC()); err != nil {
		t.Fatal(err)
	}
}

func TestWhatWasWrittenIsRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	long := &Session{Host: "relay", Connection: 2, From: "a@b.example", Announced: -1, Kept: true, Decisions: []Decision{{Number: 1<<63 + 5, Subject: 1<<64 - 1, Phase: "rcpt"}}}
	for i := range 1000 {
		long.To = append(long.To, Recipient{Address: fmt.Sprintf("%0100d@c.example", i), Reply: "250 2.1.5"})
	}
	want := []*Session{{Host: "relay", Connection: 1, Phase: "connect", Decisions: []Decision{}}, long}
	write(t, dir, want...)
	r, rows := readAll(t, dir)
	if !reflect.DeepEqual(rows, want) || r.Torn {
		t.Errorf("other rows came back, torn %v", r.Torn)
	}
	if h := r.Header; h.Seed != 7 || !h.Ended.Equal(time.Unix(99, 0)) || h.Hosts["relay"] != "127.0.0.1:2525" || r.Scenario != "seed = 7\n" {
		t.Errorf("another header came back: %+v", h)
	}
}

func TestTornRowIsLeftOut(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, &Session{Connection: 1}, &Session{Connection: 2})
	path := filepath.Join(dir, SessionsFile)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text[:len(text)-9], 0o666); err != nil {
		t.Fatal(err)
	}
	if r, rows := readAll(t, dir); len(rows) != 1 || !r.Torn {
		t.Errorf("%d rows, torn %v", len(rows), r.Torn)
	}
}

func TestFolderOfAnotherRecordIsRefused(t *testing.T) {
	dir := t.TempDir()
	write(t, dir)
	if _, err := Create(dir, Header{}, ""); err == nil || !strings.Contains(err.Error(), "already holds a record") {
		t.Errorf("a second record in one folder: %v", err)
	}
	if _, err := Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), "--record") {
		t.Errorf("an empty folder: %v", err)
	}
}

func TestRowsAreOnTheDiskWhileServing(t *testing.T) {
	dir := t.TempDir()
	w, err := Create(dir, Header{}, "")
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close(time.Now())
	w.Write(&Session{Connection: 1})
	for range 40 {
		if info, err := os.Stat(filepath.Join(dir, SessionsFile)); err == nil && info.Size() > 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Error("after 4 s the row was not in the file")
}
