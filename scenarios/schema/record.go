package schema

import (
	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/parse"
)

// recordLibrary lets the loader read the library, and what the library lacks.
func recordLibrary() *decode.Recorder {
	h := &decode.Recorder{}
	texts := []string{probe}
	for _, name := range scenarios.Names(".") {
		text, _ := scenarios.Text(name)
		texts = append(texts, text)
	}
	var roots []*parse.Node
	for _, text := range texts {
		if root, p := parse.Document(parse.NewSource("", text)); p == nil {
			roots = append(roots, root)
		}
	}
	load.RecordAll(h, roots)
	return h
}

// probe holds what no storm of the library has, and tables that lack what they must have: then the loader says so.
const probe = `
[mail.a]
[mail.b]
to     = {}
resend = {}
[host.a]
domains       = ["a.example"]
remote_domain = {"*" = {}}
fault         = {a = {}}
guard         = {a = {}}
change        = {a = {}}
[mailbox."a@a.example"]
rule = {a = {}}
`
