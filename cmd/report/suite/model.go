package suite

import (
	"fmt"
	"slices"
	"strings"

	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
)

// Model is what changed since the version of the figures that the expectations of a file were written for.
type Model struct {
	WrittenFor, Newest string
	Differs            []Differing
	Rules              []string // sentences
}

// Differing is a figure of a profile that was another one.
type Differing struct {
	Hosts        []string // that have it
	Profile      string
	Figure       string // "" when the profile did not exist
	Then, Now    string
	Mark, Source string // "" when nothing is stated any more
}

// explains tells whether the model may be why something failed.
func (s *Suite) explains() bool { return s.Model != nil && s.Failed() > 0 }

func model(p *layout.Page, s *Suite) {
	if !s.explains() {
		return
	}
	head := "these figures and rules have changed:"
	if len(s.Model.Differs) == 0 {
		head = "no figure of its hosts has changed, but these rules have:"
	}
	p.Line("  written for model " + s.Model.WrittenFor + "; since then " + head)
	for _, d := range folded(s.Model.Differs) {
		p.Line("    " + english.OneLine(d.String()))
	}
	for _, rule := range s.Model.Rules {
		p.Line("    rule: " + english.OneLine(rule))
	}
}

// outlived says that the file passes with the newest model as well.
func outlived(p *layout.Page, s *Suite) {
	if s.Model != nil && len(s.Cases) > 0 && s.Failed() == 0 && s.Stopped == "" {
		note(p, fmt.Sprintf("written for model %s; also passes with model %s", s.Model.WrittenFor, s.Model.Newest))
	}
}

const (
	sourceMost   = 200 // letters; JSON and explain have the whole
	otherSources = "; and others"
)

// folded lists codes with the same change once, with the source of the first.
func folded(all []Differing) (few []Differing) {
	for _, d := range all {
		d.Source = english.Shortened(d.Source, sourceMost)
		i := slices.IndexFunc(few, d.changedWith)
		if i < 0 {
			few = append(few, d)
			continue
		}
		if few[i].Figure += ", " + d.Figure; few[i].Source != d.Source {
			few[i].Source = strings.TrimSuffix(few[i].Source, otherSources) + otherSources
		}
	}
	return few
}

func (d *Differing) changedWith(other Differing) bool {
	return d.isCode() && other.isCode() && d.Profile == other.Profile && d.Then == other.Then && d.Now == other.Now && slices.Equal(d.Hosts, other.Hosts)
}

func (d *Differing) isCode() bool { return strings.HasPrefix(d.Figure, "code.") }

// String is "exo (exchange-online) last_try: none -> 10m (observed: eleven public NDRs)".
func (d *Differing) String() string {
	const most = 3
	hosts := strings.Join(d.Hosts[:min(len(d.Hosts), most)], ", ")
	if more := len(d.Hosts) - most; more > 0 {
		hosts += fmt.Sprintf(" and %s more", english.Number(int64(more)))
	}
	text := hosts + " (" + d.Profile + ")"
	if d.Figure == "" {
		return text + ": this profile did not exist"
	}
	text += " " + d.Figure + ": " + d.Then + " -> " + d.Now
	if d.Mark != "" {
		text += " (" + d.Mark + ": " + d.Source + ")"
	}
	return text
}

// brief is one line for reports that have no room for more.
func (m *Model) brief() string {
	line := fmt.Sprintf("written for model %s; since then %s and %s differ", m.WrittenFor,
		english.Counted(int64(len(m.Differs)), "figure", "figures"), english.Counted(int64(len(m.Rules)), "rule", "rules"))
	for i, d := range m.Differs {
		line += [...]string{": ", ", "}[min(i, 1)] + strings.TrimSpace(d.Profile+" "+d.Figure)
	}
	return line
}

func (m *Model) object(indent string) string {
	var figures []string
	for _, d := range m.Differs {
		figures = append(figures, encode.Object(encode.Field("hosts", encode.List(encode.Texts(d.Hosts))), encode.Field("profile", encode.Text(d.Profile)), encode.Field("figure", encode.TextOrNull(d.Figure)),
			encode.Field("then", encode.TextOrNull(d.Then)), encode.Field("now", encode.TextOrNull(d.Now)), encode.Field("mark", encode.TextOrNull(d.Mark)), encode.Field("source", encode.TextOrNull(d.Source))))
	}
	return encode.Block([]string{encode.Field("written_for", encode.Text(m.WrittenFor)), encode.Field("newest", encode.Text(m.Newest)),
		encode.Field("differs", encode.Block(figures, "[]", indent+"  ")), encode.Field("rules", encode.Block(encode.Texts(m.Rules), "[]", indent+"  "))}, "{}", indent)
}
