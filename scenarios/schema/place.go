package schema

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"mailstorm/scenarios/decode"
	"mailstorm/sim"
	"mailstorm/sim/calendar"
	"mailstorm/sim/guard"
	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

// Place is a key that scenarios may have, with a star for each name that users choose.
type Place struct {
	Path, Meaning string
	Value         string // what may be written, in words
}

// Places lists all keys, in the order in which the loader asks for them.
func Places() []Place { return slices.Clone(places()) }

var places = sync.OnceValue(func() (all []Place) {
	listPlaces(&recordLibrary().Scenario, "", func(p Place) { all = append(all, p) })
	return all
})

// FindPlaces finds the keys of a name: a whole path, as host.exo.routes or host.*.routes, or its last word.
func FindPlaces(name string) []Place { return placesNamed(Places(), name) }

func placesNamed(all []Place, name string) (found []Place) {
	name = strings.ToLower(name)
	for _, p := range all {
		whole, _ := path.Match(strings.ReplaceAll(p.Path, ".", "/"), strings.ReplaceAll(name, ".", "/"))
		if whole || p.Name() == name {
			found = append(found, p)
		}
	}
	return found
}

// Name is the key itself, without its table.
func (p Place) Name() string {
	_, name := cutLast(p.Path)
	return name
}

// Header is the table in which the key stands, as a scenario writes it; empty for the top of the file.
func (p Place) Header() string {
	above, _ := cutLast(p.Path)
	if above == "" {
		return ""
	}
	return "[" + strings.ReplaceAll(strings.Replace(above, "mailbox.*", `mailbox."ADDRESS"`, 1), "*", "NAME") + "]"
}

func listPlaces(f *decode.Record, place string, visit func(Place)) {
	if meaning := Meaning(place); meaning != "" {
		visit(Place{place, meaning, valueWords(f, place)})
	}
	if isQuantity(f) {
		return
	}
	for _, key := range f.Keys {
		listPlaces(f.Named[key], below(place, key), visit)
	}
	if f.AnyName != nil {
		listPlaces(f.AnyName, below(place, "*"), visit)
	}
}

const mostWords = 12 // more are a catalogue

// valueWords says what may be written at a place.
func valueWords(f *decode.Record, place string) string {
	words := wordsOf(f, place)
	switch {
	case len(words) > mostWords:
		return "a name, as in " + quoted(words[0])
	case len(words) > 0 && words[0] == "true":
		return strings.Join(words, " or ")
	}
	var ways []string
	for _, to := range f.Targets {
		way := valueKind(to)
		drawn := slices.IndexFunc(ways, func(w string) bool { return strings.HasPrefix(w, way) })
		switch {
		case way == "":
		case drawn >= 0: // the loader refuses what it reads as drawn
			ways[drawn] = way
		default:
			ways = append(ways, way)
		}
	}
	if len(f.Targets) == 0 && (f.IsTable || f.AnyName != nil) {
		ways = append(ways, "a table")
	}
	for _, w := range words {
		ways = append(ways, quoted(w))
	}
	return strings.Join(ways, ", or ")
}

func quoted(s string) string { return fmt.Sprintf("%q", s) }

// valueKind is the kind of value that fills what a pointer points to; empty when words or a table say it.
func valueKind(to any) string {
	switch to.(type) {
	case *decode.Address:
		return "an address"
	case *[]int:
		return "an address, or a list of addresses"
	case *uint32, *uint64:
		return "a whole number"
	case *decode.DrawnCount:
		return "a whole number; may be drawn"
	case *time.Duration:
		return `a duration, as in "15m"`
	case *decode.DrawnDuration, *random.Quantity:
		return `a duration, as in "15m"; may be drawn, as in {p50 = "1h", p90 = "12h"}`
	case *decode.ByteCount, *int64:
		return `a size, as in "27MB"`
	case *decode.DrawnSize:
		return `a size, as in "27MB"; may be drawn, as in {p50 = "75KB", p90 = "2MB"}`
	case *decode.Bandwidth:
		return `a bandwidth, as in "20Mbit/s"`
	case *random.Share, *decode.DrawnShare:
		return `a share, as in "30%"`
	case *sim.Rate, *guard.Rate:
		return `a rate, as in "200/h"`
	case *calendar.Hours:
		return `hours of the week, as in "Mon-Fri 08:00-18:00"`
	case *smtp.Reply, *decode.LoggedReply:
		return `a reply, as in "450 4.4.316"`
	}
	return ""
}
