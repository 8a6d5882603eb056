package report

import "strings"

// standard is the expiration that good mail is measured by, the i-th of each set; where sets differ, all that there are.
func (p *Plan) standard(i int) string {
	var words []string
	for _, set := range p.Standards {
		words = appendNew(words, set[i].Is)
	}
	switch len(words) {
	case 0:
		return "the longest expiration"
	case 1:
		return words[0]
	}
	return "the longest expiration (" + strings.Join(words, " or ") + ")"
}

// otherwise says of a grid what else holds in the storm that good mail is measured by.
func (p *Plan) otherwise() string {
	if len(p.Standards) < 2 {
		return ""
	}
	return ", all else being as in the row"
}

// standards are the expirations that good mail is measured by; nothing where it is not.
func (p *Plan) standards() []string {
	if len(p.Standards) == 0 {
		return nil
	}
	return []string{p.standard(0), p.standard(1)}
}
