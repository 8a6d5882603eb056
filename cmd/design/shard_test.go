package design

import (
	"strings"
	"testing"

	"mailstorm/sim/experiment"
)

// environment is a function as os.Getenv, of words NAME=VALUE.
func environment(words string) func(string) string {
	return func(name string) string {
		for word := range strings.FieldsSeq(words) {
			if value, ok := strings.CutPrefix(word, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

// On the command line shards count from 1; schedulers count as they like.
func TestShards(t *testing.T) {
	const slurm = "SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_STEP=2"
	for _, c := range []struct {
		shard, env string
		want       experiment.Shard
		err        string
	}{
		{"", slurm, experiment.Shard{}, ""}, // never silently
		{"1/1", "", experiment.Shard{Index: 0, Of: 1}, ""},
		{"7/7", slurm, experiment.Shard{Index: 6, Of: 7}, ""},
		{"8/7", "", experiment.Shard{}, "there is no part 8 of 7"},
		{"0/7", "", experiment.Shard{}, "numbered from 1"},
		{"1/0", "", experiment.Shard{}, "0"},
		{"a/b", "", experiment.Shard{}, "is not a part"},
		{"3", "", experiment.Shard{}, "is not a part"},
		{"-1/7", "", experiment.Shard{}, "is not a part"},
		{"1/7/2", "", experiment.Shard{}, "is not a part"},
		{"auto", "", experiment.Shard{}, "none of JOB_COMPLETION_INDEX, SLURM_ARRAY_TASK_ID, CI_NODE_INDEX is set"},
		{"auto", "JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=4", experiment.Shard{Index: 0, Of: 4}, ""},
		{"auto/4", "JOB_COMPLETION_INDEX=3", experiment.Shard{Index: 3, Of: 4}, ""},
		{"auto", "JOB_COMPLETION_INDEX=3", experiment.Shard{}, "JOB_COMPLETIONS is not set"},
		{"auto/4", "JOB_COMPLETION_INDEX=4", experiment.Shard{}, "no part 5 of 4"},
		{"auto/x", "JOB_COMPLETION_INDEX=4", experiment.Shard{}, "does not name a number of parts"},
		{"auto", slurm, experiment.Shard{Index: 2, Of: 4}, ""},
		{"auto", "SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=0", experiment.Shard{Index: 0, Of: 4}, ""},
		{"auto", "SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_COUNT=4", experiment.Shard{}, `SLURM_ARRAY_TASK_MIN=""`},
		{"auto", strings.Replace(slurm, "ID=7", "ID=6", 1), experiment.Shard{}, "in steps of 2"},
		{"auto", "CI_NODE_INDEX=1 CI_NODE_TOTAL=4", experiment.Shard{Index: 0, Of: 4}, ""},
		{"auto", "CI_NODE_INDEX=0 CI_NODE_TOTAL=4", experiment.Shard{}, "starts at 1"},
		{"auto", "CI_NODE_INDEX=five CI_NODE_TOTAL=4", experiment.Shard{}, "is not a whole number"},
		{"auto", slurm + " CI_NODE_INDEX=1 CI_NODE_TOTAL=4", experiment.Shard{}, "both SLURM_ARRAY_TASK_ID and CI_NODE_INDEX"},
	} {
		got, err := ParseShard(c.shard, environment(c.env))
		if c.err == "" && (err != nil || got != c.want) || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%q in %q: %v, %v", c.shard, c.env, got, err)
		}
	}
}

// All shards together are the whole, each replication once.
func TestSharesAddUp(t *testing.T) {
	for of := uint32(1); of <= 9; of++ {
		for runs := range uint32(40) {
			sum := uint32(0)
			for i := range of {
				part := experiment.Shard{Index: i, Of: of}
				n := uint32(0)
				for r := range runs {
					if part.Has(r) {
						n++
					}
				}
				if ShardRuns(part, runs) != n {
					t.Fatalf("shard %d of %d has %d of %d, not %d", i, of, n, runs, ShardRuns(part, runs))
				}
				sum += n
			}
			if sum != runs {
				t.Fatalf("%d shards have %d of %d", of, sum, runs)
			}
		}
	}
}
