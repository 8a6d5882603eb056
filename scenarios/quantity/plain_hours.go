package quantity

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"mailstorm/scenarios/parse"
	"mailstorm/sim/calendar"
)

// hoursMeant adds to an error how the hours are written that were meant, if that is clear.
func hoursMeant(s string, h calendar.Hours, err error) (calendar.Hours, error) {
	if err == nil {
		return h, nil
	}
	meant := plainHours(s)
	if _, wrong := readHours(meant); wrong != nil || meant == s {
		return h, err
	}
	return h, fmt.Errorf("%s is not a valid time range; write %s", parse.Quoted(s), parse.Quoted(meant))
}

var (
	dayWord  = regexp.MustCompile(`[\pL]+`)
	timeWord = regexp.MustCompile(`\b(\d{1,2})(?:[:.h]?(\d{2}))?\s*(?i:(am|pm|uhr|h))?(?:\b|$)`)
	spaced   = regexp.MustCompile(`\s*(-| to | bis )\s*`)
)

// plainHours writes "Monday - Friday 9am - 5pm" as "Mon-Fri 09:00-17:00".
func plainHours(s string) string {
	s = strings.NewReplacer("–", "-", "—", "-", "‑", "-", " until ", "-", "\u00a0", " ", "weekdays", "Mon-Fri", "daily", "", ";", ",", ", ", ",").Replace(strings.TrimSpace(s))
	s = spaced.ReplaceAllString(s, "-")
	s = timeWord.ReplaceAllStringFunc(s, func(word string) string {
		m := timeWord.FindStringSubmatch(word)
		hour, _ := strconv.Atoi(m[1])
		switch half := strings.ToLower(m[3]); {
		case half == "pm" && hour < 12:
			hour += 12
		case half == "am" && hour == 12:
			hour = 0
		}
		minutes := m[2]
		if minutes == "" {
			minutes = "00"
		}
		return fmt.Sprintf("%02d:%s", hour, minutes)
	})
	s = dayWord.ReplaceAllStringFunc(s, func(word string) string {
		for _, day := range Days {
			if len(word) >= 2 && len(word) != 4 && strings.HasPrefix(strings.ToLower(word)+"   ", strings.ToLower(day)) || slices.Contains(germanDays[day], strings.ToLower(word)) {
				return day
			}
		}
		return word
	})
	return strings.Join(strings.Fields(s), " ")
}

// germanDays are names of days that English does not have.
var germanDays = map[string][]string{"Mon": {"mo"}, "Tue": {"di", "dienstag"}, "Wed": {"mi", "mittwoch"}, "Thu": {"do", "donnerstag"},
	"Fri": {"fr", "freitag"}, "Sat": {"sa", "samstag", "sonnabend"}, "Sun": {"so", "sonntag"}}
