package decode

import (
	"errors"
	"fmt"
	"strings"
	"time"

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

// ParseSpread reads "0s .. 60s" or "-30s .. 30s".
func ParseSpread(s string) (retry.Spread, error) {
	low, high, ok := strings.Cut(s, "..")
	if !ok {
		return retry.Spread{}, fmt.Errorf("%s is not a range; write both ends, as in \"0s .. 60s\" or \"-30s .. 30s\"", parse.Quoted(s))
	}
	from, err := signedDuration(low)
	if err != nil {
		return retry.Spread{}, err
	}
	to, err := signedDuration(high)
	if err == nil && to < from {
		err = fmt.Errorf("%s ends before it begins; write the smaller end first", parse.Quoted(s))
	}
	return retry.Spread{From: from, To: to}, err
}

func signedDuration(s string) (time.Duration, error) {
	size, negative := strings.CutPrefix(strings.TrimSpace(s), "-")
	d, err := quantity.ParseDuration(size)
	if negative {
		d = -d
	}
	return d, err
}

// DrawnWord stands for a moment that each simulation draws.
const DrawnWord = "drawn"

// ParsePhase reads "150s" or "drawn".
func ParsePhase(s string) (retry.Phase, error) {
	if strings.TrimSpace(s) == DrawnWord {
		return retry.Phase{Drawn: true}, nil
	}
	at, err := quantity.ParseDuration(s)
	if err != nil {
		return retry.Phase{}, fmt.Errorf("%w, or \"%s\" for a moment that each run draws", err, DrawnWord)
	}
	return retry.Phase{At: at}, nil
}
