//go:build !unix

package load

import "time"

func spent() time.Duration { return 0 }
