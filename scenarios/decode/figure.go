package scenarios

import (
	"errors"
	"reflect"
	"strings"

	"mailstorm/sim/retry"
)

// figure fills one figure of a profile; the word that stands for zero is known to the figure alone.
func (r *reading) figure(f retry.Figure, p *retry.Profile, n *node) bool {
	to := f.At(p)
	if s, ok := n.value.(string); ok && f.Zero != "" && s == f.Zero {
		reflect.ValueOf(to).Elem().SetZero()
		return true
	}
	if word, ok := n.word(); ok && n.text() == "" && f.Zero != "" && word == "0" {
		r.complain(n.problem("0 is no value for %s; write \"%s\"", f.Name, f.Zero))
		return false
	}
	if r.fill(n, to) {
		return true
	}
	if last := r.problems[len(r.problems)-1]; f.Zero != "" && strings.Contains(last.Message, "; write ") {
		last.Message += ", or \"" + f.Zero + "\""
	}
	return false
}

// refused words what Build says: at the figure, when one of the tables names it, else at the last of them.
func (r *reading) refused(err error, tables ...*node) {
	var refusal *retry.Refusal
	if !errors.As(err, &refusal) {
		r.complain(tables[len(tables)-1].problem("%s", err))
		return
	}
	for _, t := range tables {
		if n := t.named[refusal.Figure]; n != nil && n.shape != absent {
			if is := n.named["is"]; is != nil {
				n = is
			}
			r.complain(n.problem("%s: %s", refusal.Figure, refusal.Reason))
			return
		}
	}
	r.complain(tables[len(tables)-1].problem("%s: %s", refusal.Figure, refusal.Reason))
}
