package sim_test

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
)

// Words that once stood for something the field has its own word for. Words that are plain English elsewhere are not among them.
var (
	foreignWords = []string{"ward", "wards", "rut", "ruts", "befall", "befalls", "befallen", "furnish", "cram", "brim", "brims", "custody"}
	partsOfNames = regexp.MustCompile(`[A-Z]?[a-z]+|[A-Z]+`)
)

// judgeVocabulary looks at the words of which the names in Go files outside tests consist.
func judgeVocabulary(t *sourceTree) (vs []violation) {
	t.inspect(noTest, func(f sourceFile, n ast.Node) {
		name, ok := n.(*ast.Ident)
		if !ok {
			return
		}
		for _, word := range partsOfNames.FindAllString(name.Name, -1) {
			if slices.Contains(foreignWords, strings.ToLower(word)) {
				vs = append(vs, violation{t.at(name), "the name " + name.Name, "nobody in the field calls it " + strings.ToLower(word),
					"the word of RFC 5321, Postfix or Exchange: queued copy, active guard, mailbox, matches, fast path"})
			}
		}
	})
	return vs
}
