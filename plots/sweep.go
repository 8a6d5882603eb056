package plots

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"mailstorm/sim/experiment"
)

// Sweep is what the pictures need of many runs.
type Sweep struct {
	Plan     *experiment.Plan
	Keys     []string // that are varied, as the user wrote them; one for each of a choice's values
	Summary  *experiment.Summary
	Decision experiment.Decision
	Advice   *experiment.Advice // nil: nobody asked for any
	Title    string             // of the scenario
	Profiles []string           // how the hosts retry, "exo: exchange-online"; nil: as the configurations of the plan say
	NoAdvice string             // why nothing is advised, behind a colon; empty: nothing forbids it
	Beyond   string             // a sentence why some of the values cannot be set; empty: all can
	Caveat   string             // a sentence that goes with the advice, as that it is another one under another profile; empty: none
}

// SweepPicture is one way to look at a sweep.
type SweepPicture = picture[Sweep]

// Sweeps lists all pictures of sweeps, in the order in which a reader wants them.
var Sweeps = []SweepPicture{
	{"slide", "the question answered on one page: advice, its numbers with their intervals, what it rests on", several, slideTitle, drawSlide},
	{"tradeoff", "good mail bounced above the time until the sender of a dead destination knows, along the values", curved, tradeoffTitle, drawTradeoff},
	{"pareto", "good mail bounced against silence, a dot a value, and the line of those that no other beats in both", traded, paretoTitle, drawPareto},
	{"prices", "which value costs least at which prices of two measures, the stated ones marked, veiled where the storms leave it open", tariffed, pricesTitle, drawPrices},
	{"survival", "how many messages that never arrived still wait for word after so long, a line a value", waited, survivalTitle, drawSurvival},
}

// head leaves the title to each picture: a slide has it larger than the others.
func (s Sweep) head(*paper, string) {}

func (s Sweep) check() error {
	switch {
	case s.Plan == nil || s.Summary == nil:
		return errors.New("plots: a sweep needs a plan and a summary")
	case len(s.Plan.Choices) == 0 || len(s.Plan.Choices) != len(s.Summary.Choices):
		return errors.New("plots: a sweep needs one outcome for each choice, and a choice")
	case !s.has(s.Plan.Current):
		return errors.New("plots: the current choice is none of the plan's")
	}
	return nil
}

func (s Sweep) has(choice int) bool { return choice >= 0 && choice < len(s.Plan.Choices) }

// several reports whether there is more than one choice.
func several(s Sweep) bool { return len(s.Plan.Choices) > 1 }

// best and second are what the advice names; -1 without one.
func (s Sweep) best() int {
	if s.Advice == nil || len(s.Advice.Best) == 0 || !s.has(s.Advice.Best[0]) {
		return -1
	}
	return s.Advice.Best[0]
}

// first is the best one, or what looks best so far; -1 without either.
func (s Sweep) first() int {
	if s.Advice == nil || !s.has(s.Advice.First()) {
		return -1
	}
	return s.Advice.First()
}

func (s Sweep) second() int {
	if s.Advice == nil || !s.has(s.Advice.Next) {
		return -1
	}
	return s.Advice.Next
}

// rival is what the current choice is compared with: the best one, else the second, else the one farthest away that can be set; -1 when
// it is alone.
func (s Sweep) rival() int {
	for _, i := range [2]int{s.best(), s.second()} {
		if i >= 0 && i != s.Plan.Current {
			return i
		}
	}
	order := s.order()
	settable := slices.DeleteFunc(slices.Clone(order), func(i int) bool { return i != s.Plan.Current && s.Plan.Choices[i].Barred })
	if len(settable) > 1 {
		order = settable
	}
	if at := slices.Index(order, s.Plan.Current); len(order) == 1 {
		return -1
	} else if 2*at >= len(order)-1 {
		return order[0]
	}
	return order[len(order)-1]
}

// farther is the last of the values that cannot be set and lie beyond those that can; -1: there is none.
func (s Sweep) farther() int {
	order := s.order()
	if last := order[len(order)-1]; graded(s) && s.Plan.Choices[last].Barred && last != s.Plan.Current {
		return last
	}
	return -1
}

// mail is the measure of bounced mail: good mail, or where several values are so long that they bounce none of it, what five days would
// deliver, by which they differ.
func (s Sweep) mail() experiment.Measure {
	first := experiment.Estimate{}
	for i := range s.Summary.Choices {
		of := &s.Summary.Choices[i].Measures
		good, long := of[experiment.BouncedGood], of[experiment.BouncedLong]
		switch {
		case !good.Known || !long.Known || good.High != 0:
		case first.Known && first.Value != long.Value:
			return experiment.BouncedLong
		default:
			first = long
		}
	}
	return experiment.BouncedGood
}

// name is what people call a choice: its values.
func (s Sweep) name(choice int) string { return called(s.Keys, s.Plan.Choices[choice].Values, choice) }

// called is how people say the values of some keys.
func called(keys, values []string, choice int) string {
	var names []string
	for i, written := range values {
		name := human(written)
		if i < len(keys) && keys[i] != "" && (written == "true" || written == "false") {
			name = keys[i][strings.LastIndexByte(keys[i], '.')+1:] + " " + written
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return "choice " + strconv.Itoa(choice+1)
	}
	return strings.Join(names, ", ")
}

func (s Sweep) key(i int) string {
	if i < len(s.Keys) {
		return s.Keys[i]
	}
	return ""
}

// role says why a choice stands out: it is advised, or does as well, or may be the best, is in force, the runner-up, or cannot be set.
func (s Sweep) role(choice int) string {
	var roles []string
	switch {
	case choice == s.best():
		roles = append(roles, "advised")
	case s.Advice != nil && slices.Contains(s.Advice.Best, choice):
		roles = append(roles, "does as well")
	case s.Advice != nil && s.Advice.Answer == experiment.Undecided && slices.Contains(s.Advice.Open, choice):
		roles = append(roles, "may be the best")
	}
	if choice == s.Plan.Current {
		roles = append(roles, "current")
	}
	if choice == s.second() && len(roles) == 0 {
		roles = append(roles, "runner-up")
	}
	if s.Plan.Choices[choice].Barred {
		roles = append(roles, "cannot be set")
	}
	return strings.Join(roles, " and ")
}

// estimate reads a measure of a choice. None can be negative, and no share be more than all.
func (s Sweep) estimate(g gauge, choice int, m experiment.Measure) reading {
	r, most := g.of(s.Summary.Choices[choice].Measures[m]), int64(mostSteps)
	if experiment.Catalogue[m].Share {
		most = 1e9
	}
	for _, n := range [3]*int64{&r.value, &r.low, &r.high} {
		*n = min(max(*n, 0), most)
	}
	return r
}

func (s Sweep) anyKnown(m experiment.Measure) bool {
	for i := range s.Summary.Choices {
		if s.Summary.Choices[i].Measures[m].Known {
			return true
		}
	}
	return false
}

// subtitle names the scenario, what is varied and how often.
func (s Sweep) subtitle() string {
	text := s.Title
	if text == "" {
		text = "without a name"
	}
	if len(s.Keys) > 0 {
		text = beside(text, strings.Join(s.Keys, ", "))
	}
	return beside(text, s.replications())
}

// beside puts something behind a title, which may be a question.
func beside(title, more string) string {
	if strings.HasSuffix(title, "?") || strings.HasSuffix(title, "!") {
		return title + " " + more
	}
	return title + "; " + more
}

// replications says how many storms each value met.
func (s Sweep) replications() string {
	runs := int64(s.Summary.Runs)
	text := counted(runs, "storm", "storms")
	if len(s.Plan.Choices) > 1 && runs > 1 {
		text = "the same " + text + " for each value"
	}
	if runs < 2 {
		return text + ", seed " + strconv.FormatInt(s.Plan.Seed, 10)
	}
	return text + ", from seed " + strconv.FormatInt(s.Plan.Seed, 10) + " on"
}
