package scenarios

import (
	"fmt"
	"strings"
	"time"
)

// momentLayouts are how reports write a moment, fractions of a second beside: in UTC, and what PowerShell makes of it in
// the United States and in Germany. Layouts in which day and month look alike are none of them.
var momentLayouts = []string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "1/2/2006 3:04:05 PM", "2.1.2006 15:04:05",
}

// parseMoment reads a moment of a message trace; without a zone it is UTC.
func parseMoment(s string) (time.Time, error) {
	for _, layout := range momentLayouts {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil && t.Year() >= 1990 && t.Year() < 2200 {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%s is no moment of a message trace; it looks like 2026-01-05T08:00:00Z", quoted(s))
}
