package run

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Summary is what can be read back of a result.json.
type Summary struct {
	Schema   string
	Scenario string
	Digest   string
	Version  string
	Hosts    []string // in the order of the scenario
}

// ReadSummary reads the result.json of a folder.
func ReadSummary(path string) (s Summary, err error) {
	b, err := os.ReadFile(filepath.Join(path, ResultFile))
	if err != nil {
		return s, err
	}
	var result struct {
		Schema, Scenario, Digest, Version string
		Profiles                          json.RawMessage
	}
	if err := json.Unmarshal(b, &result); err != nil {
		return s, fmt.Errorf("result.json: %w", err)
	}
	if result.Schema != resultSchema {
		return s, fmt.Errorf("result.json has the schema %q, not %q", result.Schema, resultSchema)
	}
	s = Summary{Schema: result.Schema, Scenario: result.Scenario, Digest: result.Digest, Version: result.Version}
	s.Hosts, err = keys(result.Profiles)
	return s, err
}

// keys lists the keys of an object in order, which a map would lose.
func keys(object json.RawMessage) (names []string, err error) {
	d := json.NewDecoder(strings.NewReader(string(object)))
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		names = append(names, fmt.Sprint(name))
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
	}
	return names, nil
}
