package sim_test

import (
	"strings"
	"testing"

	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim/metrics"
)

// The NDR of a member that is gone goes to the list, whose members get it, and so on: a round every 5 s, one of three copies each. A
// rule with one address is an automatic forward, and on premises the default remote domain lets none leave.
func TestAListIsNoAutomaticForward(t *testing.T) {
	loop := scenariotest.Lines(`length = "10m"`) +
		scenariotest.Mail("one", "outsider@fabrikam.example", "list@contoso.example", "20KB") +
		scenariotest.Host("contoso", "exchange-server-mailbox", "contoso.example", "*=fabrikam") +
		scenariotest.Rule("list@contoso.example", "members", "forward", `after = "5s"`,
			`to = ["a@fabrikam.example", "b@fabrikam.example", "gone@fabrikam.example"]`) +
		scenariotest.Host("fabrikam", "", "fabrikam.example", "*=contoso") +
		scenariotest.Guard("fabrikam", "gone", "unknown-recipient", `rcpt_to = "gone@fabrikam.example"`)
	s := play(t, loop)
	s.want(t, metrics.AutoCount, 3*119) // rounds at 5 s, 10 s, ... 595 s
	s = play(t, strings.Replace(loop, `"forward"`, `"redirect"`, 1))
	s.want(t, metrics.AutoCount, 3) // the NDR goes to the outsider
	s = play(t, strings.Replace(loop, `["a@fabrikam.example", "b@fabrikam.example", "gone@fabrikam.example"]`, `"gone@fabrikam.example"`, 1))
	s.want(t, metrics.AutoCount, 0)
	s.want(t, metrics.AutoStopped, 1)
}
