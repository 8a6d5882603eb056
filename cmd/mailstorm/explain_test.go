package main

import (
	"bytes"
	"strings"
	"testing"

	"mailstorm/cmd/catalogue"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/profile"
)

func TestEveryNameIsExplained(t *testing.T) {
	for _, c := range catalogue.All() {
		for _, e := range c.Entries() {
			var out, errs bytes.Buffer
			if code := execute([]string{"explain", e.Name}, streams{strings.NewReader(""), &out, &errs}); code != exitOK {
				t.Errorf("%s: exit code %d: %s", e.Name, code, errs.String())
			}
			if e.Meaning == "" || !strings.HasPrefix(out.String(), e.Name+": a") {
				t.Errorf("%s %s: %.80q", c.Name, e.Name, out.String())
			}
		}
	}
}

// A sender without a profile is refused with what is known of it, explain says the same, and what both advise is a host that loads.
func TestSendersWithoutAProfile(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range profile.Library() {
		seen[e.Name] = true
	}
	for _, u := range profile.Unpublisheds {
		const host = "[mail.one]\nfrom = \"ann@sender.example\"\nto = \"bob@far.example\"\nsize = \"1kB\"\n[host.far]\ndomains = [\"far.example\"]\n" +
			"[host.sender]\ndomains = [\"sender.example\"]\nroutes = {\"*\" = \"far\"}\nprofile = "
		_, err := load.Load("-", load.Options{Stdin: strings.NewReader(host + `"` + u.Names[0] + `"`)})
		if err == nil || !strings.Contains(err.Error(), u.Known) || !strings.Contains(err.Error(), u.Advice()) {
			t.Errorf("%s: %v", u.Names[0], err)
		}
		if _, err := load.Load("-", load.Options{Stdin: strings.NewReader(host + `"` + u.Nearest + "\"\n" + strings.Join(u.Set, "\n"))}); err != nil {
			t.Errorf("%s: what is advised is wrong: %v", u.Names[0], err)
		}
		for _, name := range u.Names {
			if seen[name] {
				t.Errorf("%s stands there twice, or is a profile", name)
			}
			seen[name] = true
			out := inProcess([]string{"explain", strings.ToUpper(name)}).out
			if text := strings.Join(strings.Fields(out), " "); !strings.HasPrefix(out, strings.ToUpper(name)+": a sender without a profile") || !strings.Contains(text, u.Known) ||
				!strings.Contains(out, u.Set[0]) {
				t.Errorf("%s: %s", name, out)
			}
		}
	}
}

// A profile is explained by the name that people have for the product; in a scenario that name is a mistake, with the right one.
func TestProductsByOtherNames(t *testing.T) {
	for name, want := range map[string]string{
		"o365": "exchange-online", "Office 365": "exchange-online", "exchange": "exchange-server-mailbox", "Exchange 2019": "exchange-server-mailbox", "iis": "iis-smtp",
		"exim4": "exim", "cPanel": "exim-cpanel", "plesk": "postfix", "IronPort": "cisco-esa", "zone-mta": "zonemta", "notqmail": "qmail", "n-able": "spamexperts",
	} {
		out := inProcess([]string{"explain", name}).out
		if !strings.HasPrefix(out, name+" is the profile "+want+" here.\n\n"+want+": a profile\n") {
			t.Errorf("%s: %.80s", name, out)
		}
		if got := profile.Meant(name); got != "; did you mean \""+want+"\"?" {
			t.Errorf("%s: %s", name, got)
		}
	}
}
