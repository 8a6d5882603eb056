package profile

import (
	"fmt"
	"strings"
)

// profileHabits are what products are called, without spaces and marks.
var profileHabits = map[string]string{
	"exo": "exchange-online", "eop": "exchange-online", "office365": "exchange-online", "o365": "exchange-online", "microsoft365": "exchange-online", "m365": "exchange-online",
	"exchangeonlineprotection": "exchange-online", "outlook": "exchange-online", "outlookcom": "exchange-online", "hotmail": "exchange-online", "exchangeonline": "exchange-online",
	"exchange": "exchange-server-mailbox", "exchangeserver": "exchange-server-mailbox", "exchange2016": "exchange-server-mailbox", "exchange2019": "exchange-server-mailbox",
	"exchangese": "exchange-server-mailbox", "exchange2013": "exchange-server-2013", "onprem": "exchange-server-mailbox", "exchangeonpremises": "exchange-server-mailbox",
	"edge": "exchange-server-edge", "edgetransport": "exchange-server-edge", "exchangeedge": "exchange-server-edge",
	"rfc": "rfc5321", "rfc2821": "rfc5321", "default": "rfc5321", "generic": "rfc5321", "app": "application", "script": "application", "printer": "application", "scanner": "application",
}

// Meant suggests the profile of a product.
func Meant(name string) string {
	word := strings.NewReplacer(" ", "", "-", "", "_", "", ".", "").Replace(strings.ToLower(name))
	if profile := profileHabits[word]; profile != "" {
		return fmt.Sprintf("; did you mean %q?", profile)
	}
	return ""
}
