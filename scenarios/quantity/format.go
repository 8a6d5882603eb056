package quantity

import (
	"strconv"
	"strings"
	"time"
)

// FormatDuration writes a duration as people do: 36h and not 1d12h, 5d and not 120h.
func FormatDuration(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	var b strings.Builder
	for _, u := range DurationUnits {
		n := int64(d) / u.Size
		if n == 0 || u.Name == "min" || u.Name == "d" && d < 3*Day {
			continue
		}
		b.WriteString(strconv.FormatInt(n, 10) + u.Name)
		d -= time.Duration(n * u.Size)
	}
	return b.String()
}
