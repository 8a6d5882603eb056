//go:build !unix

package scenarios

import "time"

func spent() time.Duration { return 0 }
