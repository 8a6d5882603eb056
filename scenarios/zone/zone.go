// Package zone has the time zones of the IANA database, from a table in the program: the machine's own may be another one, or none.
package zone

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"mailstorm/scenarios/parse"
)

// zoneinfo is lib/time/zoneinfo.zip of Go 1.26.8, as it is: release 2025c of the database, which is in the public domain.
//
//go:embed zoneinfo.zip
var zoneinfo []byte

var table = sync.OnceValues(func() (*zip.Reader, error) { return zip.NewReader(bytes.NewReader(zoneinfo), int64(len(zoneinfo))) })

// Load is a zone by its name, as in "Europe/Berlin".
func Load(name string) (*time.Location, error) {
	if strings.EqualFold(name, "UTC") {
		return time.UTC, nil
	}
	all, err := table()
	if err != nil {
		return nil, fmt.Errorf("the table of time zones: %w", err)
	}
	for _, f := range all.File {
		if f.Name == name && !f.FileInfo().IsDir() {
			return load(f)
		}
	}
	return nil, fmt.Errorf("unknown time zone %s; write a name of the IANA database, as in \"Europe/Berlin\", or hours from UTC, as in +01:00%s",
		parse.Quoted(name), suggestion(name))
}

func load(f *zip.File) (*time.Location, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("the table of time zones: %w", err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("the table of time zones: %w", err)
	}
	return time.LoadLocationFromTZData(f.Name, text)
}

// Names lists all zones.
func Names() (names []string) {
	all, err := table()
	if err != nil {
		return nil
	}
	for _, f := range all.File {
		if !f.FileInfo().IsDir() {
			names = append(names, f.Name)
		}
	}
	return names
}

// suggestion is the zone of a city, or the nearest name. An abbreviation gets none: the one nearest to EDT is EET.
func suggestion(name string) string {
	names := Names()
	city := strings.ReplaceAll(name, " ", "_")
	for _, n := range names {
		if last := n[strings.LastIndexByte(n, '/')+1:]; strings.EqualFold(n, city) || strings.EqualFold(last, city) {
			return fmt.Sprintf("; did you mean %q?", n)
		}
	}
	if name == strings.ToUpper(name) {
		return ""
	}
	return parse.Suggestion(name, names)
}
