package illustrated

import (
	"cmp"
	"errors"
	"io"

	"mailstorm/cmd/report/sweep"
	"mailstorm/cmd/report/webpage"
	"mailstorm/plots"
	"mailstorm/plots/sweeps"
)

// Sweep is what the pictures of a sweep show.
func Sweep(s *sweep.Sweep) sweeps.Sweep {
	decision, _ := s.Plan.Wants()
	return sweeps.Sweep{Plan: s.Storms, Keys: s.Plan.Keys, Summary: s.Findings[0].Summary, Decision: decision, Advice: s.Findings[0].Advice, Title: cmp.Or(s.Plan.Title, s.Plan.Scenario),
		Profiles: []string{s.Plan.Watched()}, NoAdvice: s.Plan.Unadvised(), Beyond: s.Plan.Beyond(), Caveat: s.Caveat()}
}

// SweepPage writes the HTML report of a sweep.
func SweepPage(w io.Writer, s *sweep.Sweep) error {
	var pictures []webpage.Picture
	story := Sweep(s)
	err := plots.Each(plots.Sweeps, story, func(p plots.SweepPicture, svg []byte) error {
		pictures = append(pictures, webpage.Picture{Name: p.Name, Finding: p.Finding(story), Meaning: p.Meaning, SVG: svg})
		return nil
	})
	return errors.Join(err, webpage.Sections(w, &webpage.Page{Title: s.Headline(), Version: s.Plan.Version, Origin: s.Plan.Scenario + ", simulated by mailstorm", Sections: s.Sections(), Pictures: pictures}))
}
