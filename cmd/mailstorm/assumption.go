package main

import (
	"reflect"
	"slices"
	"time"

	"mailstorm/cmd/report"
	"mailstorm/scenarios"
	"mailstorm/sim/experiment"
	"mailstorm/sim/retry"
)

// assume lists what is not documented of the host, and the variants that assume something else.
func (b *blueprint) assume(storm *experiment.Plan) {
	b.plan.Rests, b.plan.Variants = []report.Assumption{}, []report.Variant{{Set: []string{}, Runs: max(b.asked.runs, b.asked.mostRuns)}}
	config := b.scenario.Config
	host := b.host
	if host < 0 {
		host = config.Watch
	}
	h := &config.Hosts[host]
	main := &b.plan.Variants[0]
	main.Strata, main.Observed, main.Never = stated(storm.Strata), kept(storm), measured(storm.Never)
	main.Profile, main.Recovery = b.scenario.Profiles[host], h.Profile.Recovery.String()
	main.Notice, main.Applies = report.NoticeWords(h.Profile.Notice), h.Profile.Applies.String()
	b.rests(host)
	if h.Profile.Family != exchangeOnline || b.asked.variants == 0 {
		return
	}
	for _, v := range b.worlds(host) {
		v.Runs = b.asked.variants
		if storm, err := b.storm(v); err == nil { // else it cannot be had so, and is left out
			v.Strata, v.Observed, v.Never = stated(storm.Strata), kept(storm), measured(storm.Never)
			b.plan.Variants = append(b.plan.Variants, v)
		}
	}
}

// measured are measures as plan.json keeps them.
func measured(measures []experiment.Measure) (all []string) {
	for _, m := range measures {
		all = append(all, experiment.Sheets[m].Name)
	}
	return all
}

// stated are strata as plan.json keeps them.
func stated(s *experiment.Strata) *report.Strata {
	if s == nil {
		return nil
	}
	return &report.Strata{Beyond: int64(s.Beyond / time.Second), Rare: s.Rare}
}

// kept are observations as plan.json keeps them.
func kept(p *experiment.Plan) (all []report.Observed) {
	for _, o := range p.Observed {
		h := &p.Choices[0].Config.Hosts[o.Host]
		q := &h.Faults[o.Fault].Lasts
		kept := report.Observed{Fault: h.Name + "." + h.Faults[o.Fault].Name, Seen: o.Seen, Values: q.Samples}
		for _, p := range q.Points {
			kept.Points = append(kept.Points, [2]int64{int64(p.Share), p.Value})
		}
		all = append(all, kept)
	}
	return all
}

const exchangeOnline = "exchange-online"

// readings are the profiles of Exchange Online that say how it may work, and how its queues may recover under each. Replays of one
// trace are no such reading.
var readings = []struct {
	profile    string
	recoveries []string
}{
	{exchangeOnline, retry.OwnTimers.Words()},
	{"exchange-online-dane", retry.OwnTimers.Words()},
	{"exchange-online-fixed15", retry.OwnTimers.Words()},
	{"exchange-online-bursts", []string{retry.OwnTimers.String()}},
	{"exchange-online-queue", []string{retry.Flush.String()}}, // its timer flushes, whatever this says
}

// worlds are the variants: all ways that Exchange Online may work, if something is to be decided; else only with delay notices. And with an
// expiration that concerns everybody's mail.
func (b *blueprint) worlds(host int) (all []report.Variant) {
	name, main := b.scenario.Config.Hosts[host].Name, b.plan.Variants[0]
	for _, reading := range readings {
		profile := reading.profile
		for _, notice := range []string{"none", "4h"} {
			for _, recovery := range reading.recoveries {
				v := report.Variant{Profile: profile, Recovery: recovery, Notice: noticeWords[notice], Applies: main.Applies,
					Set: []string{setFigure(name, "profile", profile), setFigure(name, "recovery", recovery), setFigure(name, "delay_notice", notice)}}
				if b.differs(&v, &main, name) {
					all = append(all, v)
				}
			}
		}
	}
	return b.everybodys(all, name)
}

var noticeWords = map[string]string{"none": report.NoticeWords(0), "4h": report.NoticeWords(4 * time.Hour)}

// differs tells whether a variant says something new that is asked for.
func (b *blueprint) differs(v, main *report.Variant, host string) bool {
	same := v.Profile == main.Profile && v.Recovery == main.Recovery
	switch {
	case b.varies(host, "profile") || b.varies(host, "recovery") || b.varies(host, "delay_notice"):
		return false
	case same && v.Notice == main.Notice:
		return false
	case b.asked.decision != nil:
		return true
	default:
		return b.host >= 0 && same && main.Notice == noticeWords["none"]
	}
}

// everybodys adds the variant in which the expiration concerns strangers' mail, too.
func (b *blueprint) everybodys(all []report.Variant, host string) []report.Variant {
	main := b.plan.Variants[0]
	everybody := retry.AllMail.String()
	if b.host < 0 || !b.plan.Strangers || main.Applies == everybody || b.varies(host, "message_expiration_applies") {
		return all
	}
	v := main
	v.Applies, v.Set = everybody, []string{setFigure(host, "message_expiration_applies", everybody)}
	return append(all, v)
}

func (b *blueprint) varies(host, figure string) bool {
	return slices.ContainsFunc(b.asked.axes, func(a scenarios.Axis) bool { return figureOf(a.Key, host, figure) })
}

// restsOn are the figures that answers about expiration turn on.
var restsOn = []string{"steps", "message_expiration_applies", "expiry_check", "last_try", "delay_notice", "timer", "recovery"}

// rests lists those of them that nobody documents.
func (b *blueprint) rests(host int) {
	h := &b.scenario.Config.Hosts[host]
	library := scenarios.Profiles()
	i := slices.IndexFunc(library, func(e scenarios.ProfileEntry) bool { return e.Name == b.scenario.Profiles[host] })
	if i < 0 {
		return
	}
	for _, f := range library[i].Figures {
		if !slices.Contains(restsOn, f.Name) || f.Mark == retry.Official || b.varies(h.Name, f.Name) {
			continue
		}
		a := report.Assumption{Figure: "host." + h.Name + "." + f.Name, Is: f.Is, Mark: string(f.Mark)}
		if overridden(f.Name, library[i].Profile, h.Profile) {
			a.Is, a.Mark = asSet, notTheProfiles
		}
		b.plan.Rests = append(b.plan.Rests, a)
	}
}

// What is said of a figure that a host has from its scenario and not from its profile.
const (
	asSet          = "as the scenario sets it"
	notTheProfiles = "not the profile's"
)

// overridden tells whether a host has another figure than the profile that it names.
func overridden(name string, stated, has *retry.Profile) bool {
	i := slices.IndexFunc(retry.Figures, func(f retry.Figure) bool { return f.Name == name })
	return i >= 0 && !reflect.DeepEqual(retry.Figures[i].At(stated), retry.Figures[i].At(has))
}
