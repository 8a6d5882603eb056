package comparison

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"mailstorm/cmd/report/run"
	"mailstorm/sim/metrics"
)

// Result is what an earlier run left in its folder.
type Result struct {
	Side
	Scenario, Title string
	Profiles        map[string]string // by host
}

// ReadResult reads a folder that run has written.
func ReadResult(path string) (*Result, error) {
	summary, err := run.ReadSummary(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	b, err := os.ReadFile(filepath.Join(path, run.ResultFile))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var kept struct {
		Title    string
		Seed     int64
		Stopped  string
		Profiles map[string]string
		Metrics  map[string]json.Number
	}
	if err := json.Unmarshal(b, &kept); err != nil {
		return nil, fmt.Errorf("%s: %s: %w", path, run.ResultFile, err)
	}
	r := &Result{Side: Side{Seed: kept.Seed, Version: summary.Version, Digest: summary.Digest, Stopped: kept.Stopped, Hosts: summary.Hosts},
		Scenario: summary.Scenario, Title: kept.Title, Profiles: kept.Profiles}
	add := func(prefix string, m metrics.Metric) error {
		v, err := valueOf(kept.Metrics[prefix+m.Name], m.Unit)
		r.Metrics = append(r.Metrics, Metric{prefix + m.Name, m.Unit, v})
		return err
	}
	for _, m := range metrics.Catalogue {
		err = errors.Join(err, add("", m))
	}
	for _, host := range r.Hosts {
		for _, m := range metrics.Catalogue {
			if m.PerHost {
				err = errors.Join(err, add(host+".", m))
			}
		}
	}
	if err == nil {
		r.tables, err = readMessages(filepath.Join(path, run.MessagesFile))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	r.sort()
	return r, nil
}

// valueOf is a number of result.json; none where it is null or missing.
func valueOf(n json.Number, unit metrics.Unit) (v metrics.Value, err error) {
	if n == "" {
		return v, nil
	}
	whole, ok := new(big.Rat).SetString(string(n))
	if !ok {
		return v, fmt.Errorf("%s: %s is not a number", run.ResultFile, n)
	}
	if unit == metrics.Duration {
		whole.Mul(whole, big.NewRat(int64(time.Second), 1))
	}
	if !whole.Num().IsInt64() || !whole.Denom().IsInt64() {
		return v, fmt.Errorf("%s: %s is out of range", run.ResultFile, n)
	}
	return metrics.Value{Num: whole.Num().Int64(), Den: whole.Denom().Int64(), Known: true}, nil
}

// readMessages reads messages.csv; nothing where a pipeline has kept only result.json.
func readMessages(path string) ([]table, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.ReuseRecord = true
	head, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", run.MessagesFile, err)
	}
	column := map[string]int{}
	for i, name := range head {
		column[name] = i
	}
	for _, name := range []string{"mail", "to", "written_s", "size", "first_copy_s", "ndrs_received", "written_again_of"} {
		if _, known := column[name]; !known {
			return nil, fmt.Errorf("%s has no column %s", run.MessagesFile, name)
		}
	}
	tables := []table{}
	for {
		row, err := in.Read()
		if err == io.EOF {
			return tables, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", run.MessagesFile, err)
		}
		cell := func(name string) string { return row[column[name]] }
		if cell("written_again_of") != "" {
			continue
		}
		d := delivery{to: strings.Clone(cell("to")), first: -1, bounced: cell("ndrs_received") != "0"}
		var err2, err3 error
		d.written, err = seconds(cell("written_s"))
		d.size, err2 = strconv.ParseInt(cell("size"), 10, 64)
		if copied := cell("first_copy_s"); copied != "" {
			d.first, err3 = seconds(copied)
		}
		if err := errors.Join(err, err2, err3); err != nil {
			line, _ := in.FieldPos(0)
			return nil, fmt.Errorf("%s:%d: %w", run.MessagesFile, line, err)
		}
		name := cell("mail")
		at := slices.IndexFunc(tables, func(t table) bool { return t.name == name })
		if at < 0 {
			at, tables = len(tables), append(tables, table{name: strings.Clone(name)})
		}
		tables[at].deliveries = append(tables[at].deliveries, d)
	}
}

// seconds is a simulated time as CSV has it.
func seconds(text string) (time.Duration, error) {
	v, err := valueOf(json.Number(text), metrics.Duration)
	if err != nil || !v.Known || v.Den != 1 {
		return 0, fmt.Errorf("%q is not a time in seconds", text)
	}
	return time.Duration(v.Num), nil
}

// DifferencesOf lists what is known of how the scenarios of results differ: their hosts and profiles.
func DifferencesOf(results []*Result, current int) (all []FileDifference) {
	base := results[current]
	for i, r := range results {
		if i == current {
			continue
		}
		for _, host := range base.Hosts {
			was, is := base.Profiles[host], r.Profiles[host]
			switch {
			case !slices.Contains(r.Hosts, host):
				all = append(all, FileDifference{Side: i, Key: "host." + host, Gone: true})
			case was != is:
				all = append(all, FileDifference{Side: i, Key: "host." + host + ".profile", Was: was, Is: is})
			}
		}
		for _, host := range r.Hosts {
			if !slices.Contains(base.Hosts, host) {
				all = append(all, FileDifference{Side: i, Key: "host." + host, New: true})
			}
		}
	}
	return all
}
