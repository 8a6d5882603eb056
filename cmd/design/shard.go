package design

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"mailstorm/sim/experiment"
)

// shardUse says how a shard is written; errors end with it.
const shardUse = "write --shard 2/7 for part 2 of 7, or --shard auto in an array job"

// ParseShard reads "i/n", with i from 1 to n, "auto" or "auto/n"; "" is all replications.
func ParseShard(s string, env func(string) string) (experiment.Shard, error) {
	index, of, cut := strings.Cut(s, "/")
	if s == "" {
		return experiment.Shard{}, nil
	}
	if index == "auto" {
		return arrayShard(of, cut, env)
	}
	i, err := strconv.ParseUint(index, 10, 32)
	n, err2 := strconv.ParseUint(of, 10, 32)
	if !cut || err != nil || err2 != nil {
		return experiment.Shard{}, fmt.Errorf("--shard %s is not a part; %s", s, shardUse)
	}
	shard, err := shardOf(i, n)
	if err != nil {
		return experiment.Shard{}, fmt.Errorf("--shard %s: %w; %s", s, err, shardUse)
	}
	return shard, nil
}

// shardOf counts from 1.
func shardOf(i, n uint64) (experiment.Shard, error) {
	switch {
	case n == 0:
		return experiment.Shard{}, errors.New("the number of parts is at least 1")
	case i == 0:
		return experiment.Shard{}, errors.New("parts are numbered from 1")
	case i > n:
		return experiment.Shard{}, fmt.Errorf("there is no part %d of %d", i, n)
	}
	return experiment.Shard{Index: uint32(i - 1), Of: uint32(n)}, nil
}

// array names the environment variables in which a scheduler describes a task of an array job.
type array struct {
	who   string
	index string // the index of this task; if it is set, this scheduler started it
	of    string // the number of tasks
	first string // the variable with the lowest index, "" when indices begin with from
	from  uint64
	step  string
}

var arrays = [...]array{
	{"a Kubernetes Indexed Job", "JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", "", 0, ""},
	{"a Slurm array", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", 0, "SLURM_ARRAY_TASK_STEP"},
	{"a CI job that runs in parallel", "CI_NODE_INDEX", "CI_NODE_TOTAL", "", 1, ""},
}

// arrayShard finds out which element of an array job this is.
func arrayShard(of string, given bool, env func(string) string) (experiment.Shard, error) {
	var found []array
	var names []string
	for _, a := range arrays {
		if names = append(names, a.index); env(a.index) != "" {
			found = append(found, a)
		}
	}
	switch {
	case len(found) == 0:
		return experiment.Shard{}, fmt.Errorf("--shard auto: none of %s is set, so this is not an array job; %s", strings.Join(names, ", "), shardUse)
	case len(found) > 1:
		return experiment.Shard{}, fmt.Errorf("--shard auto: both %s and %s are set; write --shard i/n instead",
			found[0].index, found[1].index)
	}
	shard, err := found[0].shard(of, given, env)
	if err != nil {
		return experiment.Shard{}, fmt.Errorf("--shard auto in %s: %w", found[0].who, err)
	}
	return shard, nil
}

func (a array) shard(of string, given bool, env func(string) string) (experiment.Shard, error) {
	index, err := counted(a.index, env)
	if err != nil {
		return experiment.Shard{}, err
	}
	n := uint64(0)
	switch total := env(a.of); {
	case given:
		if n, err = strconv.ParseUint(of, 10, 32); err != nil {
			return experiment.Shard{}, fmt.Errorf("auto/%s does not name a number of parts", of)
		}
	case total == "":
		return experiment.Shard{}, fmt.Errorf("%s is not set; set it to the number of parts, or write --shard auto/7", a.of)
	default:
		if n, err = counted(a.of, env); err != nil {
			return experiment.Shard{}, err
		}
	}
	if a.first != "" && env(a.of) == "1" { // resubmitted after a failure, it would take itself for the whole
		return experiment.Shard{}, fmt.Errorf("an array with one task may be a resubmitted part; write --shard $%s/n", a.index)
	}
	first, step := a.from, uint64(1)
	if a.first != "" {
		if first, err = counted(a.first, env); err != nil {
			return experiment.Shard{}, err
		}
	}
	if a.step != "" && env(a.step) != "" {
		if step, err = counted(a.step, env); err != nil || step == 0 {
			return experiment.Shard{}, fmt.Errorf("%s=%s is not a valid step", a.step, env(a.step))
		}
	}
	if index < first || (index-first)%step != 0 {
		return experiment.Shard{}, fmt.Errorf("%s=%d is not in an array that starts at %d in steps of %d", a.index, index, first, step)
	}
	return shardOf((index-first)/step+1, n)
}

// counted is a variable that holds a whole number.
func counted(name string, env func(string) string) (uint64, error) {
	n, err := strconv.ParseUint(env(name), 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%s=%q is not a whole number", name, env(name))
	}
	return n, nil
}

// ShardRuns is how many of all replications belong to a part.
func ShardRuns(part experiment.Shard, runs uint32) uint32 {
	if part.Of == 0 {
		return runs
	}
	return runs/part.Of + uint32(min(1, max(0, int64(runs%part.Of)-int64(part.Index))))
}
