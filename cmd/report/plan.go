package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mailstorm/sim/experiment"
	"mailstorm/sim/metrics"
)

// PlanSchema is what plan.json calls itself.
const PlanSchema = "mailstorm/plan/v3"

// Files of a sweep's folder.
const (
	PlanFile  = "plan.json"
	RowsFile  = "rows.jsonl"
	SweepFile = "sweep.json"
	TableFile = "table.csv"
)

// Plan is what a sweep runs, as plan.json keeps it. With its rows it is all that the report of the sweep is made of: what can be known
// before the first replication stands in it, so that merging needs no scenario.
type Plan struct {
	Schema      string       `json:"schema"`
	Version     string       `json:"version"`
	Scenario    string       `json:"scenario"`
	File        string       `json:"file"` // name of the scenario's file without folder, or of the library
	Title       string       `json:"title"`
	Text        string       `json:"sha256"` // of the scenario as it is written
	Set         []string     `json:"set"`    // overrides, as KEY=VALUE
	Profiles    []Profiled   `json:"profiles"`
	Seed        int64        `json:"seed"` // of the first replication
	Runs        uint32       `json:"runs"`
	Precision   string       `json:"precision,omitempty"` // as the user wrote it; "": Runs are enough
	Narrow      float64      `json:"narrow,omitempty"`    // Precision as a share
	MostRuns    uint32       `json:"most_runs,omitempty"`
	Keys        []string     `json:"keys"`
	Choices     [][]string   `json:"choices"`             // one value for each key
	Current     int          `json:"current"`             // index into Choices
	InForce     bool         `json:"in_force"`            // somebody says that Current is; else it is only what the others are compared with
	Extra       []string     `json:"extra"`               // metrics
	Standards   [][]Standard `json:"standards"`           // a set for all choices that differ in the expiration alone: the service's maximum, five days
	Sets        []int        `json:"sets"`                // as Choices: the set of Standards by which each is measured
	Lifetimes   []int64      `json:"lifetimes"`           // as Choices: expiration of the watched host, in seconds
	Host        string       `json:"host,omitempty"`      // whose expiration is varied
	Allowed     []int64      `json:"allowed,omitempty"`   // from and to, in seconds: what the maker documents for it
	Strangers   bool         `json:"strangers,omitempty"` // some mail at that host is by others than its own users
	Watch       string       `json:"watch"`
	Decision    *Decision    `json:"decision,omitempty"`
	Confidence  float64      `json:"confidence,omitempty"`
	Loss        float64      `json:"loss,omitempty"`
	LossShare   bool         `json:"loss_is_share,omitempty"` // of the median cost of the values
	NoAdvice    string       `json:"no_advice,omitempty"`     // why nothing is advised whatever the replications say
	Domains     []string     `json:"domains,omitempty"`       // of recipients, the first of them: what the mail to each lost and waited is told
	Others      int          `json:"other_domains,omitempty"` // how many more there are
	StateKeys   []string     `json:"state_keys,omitempty"`    // what nobody chooses, and is shown side by side
	StateWhy    []string     `json:"state_why,omitempty"`     // as StateKeys: why nobody does; "": the user says so
	States      []State      `json:"states,omitempty"`        // combinations of their values
	Prior       []float64    `json:"prior,omitempty"`         // as States: how likely each is
	VariantRuns uint32       `json:"variant_runs"`
	Variants    []Variant    `json:"variants"`
	Worst       []Worst      `json:"worst,omitempty"` // as Choices: one message that is never acknowledged
	WorstOf     string       `json:"worst_scenario,omitempty"`
	Probe       string       `json:"probe"` // digest of the first replication of the first choice: it tells what files beside the scenario hold, too
	Warnings    []string     `json:"warnings"`
	Shard       *ShardOf     `json:"shard,omitempty"`
	Rests       []Assumption `json:"rests_on"`
}

// Profiled is a host with its profile.
type Profiled struct {
	Host    string `json:"host"`
	Profile string `json:"profile"`
}

// Assumption is a figure that the answer rests on though nobody documents it.
type Assumption struct {
	Figure string `json:"figure"`
	Is     string `json:"is"`
	Mark   string `json:"mark"`
}

// Standard is an expiration that good mail is measured by.
type Standard struct {
	Is     string `json:"is"`
	Choice int    `json:"choice"` // the index of the choice that is the same; -1: none
}

// State is a combination of what nobody chooses.
type State struct {
	Values  []string `json:"values"`  // as Plan.StateKeys
	Variant int      `json:"variant"` // in which it is so
}

// Variant is what is assumed of the host whose expiration is varied: by the scenario, or by the sweep run once more with fewer replications.
type Variant struct {
	Profile  string   `json:"profile,omitempty"`
	Recovery string   `json:"recovery,omitempty"`
	Notice   string   `json:"delay_notice,omitempty"`
	Applies  string   `json:"applies,omitempty"`
	World    string   `json:"world,omitempty"` // the one thing that is otherwise
	Where    string   `json:"where,omitempty"` // it is otherwise, in words
	State    []string `json:"state,omitempty"` // values of Plan.StateKeys
	Set      []string `json:"set"`             // overrides that make it so
	Runs     uint32   `json:"runs"`
	Strata   *Strata  `json:"strata,omitempty"`
	Never    []string `json:"never,omitempty"` // measures of what cannot happen in it

	Observed []Observed `json:"observed,omitempty"`
}

// Observed is a fault whose lengths rest on observations: on a list of them, in nanoseconds, or on quantiles with their number.
type Observed struct {
	Fault  string     `json:"fault"` // fabrikam.outage
	Seen   uint32     `json:"seen"`
	Values []int64    `json:"values,omitempty"`
	Points [][2]int64 `json:"points,omitempty"` // a share in 2^-32, and the length
}

// Strata say that two of three replications are storms in which an outage lasts long, and how many of all storms are.
type Strata struct {
	Beyond int64   `json:"beyond"` // seconds
	Rare   float64 `json:"rare"`
}

// Worst is what a message came to that was never acknowledged.
type Worst struct {
	Duplicates int64 `json:"duplicates"`
	Bytes      int64 `json:"wire.bytes"`
}

// ShardOf is the part of the replications that a folder holds: one of so many.
type ShardOf struct {
	Index uint32 `json:"index"` // from 1
	Of    uint32 `json:"of"`
}

// Decision is what an organisation wants, as it wrote it.
type Decision struct {
	Limits  []Wish `json:"limits"`
	Weights []Wish `json:"weights"`
	Unit    string `json:"unit,omitempty"` // of all costs
}

// Wish is a limit or a weight.
type Wish struct {
	Subject string  `json:"subject"`
	Number  float64 `json:"number"`
	Written string  `json:"written"`
}

// String is the wish as a line of a scenario.
func (w Wish) String() string { return w.Subject + " " + w.Written }

// Whole is the plan without its shard: the same for all of them.
func (p *Plan) Whole() *Plan {
	whole := *p
	whole.Shard = nil
	return &whole
}

// bytes is the plan as plan.json holds it.
func (p *Plan) bytes() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(p)
	return b.Bytes(), err
}

// Write writes plan.json.
func (p *Plan) Write(w io.Writer) error {
	b, err := p.bytes()
	if err == nil {
		_, err = w.Write(b)
	}
	return err
}

// ErrNoPlan tells that a folder is none of a sweep.
var ErrNoPlan = errors.New("it holds no plan.json of a sweep")

// ReadPlan reads the plan.json of a folder.
func ReadPlan(folder string) (*Plan, error) {
	b, err := os.ReadFile(filepath.Join(folder, PlanFile))
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", folder, ErrNoPlan, err)
	}
	p := &Plan{}
	if err := json.Unmarshal(b, p); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", folder, ErrNoPlan, err)
	}
	if p.Schema != PlanSchema {
		return nil, fmt.Errorf("%s: %w: its schema is %q, not %q", folder, ErrNoPlan, p.Schema, PlanSchema)
	}
	return p, p.sound(folder)
}

// sound makes sure that a plan that somebody touched breaks nothing.
func (p *Plan) sound(folder string) error {
	n := len(p.Choices)
	ok := n > 0 && len(p.Variants) > 0 && p.Current >= 0 && p.Current < n && len(p.Lifetimes) == n && len(p.Allowed)%2 == 0 && (len(p.Worst) == 0 || len(p.Worst) == n)
	for _, values := range p.Choices {
		ok = ok && len(values) == len(p.Keys)
	}
	ok = ok && len(p.Sets) == n
	for _, set := range p.Sets {
		ok = ok && set >= 0 && set < max(len(p.Standards), 1)
	}
	for _, set := range p.Standards {
		ok = ok && len(set) == 2
	}
	for _, s := range slices.Concat(p.Standards...) {
		ok = ok && s.Choice >= -1 && s.Choice < n
	}
	for _, name := range p.Extra {
		_, known := metrics.Lookup(name)
		ok = ok && known
	}
	if d := p.Decision; d != nil {
		for _, w := range append(slices.Clone(d.Limits), d.Weights...) {
			_, known := experiment.LookupSubject(w.Subject)
			ok = ok && known
		}
	}
	for _, v := range p.Variants {
		for _, name := range v.Never {
			subject, known := experiment.LookupSubject(name)
			ok = ok && known && subject == (experiment.Subject{Measure: subject.Measure})
		}
	}
	for _, s := range p.States {
		ok = ok && len(s.Values) == len(p.StateKeys) && s.Variant >= 0 && s.Variant < len(p.Variants)
	}
	ok = ok && len(p.StateWhy) == len(p.StateKeys) && (len(p.Prior) == 0 || len(p.Prior) == len(p.States))
	if s := p.Shard; s != nil {
		ok = ok && s.Index >= 1 && s.Index <= s.Of
	}
	if !ok {
		return fmt.Errorf("%s: %w: it contradicts itself", folder, ErrNoPlan)
	}
	return nil
}

// Differs lists in what two plans differ, as "runs: 100 there, 200 here". What follows from the question is named only where the question is
// the same.
func (p *Plan) Differs(here *Plan) (all []string) {
	a, err := p.fields()
	b, err2 := here.fields()
	if err != nil || err2 != nil {
		return []string{"one of the two cannot be read"}
	}
	for _, names := range [][]string{askedFields, knownFields} {
		for _, name := range names {
			if x, y := a[name], b[name]; !bytes.Equal(x, y) && len(all) < 10 {
				all = append(all, fmt.Sprintf("%s: %s there, %s here", name, shown(x), shown(y)))
			}
		}
		if len(all) > 0 {
			return all
		}
	}
	return nil
}

// Longer reports whether another plan is the same sweep with more replications.
func (p *Plan) Longer(here *Plan) bool {
	there := *p
	if max(there.Runs, there.MostRuns) >= max(here.Runs, here.MostRuns) || here.Runs < there.Runs || here.Shard != nil && here.MostRuns > 0 {
		return false
	}
	there.Runs, there.MostRuns, there.VariantRuns = here.Runs, here.MostRuns, here.VariantRuns
	there.Variants = slices.Clone(p.Variants)
	for i := range min(len(there.Variants), len(here.Variants)) {
		there.Variants[i].Runs = here.Variants[i].Runs
	}
	return len(there.Differs(here)) == 0
}

func (p *Plan) fields() (fields map[string]json.RawMessage, err error) {
	b, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	return fields, json.Unmarshal(b, &fields)
}

// The keys of plan.json: the question, and what follows from it.
var (
	askedFields = []string{"schema", "version", "scenario", "file", "sha256", "set", "seed", "runs", "precision", "narrow", "most_runs", "keys", "choices",
		"current", "in_force", "state_keys", "states", "prior", "variant_runs", "extra", "decision", "confidence", "loss", "loss_is_share", "shard"}
	knownFields = []string{"title", "profiles", "domains", "other_domains", "standards", "sets", "lifetimes", "host", "allowed", "strangers", "watch", "variants", "worst", "worst_scenario", "probe",
		"warnings", "rests_on", "no_advice", "state_why"}
)

func shown(value json.RawMessage) string {
	const most = 60
	switch {
	case len(value) == 0:
		return "nothing"
	case len(value) > most:
		return string(bytes.ToValidUTF8(value[:most], nil)) + "..."
	}
	return string(value)
}

// Metrics are those that were asked for.
func (p *Plan) Metrics() (ids []metrics.ID) {
	for _, name := range p.Extra {
		id, _ := metrics.Lookup(name)
		ids = append(ids, id)
	}
	return ids
}

// Wants is the decision for those who advise; ok is false when there is none.
func (p *Plan) Wants() (d experiment.Decision, ok bool) {
	if p.Decision == nil {
		return d, false
	}
	for _, w := range p.Decision.Limits {
		subject, _ := experiment.LookupSubject(w.Subject)
		d.Limits = append(d.Limits, experiment.Limit{Subject: subject, Most: w.Number, Written: w.Written})
	}
	d.Unit = p.Decision.Unit
	for _, w := range p.Decision.Weights {
		subject, _ := experiment.LookupSubject(w.Subject)
		subject.OfAll = subject.Group != ""
		d.Weights = append(d.Weights, experiment.Weight{Subject: subject, Cost: w.Number, Written: w.Written})
	}
	return d, true
}

// Particulars are what rows answer beside the measures.
func (p *Plan) Particulars() []experiment.Subject {
	d, _ := p.Wants()
	return experiment.CustomSubjects(&d, p.Domains)
}

// NewDecision is a decision as plan.json keeps it.
func NewDecision(d *experiment.Decision) *Decision {
	if d == nil {
		return nil
	}
	kept := &Decision{Limits: []Wish{}, Weights: []Wish{}, Unit: d.Unit}
	for _, l := range d.Limits {
		kept.Limits = append(kept.Limits, Wish{l.Subject.Name(), l.Most, l.Written})
	}
	for _, w := range d.Weights {
		kept.Weights = append(kept.Weights, Wish{w.Subject.Name(), w.Cost, w.Written})
	}
	return kept
}

// Promise is how sure the advice has to be.
func (p *Plan) Promise() experiment.Guarantee {
	return experiment.Guarantee{Confidence: p.Confidence, Indifference: p.Loss, Relative: p.LossShare}
}

// Forbidden reports whether the maker documents that a value cannot be set.
func (p *Plan) Forbidden(choice int) bool {
	return len(p.Allowed) == 2 && (p.Lifetimes[choice] < p.Allowed[0] || p.Lifetimes[choice] > p.Allowed[1])
}

// Marked is the label of a choice, with a word behind it if the others are compared with it.
func (p *Plan) Marked(choice int) string {
	if choice != p.Current {
		return p.Label(choice)
	}
	return p.Label(choice) + " (" + p.Mark() + ")"
}

// Mark is the word for the choice that the others are compared with: "now" when it is in force, else "base".
func (p *Plan) Mark() string {
	if p.InForce {
		return "now"
	}
	return "base"
}

// Label is what a choice is called.
func (p *Plan) Label(choice int) string { return strings.Join(p.Choices[choice], ", ") }
