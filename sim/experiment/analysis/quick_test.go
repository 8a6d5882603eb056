//go:build !slow

package analysis

import "testing"

// takesLong skips a test that takes long, unless the tag asks for it.
func takesLong(t testing.TB) {
	t.Helper()
	t.Skip("takes long; it runs with: go test -tags slow ./...")
}
