package scenarios

import (
	"strconv"
	"strings"
	"time"
)

// formatDuration writes a duration as people do: 36h and not 1d12h, 5d and not 120h.
func formatDuration(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	var b strings.Builder
	for _, u := range durationUnits {
		n := int64(d) / u.size
		if n == 0 || u.name == "min" || u.name == "d" && d < 3*day {
			continue
		}
		b.WriteString(strconv.FormatInt(n, 10) + u.name)
		d -= time.Duration(n * u.size)
	}
	return b.String()
}
