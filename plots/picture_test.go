package plots_test

import (
	"bytes"
	"encoding/binary"
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mailstorm/plots"
	"mailstorm/plots/draw"
	"mailstorm/plots/runs"
	"mailstorm/sim"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

// The golden pictures hold on every architecture: look at what changed before you write them anew.
func TestGolden(t *testing.T) {
	goldens(t, runSVG, map[string]func() runs.Run{
		"deck": deck, "worst": worst, "refused": refused, "eight": eight, "crowd": crowd, "full": full, "forbidden": forbidden, "silent": silent, "crowded": crowded, "brakes": brakes, "octet": octet, "spread": spread, "outage": outage,
	}, "deck-attempts worst-attempts refused-attempts eight-attempts crowd-attempts crowd-queue full-loop forbidden-loop silent-seen crowded-seen brakes-ways octet-ways spread-copies outage-arrival")
}

// golden compares a picture with the one that is kept.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from line %d on; if the new picture is right: go test ./plots -update", file, firstDifference(got, want))
	}
}

func firstDifference(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return 1 + bytes.Count(a[:i], []byte("\n"))
		}
	}
	return 1 + min(bytes.Count(a, []byte("\n")), bytes.Count(b, []byte("\n")))
}

func TestSameBytesTwice(t *testing.T) {
	for _, p := range plots.Pictures {
		isTheSameTwice(t, p.Name, eight, p.SVG)
		isTheSameTwice(t, p.Name, eight, func(s runs.Run) ([]byte, error) { return p.PNG(s, draw.Slide) })
	}
}

// What has nothing to show says so, and says it in its title when it is drawn all the same.
func TestPicturesShowWhatHappened(t *testing.T) {
	for _, test := range []struct {
		name  string
		story runs.Run
		want  string // of the pictures
	}{
		{"no automatic message, no sign, one mailbox", deck(), "attempts queue copies"},
		{"a loop", full(), "loop"},
		{"a silence", silent(), "attempts seen"},
		{"mail that comes late", outage(), "arrival"},
		{"several ways", brakes(), "attempts copies ways"},
		{"several ways without a duplicate", paths("", path{"a", 1, 0, sim.HandedOver}, path{"b", 1, 0, sim.Bounced}), "attempts copies"},
		{"several ways without their names", unnamed(), "attempts copies ways"},
		{"too many records", runs.Run{Config: crowd().Config, Result: crowd().Result, Deliveries: brakes().Deliveries}, "attempts queue"},
	} {
		var shown []string
		for _, p := range plots.Pictures {
			if p.Shows == nil || p.Shows(test.story) {
				shown = append(shown, p.Name)
			}
		}
		if got := strings.Join(shown, " "); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

// An image has the dots that are asked for, says how many of them make an inch, and is drawn in its middle.
func TestPNGSizes(t *testing.T) {
	for _, test := range []struct {
		size          draw.Size
		width, height int
		perMetre      uint32
	}{
		{draw.Slide, 1920, 1080, 5669},
		{draw.Half, 1920, 1080, 11811},
		{draw.Dots(1366, 768), 1366, 768, 4016},
		{draw.Dots(500, 900), 500, 900, 1457},
	} {
		b := drawn(t, func(s runs.Run) ([]byte, error) { return picture("attempts").PNG(s, test.size) }, deck())
		page, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if got := page.Bounds(); got.Dx() != test.width || got.Dy() != test.height {
			t.Errorf("got %v, want %d by %d", got, test.width, test.height)
		}
		if density := b[bytes.Index(b, []byte("pHYs"))+4:]; binary.BigEndian.Uint32(density) != test.perMetre || density[8] != 1 {
			t.Errorf("%d dots in a metre, want %d", binary.BigEndian.Uint32(density), test.perMetre)
		}
		if r, _, _, _ := page.At(test.width/2, 1).RGBA(); r != 0xffff {
			t.Error("the page is not white")
		}
	}
}

func TestSVGIsReadableAnywhere(t *testing.T) {
	s := deck()
	s.Config.Title = `a <b> & "c"`
	text := string(drawn(t, runSVG("attempts"), s))
	for _, want := range []string{
		`<svg role="img" `,
		"<title>One message to 3 recipients, 51 copies: the sender was not notified</title>",
		"<desc>every attempt over time: what the receiver kept above what the sender heard, with faults shaded</desc>",
		`<g aria-hidden="true">`,
		"font-family:'Liberation Sans',Arial,Helvetica,sans-serif;",
		"a &lt;b&gt; &amp; &#34;c&#34;, seed 1",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(text, "font-family:Liberation") {
		t.Error("a text without fonts to fall back on")
	}
}

func TestAStoryNeedsARun(t *testing.T) {
	for _, p := range plots.Pictures {
		if _, err := p.SVG(runs.Run{}); err == nil {
			t.Errorf("%s draws nothing without an error", p.Name)
		}
	}
}
