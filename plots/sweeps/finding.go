package sweeps

import (
	"cmp"
	"strings"
	"time"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// Finding says what a choice costs and brings, in place of the current one.
func (s Sweep) Finding(choice int, name string) string {
	mail, dearer := s.BouncedText(choice)
	word, later := s.notifiedText(choice)
	switch {
	case mail == "" && word == "":
		return "the effect of " + name + " is not known"
	case word == "":
		return name + " " + mail
	case mail == "":
		return word + " with " + name + " than with " + s.Name(s.Plan.Current)
	case dearer*later < 0:
		return name + " " + mail + ", but " + word
	}
	return name + " " + mail + ", and " + word
}

// Headline is the finding as a sentence of its own; the name of a choice stays as it is.
func (s Sweep) Headline(choice int) string {
	text := s.Finding(choice, s.Name(choice))
	if strings.HasPrefix(text, s.Name(choice)) {
		return text
	}
	return Capitalise(text)
}

// BouncedText says how much more good mail a choice bounces than the current one, or how much it saves; dearer is the sign of that.
func (s Sweep) BouncedText(choice int) (text string, dearer int) {
	d := ShareFormat.Read(s.Summary.Choices[choice].Difference[s.BouncedMeasure()])
	if !d.Known {
		return "", 0
	}
	now := s.Name(s.Plan.Current)
	than := " of all mail than " + now
	switch {
	case d.Low == 0 && d.High == 0:
		return "bounces as much good mail as " + now, 0
	case d.High < 0:
		return "needlessly bounces " + ShareFormat.Brief(-d.Value) + " less" + than, -1
	case d.Low < 0 && d.High <= -d.Low/10:
		return "needlessly bounces at most " + ShareFormat.Brief(-d.Low) + " less" + than, -1
	}
	return "needlessly bounces " + d.Difference() + than, cmp.Compare(d.Value, 0)
}

// UnsettableSaving is the last value that cannot be set, and how much good mail it would save; -1: it would save none.
func (s Sweep) UnsettableSaving() (choice int, saved string) {
	i := s.Unsettable()
	if i < 0 {
		return -1, ""
	}
	d := ShareFormat.Read(s.Summary.Choices[i].Difference[s.BouncedMeasure()])
	if !d.Known || d.High >= 0 {
		return -1, ""
	}
	return i, ShareFormat.Brief(-d.Value)
}

// Difference says how much a share differs from another. Where that may be nothing, it says how much it may be: that no difference was seen
// is no proof that there is none.
func (r Reading) Difference() string {
	g := ShareFormat
	switch {
	case r.Low > 0:
		return g.Brief(r.Value) + " more"
	case r.High < 0:
		return g.Brief(-r.Value) + " less"
	case -r.Low <= r.High/10:
		return "at most " + g.Brief(r.High) + " more"
	case r.High <= -r.Low/10:
		return "at most " + g.Brief(-r.Low) + " less"
	}
	return "between " + g.Brief(-r.Low) + " less and " + g.Brief(r.High) + " more"
}

// notifiedText says how much later undelivered mail is reported, and the sign of that. Where half of them gain time and the slowest do
// not, it speaks of half of them.
func (s Sweep) notifiedText(choice int) (text string, later int) {
	there, here := s.Summary.Choices[choice].Told, s.Summary.Choices[s.Plan.Current].Told
	if there.Count == 0 || here.Count == 0 {
		return "", 0
	}
	half, slow := Minutes(there.P50.Minute)-Minutes(here.P50.Minute), Minutes(there.P95.Minute)-Minutes(here.P95.Minute)
	switch {
	case half == 0 && slow == 0:
		return "undelivered mail is reported equally soon", 0
	case half == 0:
		return "the slowest undelivered mail is reported " + sooner(slow), cmp.Compare(slow, 0)
	case half > 0 && slow >= half/2 || half < 0 && slow <= half/2:
		return "undelivered mail is reported " + sooner(half), cmp.Compare(half, 0)
	}
	return "half of the undelivered mail is reported " + sooner(half), cmp.Compare(half, 0)
}

func sooner(d int64) string {
	if d < 0 {
		return aboutSo(-d) + " sooner"
	}
	return aboutSo(d) + " later"
}

// aboutSo is a time without minutes that mean nothing.
func aboutSo(d int64) string {
	if d >= int64(time.Hour) {
		d = rounded(d, int64(5*time.Minute))
	}
	return metrics.Span(time.Duration(d))
}

// Summarise says what there is to say of a choice without another to compare it with.
func (s Sweep) Summarise(choice int) string {
	text := s.Name(choice) + ": "
	if r := s.Estimate(ShareFormat, choice, experiment.BouncedGood); r.Known {
		text += ShareFormat.Brief(r.Value) + " of all mail needlessly bounced"
	} else {
		text += "bounced good mail not known"
	}
	if told := s.Summary.Choices[choice].Told; told.Count > 0 {
		text += ", undelivered mail reported after " + metrics.Span(time.Duration(Minutes(told.P50.Minute)))
	}
	return text
}
