package scenarios

import (
	"slices"
	"strconv"
	"strings"

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
		{metrics.NDRDelivered, func(d *sim.Delivery) int64 { return int64(d.Reached) }},
		{metrics.DelayCount, func(d *sim.Delivery) int64 { return int64(d.Notices) }},
	}
	spans = []struct {
		id      metrics.ID
		percent int64
		of      func(*sim.Delivery) (int64, bool)
	}{
		{metrics.NDRFirst, 0, toldAfter},
		{metrics.NDRP50, 50, toldAfter},
		{metrics.NDRP95, 95, toldAfter},
		{metrics.NDRMax, 100, toldAfter},
		{metrics.DeliveryP50, 50, arrivedAfter},
		{metrics.DeliveryP95, 95, arrivedAfter},
		{metrics.DeliveryMax, 100, arrivedAfter},
	}
)

func toldAfter(d *sim.Delivery) (int64, bool)    { return int64(d.Told - d.Written), d.Reached > 0 }
func arrivedAfter(d *sim.Delivery) (int64, bool) { return int64(d.First - d.Written), d.Copies > 0 }

// lettered are the names of the metrics of single deliveries.
func lettered() (names []string) {
	for _, m := range sums {
		names = append(names, metrics.Catalogue[m.id].Name)
	}
	for _, m := range spans {
		names = append(names, metrics.Catalogue[m.id].Name)
	}
	return names
}

// countLetters is a metric of some deliveries.
func countLetters(id metrics.ID, chosen []sim.Delivery) metrics.Value {
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

// letters are the deliveries of a table of mail, or of its N-th message, to one recipient: MAIL [N] to ADDRESS.
type letters struct {
	mail, until int    // indices into Config.Mails: one table, or those that a message trace was made into
	nth         uint64 // in the order of writing, 1 the first; 0: all
	to          int    // index into Config.Addresses
}

// letters reads MAIL [N] to ADDRESS.
func (l *expectReader) letters(p phrase) (*letters, bool) {
	mail, to, ok := p.last(" to ")
	if !ok {
		l.complain(p.problem("%s names no deliveries; %s", quoted(p.text), lettersHint))
		return nil, false
	}
	d := &letters{}
	if !l.whichMails(mail, d) {
		return nil, false
	}
	name, domain, _ := splitAddress(to.text)
	address, known := l.written[name+"@"+domain]
	if d.to = address; !known || !slices.ContainsFunc(l.config.Mails[d.mail:d.until], func(m sim.Mail) bool { return slices.Contains(m.To, address) }) {
		if l.leavesOut(p, l.config.Mails[d.mail].Name) {
			return nil, false
		}
		if names := l.recipientsOf(d); len(names) > 0 { // else its own table is wrong, which was said
			l.complain(to.problem("%s does not go to %s", mail.text, quoted(to.text))).among("recipients", to.text, names)
		}
		return nil, false
	}
	return d, true
}

// whichMails reads MAIL [N].
func (l *expectReader) whichMails(p phrase, d *letters) bool {
	name := p
	index, known := l.tables[p.text]
	if before, nth, ok := p.last(" "); ok && !known {
		n, err := strconv.ParseUint(nth.text, 10, 32)
		if err != nil || n == 0 {
			l.complain(nth.problem("%s is no number of a message; the first is 1", quoted(nth.text)))
			return false
		}
		d.nth, name = n, before
		index, known = l.tables[name.text]
	}
	if !known {
		l.complain(name.problem("unknown table of mail %s", quoted(name.text))).among("tables of mail", name.text, l.mailNames())
		return false
	}
	if d.mail, d.until = index, index+1; index < 0 {
		d.mail, d.until = l.tracedMails(name.text)
	}
	return d.mail < d.until && l.reachable(p, d)
}

// reachable complains of the N-th message of a table that has fewer.
func (l *expectReader) reachable(p phrase, d *letters) bool {
	m := &l.config.Mails[d.mail]
	if d.until-d.mail > 1 || d.nth <= 1 || m.Rate.Count > 0 || m.Volume.Drawn() || m.DoubleOf > 0 || len(m.Listed) > 0 || d.nth <= m.Count {
		return true
	}
	if l.leavesOut(p, m.Name) {
		return false
	}
	_, nth, _ := p.last(" ")
	l.complain(nth.problem("%s has no message %d; its count is %d", m.Name, d.nth, m.Count))
	return false
}

// leavesOut warns that a delivery is no more, when it was an override that took it away.
func (l *expectReader) leavesOut(p phrase, mail string) bool {
	if l.altered[mail] {
		l.warn("nothing is expected of %q: --set changed mail.%s, and there is no such delivery now", p.text, mail)
	}
	return l.altered[mail]
}

// tracedMails are the tables that a message trace was made into; they lie side by side.
func (l *expectReader) tracedMails(name string) (from, until int) {
	made := func(m sim.Mail) bool { return strings.HasPrefix(m.Name, name+"/") }
	from = max(slices.IndexFunc(l.config.Mails, made), 0)
	for until = from; until < len(l.config.Mails) && made(l.config.Mails[until]); {
		until++
	}
	return from, until
}

func (l *expectReader) mailNames() (names []string) {
	for i := range l.config.Mails {
		if name := l.config.Mails[i].Name; l.tables[name] == i && len(names) < mostNamed {
			names = append(names, name)
		}
	}
	return names
}

const mostNamed = 20 // in a list of legal words

// recipientsOf lists the recipients of deliveries, as many as people read.
func (l *expectReader) recipientsOf(d *letters) (names []string) {
	for _, m := range l.config.Mails[d.mail:d.until] {
		for _, a := range m.To {
			if name := l.config.Addresses[a].Name; len(names) < mostNamed && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
