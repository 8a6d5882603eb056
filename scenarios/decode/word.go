package decode

import (
	"errors"
	"fmt"
	"strings"

	"mailstorm/scenarios/parse"
	"mailstorm/scenarios/quantity"
	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// decodeTLS reads "defer", "clear" or "clear-after 300s".
func (r *Decoder) decodeTLS(n *parse.Node, to *retry.TLS) bool {
	s, ok := n.Value.(string)
	first, age, more := strings.Cut(s, " ")
	if !ok || !to.Failure.Choose(first) {
		p := r.Report(n.Problem("unknown %s %s", n.Label(), strings.TrimPrefix(n.Describe(), "the text ")))
		p.Suggest("words", first, to.Failure.Words())
		return false
	}
	to.After = 0
	if !more {
		return true
	}
	after, err := quantity.ParseDuration(age)
	if err != nil {
		r.Report(n.Problem("%s", err))
		return false
	}
	to.After = after
	return true
}

func ParseLogged(s string) (smtp.Reply, error) {
	code, status, ok := strings.Cut(s, " ")
	if !ok || !strings.HasPrefix(status, "4") && !strings.HasPrefix(status, "5") {
		return smtp.ParseReply(s)
	}
	r, err := smtp.ParseReply(code)
	same, err2 := smtp.ParseReply(status[:1] + "50 " + status)
	r.Enhanced = same.Enhanced
	return r, errors.Join(err, err2)
}

// ParseRange reads "3m .. 13m", or one duration for both ends.
func ParseRange(s string) (retry.Range, error) {
	low, high, ok := strings.Cut(s, "..")
	from, err := quantity.ParseDuration(low)
	if err != nil || !ok {
		return retry.Range{From: from, To: from}, err
	}
	to, err := quantity.ParseDuration(high)
	if err == nil && to < from {
		err = fmt.Errorf("%s ends before it begins", parse.Quoted(s))
	}
	return retry.Range{From: from, To: to}, err
}
