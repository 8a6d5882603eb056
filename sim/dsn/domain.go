package dsn

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// plainDomain is a domain as DNS knows it: letters, digits and hyphens, other scripts as A-labels (RFC 5890), nothing else.
func plainDomain(domain string) string {
	var labels []string
	for _, label := range strings.Split(clip(domain, mostDomain), ".") {
		if label = plainLabel(label); label != "" {
			labels = append(labels, label)
		}
	}
	s := strings.Join(labels, ".")
	if len(s) > mostDomain {
		s = strings.Trim(s[:mostDomain], ".-")
	}
	if s == "" {
		return "invalid"
	}
	return s
}

func plainLabel(label string) string {
	label = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		case r < utf8.RuneSelf, r == utf8.RuneError, !unicode.IsPrint(r):
			return '-'
		default:
			return unicode.ToLower(r)
		}
	}, label)
	if strings.ContainsFunc(label, isNonASCII) {
		return "xn--" + punycode(strings.ToLower(label))
	}
	return strings.Trim(label, "-")
}

// The parameters of Punycode, RFC 3492 section 5.
const (
	radix, least, most, skew, damp = 36, 1, 26, 38, 700
	firstBias, firstCode           = 72, 128
)

// punycode writes a label in ASCII, RFC 3492 section 6.3.
func punycode(label string) string {
	runes := []rune(label)
	var out strings.Builder
	for _, r := range runes {
		if r < utf8.RuneSelf {
			out.WriteRune(r)
		}
	}
	done, basic := out.Len(), out.Len()
	if basic > 0 {
		out.WriteByte('-')
	}
	code, delta, bias := rune(firstCode), 0, firstBias
	for done < len(runes) {
		next := lowest(runes, code)
		delta += int(next-code) * (done + 1)
		code = next
		for _, r := range runes {
			if r < code {
				delta++
			}
			if r == code {
				digits(&out, delta, bias)
				bias = adapt(delta, done+1, done == basic)
				delta = 0
				done++
			}
		}
		delta++
		code++
	}
	return out.String()
}

// lowest is the smallest letter that is not smaller than code.
func lowest(runes []rune, code rune) rune {
	low := rune(unicode.MaxRune)
	for _, r := range runes {
		if r >= code {
			low = min(low, r)
		}
	}
	return low
}

// digits writes a number of variable length, lowest digit first.
func digits(out *strings.Builder, n, bias int) {
	for k := radix; ; k += radix {
		threshold := min(max(k-bias, least), most)
		if n < threshold {
			out.WriteByte(digit(n))
			return
		}
		out.WriteByte(digit(threshold + (n-threshold)%(radix-threshold)))
		n = (n - threshold) / (radix - threshold)
	}
}

func digit(n int) byte { return "abcdefghijklmnopqrstuvwxyz0123456789"[n] }

// adapt moves the threshold between digits to where the next numbers will be.
func adapt(delta, points int, first bool) int {
	if first {
		delta /= damp
	} else {
		delta /= 2
	}
	delta += delta / points
	k := 0
	for ; delta > (radix-least)*most/2; k += radix {
		delta /= radix - least
	}
	return k + (radix-least+1)*delta/(delta+skew)
}
