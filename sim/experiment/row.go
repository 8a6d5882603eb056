package experiment

import (
	"time"

	"mailstorm/sim/experiment/estimate"
	"mailstorm/sim/metrics"
)

// Row is what one replication of one choice came to: integers only, so that rows of many machines add up to the same bytes.
type Row struct {
	Run    uint32
	Choice uint32
	Parts  [2 * Measures]int64 // numerator and denominator of each measure: those of m at 2m and 2m+1
	Custom []int64             // the same of Plan.Custom
	Extra  []int64             // of Plan.Extra, times its Scale; Missing where the run has no such value
	Lasts  []int64             // of Plan.Observed, in nanoseconds
	Told   []Bin               // of dead deliveries (see MeanTold): how long until the sender was told, in minutes
	Silent []Bin               // silence of deliveries that had not arrived, in minutes
}

// Bin counts values of one minute, rounded up.
type Bin = estimate.Bin

// Missing is what a Row holds in place of a value that does not exist in its run.
const Missing = -1 << 63

// Scale is what the value of a metric is multiplied by in Row.Extra, and in what is estimated of it, so that a ratio keeps six decimals.
func Scale(id metrics.ID) int64 {
	if metrics.Catalogue[id].Unit == metrics.Ratio {
		return 1_000_000
	}
	return 1
}

func (r *Row) Set(m Measure, num, den int64) { r.Parts[2*m], r.Parts[2*m+1] = num, den }

func one(holds bool) int64 {
	if holds {
		return 1
	}
	return 0
}

func minutes(t time.Duration) uint32 { return uint32((t + time.Minute - 1) / time.Minute) }

func seconds(t time.Duration) int64 { return int64((t + time.Second/2) / time.Second) }
