package scenarios

// hear lets the loader read the library, and what the library lacks.
func hear() *hearing {
	h := &hearing{}
	texts := []string{probe}
	for _, name := range Names(".") {
		text, _ := Text(name)
		texts = append(texts, text)
	}
	for _, text := range texts {
		if root, p := parse(newSource("", text)); p == nil {
			listen(h, "", root, folder{})
		}
	}
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
