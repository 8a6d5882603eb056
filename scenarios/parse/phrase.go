package parse

import "strings"

// Phrase is a part of a text of the scenario, and knows where it stands.
type Phrase struct {
	Text string
	from int    // in the whole
	all  string // the whole
	Node *Node
	is   Span // of the whole
}

// KeyPhrase is the text of a key, which may be put together from several.
func KeyPhrase(n *Node, key string) Phrase {
	at := n.KeySpan
	if at == (Span{}) {
		at = n.Position()
	}
	return Phrase{key, 0, key, n, at}
}

func ValuePhrase(n *Node, text string) Phrase { return Phrase{text, 0, text, n, n.Position()} }

// cut takes the phrase apart at the first or the last of the words.
func (p Phrase) cut(at int, word string) (before, after Phrase, ok bool) {
	if at < 0 {
		return p, Phrase{}, false
	}
	before, after = p, p
	before.Text, after.Text = p.Text[:at], p.Text[at+len(word):]
	after.from += at + len(word)
	return before.Trim(), after.Trim(), true
}

func (p Phrase) CutFirst(word string) (before, after Phrase, ok bool) {
	return p.cut(strings.Index(p.Text, word), word)
}

func (p Phrase) CutLast(word string) (before, after Phrase, ok bool) {
	return p.cut(strings.LastIndex(p.Text, word), word)
}

func (p Phrase) Trim() Phrase {
	p.from += len(p.Text) - len(strings.TrimLeft(p.Text, " "))
	p.Text = strings.Trim(p.Text, " ")
	return p
}

// Problem points at the phrase, or at the whole where the file writes it otherwise.
func (p Phrase) Problem(format string, args ...any) *Problem {
	src, at := p.Node.Source, p.is
	if at.To <= len(src.Text) && src.Text[at.From:at.To] == p.all && p.Text != "" {
		at = Span{at.From + p.from, at.From + p.from + len(p.Text)}
	}
	head := p.Node.EnclosingHeader()
	if p.Node.HeaderSpan != (Span{}) {
		head = Span{}
	}
	return src.Problem(at, head, format, args...)
}

// CutSign cuts off the characters of a comparison.
func (p Phrase) CutSign() (sign string, rest Phrase) {
	at := len(p.Text) - len(strings.TrimLeft(p.Text, "=!<>"))
	sign = p.Text[:at]
	p.Text, p.from = p.Text[at:], p.from+at
	return sign, p.Trim()
}
