//go:build slow

package analysis

import "testing"

func takesLong(testing.TB) {}
