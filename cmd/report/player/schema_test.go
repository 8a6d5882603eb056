package player

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"mailstorm/scenarios"
)

const schemaFile = "../../../docs/stage.schema.json"

func stageSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// instance is stage.json as whoever reads it hands it to a schema.
func instance(t *testing.T, s *Storm) map[string]any {
	t.Helper()
	text, err := StageJSON(s)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v.(map[string]any)
}

// The stage of each scenario is as its schema says: as events, and as a crowd.
func TestSchemaTakesTheLibrary(t *testing.T) {
	schema := stageSchema(t)
	for _, e := range scenarios.Library() {
		storm := stormOf(t, e.Name)
		for _, storm.Records.crowded = range []bool{storm.Records.crowded, true} {
			if err := schema.Validate(instance(t, storm)); err != nil {
				t.Errorf("%s: %v", e.Name, err)
			}
		}
	}
}

// What is missing, out of place or of another kind is seen.
func TestSchemaSeesMistakes(t *testing.T) {
	schema := stageSchema(t)
	for _, c := range []struct {
		path  string // of a value in the stage
		value any    // nil: it is left out
	}{
		{"schema", "mailstorm/stage/v2"}, {"scenario", nil}, {"digest", "6bed"}, {"clock", 0}, {"ends", -1}, {"hosts", nil}, {"stops", "none"},
		{"hosts/0/column", 1.5}, {"hosts/0/servers", 0}, {"routes/0/to", nil}, {"spans/0/sort", "rule"}, {"spans/0/ends", -2}, {"addresses/0", 1},
		{"messages/0/sort", "mails"}, {"messages/0/to", []any{}}, {"deliveries/0/row", 3}, {"deliveries/0/number", 0}, {"copies/0/deadline", "24h"},
		{"sees/0/who", "nobody"}, {"sees/0/what", "smoke"}, {"stops/0/at", nil}, {"result/fates", []any{}}, {"result/noticed", "a recipient"}, {"result/noticed", nil},
	} {
		stage := instance(t, stormOf(t, "deck-after-data"))
		if err := schema.Validate(stage); err != nil {
			t.Fatal(err)
		}
		change(stage, strings.Split(c.path, "/"), c.value)
		if schema.Validate(stage) == nil {
			t.Errorf("nothing is said of %s = %v", c.path, c.value)
		}
	}
}

// change gives a value in a tree another one, or leaves it out.
func change(tree any, path []string, value any) {
	switch tree := tree.(type) {
	case []any:
		if len(path) == 1 {
			tree[0] = value
			return
		}
		change(tree[0], path[1:], value)
	case map[string]any:
		switch {
		case len(path) > 1:
			change(tree[path[0]], path[1:], value)
		case value == nil:
			delete(tree, path[0])
		default:
			tree[path[0]] = value
		}
	}
}

// tableSchema is a table of the schema, as far as the fields of Go tell of it.
type tableSchema struct {
	Required    []string
	Properties  map[string]struct{ Description string }
	Definitions map[string]tableSchema
}

// The schema names each field that is written and no other, and asks for those that are never left out.
func TestSchemaNamesEachField(t *testing.T) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var all tableSchema
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	tables := map[string]any{"offset": Offset{}, "host": Host{}, "route": Route{}, "span": Span{}, "message": Message{}, "delivery": Delivery{}, "copy": Copy{}, "moved": Moved{},
		"sight": Sight{}, "stop": Stop{}, "outcome": Outcome{}}
	if len(tables) != len(all.Definitions) {
		t.Errorf("the schema defines %d tables, want %d", len(all.Definitions), len(tables))
	}
	tables[""], all.Definitions[""] = Stage{}, all
	for name, value := range tables {
		schema, kind := all.Definitions[name], reflect.TypeOf(value)
		var named, required []string
		for i := range kind.NumField() {
			field, option, _ := strings.Cut(kind.Field(i).Tag.Get("json"), ",")
			if named = append(named, field); option != "omitempty" {
				required = append(required, field)
			}
			if schema.Properties[field].Description == "" && field != "result" {
				t.Errorf("the schema does not say what %s %s is", name, field)
			}
		}
		if len(named) != len(schema.Properties) || !slices.Equal(required, schema.Required) {
			t.Errorf("of %q the schema has %d fields and asks for %v, want %d and %v", name, len(schema.Properties), schema.Required, len(named), required)
		}
	}
}
