package quantity

import (
	"fmt"
	"strings"
	"time"

	"mailstorm/scenarios/parse"
	"mailstorm/sim/calendar"
)

var Days = []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

const hoursHint = "write days and times, as in \"Mon-Fri 08:00-18:00\", \"Sat,Sun\" or \"08:00-18:00\""

// ParseHours reads "Mon-Fri 08:00-18:00"; days or times may be left out.
func ParseHours(s string) (calendar.Hours, error) {
	h, err := readHours(s)
	return hoursMeant(s, h, err)
}

func readHours(s string) (calendar.Hours, error) {
	h := calendar.Hours{Until: Day}
	fields := strings.Fields(s)
	if len(fields) == 0 || len(fields) > 2 {
		return h, fmt.Errorf("%s is not a valid time range; %s", parse.Quoted(s), hoursHint)
	}
	times := fields[len(fields)-1]
	if !strings.Contains(times, ":") {
		times = ""
	}
	if len(fields) == 2 || times == "" {
		if err := weekdays(fields[0], &h.Days); err != nil {
			return h, err
		}
	} else {
		h.Days = [7]bool{true, true, true, true, true, true, true}
	}
	if len(fields) == 2 && times == "" {
		return h, fmt.Errorf("%s is not a valid time range; %s", parse.Quoted(s), hoursHint)
	}
	if times == "" {
		return h, nil
	}
	var err error
	h.From, h.Until, err = hoursOfDay(times)
	return h, err
}

// hoursOfDay reads "08:00-18:00".
func hoursOfDay(s string) (from, until time.Duration, err error) {
	first, last, _ := strings.Cut(s, "-")
	from, okFrom := clockTime(first)
	until, okUntil := clockTime(last)
	if !okFrom || !okUntil {
		hint := hoursHint
		if full := twoDigits(first) + "-" + twoDigits(last); full != s && len(full) == len("08:00-18:00") {
			hint = "write " + full
		}
		return 0, Day, fmt.Errorf("%s is not a valid time range; %s", parse.Quoted(s), hint)
	}
	if from >= until {
		err = fmt.Errorf("%s ends before it starts; for a night, write two tables: one until 24:00, one from 00:00", parse.Quoted(s))
	}
	return from, until, err
}

// twoDigits is 08:00 for 8:00; all else stays.
func twoDigits(s string) string {
	if _, ok := clockTime("0" + s); ok {
		return "0" + s
	}
	return s
}

func weekdays(s string, set *[7]bool) error {
	for part := range strings.SplitSeq(s, ",") {
		first, last, ok := strings.Cut(part, "-")
		if !ok {
			last = first
		}
		a, err := weekday(first)
		if err != nil {
			return err
		}
		b, err := weekday(last)
		if err != nil {
			return err
		}
		for d := a; ; d = (d + 1) % 7 {
			set[d] = true
			if d == b {
				break
			}
		}
	}
	return nil
}

func weekday(s string) (int, error) {
	for i, d := range Days {
		if d == s {
			return i, nil
		}
	}
	if strings.EqualFold(s, "always") {
		return 0, fmt.Errorf("%s is not a day of the week; for all hours, leave hours out or write \"Mon-Sun\"", parse.Quoted(s))
	}
	return 0, fmt.Errorf("%s is not a day of the week; the days are Mon, Tue, Wed, Thu, Fri, Sat, Sun%s",
		parse.Quoted(s), parse.Suggestion(s, Days))
}

// clockTime reads "08:00" to "24:00".
func clockTime(s string) (time.Duration, bool) {
	if len(s) != 5 || s[2] != ':' || strings.Trim(s[:2]+s[3:], "0123456789") != "" {
		return 0, false
	}
	hours, minutes := int(s[0]-'0')*10+int(s[1]-'0'), int(s[3]-'0')*10+int(s[4]-'0')
	at := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	return at, minutes < 60 && at <= Day
}
