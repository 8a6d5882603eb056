package load

import (
	"strings"
	"testing"

	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// Who mistypes a domain writes to one that does not exist: the host that has to find it says so, as its profile does.
func TestMistypedDomain(t *testing.T) {
	relayed := strings.Replace(plain, `routes  = {"*" = "fabrikam"}`, `routes  = {"*" = "edge"}`, 1) +
		"\n[host.edge]\nprofile = \"exchange-server-edge\"\nroutes = {\"*\" = \"fabrikam\"}\n"
	for _, c := range []struct{ text, warning string }{
		{plain, `host exo refuses it at once with 550 5.4.310; did you mean "fabrikam.example"?`},
		{relayed, `host edge defers it with 451 4.4.0; did you mean "fabrikam.example"?`},
	} {
		typo := load(t, c.text, `mail.deck.to="partner@fabricam.example"`).Config
		if len(typo.Warnings) != 1 || !strings.HasSuffix(typo.Warnings[0], c.warning) {
			t.Errorf("warnings %q, want one that ends in %q", typo.Warnings, c.warning)
		}
		if last := typo.Hosts[len(typo.Hosts)-1]; last.Name != "fabricam.example" || len(last.Faults) != 1 || last.Profile == nil {
			t.Errorf("no host stands for the domain: %+v", last)
		}
		for _, h := range typo.Hosts[:len(typo.Hosts)-1] {
			if h.Paths[1] == sim.NoRoute {
				t.Errorf("host %s does not look the domain up", h.Name)
			}
		}
	}
	listed := load(t, strings.Replace(plain, `{"*" = "fabrikam"}`, `{"fabricam.example" = "fabrikam"}`, 1), `mail.deck.to="partner@fabricam.example"`)
	if len(listed.Config.Hosts) != 2 {
		t.Error("a domain that a route names is no typing error")
	}
}

// A profile that says deferral takes back what the one it starts from says for good.
func TestCodeIsTakenBack(t *testing.T) {
	own := "title = \"own\"\nwhy = \"w\"\nfamily = \"postfix\"\nbase = \"postfix\"\n[code.no-such-domain]\ndeferral = \"450 4.4.4\"\nmark = \"observed\"\nsource = \"s\"\n"
	s, err := beside(t, strings.Replace(plain, `"exchange-online"`, `"own.toml"`, 1), map[string][]byte{"own.toml": []byte(own)})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Config.Hosts[0].Profile.Codes[smtp.NoSuchDomain].Recorded().String(); got != "450 4.4.4" {
		t.Errorf("a domain that does not exist is recorded as %s", got)
	}
}
