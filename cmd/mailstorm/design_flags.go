package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"

	"github.com/spf13/cobra"

	"mailstorm/cmd/design"
	"mailstorm/scenarios"
)

// valuesHelp explains --vary, and --state of sweep.
const valuesHelp = "VALUES is a list (12h,18h,24h) or a range with a step (12h..24h/1h). Repeat the flag for more keys: all combinations are run."

// designFlags are the flags of sweep and compare that define the experiment.
type designFlags struct{ design.Asked }

func (q *designFlags) addDesignFlags(cmd *cobra.Command, runs uint32) {
	cmd.Flags().StringArrayVar(&q.Vary, "vary", nil, "compare these values, `KEY=VALUES`; repeatable")
	cmd.Flags().Uint32Var(&q.Runs, "runs", runs, "`N` replications of each value")
	cmd.Flags().StringArrayVar(&q.Metrics, "metric", nil, "also report metric `NAME`; repeatable")
	cmd.Flags().StringVar(&q.Current, "current", "", "the current `VALUE`, to compare the others with")
}

// noteDesign remembers which flags were given; for the others, the scenario's [experiment] applies.
func (q *designFlags) noteDesign(cmd *cobra.Command) {
	q.Given = map[string]bool{}
	for _, name := range []string{"vary", "state", "prior", "runs", "metric", "current", "precision", "confidence", "loss", "most-runs", "variant-runs"} {
		q.Given[name] = cmd.Flags().Changed(name)
	}
}

// scenarioHash is the hash of a scenario as it is written.
func (o *scenarioFlags) scenarioHash(arg string) (string, error) {
	text, ok := scenarios.Text(arg)
	switch {
	case arg == "-":
		b, err := io.ReadAll(o.in)
		if err != nil {
			return "", err
		}
		text, o.in = string(b), bytes.NewReader(b)
	case !ok:
		b, err := os.ReadFile(arg)
		if err != nil {
			return "", nil // loading has a better error message
		}
		text = string(b)
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:]), nil
}
