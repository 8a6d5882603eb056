package scenarios

import "strings"

// phrase is a part of a text of the scenario, and knows where it stands.
type phrase struct {
	text string
	from int    // in the whole
	all  string // the whole
	node *node
	is   span // of the whole
}

// keyPhrase is the text of a key, which may be put together from several.
func keyPhrase(n *node, key string) phrase {
	at := n.key
	if at == (span{}) {
		at = n.place()
	}
	return phrase{key, 0, key, n, at}
}

func valuePhrase(n *node, text string) phrase { return phrase{text, 0, text, n, n.place()} }

// cut takes the phrase apart at the first or the last of the words.
func (p phrase) cut(at int, word string) (before, after phrase, ok bool) {
	if at < 0 {
		return p, phrase{}, false
	}
	before, after = p, p
	before.text, after.text = p.text[:at], p.text[at+len(word):]
	after.from += at + len(word)
	return before.trim(), after.trim(), true
}

func (p phrase) first(word string) (before, after phrase, ok bool) {
	return p.cut(strings.Index(p.text, word), word)
}

func (p phrase) last(word string) (before, after phrase, ok bool) {
	return p.cut(strings.LastIndex(p.text, word), word)
}

func (p phrase) trim() phrase {
	p.from += len(p.text) - len(strings.TrimLeft(p.text, " "))
	p.text = strings.Trim(p.text, " ")
	return p
}

// problem points at the phrase, or at the whole where the file writes it otherwise.
func (p phrase) problem(format string, args ...any) *Problem {
	src, at := p.node.src, p.is
	if at.to <= len(src.text) && src.text[at.from:at.to] == p.all && p.text != "" {
		at = span{at.from + p.from, at.from + p.from + len(p.text)}
	}
	head := p.node.header()
	if p.node.head != (span{}) {
		head = span{}
	}
	return src.problem(at, head, format, args...)
}

// sign cuts off the characters of a comparison.
func (p phrase) sign() (sign string, rest phrase) {
	at := len(p.text) - len(strings.TrimLeft(p.text, "=!<>"))
	sign = p.text[:at]
	p.text, p.from = p.text[at:], p.from+at
	return sign, p.trim()
}
