// Package schema tells what a scenario may hold: the meaning of each key, the words of its value, and a JSON Schema of all of it.
package schema

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"
)

// schema is a JSON Schema, as far as scenarios need one: draft 7, which editors know best.
type schema struct {
	Schema      string   `json:"$schema,omitempty"`
	Title       string   `json:"title,omitempty"`
	Description string   `json:"description,omitempty"`
	Ref         string   `json:"$ref,omitempty"`
	Type        string   `json:"type,omitempty"`
	Enum        []string `json:"enum,omitempty"`
	Const       string   `json:"const,omitempty"`
	Pattern     string   `json:"pattern,omitempty"`
	Examples    []string `json:"examples,omitempty"`
	Minimum     *int64   `json:"minimum,omitempty"`
	Maximum     *int64   `json:"maximum,omitempty"`

	Items    *schema `json:"items,omitempty"`
	MinItems int     `json:"minItems,omitempty"`

	Properties           properties `json:"properties,omitempty"`
	PatternProperties    properties `json:"patternProperties,omitempty"`
	AdditionalProperties any        `json:"additionalProperties,omitempty"` // false, or a schema
	PropertyNames        *schema    `json:"propertyNames,omitempty"`
	MinProperties        int        `json:"minProperties,omitempty"`
	Required             []string   `json:"required,omitempty"`

	AnyOf []*schema `json:"anyOf,omitempty"`
	AllOf []*schema `json:"allOf,omitempty"`
	If    *schema   `json:"if,omitempty"`
	Then  *schema   `json:"then,omitempty"`
	Else  *schema   `json:"else,omitempty"`
	Not   *schema   `json:"not,omitempty"`

	Definitions properties `json:"definitions,omitempty"`

	Hints *hints `json:"x-taplo,omitempty"`
}

// hints are what an editor shows beside the words of a list; schemas themselves have no place for it.
type hints struct {
	Docs struct {
		EnumValues []string `json:"enumValues"`
	} `json:"docs"`
}

type properties map[string]*schema

// JSON is the JSON Schema of scenarios, for editors.
func JSON() []byte {
	s := schemaOf(&recordLibrary().Scenario, "")
	s.Schema, s.Title, s.Definitions = "http://json-schema.org/draft-07/schema#", "A scenario of mailstorm", definitions()
	s.Description = "A scenario: hosts, the routes between them, the mail that people send, and the faults of hosts. mailstorm check also finds errors that a schema cannot express."
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(s); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func text(form string) *schema {
	return &schema{Type: "string", Pattern: `^\s*(` + form + `)\s*$`}
}

func bound(n int64) *int64 { return &n }

// whole0 is a whole number that is not negative; most is 0 where none is too large.
func whole0(most int64) *schema {
	s := &schema{Type: "integer", Minimum: bound(0)}
	if most > 0 {
		s.Maximum = bound(most)
	}
	return s
}

// above0 leaves nothing out but zero.
func (s *schema) above0() *schema {
	for _, way := range append(slices.Clone(s.AnyOf), s) {
		if way.Type == "integer" {
			way.Minimum = bound(1)
		}
	}
	return s
}

func ref(definition string) *schema { return &schema{Ref: "#/definitions/" + definition} }

// either is one of several schemas; those within are taken out of their own choice.
func either(all ...*schema) *schema {
	var flat []*schema
	for _, s := range all {
		if len(s.AnyOf) > 0 && s.Type == "" {
			flat = append(flat, s.AnyOf...)
		} else {
			flat = append(flat, s)
		}
	}
	if len(flat) == 1 {
		return flat[0]
	}
	return &schema{AnyOf: flat}
}

func listOf(one *schema) *schema { return &schema{Type: "array", Items: one} }

// severalOf is one of something, or a list of them.
func severalOf(one *schema) *schema { return either(one, listOf(one)) }

// fixed is a table whose keys are known.
func fixed(p properties, required ...string) *schema {
	return &schema{Type: "object", Properties: p, AdditionalProperties: false, Required: required}
}

// anyWord is a pattern that takes these words and no others.
func anyWord(words []string) string {
	var all string
	for i, w := range words {
		if i > 0 {
			all += "|"
		}
		all += regexp.QuoteMeta(w)
	}
	return "^(" + all + ")$"
}
