package catalogue

import (
	"reflect"
	"slices"
	"strings"

	"mailstorm/scenarios/profile"
	"mailstorm/sim/retry"
)

func explainProfile(s *page, e profile.Entry) {
	s.Title(e.Name + ": a profile")
	s.Line(e.Title)
	s.Line("")
	s.Text(e.Why)
	if e.Base != "" {
		s.Entry("based on", e.Base)
	}
	if e.Family != "" {
		s.Entry("family", e.Family)
	}
	s.Line("")
	s.Line("Attempts for one message to a host that is always down, without jitter:")
	if schedule, err := ScheduleOf(e); err == nil {
		schedule.describeSchedule(s, e.Profile)
	}
	s.Line("")
	s.Line("Figures, each with its reliability and source:")
	s.Line("")
	s.figures(e)
	s.codes(e)
}

// explainUnpublished tells what is known of a sender without a profile.
func explainUnpublished(s *page, u profile.Unpublished, name string) {
	s.Title(name + ": a sender without a profile")
	s.Text(u.Known)
	s.Text(u.Advice())
	s.Line("")
	s.Line("[host.sender]")
	s.verbatim("profile = \"" + u.Nearest + "\"\n" + strings.Join(u.Set, "\n"))
}

func (s *page) figures(e profile.Entry) {
	var names []string
	used := slices.DeleteFunc(slices.Clone(e.Figures), func(f profile.Figure) bool { return !e.Profile.Uses(f.Name) })
	for _, f := range used {
		names = append(names, f.Name)
	}
	s.Widen(names...)
	for _, f := range used {
		s.Entry(f.Name, f.Is)
		s.Note(string(f.Mark) + ": " + f.Source + Inherited(f.From, e.Name))
	}
}

// Inherited says of a figure which profile states it, if it is another one.
func Inherited(from, name string) string {
	if from == name || from == "" {
		return ""
	}
	return " (stated by " + from + ")"
}

// Recorded is how a cause is recorded in the log, and in the NDR of a message that expired because of it.
func Recorded(code retry.Code) (log, ndr string) {
	if code.Permanent.Code != 0 {
		return code.Permanent.String(), "the same immediately"
	}
	log, ndr = code.Deferral.String(), code.Expired.String()
	if code.Deferral.Code == 0 {
		log = "the reply of the other host"
	}
	if code.Expired.Code == 0 {
		ndr = "the same"
	}
	return log, ndr
}

// codes shows how the profile records each cause in its log and in an NDR.
func (s *page) codes(e profile.Entry) {
	if len(e.Codes) == 0 {
		return
	}
	s.Line("")
	s.Line("Codes in its log, and in the NDR of an expired message:")
	s.Line("")
	for _, c := range e.Codes {
		code := e.Profile.Codes[c.Cause]
		log, ndr := Recorded(code)
		text := ""
		if code.Text != "" {
			text = ", " + code.Text
		}
		s.Entry(c.Cause.String(), log+", then "+ndr+text)
		s.Note(string(c.Mark) + ": " + c.Source + Inherited(c.From, e.Name))
	}
	if e.Map.Name != "" {
		s.Entry("kept at expiry", e.Map.Is)
		s.Note(string(e.Map.Mark) + ": " + e.Map.Source)
	}
}

// What is said of a figure that a host has from its scenario and not from its profile.
const (
	AsSet          = "as the scenario sets it"
	NotTheProfiles = "not the profile's"
)

// Overridden reports whether the scenario overrides a figure of the profile.
func Overridden(name string, stated, has *retry.Profile) bool {
	i := slices.IndexFunc(retry.Figures, func(f retry.Figure) bool { return f.Name == name })
	return i >= 0 && !reflect.DeepEqual(retry.Figures[i].At(stated), retry.Figures[i].At(has))
}
