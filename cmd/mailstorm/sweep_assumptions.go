package main

import (
	"reflect"
	"slices"
	"strconv"
	"time"

	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/scenarios/grid"
	"mailstorm/scenarios/profile"
	"mailstorm/sim"
	"mailstorm/sim/experiment"
	"mailstorm/sim/retry"
)

// assume lists what is not documented of the host, and the variants that assume something else.
func (b *blueprint) assume(storm *experiment.Plan) {
	b.plan.Rests, b.plan.Variants = []sweepfolder.Assumption{}, []sweepfolder.Variant{{Set: []string{}, Runs: max(b.asked.runs, b.asked.mostRuns)}}
	config := b.scenario.Config
	host := b.host
	if host < 0 {
		host = config.Watch
	}
	h := &config.Hosts[host]
	main := &b.plan.Variants[0]
	main.Strata, main.Observed, main.Never = stated(storm.Strata), kept(storm), measured(storm.StructuralZeros)
	main.Profile, main.Recovery = b.scenario.Profiles[host], h.Profile.Recovery.String()
	main.Notice, main.Applies = sweepfolder.NoticeWords(h.Profile.Notice), h.Profile.Applies.String()
	b.rests(host)
	if b.asked.variants == 0 {
		return
	}
	for _, v := range b.assumptions(host) {
		v.Runs = b.asked.variants
		if storm, err := b.storm(v); err == nil { // else it cannot be had so, and is left out
			v.Strata, v.Observed, v.Never = stated(storm.Strata), kept(storm), measured(storm.StructuralZeros)
			b.plan.Variants = append(b.plan.Variants, v)
		}
	}
}

// measured are measures as plan.json keeps them.
func measured(measures []experiment.Measure) (all []string) {
	for _, m := range measures {
		all = append(all, experiment.Catalogue[m].Name)
	}
	return all
}

// stated are strata as plan.json keeps them.
func stated(s *experiment.Strata) *sweepfolder.Strata {
	if s == nil {
		return nil
	}
	return &sweepfolder.Strata{Beyond: int64(s.Beyond / time.Second), Rare: s.Rare}
}

// kept are observations as plan.json keeps them.
func kept(p *experiment.Plan) (all []sweepfolder.Observed) {
	for _, o := range p.Observed {
		h := &p.Choices[0].Config.Hosts[o.Host]
		q := &h.Faults[o.Fault].Lasts
		kept := sweepfolder.Observed{Fault: h.Name + "." + h.Faults[o.Fault].Name, Seen: o.Seen, Values: q.Samples}
		for _, p := range q.Points {
			kept.Points = append(kept.Points, [2]int64{int64(p.Share), p.Value})
		}
		all = append(all, kept)
	}
	return all
}

const exchangeOnline = "exchange-online"

// exchange is a profile of Exchange Online that says how it may work, and how its queues may recover under it.
type exchange struct {
	profile    string
	recoveries []string
}

// readings are all of them. Replays of one trace are no such reading.
var readings = []exchange{
	{exchangeOnline, retry.OwnTimers.Words()},
	{"exchange-online-dane", retry.OwnTimers.Words()},
	{"exchange-online-fixed15", retry.OwnTimers.Words()},
	{"exchange-online-bursts", []string{retry.OwnTimers.String()}},
	{"exchange-online-queue", []string{retry.Flush.String()}}, // its timer flushes, whatever this says
}

// assumptions are the variants that differ from the scenario in one thing, which nobody knows: if something is to be decided, all that there are; else
// only delay notices. And an expiration that concerns everybody's mail.
func (b *blueprint) assumptions(host int) (all []sweepfolder.Variant) {
	h, main := &b.scenario.Config.Hosts[host], b.plan.Variants[0]
	decides := b.asked.decision != nil && !b.asked.unchosen
	if h.Profile.Family == exchangeOnline {
		if decides && !b.sets(h.Name, "profile") {
			all = append(all, b.schedules(h, main)...)
		}
		if decides && !b.sets(h.Name, "recovery") {
			all = append(all, b.recoveries(h, main)...)
		}
		if (decides || b.host >= 0 && main.Notice == noticeWords["none"]) && !b.sets(h.Name, "delay_notice") {
			all = append(all, b.notices(h, main)...)
		}
	}
	for _, w := range worlds {
		if decides {
			v := main
			v.World, v.Where = w.name, w.where
			all = append(all, v)
		}
	}
	if h.Profile.Family == exchangeOnline {
		all = b.everybodys(all, h.Name)
	}
	return all
}

// schedules are the other readings of how Exchange Online tries again; each recovers as the scenario does, if it can.
func (b *blueprint) schedules(h *sim.Host, main sweepfolder.Variant) (all []sweepfolder.Variant) {
	for _, r := range readings {
		if v := main; r.profile != v.Profile {
			if !slices.Contains(r.recoveries, v.Recovery) {
				v.Recovery = r.recoveries[0]
			}
			v.Profile, v.World, v.Where = r.profile, "schedule", "the schedule is "+r.profile
			v.Set = []string{setFigure(h.Name, "profile", v.Profile), setFigure(h.Name, "recovery", v.Recovery), setFigure(h.Name, "delay_notice", notice(h.Profile))}
			all = append(all, v)
		}
	}
	return all
}

// notice is when a delay notice is due, as a scenario says it.
func notice(p *retry.Profile) string {
	if p.Notice == 0 {
		return "none"
	}
	return strconv.FormatInt(int64(p.Notice/time.Second), 10) + "s"
}

var recoveryWords = map[retry.Recovery]string{retry.OwnTimers: "messages keep their own timers after an outage", retry.Flush: "the queue goes out at once after an outage"}

// recoveries are the other ways in which a queue may recover, where the reading leaves that open.
func (b *blueprint) recoveries(h *sim.Host, main sweepfolder.Variant) (all []sweepfolder.Variant) {
	i := slices.IndexFunc(readings, func(r exchange) bool { return r.profile == main.Profile })
	for _, way := range []retry.Recovery{retry.OwnTimers, retry.Flush} {
		if v := main; i >= 0 && way != h.Profile.Recovery && slices.Contains(readings[i].recoveries, way.String()) {
			v.Recovery, v.World, v.Where = way.String(), "recovery", recoveryWords[way]
			v.Set = []string{setFigure(h.Name, "recovery", v.Recovery)}
			all = append(all, v)
		}
	}
	return all
}

var noticeWords = map[string]string{"none": sweepfolder.NoticeWords(0), "4h": sweepfolder.NoticeWords(4 * time.Hour)}

// notices are delay notices where there are none, and none where there are.
func (b *blueprint) notices(h *sim.Host, main sweepfolder.Variant) []sweepfolder.Variant {
	v, other := main, "none"
	if h.Profile.Notice == 0 {
		other = "4h"
	}
	v.Notice, v.World, v.Where = noticeWords[other], "delay notices", "there are "+noticeWords[other]
	v.Set = []string{setFigure(h.Name, "delay_notice", other)}
	return []sweepfolder.Variant{v}
}

// states are the sweeps in each combination of states of the world; the scenario as it is may be one of them.
func (b *blueprint) states() error {
	if len(b.asked.states) == 0 {
		return nil
	}
	combinations, err := b.scenario.Choices(b.asked.states)
	if err != nil {
		return err
	}
	for _, c := range combinations {
		v := b.plan.Variants[0]
		v.State, v.Runs, v.Set = c.Values, b.asked.runs, nil
		for i, axis := range b.asked.states {
			v.Set = append(v.Set, axis.Key+"="+c.Values[i])
		}
		if c.Scenario.Config == b.scenario.Config {
			b.plan.States = append(b.plan.States, sweepfolder.State{Values: c.Values})
			continue
		}
		storm, err := b.storm(v)
		if err != nil {
			return err
		}
		v.Strata, v.Observed, v.Never = stated(storm.Strata), kept(storm), measured(storm.StructuralZeros)
		b.plan.States = append(b.plan.States, sweepfolder.State{Values: c.Values, Variant: len(b.plan.Variants)})
		b.plan.Variants = append(b.plan.Variants, v)
	}
	return nil
}

// everybodys adds the variant in which the expiration concerns strangers' mail, too.
func (b *blueprint) everybodys(all []sweepfolder.Variant, host string) []sweepfolder.Variant {
	main := b.plan.Variants[0]
	everybody := retry.AllMail.String()
	if b.host < 0 || !b.plan.Strangers || main.Applies == everybody || b.varies(host, "message_expiration_applies") {
		return all
	}
	v := main
	v.Applies, v.Set = everybody, []string{setFigure(host, "message_expiration_applies", everybody)}
	return append(all, v)
}

// sets tells whether a figure is varied, or a state of the world that the user asks for.
func (b *blueprint) sets(host, figure string) bool {
	return b.varies(host, figure) || slices.ContainsFunc(b.asked.states, func(a grid.Axis) bool { return figureOf(a.Key, host, figure) })
}

func (b *blueprint) varies(host, figure string) bool {
	return slices.ContainsFunc(b.asked.axes, func(a grid.Axis) bool { return figureOf(a.Key, host, figure) })
}

// restsOn are the figures that answers about expiration turn on.
var restsOn = []string{"steps", "message_expiration_applies", "expiry_check", "last_try", "delay_notice", "timer", "recovery"}

// rests lists those of them that nobody documents.
func (b *blueprint) rests(host int) {
	h := &b.scenario.Config.Hosts[host]
	library := profile.Library()
	i := slices.IndexFunc(library, func(e profile.Entry) bool { return e.Name == b.scenario.Profiles[host] })
	if i < 0 {
		return
	}
	for _, f := range library[i].Figures {
		if !slices.Contains(restsOn, f.Name) || f.Mark == retry.Official || b.varies(h.Name, f.Name) {
			continue
		}
		a := sweepfolder.Assumption{Figure: "host." + h.Name + "." + f.Name, Is: f.Is, Mark: string(f.Mark)}
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
