package design

import (
	"slices"
	"strconv"
	"time"

	"mailstorm/cmd/catalogue"
	"mailstorm/cmd/report/sweepfolder"
	"mailstorm/scenarios/grid"
	"mailstorm/scenarios/profile"
	"mailstorm/sim"
	"mailstorm/sim/experiment"
	"mailstorm/sim/experiment/perturbation"
	"mailstorm/sim/random"
	"mailstorm/sim/retry"
)

// addAssumptions lists what is not documented of the host, and the variants that assume something else.
func (b *Prepared) addAssumptions(storm *experiment.Plan) {
	b.Plan.Rests, b.Plan.Variants = []sweepfolder.Assumption{}, []sweepfolder.Variant{{Set: []string{}, Runs: max(b.design.runs, b.design.mostRuns)}}
	config := b.Scenario.Config
	host := b.host
	if host < 0 {
		host = config.Watch
	}
	h := &config.Hosts[host]
	main := &b.Plan.Variants[0]
	main.Strata, main.Observed, main.Never = strataOf(storm.Strata), observedRows(storm), measureNames(storm.StructuralZeros)
	main.Profile, main.Recovery = b.Scenario.Profiles[host], h.Profile.Recovery.String()
	main.Notice, main.Applies = sweepfolder.NoticeWords(h.Profile.Notice), h.Profile.Applies.String()
	b.addUndocumented(host)
	if b.design.variants == 0 {
		return
	}
	for _, v := range b.assumptions(host) {
		v.Runs = b.design.variants
		if storm, err := b.ExperimentPlan(v); err == nil { // else the scenario does not allow it
			v.Strata, v.Observed, v.Never = strataOf(storm.Strata), observedRows(storm), measureNames(storm.StructuralZeros)
			b.Plan.Variants = append(b.Plan.Variants, v)
		}
	}
}

// measureNames are measures as plan.json keeps them.
func measureNames(measures []experiment.Measure) (all []string) {
	for _, m := range measures {
		all = append(all, experiment.Catalogue[m].Name)
	}
	return all
}

// strataOf are strata as plan.json keeps them.
func strataOf(s *experiment.Strata) *sweepfolder.Strata {
	if s == nil {
		return nil
	}
	return &sweepfolder.Strata{Beyond: int64(s.Beyond / time.Second), Rare: s.Rare}
}

// observedRows are observations as plan.json keeps them.
func observedRows(p *experiment.Plan) (all []sweepfolder.Observed) {
	for _, o := range p.Observed {
		h := &p.Choices[0].Config.Hosts[o.Host]
		q := &h.Faults[o.Fault].Lasts
		all = append(all, sweepfolder.Observed{Fault: h.Name + "." + h.Faults[o.Fault].Name, Seen: o.Seen, Values: q.Samples, Points: pairs(q.Points),
			Over: q.Evidence.Over, Met: q.Evidence.Met, Long: q.Evidence.Longest, Least: pairs(q.Evidence.Least), Most: pairs(q.Evidence.Most)})
	}
	return all
}

func pairs(points []random.Point) (all [][2]int64) {
	for _, p := range points {
		all = append(all, [2]int64{int64(p.Share), p.Value})
	}
	return all
}

func pointsOf(pairs [][2]int64) (all []random.Point) {
	for _, p := range pairs {
		all = append(all, random.Point{Share: random.Share(p[0]), Value: p[1]})
	}
	return all
}

const exchangeOnline = "exchange-online"

// exchange is a profile of Exchange Online that says how it may work, and how its queues may recover under it.
type exchange struct {
	profile    string
	recoveries []string
}

// readings are all of them, without the replays of one trace.
var readings = []exchange{
	{exchangeOnline, retry.OwnTimers.Words()},
	{"exchange-online-dane", retry.OwnTimers.Words()},
	{"exchange-online-fixed15", retry.OwnTimers.Words()},
	{"exchange-online-bursts", []string{retry.OwnTimers.String()}},
	{"exchange-online-queue", []string{retry.Flush.String()}}, // its timer flushes, whatever this says
}

// assumptions are the variants that differ from the scenario in one thing, which nobody knows: if something is to be decided, all that there are; else
// only delay notices. And an expiration that concerns everybody's mail.
func (b *Prepared) assumptions(host int) (all []sweepfolder.Variant) {
	h, main := &b.Scenario.Config.Hosts[host], b.Plan.Variants[0]
	decides := b.design.decision != nil && !b.design.onlyStates
	if h.Profile.Family == exchangeOnline {
		if decides && !b.isSet(h.Name, "profile") {
			all = append(all, b.otherSchedules(h, main)...)
		}
		if decides && !b.isSet(h.Name, "recovery") {
			all = append(all, b.otherRecoveries(h, main)...)
		}
		if (decides || b.host >= 0 && main.Notice == noticeWords["none"]) && !b.isSet(h.Name, "delay_notice") {
			all = append(all, b.otherNotices(h, main)...)
		}
	}
	for _, w := range perturbation.Catalogue {
		if decides {
			v := main
			v.World, v.Where = w.Name, w.Condition
			all = append(all, v)
		}
	}
	if h.Profile.Family == exchangeOnline {
		all = b.addAllMail(all, h.Name)
	}
	return all
}

// otherSchedules are the other readings of how Exchange Online tries again; each recovers as the scenario does, if it can.
func (b *Prepared) otherSchedules(h *sim.Host, main sweepfolder.Variant) (all []sweepfolder.Variant) {
	for _, r := range readings {
		if v := main; r.profile != v.Profile {
			if !slices.Contains(r.recoveries, v.Recovery) {
				v.Recovery = r.recoveries[0]
			}
			v.Profile, v.World, v.Where = r.profile, "schedule", "the schedule is "+r.profile
			v.Set = []string{setFigure(h.Name, "profile", v.Profile), setFigure(h.Name, "recovery", v.Recovery), setFigure(h.Name, "delay_notice", noticeText(h.Profile))}
			all = append(all, v)
		}
	}
	return all
}

// noticeText is when a delay notice is due, as a scenario says it.
func noticeText(p *retry.Profile) string {
	if p.Notice == 0 {
		return "none"
	}
	return strconv.FormatInt(int64(p.Notice/time.Second), 10) + "s"
}

var recoveryWords = map[retry.Recovery]string{retry.OwnTimers: "messages keep their own timers after an outage", retry.Flush: "the queue goes out at once after an outage"}

// otherRecoveries are the other ways in which a queue may recover, where the reading leaves that open.
func (b *Prepared) otherRecoveries(h *sim.Host, main sweepfolder.Variant) (all []sweepfolder.Variant) {
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

// otherNotices are delay notices where there are none, and none where there are.
func (b *Prepared) otherNotices(h *sim.Host, main sweepfolder.Variant) []sweepfolder.Variant {
	v, other := main, "none"
	if h.Profile.Notice == 0 {
		other = "4h"
	}
	v.Notice, v.World, v.Where = noticeWords[other], "delay notices", "there are "+noticeWords[other]
	v.Set = []string{setFigure(h.Name, "delay_notice", other)}
	return []sweepfolder.Variant{v}
}

// addStates are the sweeps in each combination of states of the world; the scenario as it is may be one of them.
func (b *Prepared) addStates() error {
	if len(b.design.states) == 0 {
		return nil
	}
	combinations, err := b.Scenario.Choices(b.design.states)
	if err != nil {
		return err
	}
	for _, c := range combinations {
		v := b.Plan.Variants[0]
		v.State, v.Runs, v.Set = c.Values, b.design.runs, nil
		for i, axis := range b.design.states {
			v.Set = append(v.Set, axis.Key+"="+c.Values[i])
		}
		if c.Scenario.Config == b.Scenario.Config {
			b.Plan.States = append(b.Plan.States, sweepfolder.State{Values: c.Values})
			continue
		}
		storm, err := b.ExperimentPlan(v)
		if err != nil {
			return err
		}
		v.Strata, v.Observed, v.Never = strataOf(storm.Strata), observedRows(storm), measureNames(storm.StructuralZeros)
		b.Plan.States = append(b.Plan.States, sweepfolder.State{Values: c.Values, Variant: len(b.Plan.Variants)})
		b.Plan.Variants = append(b.Plan.Variants, v)
	}
	return nil
}

// addAllMail adds the variant in which the expiration concerns strangers' mail, too.
func (b *Prepared) addAllMail(all []sweepfolder.Variant, host string) []sweepfolder.Variant {
	main := b.Plan.Variants[0]
	everybody := retry.AllMail.String()
	if b.host < 0 || !b.Plan.Strangers || main.Applies == everybody || b.isVaried(host, "message_expiration_applies") {
		return all
	}
	v := main
	v.Applies, v.Set = everybody, []string{setFigure(host, "message_expiration_applies", everybody)}
	return append(all, v)
}

// isSet reports whether a figure is varied, as a choice or as a state.
func (b *Prepared) isSet(host, figure string) bool {
	return b.isVaried(host, figure) || slices.ContainsFunc(b.design.states, func(a grid.Axis) bool { return isFigure(a.Key, host, figure) })
}

func (b *Prepared) isVaried(host, figure string) bool {
	return slices.ContainsFunc(b.design.axes, func(a grid.Axis) bool { return isFigure(a.Key, host, figure) })
}

// decisiveFigures are the figures that answers about expiration turn on.
var decisiveFigures = []string{"steps", "message_expiration_applies", "expiry_check", "last_try", "delay_notice", "timer", "recovery"}

// addUndocumented lists those that are not documented.
func (b *Prepared) addUndocumented(host int) {
	h := &b.Scenario.Config.Hosts[host]
	library := profile.Library()
	i := slices.IndexFunc(library, func(e profile.Entry) bool { return e.Name == b.Scenario.Profiles[host] })
	if i < 0 {
		return
	}
	for _, f := range library[i].Figures {
		if !slices.Contains(decisiveFigures, f.Name) || f.Mark == retry.Official || b.isVaried(h.Name, f.Name) {
			continue
		}
		a := sweepfolder.Assumption{Figure: "host." + h.Name + "." + f.Name, Is: f.Is, Mark: string(f.Mark)}
		if catalogue.Overridden(f.Name, library[i].Profile, h.Profile) {
			a.Is, a.Mark = catalogue.AsSet, catalogue.NotTheProfiles
		}
		b.Plan.Rests = append(b.Plan.Rests, a)
	}
}
