package plots

import "testing"

// Rows with trouble are drawn first. Only where there was room for all of these may the picture say of the others that nothing was wrong.
func TestWhatIsLeftOutWasFineOnlyIfAllTroubleIsDrawn(t *testing.T) {
	bad, good := &row{trouble: true}, &row{}
	const more, fine = "Not drawn: 1 more hop", ", every session of which was kept and heard 250"
	for _, c := range []struct {
		all  []*row
		want string
	}{{[]*row{bad, good, good}, more + fine + "."}, {[]*row{bad, bad, good}, more + fine + "."}, {[]*row{bad, bad, bad}, more + "."}, {[]*row{bad, bad}, ""}} {
		if got := leftOut(c.all, c.all[:2]); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
