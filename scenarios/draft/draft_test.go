package draft

import (
	"testing"

	"mailstorm/scenarios"
)

func TestRatesWithinHours(t *testing.T) {
	for _, c := range []struct{ mails, hours, want string }{
		{"40000/d", "Mon-Fri 08:00-18:00", "4000/h"},
		{"100/d", "08:00-20:30", "8/h"},
		{"40000/d", Always, "40000/d"},
		{"40000/d", "Sat,Sun", "40000/d"},
		{"200/h", "08:00-18:00", "200/h"},
		{"0.01/d", "08:00-18:00", "0.01/d"},
	} {
		d := Draft{Domain: OwnDomain, Partner: PartnerDomain, Mails: c.mails, Hours: c.hours, Starts: "0s", Lasts: "1h", Size: "1kB"}
		if got := d.mail().value("rate"); got != `"`+c.want+`"` {
			t.Errorf("%s in %s: %s, want %s", c.mails, c.hours, got, c.want)
		}
	}
}

func (t table) value(key string) string {
	for _, l := range t.lines {
		if l.key == key {
			return l.value
		}
	}
	return ""
}

func TestMailEndsAfterTheFault(t *testing.T) {
	for _, c := range []struct{ starts, lasts, want string }{
		{"0s", "6h", "7d"}, {"4d18h", "61h", "9d"}, {"0s", Drawn, "7d"}, {"6d", Drawn, "12d"}, {"Fri 18:00", "61h", "9d"},
	} {
		d := Draft{Mails: "500", Starts: c.starts, Lasts: c.lasts}
		if got := d.mail().value("ends"); got != `"`+c.want+`"` {
			t.Errorf("%s for %s: %s, want %s", c.starts, c.lasts, got, c.want)
		}
	}
}

func TestOtherLifetime(t *testing.T) {
	for now, want := range map[string]string{"24h": "12h", "18h": "12h", "12h": "24h", "5d": "60h", "1h": "24h"} {
		if got := (Draft{Expiration: now}).otherLifetime(); got != want {
			t.Errorf("%s beside %s, want %s", got, now, want)
		}
	}
}

func TestTemplatesAreNoPartOfTheLibrary(t *testing.T) {
	for _, template := range Templates {
		if _, ok := scenarios.Text(template.Name); ok != (template.library == template.Name) {
			t.Errorf("%s is a scenario of the library, too", template.Name)
		}
		if template.Text(Draft{Domain: OwnDomain, Partner: PartnerDomain}) == "" {
			t.Errorf("%s has no text", template.Name)
		}
	}
}
