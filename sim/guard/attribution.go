package guard

import (
	"fmt"
	"slices"

	"mailstorm/sim/random"
	"mailstorm/sim/smtp"
)

var attributionKind = Kind{
	Name: "attribution",
	Meaning: "A host that many organisations share decides to which one a message belongs. It is the organisation's own if the " +
		"client's certificate matches, or its address and the sender's domain; otherwise it counts as mail to the " +
		"recipient's tenant, which it reaches without its MX.",
	Seen: "Exchange Online relays the mail that it attributes to the organisation. Mail from the organisation's servers " +
		"that it does not recognise goes straight into the recipient's tenant. A closed tenant replies 550 5.7.51; a " +
		"domain of another region 451 4.4.62 (ATTR35), which the relay defers until expiry; a domain of no tenant 550 " +
		"5.7.64 (ATTR36). An NDR has no sender domain, so only a certificate lets it through; a refused NDR disappears " +
		"silently.",
	Takes: []string{"certificate_of", "address_of", "accepted", "tenants", "closed", "elsewhere"},
	Source: "Microsoft notices on relaying through connectors since 5 Jul 2017 and MC1226222 of Feb 2026 (official); " +
		"field report msxfaq.de, EXO Relay und falscher Tenant (observed)",
	Example: "kind           = \"attribution\"\ncertificate_of = [\"relay\"]\naddress_of     = [\"relay\"]\n" +
		"tenants        = {\"fabrikam.example\" = \"fabrikam\"}\nclosed         = [\"fabrikam.example\"]",
	Phase:        smtp.Rcpt,
	PerRecipient: true,
	Make:         makeAttribution,
}

// nameSet are a set, by random.Name.
type nameSet map[uint64]bool

func setOf(list []string) nameSet {
	set := nameSet{}
	for _, s := range list {
		set[random.Name(s)] = true
	}
	return set
}

type attribution struct {
	certificate, address nameSet // of clients
	own                  nameSet // domains
	tenants              map[uint64]Verdict
}

func makeAttribution(p Params) (Guard, error) {
	g := attribution{setOf(p.Certificate), setOf(p.Address), setOf(slices.Concat(p.Domains, p.Accepted)), map[uint64]Verdict{}}
	for _, t := range p.Tenants {
		if err := g.add("tenants", t.Domain, Verdict{Action: Divert, To: t.Host}); err != nil {
			return nil, err
		}
	}
	for _, domain := range p.Elsewhere {
		if err := g.add("elsewhere", domain, Verdict{Action: Refuse, Reply: reply(451, 4, 4, 62)}); err != nil {
			return nil, err
		}
	}
	for _, domain := range p.Closed {
		name := random.Name(domain)
		if g.tenants[name].Action != Divert {
			return nil, fmt.Errorf("closed names %s, which is not a domain of tenants, or is listed twice", domain)
		}
		g.tenants[name] = Verdict{Action: Refuse, Reply: reply(550, 5, 7, 51)}
	}
	return g, nil
}

// add says what becomes of mail to a domain that is not the organisation's own.
func (g attribution) add(parameter, domain string, v Verdict) error {
	name := random.Name(domain)
	if _, known := g.tenants[name]; known {
		return fmt.Errorf("%s names %s, which has a tenant already; a domain belongs to one", parameter, domain)
	}
	if g.own[name] {
		return fmt.Errorf("%s names %s, a domain of the host itself", parameter, domain)
	}
	g.tenants[name] = v
	return nil
}

// Check finds no address rule for a null sender: its domain is 0, which no name is.
func (g attribution) Check(e *Request) Verdict {
	relays := g.certificate[e.Client] || g.address[e.Client] && g.own[e.Domain]
	if relays || g.own[e.Target] {
		return Verdict{}
	}
	if v, known := g.tenants[e.Target]; known {
		return v
	}
	return Verdict{Action: Refuse, Reply: reply(550, 5, 7, 64)}
}
