package retry

import (
	"fmt"
	"testing"
)

func TestChoicesKnowTheirWords(t *testing.T) {
	for _, f := range Figures {
		p := new(Profile)
		c, ok := f.At(p).(choice)
		if !ok {
			continue
		}
		for _, word := range c.Words() {
			if !c.Choose(word) {
				t.Errorf("%s does not know %q", f.Name, word)
			}
			if got := fmt.Sprint(c); got != word {
				t.Errorf("%s, set to %q, reads %q", f.Name, word, got)
			}
		}
		if c.Choose("perhaps") {
			t.Errorf("%s took a word that it does not have", f.Name)
		}
	}
}
