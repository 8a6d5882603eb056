package main

import (
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// A yamlNode is a value of the YAML that a page shows: a text, a list or a dictionary.
type yamlNode struct {
	text string
	list []*yamlNode
	dict map[string]*yamlNode
}

func (n *yamlNode) UnmarshalYAML(value *yaml.Node) error {
	switch value.Kind {
	case yaml.SequenceNode:
		return value.Decode(&n.list)
	case yaml.MappingNode:
		return value.Decode(&n.dict)
	default:
		n.text = value.Value
		return nil
	}
}

func parseYAML(t *testing.T, text string) *yamlNode {
	t.Helper()
	var n yamlNode
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatalf("%v, in\n%s", err, text)
	}
	return &n
}

// at follows a path as "spec.containers.0.name".
func (n *yamlNode) at(t *testing.T, path string) *yamlNode {
	t.Helper()
	for step := range strings.SplitSeq(path, ".") {
		var next *yamlNode
		if i, err := strconv.Atoi(step); err == nil && i < len(n.list) {
			next = n.list[i]
		} else {
			next = n.dict[step]
		}
		if next == nil {
			t.Fatalf("the YAML of the page has no %s in %s", step, path)
		}
		n = next
	}
	return n
}

func (n *yamlNode) number(t *testing.T) int {
	t.Helper()
	i, err := strconv.Atoi(n.text)
	if err != nil {
		t.Fatal(err)
	}
	return i
}
