package maillog

import (
	"strings"
	"time"
)

// between is what stands between two texts, the first of which begins it, and what stands behind.
func between(s, before, behind string) (inside, rest string, ok bool) {
	if s, ok = strings.CutPrefix(s, before); !ok {
		return "", "", false
	}
	return strings.Cut(s, behind)
}

// fact is the value of a field, up to the next comma.
func fact(s, name string) string {
	_, value, _ := strings.Cut(s, name)
	value, _, _ = strings.Cut(value, ",")
	return value
}

// hostOf is the name of a host without its address and port, "mx.example" of mx.example[192.0.2.1]:25.
func hostOf(s string) string {
	if s == "none" {
		return ""
	}
	name, _, _ := strings.Cut(s, "[")
	return strings.ToLower(name)
}

// integer reads a number of bytes.
func integer(s string) (n int64, ok bool) {
	const longest = 15
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || i >= longest {
			return 0, false
		}
		n = n*10 + int64(s[i]-'0')
	}
	return n, s != ""
}

// seconds reads a number of seconds with or without decimals.
func seconds(s string) (d time.Duration, ok bool) {
	whole, decimals, _ := strings.Cut(s, ".")
	n, ok := integer(whole)
	const most = 1 << 32
	if !ok || n > most {
		return 0, false
	}
	d = time.Duration(n) * time.Second
	unit := time.Second
	for i := 0; i < len(decimals) && unit > 1; i++ {
		digit, ok := digits(decimals[i : i+1])
		if !ok {
			return 0, false
		}
		unit /= 10
		d += time.Duration(digit) * unit
	}
	return d, true
}
