package intervention

import (
	"slices"
	"strings"
)

// unknownProduct is the family of a host that says no more than RFC 5321; Exim's commands are its example.
const unknownProduct = "rfc5321"

// commands do it, by kind of intervention and family of profiles; % stands for what is set. A row without a family is for all others.
var commands = []struct{ key, family, product, line string }{
	{"close-port", exchangeServer, "Exchange Server", "Set-ReceiveConnector NAME -Enabled $false"},
	{"close-port", "postfix", "Postfix", "postconf -M# smtp/inet && postfix reload"},
	{"close-port", "", "Linux", "iptables -I INPUT -p tcp --dport 25 -j REJECT --reject-with tcp-reset"},
	{"next-hop", exchangeOnline, "Exchange Online", "Set-OutboundConnector NAME -SmartHosts %"},
	{"next-hop", exchangeServer, "Exchange Server", "Set-SendConnector NAME -SmartHosts %"},
	{"next-hop", "postfix", "Postfix", "postconf relayhost=[%] && postfix reload"},
	{"next-hop", "sendmail", "sendmail", "define(`SMART_HOST', `[%]') in sendmail.mc"},
	{"next-hop", "qmail", "qmail", "echo :% >/var/qmail/control/smtproutes"},
	{"next-hop", unknownProduct, "Exim", "route_list = * % in the router of the smart host"},
	{"starttls-off", exchangeServer, "Exchange Server", "Set-ReceiveConnector NAME -AuthMechanism None"},
	{"starttls-off", "postfix", "Postfix", "postconf smtpd_tls_security_level=none && postfix reload"},
	{"starttls-off", unknownProduct, "Exim", "tls_advertise_hosts = (empty)"},
	{"transport-rule", exchangeOnline, "Exchange", "New-TransportRule NAME -From % -DeleteMessage $true"},
	{"transport-rule", exchangeServer, "Exchange", "New-TransportRule NAME -From % -DeleteMessage $true"},
	{"expiration", exchangeOnline, "Exchange Online", "Set-TransportConfig -MessageExpiration %"},
	{"expiration", exchangeServer, "Exchange Server", "Set-TransportService SERVER -MessageExpirationTimeout %"},
	{"expiration", "postfix", "Postfix", "postconf maximal_queue_lifetime=% && postfix reload"},
	{"expiration", "sendmail", "sendmail", "O Timeout.queuereturn=%"},
	{"delete-queue", exchangeServer, "Exchange Server", "Get-Message -Queue QUEUE | Remove-Message -WithNDR $false"},
	{"delete-queue", "postfix", "Postfix", "postsuper -d ALL deferred"},
	{"delete-queue", unknownProduct, "Exim", "exiqgrep -i | xargs exim -Mrm"},
}

// undocumented is what no product documents as a command.
var undocumented = []struct{ key, product, line string }{
	{"duplicate-check", "Gateway", "a filter that remembers Message-IDs (Postfix: a milter; Exchange checks in the mailbox only)"},
}

// doing lists the commands for some hosts, each once.
func (s *Storm) doing(key string, hosts []int, value string) (all []Command) {
	for _, host := range hosts {
		family := s.family(host)
		i := slices.IndexFunc(commands, func(c struct{ key, family, product, line string }) bool {
			return c.key == key && (c.family == family || c.family == "")
		})
		if i < 0 {
			continue
		}
		if c := (Command{commands[i].product, strings.ReplaceAll(commands[i].line, "%", value), true}); !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	for _, c := range undocumented {
		if c.key == key {
			all = append(all, Command{c.product, c.line, false})
		}
	}
	return all
}
