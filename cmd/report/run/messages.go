package run

import (
	"io"
	"strconv"
	"time"

	"mailstorm/cmd/report/encode"
	"mailstorm/sim"
)

var messagesHeader = []string{"delivery", "message", "mail", "from", "to", "written_s", "size", "fate", "copies", "first_copy_s", "last_copy_s",
	"ndrs", "ndr_s", "ndr_code", "notices", "lost_copies", "ndrs_received", "gone", "written_again_of"}

// Messages writes messages.csv: one line a delivery. Messages and deliveries are numbered from 1, times are simulated seconds.
func Messages(w io.Writer, r *Run) error {
	out := encode.NewCSV(w)
	out.Write(messagesHeader)
	for d := range r.Deliveries {
		mail := &r.Config.Mails[d.Mail]
		row := []string{Number(uint64(d.Number) + 1), Number(uint64(d.Message) + 1), mail.Name, r.Config.Addresses[mail.From].Name,
			r.Config.Addresses[d.To].Name, encode.Seconds(d.Written), strconv.FormatInt(d.Size, 10), outcomeKeys[d.Row][d.Column],
			Number(d.Copies), timeIf(d.Copies > 0, d.First), timeIf(d.Copies > 0, d.Last),
			Number(d.NDRs), timeIf(d.NDRsDelivered > 0, d.NDRAt), "", Number(d.Notices), Number(d.LostAfter), Number(d.NDRsDelivered), goneWord(d), again(d)}
		if d.NDRsDelivered > 0 {
			row[13] = d.Code.String()
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// goneWord says why a delivery is lost.
func goneWord(d sim.Delivery) string {
	if d.Column > 0 || d.Row != sim.RowAccepted {
		return ""
	}
	return d.Gone.String()
}

func again(d sim.Delivery) string {
	if d.ResendOf == 0 {
		return ""
	}
	return Number(d.ResendOf)
}

func Number[T uint16 | uint32 | uint64](n T) string { return strconv.FormatUint(uint64(n), 10) }

// timeIf is a time that exists only if something happened.
func timeIf(happened bool, t time.Duration) string {
	if !happened {
		return ""
	}
	return encode.Seconds(t)
}
