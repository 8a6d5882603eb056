package serve

import "testing"

func TestPath(t *testing.T) {
	for argument, want := range map[string]string{
		"FROM:<a@b.example>":                           "a@b.example|",
		"from: <a@b.example> SIZE=5 BODY=8BITMIME":     "a@b.example|SIZE=5 BODY=8BITMIME",
		"FROM:a@b.example SIZE=5":                      "a@b.example|SIZE=5",
		"FROM:<>":                                      "|",
		"FROM:<> SIZE=1":                               "|SIZE=1",
		"FROM:<@one.example,@two.example:a@b.example>": "a@b.example|",
		`FROM:<"a > b"@b.example>`:                     `"a > b"@b.example|`,
		`FROM:<"a\"> b"@b.example> SIZE=1`:             `"a\"> b"@b.example|SIZE=1`,
		"FROM:<postmaster>":                            "postmaster|",
		"FROM:":                                        "no",
		"FROM:<a@b.example":                            "no",
		"FROM:<a@b.example>SIZE=1":                     "no",
		"FROM:<a>":                                     "no",
		"FROM:<@b.example>":                            "no",
		"FROM:<a@>":                                    "no",
		"FROM:<a\x00b@c.example>":                      "no",
		"FROM:<a\xff@c.example>":                       "no", // a record could not hold it
		"TO:<a@b.example>":                             "no",
		"FROM":                                         "no",
		"":                                             "no",
	} {
		address, parameters, ok := path(argument, "FROM")
		got := address + "|" + parameters
		if !ok {
			got = "no"
		}
		if got != want {
			t.Errorf("%q is %q, want %q", argument, got, want)
		}
	}
}

func TestMailParameters(t *testing.T) {
	for s, want := range map[string]int64{"": -1, "SIZE=0": 0, "size=12 SMTPUTF8": 12, "BODY=8BITMIME AUTH=<>": -1} {
		if size, ok := mailParameters(s); !ok || size != want {
			t.Errorf("%q is %d, %v", s, size, ok)
		}
	}
	for _, s := range []string{"SIZE=x", "SIZE=-1", "SIZE=99999999999999999999", "RET=HDRS", "SIZE"} {
		if _, ok := mailParameters(s); ok {
			t.Errorf("%q is taken", s)
		}
	}
}
