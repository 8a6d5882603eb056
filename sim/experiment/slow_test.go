//go:build slow

package experiment

import "testing"

func takesLong(testing.TB) {}
