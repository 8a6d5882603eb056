package resolve

import (
	"fmt"
	"slices"
	"strings"

	"mailstorm/sim/metrics"
)

// metricHabits are what people call metrics.
var metricHabits = map[string]string{
	"ndr": "ndr.count", "ndrs": "ndr.count", "bounces": "ndr.count", "bounced": "ndr.count", "bounce": "ndr.count", "nondelivery": "ndr.count", "dsns": "ndr.count", "rejects": "ndr.count",
	"latency": "delivery.p50", "delay": "delivery.p50", "delivery": "delivery.max", "delivery.time": "delivery.max", "time": "delivery.max", "duration": "delivery.max",
	"delays": "delay.count", "delay.notices": "delay.count", "retries": "attempts", "tries": "attempts", "connections": "sessions", "retry": "attempts",
	"queue.length": "queue.peak", "queue.size": "queue.peak", "queue.max": "queue.peak", "queued": "queue.peak", "backlog": "queue.peak", "mails": "messages", "mail": "messages",
	"traffic": "wire.bytes", "bytes": "wire.bytes", "bandwidth": "wire.peak", "loss": "lost", "losses": "lost", "missing": "lost", "arrived": "delivered", "received": "delivered",
	"doubles": "duplicates", "copies.extra": "duplicates", "dupes": "duplicates", "deferred": "deferrals", "defers": "deferrals", "loops": "loops.cut", "ndr.time": "ndr.first",
	"silence": "silence.max", "alert": "alert.at", "recovery": "queue.empty.at", "waiting": "pending", "false.ndr": "delivered.false",
}

// MeantMetric suggests a metric: by what it is called elsewhere, or the quantile that there is.
func MeantMetric(name string, perHost bool) string {
	names := MetricNames(perHost)
	word := strings.NewReplacer("_", ".", "-", ".").Replace(strings.ToLower(name))
	metric := metricHabits[word]
	if stem, last := word[:strings.LastIndexByte(word, '.')+1], word[strings.LastIndexByte(word, '.')+1:]; metric == "" && stem != "" {
		switch last {
		case "mean", "average", "avg", "median", "p25", "p75":
			metric = stem + "p50"
		case "p90", "p98", "p99":
			metric = stem + "p95"
		case "p100", "maximum", "longest":
			metric = stem + "max"
		}
	}
	if _, known := metrics.Lookup(metric); !known || !slices.Contains(names, metric) {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", metric)
}
