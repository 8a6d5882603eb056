package profile

import (
	"fmt"
	"strings"

	"mailstorm/scenarios"
)

// profileHabits are what products are called, without spaces and marks.
var profileHabits = map[string]string{
	"exo": "exchange-online", "eop": "exchange-online", "office365": "exchange-online", "o365": "exchange-online", "microsoft365": "exchange-online", "m365": "exchange-online",
	"exchangeonlineprotection": "exchange-online", "outlook": "exchange-online", "outlookcom": "exchange-online", "hotmail": "exchange-online", "exchangeonline": "exchange-online",
	"exchange": "exchange-server-mailbox", "exchangeserver": "exchange-server-mailbox", "exchange2016": "exchange-server-mailbox", "exchange2019": "exchange-server-mailbox",
	"exchangese": "exchange-server-mailbox", "exchange2013": "exchange-server-2013", "onprem": "exchange-server-mailbox", "exchangeonpremises": "exchange-server-mailbox", "exchangeonprem": "exchange-server-mailbox",
	"edge": "exchange-server-edge", "edgetransport": "exchange-server-edge", "exchangeedge": "exchange-server-edge",
	"rfc": "rfc5321", "rfc2821": "rfc5321", "default": "rfc5321", "generic": "rfc5321", "app": "application", "script": "application", "printer": "application", "scanner": "application",
	"exchange2000": "iis-smtp", "exchange2003": "iis-smtp", "iis": "iis-smtp", "ironport": "cisco-esa", "esa": "cisco-esa", "ciscosecureemail": "cisco-esa", "asyncos": "cisco-esa",
	"apachejames": "james", "smtpd": "opensmtpd", "notqmail": "qmail", "netqmail": "qmail", "sqmail": "qmail", "kumo": "kumomta", "postalserver": "postal",
	"exim4": "exim", "eximdebian": "exim", "directadmin": "exim", "cpanel": "exim-cpanel", "whm": "exim-cpanel", "cpanelwhm": "exim-cpanel",
	"plesk": "postfix", "iredmail": "postfix", "mailu": "postfix", "modoboa": "postfix", "dockermailserver": "postfix", "zimbra": "postfix",
	"proxmoxmailgateway": "postfix", "pmg": "postfix", "nable": "spamexperts", "mailassure": "spamexperts", "nablemailassure": "spamexperts",
	"cisco": "cisco-esa", "ciscosecureemailgateway": "cisco-esa", "ecelerity": "momentum", "messagesystems": "momentum", "sendmail8": "sendmail",
	"phpmailer": "application", "nodemailer": "application", "wordpress": "application", "msmtp": "application", "ssmtp": "application",
}

// Product is the profile of a product that people call otherwise, or "".
func Product(name string) string {
	for _, profile := range scenarios.ProfileNames() {
		if plainName(profile) == plainName(name) {
			return profile
		}
	}
	return profileHabits[plainName(name)]
}

// Meant suggests the profile of a product.
func Meant(name string) string {
	if profile := Product(name); profile != "" {
		return fmt.Sprintf("; did you mean %q?", profile)
	}
	return ""
}

// plainName is a name without capitals, spaces and marks.
func plainName(name string) string {
	return strings.NewReplacer(" ", "", "-", "", "_", "", ".", "", "/", "").Replace(strings.ToLower(name))
}
