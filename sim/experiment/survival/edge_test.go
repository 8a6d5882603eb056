package survival

import (
	"fmt"
	"math"
	"reflect"
	"testing"
)

// watchedEach is a host that is tried each minute and has outages of these lengths in minutes, a week apart.
func watchedEach(minutes ...int64) Timeline {
	t := Timeline{To: int64(len(minutes)+1) * week}
	for i := int64(0); i <= int64(len(minutes)); i++ {
		for at := int64(0); at < week; at += 60 {
			outcome := Up
			if i < int64(len(minutes)) && at >= 86400 && at < 86400+60*minutes[i] {
				outcome = Down
			}
			t.Attempts = append(t.Attempts, Attempt{i*week + at, uint32(i*week+at) / 60, outcome})
		}
	}
	return t
}

// Where all outages last ten hours, none lasts less or more.
func TestEqualLengths(t *testing.T) {
	for _, n := range []int{1, 2, 9} {
		var minutes []int64
		for range n {
			minutes = append(minutes, 600)
		}
		e := Fit(Observe([]Timeline{watchedEach(minutes...)}))
		for _, p := range e.Points {
			if p.Length < 597*60 || p.Length > 603*60 {
				t.Errorf("%d of 600 min: p%v is %d min", n, p.Percent, p.Length/60)
			}
		}
	}
}

// One outage that is far from all others leaves numbers that are numbers.
func TestFarOutages(t *testing.T) {
	for name, line := range map[string]Timeline{
		"one short":   watchedEach(600, 600, 600, 600, 601, 599, 600, 600, 1),
		"one long":    watchedEach(1, 1, 1, 1, 1, 1, 1, 1, 8000),
		"very short":  watchedEach(1, 1, 1, 1, 1, 1, 1, 1),
		"never over":  {To: 9 * week, Attempts: []Attempt{{0, 1, Up}, {week, 2, Up}, {2 * week, 3, Down}, {8 * week, 4, Down}}},
		"never up":    {To: 9 * week, Attempts: []Attempt{{0, 1, Down}, {week, 2, Down}}},
		"one moment":  {Attempts: []Attempt{{0, 1, Up}, {0, 2, Down}}},
		"one attempt": {To: week, Attempts: []Attempt{{week / 2, 1, Down}}},
		"centuries":   {To: 1 << 40, Attempts: []Attempt{{0, 1, Up}, {1 << 35, 2, Down}, {1 << 36, 3, Down}, {1 << 37, 4, Up}}},
	} {
		isNumber(t, name, reflect.ValueOf(*Fit(Observe([]Timeline{line}))))
	}
}

// isNumber wants each number to be one; only the upper end of an interval may be infinite.
func isNumber(t *testing.T, name string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			isNumber(t, name+"."+v.Type().Field(i).Name, v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			isNumber(t, fmt.Sprintf("%s %d", name, i), v.Index(i))
		}
	case reflect.Float64:
		if x := v.Float(); math.IsNaN(x) || x < 0 || math.IsInf(x, 1) && name[len(name)-4:] != "High" {
			t.Errorf("%s is %v", name, x)
		}
	case reflect.Int64, reflect.Int:
		if v.Int() < 0 {
			t.Errorf("%s is %d", name, v.Int())
		}
	}
}
