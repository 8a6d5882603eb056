package scenarios

import "strconv"

// recipients reads one address, a list, or {recipients = 500, domains = ["a.example", "b.example"]}.
func (l *loading) recipients(t *table, n *node) []int {
	if n == nil {
		t.need("to", "an address, a list of them, or {recipients = 500, domains = [\"a.example\"]}")
		return nil
	}
	if n.shape == tableShape {
		return l.crowd(l.open(n))
	}
	var names []mailName
	if !l.fill(n, &names) {
		return nil
	}
	if len(names) == 0 {
		l.complain(n.problem("nobody gets this mail; write an address"))
	}
	var list []int
	seen := map[int]bool{}
	for i, name := range names {
		at := n
		if n.shape == listShape {
			at = n.at(i)
		}
		a, ok := l.address(at, string(name))
		if ok && seen[a] {
			l.complain(at.problem("%s is named twice", quoted(string(name))))
		}
		if seen[a] = true; ok {
			list = append(list, a)
		}
	}
	return list
}

// crowd makes r1@a.example, r2@b.example, r3@a.example, ...
func (l *loading) crowd(t *table) []int {
	var count uint64
	var domains []string
	many := t.more("recipients", &count)
	if many == nil {
		t.need("recipients", "how many there are")
	}
	n := t.read("domains", &domains)
	t.done()
	if len(domains) == 0 {
		switch {
		case n == nil:
			t.need("domains", "where they live, as in domains = [\"a.example\"]")
		case n.shape == listShape && len(n.inner) == 0:
			l.complain(n.problem("an empty list; write where they live, as in domains = [\"a.example\"]"))
		}
		return nil
	}
	if many != nil && count+uint64(len(l.config.Addresses)) > mostAddresses {
		l.complain(many.problem("more than %s mailboxes in all; that is the most in one run", grouped(mostAddresses)))
		return nil
	}
	for i, d := range domains {
		_, domain, ok := splitAddress("r@" + d)
		if domains[i] = domain; !ok {
			l.complain(n.problem("%s is no domain", quoted(d)))
			return nil
		}
	}
	list := make([]int, count)
	for i := range list {
		list[i] = l.mailbox("r"+strconv.Itoa(i+1), domains[i%len(domains)])
	}
	return list
}
