package run

import (
	"strings"
	"time"

	"mailstorm/cmd/report/english"
	"mailstorm/sim/observe"
)

const (
	mostQueues = 4
	sparks     = 20 // columns of a sparkline
)

// Queues draws how deep the queues were over the whole run, a line for each host that held more than one copy, as far as these are few.
func Queues(r *Run) (lines []string) {
	c := r.coarseClock()
	for i := range r.Result.Hosts {
		if h := &r.Result.Hosts[i]; h.Held > 1 {
			lines = append(lines, sparkline(h.Depths, r.Result.End)+" "+r.Config.Hosts[i].Name+", at most "+english.Number(h.Held)+" at "+c.At(h.HeldAt))
		}
	}
	if len(lines) > mostQueues {
		return nil
	}
	if len(lines) > 0 {
		lines[len(lines)-1] += "; " + c.At(0) + " to " + c.At(r.Result.End)
	}
	return lines
}

// sparkline draws the most copies in each part of the run, an empty part lower than any other.
func sparkline(depths []observe.Depth, end time.Duration) string {
	var most [sparks]int64
	width := max(end/sparks+1, 1)
	part := func(t time.Duration) int { return min(int(t/width), sparks-1) }
	highest, next, depth := int64(1), 0, int64(0)
	for _, d := range depths {
		at := part(d.Starts)
		for ; next < at; next++ {
			most[next+1] = max(most[next+1], depth)
		}
		most[at] = max(most[at], d.Most)
		highest, depth = max(highest, d.Most), d.Last
	}
	for ; next < sparks-1; next++ {
		most[next+1] = max(most[next+1], depth)
	}
	var line strings.Builder
	for _, n := range most {
		level := 0
		if n > 0 {
			level = 1 + int((n*6)/highest)
		}
		line.WriteRune([]rune("▁▂▃▄▅▆▇█")[level])
	}
	return line.String()
}
