package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"time"
)

var messagesHeader = []string{"delivery", "message", "mail", "from", "to", "written_s", "size", "fate", "copies", "first_copy_s", "last_copy_s",
	"ndrs", "ndr_s", "ndr_code", "notices", "lost_copies"}

// Messages writes messages.csv: one line a delivery. Messages and deliveries are numbered from 1, times are simulated seconds.
func Messages(w io.Writer, r *Run) error {
	out := csv.NewWriter(w)
	out.Write(messagesHeader)
	for d := range r.Deliveries {
		mail := &r.Config.Mails[d.Mail]
		row := []string{number(uint64(d.Number) + 1), number(uint64(d.Message) + 1), mail.Name, r.Config.Addresses[mail.From].Name,
			r.Config.Addresses[d.To].Name, seconds(d.Written), strconv.FormatInt(d.Size, 10), fateWords[d.Row][min(d.Copies, 2)],
			number(d.Copies), timeIf(d.Copies > 0, d.First), timeIf(d.Copies > 0, d.Last),
			number(d.NDRs), timeIf(d.NDRs > 0, d.Told), "", number(d.Notices), number(d.LostAfter)}
		if d.NDRs > 0 {
			row[13] = d.Code.String()
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func number[T uint16 | uint32 | uint64](n T) string { return strconv.FormatUint(uint64(n), 10) }

// timeIf is a time that exists only if something happened.
func timeIf(happened bool, t time.Duration) string {
	if !happened {
		return ""
	}
	return seconds(t)
}
