package learned

import (
	"fmt"
	"strings"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/report/english"
)

// profileName says which profiles explain the waits; "": none does.
func (r *Report) profileName() string { return retriedLike(&r.Schedule) }

func retriedLike(s *learn.Schedule) string {
	const named = 3
	fits := fitting(s)
	switch n := len(fits); {
	case n == 0:
		return ""
	case n > named:
		return fmt.Sprintf("retried like %s or %d others", fits[0], n-1)
	case n > 1:
		return "retried like " + strings.Join(fits[:n-1], ", ") + " or " + fits[n-1]
	default:
		return "retried like " + fits[0]
	}
}

// fitting names the profiles that explain the waits, the nearest first.
func fitting(s *learn.Schedule) (fits []string) {
	for _, c := range s.Candidates {
		if c.Fits {
			fits = append(fits, c.Profile)
		}
	}
	return fits
}

// serversText says which of several servers passed mail on to others, and how those retry that are not the first.
func (r *Report) serversText() string {
	passed := 0
	var parts []string
	for i, s := range r.Servers {
		did := []string{fmt.Sprintf("sent %s out", english.Counted(int64(s.Left), "message", "messages"))}
		if passed += s.Passed; s.Passed > 0 {
			did = append(did, fmt.Sprintf("passed %s on to another of them", english.Number(int64(s.Passed))))
		}
		if how := retriedLike(&s.Schedule); i > 0 && how != "" {
			did = append(did, how)
		}
		parts = append(parts, r.serverName(&s)+" "+english.Listed(did, len(did)))
	}
	if len(parts) == 0 {
		return ""
	}
	text := strings.Join(parts, "; ") + "; schedule, expiration and the scenario are those of " + r.serverName(&r.Servers[0])
	if passed > 0 {
		text += ". Mail that was passed on counts once, where it left; outages between the servers are left out"
	}
	return text
}

// serverName is the name of a host where names are kept, else its number in the order of the logs.
func (r *Report) serverName(s *learn.Server) string {
	switch {
	case !s.Host:
		return "the server of the " + s.Name
	case r.Names.Keeps():
		return s.Name
	}
	return fmt.Sprintf("server %d", s.Number)
}

func (r *Report) scheduleText() string {
	all := r.Schedule.Candidates
	if len(all) == 0 {
		return "no message was tried twice, so nothing tells when the host tries again"
	}
	var fits []string
	next := ""
	for _, c := range all {
		text := fmt.Sprintf("%s (%sdistance %s %%, p = %.2g)", shownProfile(c.Profile), alikeText(shownProfiles(c.Alike)), digits(100*c.Distance), c.P)
		switch {
		case c.Fits:
			fits = append(fits, text)
		case next == "":
			next = text
		}
	}
	if len(fits) == 0 {
		own := r.Schedule.Own
		return fmt.Sprintf("none of %d profiles fits; the nearest is %s. In numbers: waits of %s, then again the last, give or take %d %% (with --out, as profile.toml)", len(all), next,
			stepsText(own.Steps), own.Jitter)
	}
	s := fits[0]
	if len(fits) > 1 {
		s += "; as likely: " + english.Listed(fits[1:], 3)
	}
	if next != "" {
		s += "; the next, which does not fit: " + next
	}
	return s + fmt.Sprintf("; from %s", english.Counted(int64(r.Schedule.Waits), "wait", "waits"))
}

// shownProfile tells the profile that --profile names from the file of the same name in the folder, which may hold what was learned.
func shownProfile(name string) string {
	if name == ProfileFile {
		return "your " + name
	}
	return name
}

func shownProfiles(names []string) (all []string) {
	for _, name := range names {
		all = append(all, shownProfile(name))
	}
	return all
}

// alikeText names profiles that no record tells from one.
func alikeText(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0] + " waits alike; "
	}
	return english.Listed(names, 3) + " wait alike; "
}

func stepsText(steps []time.Duration) string {
	var all []string
	for _, d := range steps {
		all = append(all, english.Span(d))
	}
	return english.Listed(all, 12)
}

func (r *Report) waitsText() string {
	var parts []string
	for _, o := range r.Schedule.ByOrdinal[:min(5, len(r.Schedule.ByOrdinal))] {
		if q, ok := quantile(o.Waits, 50); ok {
			parts = append(parts, english.Span(seconds(q.Value)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	s := "medians after each failure: " + strings.Join(parts, ", ")
	if l := r.Schedule.LongestIs; l.Known {
		s += fmt.Sprintf("; beyond an age of 2 h 99 %% are up to %s", english.Span(seconds(l.Value)))
	}
	return s
}

func (r *Report) expirationText() string {
	b := r.Schedule.Expiration
	if b.N == 0 {
		return ""
	}
	s := fmt.Sprintf("%s: mail was still tried at an age of %s and given up at %s (%s)", english.Span(b.Guess), english.Whole(b.Least), english.Whole(b.Most),
		english.Counted(int64(b.N), "message expired", "messages expired"))
	if q, ok := quantile(r.Schedule.NDR, 50); ok {
		s += "; NDR after " + spans(q)
	}
	if q, ok := quantile(r.Schedule.LastTry, 50); ok {
		s += ", " + english.Span(seconds(q.Value)) + " after the last attempt"
	}
	return s
}

func (r *Report) noticeText() string {
	q, ok := quantile(r.Schedule.Notice, 50)
	if !ok {
		return ""
	}
	return "after " + spans(q) + fmt.Sprintf(", from %s", english.Counted(int64(q.N), "notice", "notices"))
}
