package pseudonym

import "testing"

func TestNames(t *testing.T) {
	a, again, other, random := New([]byte("key")), New([]byte("key")), New([]byte("other")), New(nil)
	name := a.Domain("fabrikam.example")
	if name != again.Domain("Fabrikam.example") || name == other.Domain("fabrikam.example") || name == random.Domain("fabrikam.example") || name == New(nil).Domain("fabrikam.example") {
		t.Error("equal domains with equal keys have equal names, and only they")
	}
	if name == a.Domain("contoso.example") || len(name) != len("d0123456789.example") {
		t.Errorf("the name %s", name)
	}
	if k := Kept(); k.Domain("fabrikam.example") != "fabrikam.example" || k.Connector("To B") != "To B" || k.Domain("no domain") == "no domain" {
		t.Error("names that are kept stay, but for what is no domain")
	}
}
