//go:build slow

package load

import "testing"

func takesLong(testing.TB) {}
