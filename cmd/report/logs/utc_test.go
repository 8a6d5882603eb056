package logs

import (
	"io"
	"testing"
	"time"

	"mailstorm/cmd/report/reporttest"
	"mailstorm/cmd/report/run"
)

// What programs read is in UTC, whatever zone the clock of a scenario is kept in.
func TestMachineFormatsSpeakUTC(t *testing.T) {
	for scenario, host := range map[string]string{"connection-refused": "exo", offices: "contoso"} {
		written := func(zone *time.Location) map[string]string {
			s := reporttest.Load(t, scenario, "host."+host+`.message_expiration = "12h"`)
			s.Config.Clock = s.Config.Clock.In(zone)
			w := simulate(t, s)
			reports := NewDSNs(s.Config)
			for i := range w.records {
				reports.Take(&w.records[i])
			}
			all := map[string]string{}
			for name, write := range map[string]func(io.Writer, *run.Run) error{"series.csv": run.Series, "messages.csv": run.Messages, "result.json": run.JSON} {
				all[name] = reporttest.Written(t, write, w.Run)
			}
			all["trace.csv"], all["maillog"] = reporttest.Written(t, w.seen.Write, w.Run), reporttest.Written(t, w.log.Write, w.Run)
			for name, b := range reports.All(w.Run.Deliveries) {
				all[name] = string(b)
			}
			return all
		}
		utc := written(time.UTC)
		for name, text := range written(time.FixedZone("", 5*3600+1800)) {
			if text != utc[name] {
				t.Errorf("%s depends on the zone of the clock:\n%.300s\nnot\n%.300s", name, text, utc[name])
			}
		}
	}
}
