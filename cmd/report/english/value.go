package english

import (
	"time"

	"mailstorm/cmd/report/encode"
	"mailstorm/sim/metrics"
)

func DurationOf(v metrics.Value) time.Duration { return time.Duration(v.Num / v.Den) }

// Exactly writes a value as it is compared with an expectation, a duration to the second.
func Exactly(v metrics.Value, unit metrics.Unit) string {
	if v.Known && unit == metrics.Duration {
		return Whole(DurationOf(v))
	}
	return Value(v, unit)
}

// Value writes a metric's value with its unit, as people say it.
func Value(v metrics.Value, unit metrics.Unit) string {
	if !v.Known {
		return "none"
	}
	switch unit {
	case metrics.Duration:
		return Span(DurationOf(v))
	case metrics.Bytes:
		return Size(v.Num / v.Den)
	case metrics.Rate:
		return Size(v.Num/v.Den) + "/s"
	case metrics.Ratio:
		return encode.Exact(v, unit)
	default:
		return Number(v.Num / v.Den)
	}
}
