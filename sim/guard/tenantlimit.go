package guard

import (
	"errors"
	"fmt"
	"math/big"

	"mailstorm/sim/smtp"
)

var tenantExceeded = reply(550, 5, 7, 233)

var tenantLimitKind = Kind{
	Name: "tenant-limit",
	Meaning: "Limits the number of outside recipients to which all senders of the host together may write in any 24 hours, " +
		"including mail that other hosts relay through it (TERRL).",
	Seen: "Exchange Online does not send mail beyond the limit: it writes an NDR with 550 5.7.233, or 5.7.232 in a trial, " +
		"at once. Delivery reports and automatic replies do not count. All mail from other hosts that this host accepts " +
		"for outside recipients counts; to count only the organisation's own, add an attribution guard. Domains of this " +
		"host and those in accepted are inside.",
	Remembers: "An entry is a recipient of a message, kept for a day, 16 to 56 bytes. There are never more entries than the " +
		"limit, so the memory never fills.",
	Takes: []string{"licenses", "count", "code", "accepted"},
	Code:  tenantExceeded,
	Source: "notice by the Exchange team on TERRL and the Exchange Online limits page, 500 x N^0.7 + 9500 for N licences and " +
		"5,000 in a trial, read in secondary reports (official); that relayed mail which is attributed to the tenant " +
		"counts (observed: a reply to the notice, and bloguc.com); rounding to the nearest, and that refused recipients " +
		"do not count (inferred)",
	Example:      "kind     = \"tenant-limit\"\nlicenses = 25",
	Phase:        smtp.Rcpt,
	PerRecipient: true,
	Submission:   true,
	Relays:       true,
	Make:         makeTenantLimit,
}

type tenantLimit struct {
	limit
	inside nameSet // domains that live elsewhere
}

func makeTenantLimit(p Params) (Guard, error) {
	most, err := allowed(p)
	if err != nil {
		return nil, err
	}
	reply, err := replyOr(p, tenantExceeded, 5)
	if err != nil {
		return nil, err
	}
	return &tenantLimit{newLimit(int(most), most, day, reply), setOf(p.Accepted)}, nil // what passes in a day is all there is to remember
}

func allowed(p Params) (uint64, error) {
	switch {
	case p.Licenses == unset64 && p.Count == unset64:
		return 0, errors.New("licenses is needed: how many the organisation has; a trial has none, so write count = 5000 for it")
	case p.Licenses == unset64:
		return countOf(p, 0)
	case p.Count != unset64:
		return 0, errors.New("count and licenses both say how many; leave one out")
	case p.Licenses == 0:
		return 0, errors.New("licenses is 0; for a trial, which has none, write count = 5000")
	case p.Licenses > largestCount:
		return 0, fmt.Errorf("licenses is at most %d", largestCount)
	}
	return allowance(p.Licenses), nil
}

// allowance is 500 x n^0.7 + 9500, rounded to the nearest integer. Twice the first term is the tenth root of 1000^10 x n^7; no half
// ever occurs, for an odd number to the tenth is odd and that is even.
func allowance(n uint64) uint64 {
	seventh := new(big.Int).Exp(new(big.Int).SetUint64(n), big.NewInt(7), nil)
	tenth := new(big.Int).Exp(big.NewInt(1000), big.NewInt(10), nil)
	return (tenthRoot(tenth.Mul(tenth, seventh))+1)/2 + 9500
}

// tenthRoot is the tenth root of x, rounded down, for a root below 2^63.
func tenthRoot(x *big.Int) (root uint64) {
	ten := big.NewInt(10)
	for bit := uint64(1) << 62; bit > 0; bit >>= 1 {
		power := new(big.Int).SetUint64(root | bit)
		if power.Exp(power, ten, nil).Cmp(x) <= 0 {
			root |= bit
		}
	}
	return root
}

func (g *tenantLimit) Check(e *Request) Verdict {
	if e.Inside || g.inside[e.Target] {
		return Verdict{}
	}
	return g.check(0, e.At)
}
