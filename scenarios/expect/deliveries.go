package expect

import (
	"slices"
	"strconv"
	"strings"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/resolve"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// sums are the metrics that are counted for single deliveries by adding up, and spans those that are quantiles of times.
var (
	sums = []struct {
		id metrics.ID
		of func(*sim.Delivery) int64
	}{
		{metrics.Deliveries, func(*sim.Delivery) int64 { return 1 }},
		{metrics.Copies, func(d *sim.Delivery) int64 { return int64(d.Copies) }},
		{metrics.Duplicates, func(d *sim.Delivery) int64 { return max(int64(d.Copies)-1, 0) }},
		{metrics.NDRCount, func(d *sim.Delivery) int64 { return int64(d.NDRs) }},
		{metrics.NDRExcess, func(d *sim.Delivery) int64 { return max(int64(d.NDRs)-1, 0) }},
		{metrics.NDRDelivered, func(d *sim.Delivery) int64 { return int64(d.NDRsDelivered) }},
		{metrics.DelayCount, func(d *sim.Delivery) int64 { return int64(d.Notices) }},
	}
	spans = []struct {
		id      metrics.ID
		percent int64
		of      func(*sim.Delivery) (int64, bool)
	}{
		{metrics.NDRFirst, 0, notifiedAfter},
		{metrics.NDRP50, 50, notifiedAfter},
		{metrics.NDRP95, 95, notifiedAfter},
		{metrics.NDRMax, 100, notifiedAfter},
		{metrics.DeliveryP50, 50, arrivedAfter},
		{metrics.DeliveryP95, 95, arrivedAfter},
		{metrics.DeliveryMax, 100, arrivedAfter},
	}
)

func notifiedAfter(d *sim.Delivery) (int64, bool) {
	return int64(d.NDRAt - d.Written), d.NDRsDelivered > 0
}
func arrivedAfter(d *sim.Delivery) (int64, bool) { return int64(d.First - d.Written), d.Copies > 0 }

// DeliveryMetrics are the names of the metrics of single deliveries.
func DeliveryMetrics() (names []string) {
	for _, m := range sums {
		names = append(names, metrics.Catalogue[m.id].Name)
	}
	for _, m := range spans {
		names = append(names, metrics.Catalogue[m.id].Name)
	}
	return names
}

// CountDeliveries is a metric of some deliveries.
func CountDeliveries(id metrics.ID, chosen []sim.Delivery) metrics.Value {
	for _, m := range sums {
		if m.id != id {
			continue
		}
		sum := int64(0)
		for i := range chosen {
			sum += m.of(&chosen[i])
		}
		return metrics.Int(sum)
	}
	for _, m := range spans {
		if m.id != id {
			continue
		}
		var all []int64
		for i := range chosen {
			if v, ok := m.of(&chosen[i]); ok {
				all = append(all, v)
			}
		}
		n, ok := metrics.Quantile(all, m.percent, 100)
		return metrics.Value{Num: n, Den: 1, Known: ok}
	}
	return metrics.Value{}
}

// deliveries are the deliveries of a table of mail, or of its N-th message, to one recipient: MAIL [N] to ADDRESS.
type deliveries struct {
	mail, until int    // indices into Config.Mails: one table, or those that a message trace was made into
	nth         uint64 // in the order of writing, 1 the first; 0: all
	to          int    // index into Config.Addresses
}

// readDeliveries reads MAIL [N] to ADDRESS.
func (l *reader) readDeliveries(p parse.Phrase) (*deliveries, bool) {
	mail, to, ok := p.CutLast(" to ")
	if !ok {
		l.Report(p.Problem("%s does not name deliveries; %s", parse.Quoted(p.Text), deliveriesHint))
		return nil, false
	}
	d := &deliveries{}
	if !l.readMail(mail, d) {
		return nil, false
	}
	name, domain, _ := resolve.SplitAddress(to.Text)
	address, known := l.AddressIndex[name+"@"+domain]
	if d.to = address; !known || !slices.ContainsFunc(l.Config.Mails[d.mail:d.until], func(m sim.Mail) bool { return slices.Contains(m.To, address) }) {
		if l.leavesOut(p, l.Config.Mails[d.mail].Name) {
			return nil, false
		}
		if names := l.recipientsOf(d); len(names) > 0 { // else its own table is wrong, which was said
			l.Report(to.Problem("%s does not go to %s", mail.Text, parse.Quoted(to.Text))).Suggest("recipients", likely(to.Text, names), names)
		}
		return nil, false
	}
	return d, true
}

// readMail reads MAIL [N].
func (l *reader) readMail(p parse.Phrase, d *deliveries) bool {
	name := p
	index, known := l.MailIndex[p.Text]
	if before, nth, ok := p.CutLast(" "); ok && !known {
		n, err := strconv.ParseUint(nth.Text, 10, 32)
		if err != nil || n == 0 {
			l.Report(nth.Problem("%s is not a message number; the first message is 1", parse.Quoted(nth.Text)))
			return false
		}
		d.nth, name = n, before
		index, known = l.MailIndex[name.Text]
	}
	if !known {
		l.Report(name.Problem("unknown table of mail %s", parse.Quoted(name.Text))).Suggest("tables of mail", name.Text, l.mailNames())
		return false
	}
	if d.mail, d.until = index, index+1; index < 0 {
		d.mail, d.until = l.tracedMails(name.Text)
	}
	return d.mail < d.until && l.reachable(p, d)
}

// reachable complains of the N-th message of a table that has fewer.
func (l *reader) reachable(p parse.Phrase, d *deliveries) bool {
	m := &l.Config.Mails[d.mail]
	if d.until-d.mail > 1 || d.nth <= 1 || m.Rate.Count > 0 || m.Volume.Drawn() || m.DoubleOf > 0 || len(m.Listed) > 0 || d.nth <= m.Count {
		return true
	}
	if l.leavesOut(p, m.Name) {
		return false
	}
	_, nth, _ := p.CutLast(" ")
	l.Report(nth.Problem("%s has no message %d; its count is %d", m.Name, d.nth, m.Count))
	return false
}

// leavesOut warns that a delivery is no more, when it was an override that took it away.
func (l *reader) leavesOut(p parse.Phrase, mail string) bool {
	if l.Altered[mail] {
		l.Warn("nothing is expected of %q: --set changed mail.%s, and there is no such delivery now", p.Text, mail)
	}
	return l.Altered[mail]
}

// tracedMails are the tables that a message trace was made into; they lie side by side.
func (l *reader) tracedMails(name string) (from, until int) {
	made := func(m sim.Mail) bool { return strings.HasPrefix(m.Name, name+"/") }
	from = max(slices.IndexFunc(l.Config.Mails, made), 0)
	for until = from; until < len(l.Config.Mails) && made(l.Config.Mails[until]); {
		until++
	}
	return from, until
}

func (l *reader) mailNames() (names []string) {
	for i := range l.Config.Mails {
		if name := l.Config.Mails[i].Name; l.MailIndex[name] == i && len(names) < mostNamed {
			names = append(names, name)
		}
	}
	return names
}

const mostNamed = 20 // in a list of legal words

// recipientsOf lists the recipients of deliveries, as many as people read.
func (l *reader) recipientsOf(d *deliveries) (names []string) {
	for _, m := range l.Config.Mails[d.mail:d.until] {
		for _, a := range m.To {
			if name := l.Config.Addresses[a].Name; len(names) < mostNamed && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// likely is the one address with the same name, else the text.
func likely(text string, addresses []string) string {
	for _, a := range addresses {
		if name, _, _ := strings.Cut(a, "@"); name == text {
			return a
		}
	}
	return text
}
