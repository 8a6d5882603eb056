package draw

import (
	"image/color"
	"math"
	"testing"
)

// Text stands out as WCAG's AA asks for, on white and on the shade of a fault.
func TestTextStandsOut(t *testing.T) {
	light := func(c color.NRGBA) float64 {
		part := func(v uint8) float64 {
			s := float64(v) / 255
			if s <= 0.03928 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
	}
	over := func(c color.NRGBA) color.NRGBA {
		mix := func(v uint8) uint8 { return uint8((int(v)*int(c.A) + 255*(255-int(c.A))) / 255) }
		return color.NRGBA{mix(c.R), mix(c.G), mix(c.B), 255}
	}
	for name, ink := range map[string]color.NRGBA{"black": Black, "grey": Grey, "dark vermillion": DarkVermillion} {
		for ground, paper := range map[string]color.NRGBA{"white": White, "a fault": over(FaintOrange)} {
			if got := (light(paper) + 0.05) / (light(ink) + 0.05); got < 4.5 {
				t.Errorf("%s on %s: %.2f", name, ground, got)
			}
		}
	}
}
