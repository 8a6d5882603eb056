package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

var (
	drawing = regexp.MustCompile(`(?s)<svg .*?<title>(.*?)</title>.*?</svg>`)
	styling = regexp.MustCompile(`(?s)<style>.*?</style>`)
)

// The report of one run, word for word; what its pictures show and how it looks has tests of its own.
func TestReportGolden(t *testing.T) {
	page, err := os.ReadFile(reported(t, "", "deck-after-data"))
	if err != nil {
		t.Fatal(err)
	}
	got := styling.ReplaceAll(drawing.ReplaceAll(page, []byte("<svg>$1</svg>")), []byte("<style></style>"))
	file := filepath.Join("testdata", "deck-after-data.html")
	if *update {
		writeFile(t, file, string(got))
	}
	if want, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the program writes (%v); if what it writes is right: go test ./cmd/mailstorm -run ReportGolden -update", file, err)
	}
}
