// Package sweepfolder holds what the folder of a sweep holds: its plan and its rows, as they grow, are resumed and are merged from parts.
package sweepfolder

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
	Zone        string       `json:"zone,omitempty"` // of the clock, in words; "": UTC
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

// Assumption is an undocumented figure that the answer depends on.
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
	Over   int64      `json:"over,omitempty"`   // nanoseconds in which they were observed
	Met    int64      `json:"met,omitempty"`    // outages that tell as much as Seen
	Long   int64      `json:"longest,omitempty"`
	Least  [][2]int64 `json:"least,omitempty"` // as Points, if each was as short as its bounds allow
	Most   [][2]int64 `json:"most,omitempty"`  // the same, as long
}

// Strata say that two of three replications are storms in which an outage lasts long, and how many of all storms are.
type Strata struct {
	Beyond int64   `json:"beyond"` // seconds
	Rare   float64 `json:"rare"`
}

// Worst is the result of a message that was never acknowledged.
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

// WithoutShard is the plan without its shard: the same for all of them.
func (p *Plan) WithoutShard() *Plan {
	whole := *p
	whole.Shard = nil
	return &whole
}
