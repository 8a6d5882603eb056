//go:build !(darwin || linux)

package folder

import "errors"

// exchange is not available here.
func exchange(string, string) error { return errors.ErrUnsupported }
