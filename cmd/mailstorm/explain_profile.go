package main

import (
	"mailstorm/scenarios/profile"
	"mailstorm/sim/retry"
)

func explainProfile(s *helpText, e profile.Entry) {
	s.Title(e.Name + ": a profile")
	s.Line(e.Title)
	s.Line("")
	s.Text(e.Why)
	if e.Base != "" {
		s.Entry("starts from", e.Base)
	}
	if e.Family != "" {
		s.Entry("family", e.Family)
	}
	s.Line("")
	s.Line("One message to a host that refuses for ever, jitter off:")
	if schedule, err := scheduleOf(e); err == nil {
		schedule.describeSchedule(s, e.Profile)
	}
	s.Line("")
	s.Line("Its figures, how far each can be trusted, and where it comes from:")
	s.Line("")
	s.figures(e)
	s.codes(e)
}

func (s *helpText) figures(e profile.Entry) {
	var names []string
	for _, f := range e.Figures {
		names = append(names, f.Name)
	}
	s.Widen(names...)
	for _, f := range e.Figures {
		s.Entry(f.Name, f.Is)
		s.Note(string(f.Mark) + ": " + f.Source + inherited(f.From, e.Name))
	}
}

func inherited(from, name string) string {
	if from == name || from == "" {
		return ""
	}
	return " (stated by " + from + ")"
}

// codes tell how the profile names each cause in its log and in an NDR.
// recorded is how a cause stands in the log, and in the NDR of a message that expired of it.
func recorded(code retry.Code) (log, ndr string) {
	if code.Permanent.Code != 0 {
		return code.Permanent.String(), "the same at once"
	}
	log, ndr = code.Deferral.String(), code.Expired.String()
	if code.Deferral.Code == 0 {
		log = "what the other host said"
	}
	if code.Expired.Code == 0 {
		ndr = "the same"
	}
	return log, ndr
}

func (s *helpText) codes(e profile.Entry) {
	if len(e.Codes) == 0 {
		return
	}
	s.Line("")
	s.Line("How it names what went wrong, in its log and in the NDR of a message that expired:")
	s.Line("")
	for _, c := range e.Codes {
		code := e.Profile.Codes[c.Cause]
		log, ndr := recorded(code)
		text := ""
		if code.Text != "" {
			text = ", " + code.Text
		}
		s.Entry(c.Cause.String(), log+", then "+ndr+text)
		s.Note(string(c.Mark) + ": " + c.Source + inherited(c.From, e.Name))
	}
	if e.Map.Name != "" {
		s.Entry("kept at expiry", e.Map.Is)
		s.Note(string(e.Map.Mark) + ": " + e.Map.Source)
	}
}
