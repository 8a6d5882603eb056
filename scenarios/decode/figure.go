package decode

import (
	"errors"
	"reflect"
	"strings"

	"mailstorm/scenarios/parse"
	"mailstorm/sim/retry"
)

// DecodeFigure fills one figure of a profile; the word that stands for zero is known to the figure alone.
func (r *Decoder) DecodeFigure(f retry.Figure, p *retry.Profile, n *parse.Node) bool {
	to := f.At(p)
	if s, ok := n.Value.(string); ok && f.Zero != "" && s == f.Zero {
		reflect.ValueOf(to).Elem().SetZero()
		return true
	}
	if word, ok := n.Written(); ok && n.Text() == "" && f.Zero != "" && word == "0" {
		r.Report(n.Problem("0 is not allowed for %s; write \"%s\"", f.Name, f.Zero))
		return false
	}
	if r.Decode(n, to) {
		return true
	}
	last := r.Problems[len(r.Problems)-1]
	_, isNumber := to.(*uint32)
	switch {
	case isNumber && f.Zero == "none" && n.Text() == "unlimited":
		last.Message += "; write a large number, as in " + f.Name + " = 100000"
	case f.Zero != "" && isNumber:
		last.Message = strings.Replace(last.Message, "a whole number", "a whole number or \""+f.Zero+"\"", 1)
	case f.Zero != "" && strings.Contains(last.Message, "; write "):
		last.Message += ", or \"" + f.Zero + "\""
	}
	return false
}

// ReportRefusal words what Build says: at the figure, when one of the tables names it, else at the last of them.
func (r *Decoder) ReportRefusal(err error, tables ...*parse.Node) {
	var refusal *retry.Refusal
	if !errors.As(err, &refusal) {
		r.Report(tables[len(tables)-1].Problem("%s", err))
		return
	}
	for _, t := range tables {
		if n := t.Child[refusal.Figure]; n != nil && n.Kind != parse.Absent {
			if is := n.Child["is"]; is != nil {
				n = is
			}
			r.Report(n.Problem("%s: %s", refusal.Figure, refusal.Reason))
			return
		}
	}
	r.Report(tables[len(tables)-1].Problem("%s: %s", refusal.Figure, refusal.Reason))
}
