package scenarios

import (
	"errors"
	"fmt"
	"strings"

	"mailstorm/sim/retry"
	"mailstorm/sim/smtp"
)

// tls reads "defer", "clear" or "clear-after 300s".
func (r *reading) tls(n *node, to *retry.TLS) bool {
	s, ok := n.value.(string)
	first, age, more := strings.Cut(s, " ")
	if !ok || !to.Failure.Choose(first) {
		p := r.complain(n.problem("unknown %s %s", n.label(), strings.TrimPrefix(n.kind(), "the text ")))
		p.among("words", first, to.Failure.Words())
		return false
	}
	to.After = 0
	if !more {
		return true
	}
	after, err := ParseDuration(age)
	if err != nil {
		r.complain(n.problem("%s", err))
		return false
	}
	to.After = after
	return true
}

func parseLogged(s string) (smtp.Reply, error) {
	code, status, ok := strings.Cut(s, " ")
	if !ok || !strings.HasPrefix(status, "4") && !strings.HasPrefix(status, "5") {
		return smtp.ParseReply(s)
	}
	r, err := smtp.ParseReply(code)
	same, err2 := smtp.ParseReply(status[:1] + "50 " + status)
	r.Enhanced = same.Enhanced
	return r, errors.Join(err, err2)
}

// parseRange reads "3m .. 13m", or one duration for both ends.
func parseRange(s string) (retry.Range, error) {
	low, high, ok := strings.Cut(s, "..")
	from, err := ParseDuration(low)
	if err != nil || !ok {
		return retry.Range{From: from, To: from}, err
	}
	to, err := ParseDuration(high)
	if err == nil && to < from {
		err = fmt.Errorf("%s ends before it begins", quoted(s))
	}
	return retry.Range{From: from, To: to}, err
}
