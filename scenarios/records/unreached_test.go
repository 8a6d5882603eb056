package records

import "testing"

func TestUnreached(t *testing.T) {
	for reply, want := range map[string]bool{
		"450 4.0.0 Deferred: Connection refused":               true,
		"550 5.4.1 connection refused":                         true,
		"450 4.4.1 [internal] Connection timed out":            true,
		"451 4.7.1 Connection refused, your address is listed": false,
		"550 5.4.1 Recipient address rejected: Access denied":  false,
		"554 Connection refused":                               false,
		"450 4.2.0 Greylisted":                                 false,
	} {
		if Unreached(reply) != want {
			t.Errorf("%s: not %v", reply, want)
		}
	}
}
