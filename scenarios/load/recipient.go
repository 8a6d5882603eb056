package load

import (
	"strconv"

	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/resolve"
)

// recipients reads one address, a list, or {recipients = 500, domains = ["a.example", "b.example"]}.
func (l *loader) recipients(t *decode.Table, n *parse.Node) []int {
	if n == nil {
		t.Missing("to", "an address, a list of them, or {recipients = 500, domains = [\"a.example\"]}")
		return nil
	}
	if n.Kind == parse.Table {
		return l.manyRecipients(l.Open(n))
	}
	var names []decode.Address
	if !l.Decode(n, &names) {
		return nil
	}
	if len(names) == 0 {
		l.Report(n.Problem("this mail has no recipient; write an address"))
	}
	var list []int
	seen := map[int]bool{}
	for i, name := range names {
		at := n
		if n.Kind == parse.List {
			at = n.Element(i)
		}
		a, ok := l.Address(at, string(name))
		if ok && seen[a] {
			l.Report(at.Problem("%s is named twice", parse.Quoted(string(name))))
		}
		if seen[a] = true; ok {
			list = append(list, a)
		}
	}
	return list
}

// manyRecipients makes r1@a.example, r2@b.example, r3@a.example, ...
func (l *loader) manyRecipients(t *decode.Table) []int {
	var count uint64
	var domains []string
	many := t.ReadPositive("recipients", &count)
	if many == nil {
		t.Missing("recipients", "how many there are")
	}
	n := t.Read("domains", &domains)
	t.Done()
	if len(domains) == 0 {
		switch {
		case n == nil:
			t.Missing("domains", "where they live, as in domains = [\"a.example\"]")
		case n.Kind == parse.List && len(n.Children) == 0:
			l.Report(n.Problem("this list is empty; write where they live, as in domains = [\"a.example\"]"))
		}
		return nil
	}
	if many != nil && count+uint64(len(l.Config.Addresses)) > mostAddresses {
		l.Report(many.Problem("more than %s mailboxes in all, the limit for one run", parse.Grouped(mostAddresses)))
		return nil
	}
	for i, d := range domains {
		_, domain, ok := resolve.SplitAddress("r@" + d)
		if domains[i] = domain; !ok {
			l.Report(n.Problem("%s is not a valid domain", parse.Quoted(d)))
			return nil
		}
	}
	list := make([]int, count)
	for i := range list {
		list[i] = l.Mailbox("r"+strconv.Itoa(i+1), domains[i%len(domains)])
	}
	return list
}
