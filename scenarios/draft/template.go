package draft

import (
	"embed"
	"strings"

	"mailstorm/scenarios"
)

//go:embed templates/*.toml
var files embed.FS

// Template is a complete scenario for a task that many have.
type Template struct {
	Name, Task string
	library    string // the scenario of the library that serves the task; empty: a file of this package does
}

// Templates are in the order in which the cookbook shows them.
var Templates = []Template{
	{"smarthost-down", "Our smart host is down for a weekend. Which mail comes back, which is only late?", ""},
	{"partner-greylists", "A partner greylists. How late is the first mail to them?", ""},
	{"forty-thousand-mails", "We send 40,000 mails a day, and our gateway fails for two hours. When is its queue empty again?", ""},
	{"choose-message-expiration", "Which MessageExpiration fits us, 12, 18 or 24 hours?", ""},
	{"lost-reply", "The partner gets the same large mail every 15 minutes. Why, and when does it end?", "deck-after-data"},
	{"loop-of-two-mailboxes", "Two mailboxes answer each other automatically. What stops them?", ""},
	{"newsletter-limits", "Marketing sends a newsletter from an ordinary mailbox. Which limit does it meet?", "newsletter-limits"},
	{"tls-rollout", "An old TLS version is switched off, server by server. When do we notice, and when is it too late?", ""},
	{"second-mx", "Is a second MX worth it?", ""},
	{"test-mail", "Would monitoring by test mail have noticed that mail is lost?", ""},
}

// The domains of all templates and of a first scenario.
const (
	OwnDomain     = "contoso.example"
	PartnerDomain = "fabrikam.example"
)

// TemplateNames are the names of all templates.
func TemplateNames() (names []string) {
	for _, t := range Templates {
		names = append(names, t.Name)
	}
	return names
}

// LookupTemplate finds a template by its name.
func LookupTemplate(name string) (t Template, ok bool) {
	for _, t := range Templates {
		if t.Name == name {
			return t, true
		}
	}
	return Template{}, false
}

// Text is the scenario, with the domains and the schema of a draft.
func (t Template) Text(d Draft) string {
	text, _ := scenarios.Text(t.library)
	if t.library == "" {
		b, _ := files.ReadFile("templates/" + t.Name + ".toml")
		text = string(b)
	}
	return d.schemaLine() + strings.NewReplacer(OwnDomain, d.Domain, PartnerDomain, d.Partner).Replace(text)
}
