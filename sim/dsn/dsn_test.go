package dsn

import (
	"strings"
	"testing"
	"time"

	"mailstorm/sim/smtp"
)

// Two lines of the form that the field report of November 2023 shows.
func TestDiagnostic(t *testing.T) {
	for _, row := range []struct {
		line Diagnostic
		want string
	}{
		{
			Diagnostic{smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 4, 316)}, "Connection refused", "Socket error code 10061", true,
				"", "192.0.2.16", time.Date(2023, 11, 16, 21, 38, 18, 0, time.UTC)},
			"Reason: [{LED=550 5.4.316 Message expired, connection refused};{MSG=Socket error code 10061};{FQDN=192.0.2.16};" +
				"{IP=192.0.2.16};{LRT=11/16/2023 9:38:18 PM}]. OutboundProxyTargetIP: 192.0.2.16.",
		},
		{
			Diagnostic{smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 4, 317)}, "Cannot connect to remote server", "SubjectMismatch", true,
				"mx.fabrikam.example", "198.51.100.5", time.Date(2023, 11, 16, 6, 33, 59, 0, time.FixedZone("CET", 3600))},
			"Reason: [{LED=550 5.4.317 Message expired, cannot connect to remote server};{MSG=SubjectMismatch};{FQDN=mx.fabrikam.example};" +
				"{IP=198.51.100.5};{LRT=11/16/2023 5:33:59 AM}]. OutboundProxyTargetIP: 198.51.100.5. " +
				"OutboundProxyTargetHostName: mx.fabrikam.example",
		},
		{
			Diagnostic{smtp.Reply{Code: 450, Enhanced: smtp.Status(4, 4, 318)}, "Connection was closed abruptly", "", false,
				"relay", "203.0.113.1", time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)},
			"Reason: [{LED=450 4.4.318 Connection was closed abruptly};{MSG=};{FQDN=relay};{IP=203.0.113.1};" +
				"{LRT=1/5/2026 12:00:00 PM}]. OutboundProxyTargetIP: 203.0.113.1. OutboundProxyTargetHostName: relay",
		},
	} {
		if got := row.line.String(); got != row.want {
			t.Errorf("\n got %s\nwant %s", got, row.want)
		}
	}
}

func TestAnExpiredMessageNeedsNoMoreWords(t *testing.T) {
	for _, text := range []string{"", "Message expired"} {
		line := Diagnostic{Error: smtp.Reply{Code: 550, Enhanced: smtp.Status(5, 4, 300)}, Text: text, Expired: true}.String()
		if !strings.Contains(line, "{LED=550 5.4.300 Message expired};") {
			t.Error(line)
		}
	}
}

func TestAddressesAreDocumentation(t *testing.T) {
	for host := range uint64(50) {
		seen := map[string]bool{}
		for server := range uint16(254) {
			a := Address(host, server)
			if a != Address(host, server) || seen[a] {
				t.Fatalf("host %d, server %d: %s is not its own", host, server, a)
			}
			seen[a] = true
			if !strings.HasPrefix(a, "192.0.2.") && !strings.HasPrefix(a, "198.51.100.") && !strings.HasPrefix(a, "203.0.113.") {
				t.Fatalf("%s may belong to somebody", a)
			}
			if strings.HasSuffix(a, ".0") || strings.HasSuffix(a, ".255") {
				t.Fatalf("%s is no host", a)
			}
		}
	}
}
