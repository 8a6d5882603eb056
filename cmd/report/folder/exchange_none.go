//go:build !(darwin || linux)

package folder

import "errors"

// exchange cannot be had here.
func exchange(string, string) error { return errors.ErrUnsupported }
