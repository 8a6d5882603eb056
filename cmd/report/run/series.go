package run

import (
	"io"
	"strconv"
	"time"

	"mailstorm/cmd/report/encode"
)

var seriesHeader = []string{"time_s", "clock", "attempts", "deferrals", "kept", "copies", "duplicates", "ndrs", "notices", "bytes", "queue", "queue_peak", "suppressed", "auto"}

// Series writes series.csv: one line a calendar minute in which something happened; queue is that of the watched host.
func Series(w io.Writer, r *Run) error {
	out := encode.NewCSV(w)
	out.Write(seriesHeader)
	for i := range r.Result.Series {
		c := &r.Result.Series[i]
		row := []string{encode.Seconds(c.Starts), r.Config.Clock.Add(c.Starts).UTC().Format(time.RFC3339)}
		for _, n := range []int64{c.Attempts, c.Deferrals, c.Kept, c.Copies, c.Duplicates, c.Bounced, c.Notified, c.Bytes, c.Queue, c.QueuePeak, c.Suppressed, c.Auto} {
			row = append(row, strconv.FormatInt(n, 10))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
