package sweepfolder

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

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
	knownFields = []string{"title", "profiles", "domains", "other_domains", "standards", "sets", "lifetimes", "host", "allowed", "strangers", "watch", "zone", "variants", "worst", "worst_scenario", "probe",
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
