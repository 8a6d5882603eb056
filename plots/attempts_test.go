package plots

import "testing"

// Rows with trouble are drawn first. Only where there was room for all of these may the picture say of the others that nothing was wrong.
func TestWhatIsLeftOutWasFineOnlyIfAllTroubleIsDrawn(t *testing.T) {
	bad, good := &hop{troubles: 1}, &hop{}
	const more, fine = "Not drawn: 1 more hop", ", with successful sessions only"
	for _, c := range []struct {
		all  []*hop
		want string
	}{{[]*hop{bad, good, good}, more + fine + "."}, {[]*hop{bad, bad, good}, more + fine + "."}, {[]*hop{bad, bad, bad}, more + ", none with more failures than these."}, {[]*hop{bad, bad}, ""}} {
		if got := omittedText(c.all, c.all[:2]); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
