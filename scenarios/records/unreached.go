package records

import (
	"regexp"
	"strings"
)

var (
	networkCode = regexp.MustCompile(`\b[45]\.(?:0\.0|4\.\d{1,3})\b`)
	unreached   = []string{"connection refused", "connection timed out", "connection reset", "no route to host", "unreachable"}
)

// Unreached reports whether a reply with a code is the sender's own word for a host that it did not reach: sendmail's "450 4.0.0 Deferred:
// Connection refused", Exim's "550 5.4.1 connection refused". A host that refuses somebody says so with another code.
func Unreached(reply string) bool {
	if !networkCode.MatchString(reply) {
		return false
	}
	lower := strings.ToLower(reply)
	for _, words := range unreached {
		if strings.Contains(lower, words) {
			return true
		}
	}
	return false
}
