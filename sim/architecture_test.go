package sim_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The page names each package of the house once, and an import leads down its block, or from another block into the simulator. What writes
// also knows what was met on the wire and what was learned, and what learns also knows what reads. What joins
// the sides knows all of them.
func TestArchitecturePage(t *testing.T) {
	text, err := os.ReadFile("../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	line, side := map[string]int{}, map[string]string{}
	for _, block := range regexp.MustCompile("(?s)<!-- packages: (\\w+) -->\n```text\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		for i, l := range strings.Split(strings.TrimSpace(block[2]), "\n") {
			name := strings.Fields(l)[0]
			if side[name] != "" {
				t.Errorf("%s stands on the page twice", name)
			}
			line[name], side[name] = i, block[1]
		}
	}
	elsewhere := 0
	for _, row := range house {
		if row.from == "cmd/mailstorm" || strings.HasSuffix(row.from, "test") { // above all; for tests alone
			elsewhere++
			continue
		}
		if side[row.from] == "" {
			t.Errorf("%s is not on the page", row.from)
		}
		for _, to := range strings.Fields(row.to) {
			down := side[to] == side[row.from] && line[to] > line[row.from]
			across := side[row.from] != "simulates" && side[to] == "simulates" || side[row.from] == "writes" && (side[to] == "meets" || side[to] == "learns") ||
				side[row.from] == "learns" && side[to] == "reads" || side[row.from] == "joins" && side[to] != "joins"
			if !down && !across {
				t.Errorf("%s imports %s, and the page has no such way down", row.from, to)
			}
		}
	}
	if len(side) != len(house)-elsewhere {
		t.Errorf("the page has %d packages, the house %d", len(side), len(house)-elsewhere)
	}
}
