package load

import (
	"fmt"
	"strings"
	"testing"
)

// Two scenarios differ in keys and in whole tables; what does not change the storm, and how it is written, is no difference.
func TestDifferences(t *testing.T) {
	const one = "title = \"One\"\n[mail.deck]\nfrom = \"a@home.example\"\nto = \"b@far.example\"\nsize = \"1MB\"\n" +
		"[host.home]\ndomains = [\"home.example\"]\nroutes = {\"*\" = [\"far\"]}\n[host.far]\ndomains = [\"far.example\"]\n[host.far.fault.down]\nkind = \"connection-refused\"\nends = \"1h\"\n[expect]\nlost = 0\n"
	two := "seed = 3\n" + strings.NewReplacer("One", "Two", "[\"far\"]", "[ \"far\", \"spare\" ]", "size = \"1MB\"", "size    =   \"1MB\" # as before", "lost = 0", "lost = 1",
		"[host.far.fault.down]\nkind = \"connection-refused\"\nends = \"1h\"\n", "[host.spare]\nroutes = {\"*\" = \"far\"}\n").Replace(one)
	read := func(text string, set ...string) *Scenario {
		s, err := Load("-", Options{Stdin: strings.NewReader(text), Set: set})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	var got []string
	for _, d := range read(one).Differences(read(two)) {
		got = append(got, fmt.Sprintf("%s %q %q %v %v", d.Key, d.Here, d.There, d.OnlyHere, d.OnlyThere))
	}
	want := []string{
		`host.home.routes."*" "[\"far\"]" "[ \"far\", \"spare\" ]" false false`,
		`host.far.fault "" "" true false`,
		`host.spare "" "" false true`,
		`seed "" "3" false true`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s", strings.Join(got, "\n"))
	}
	if d := read(one, "host.far.fault.down.ends=\"2h\"").Differences(read(one)); len(d) != 1 || d[0].Key != "host.far.fault.down.ends" || d[0].There != "1h" {
		t.Errorf("an override makes the difference %+v", d)
	}
}
