package sweepfolder

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"mailstorm/cmd/report/english"
)

// ComparisonTitle names what is compared.
func (p *Plan) ComparisonTitle() string {
	title := p.Title
	if title == "" {
		title = p.Scenario
	}
	var labels []string
	for i := range p.Choices {
		labels = append(labels, p.Label(i))
	}
	return strings.TrimRight(title, "?.!") + ": " + strings.Join(p.Keys, ", ") + " = " + strings.Join(labels, " or ")
}

// Called is a choice with what is varied, where that is one key: "message_expiration = 12h".
func (p *Plan) Called(choice int) string {
	if len(p.Keys) != 1 || !strings.Contains(p.Keys[0], ".") {
		return p.Label(choice)
	}
	return p.Keys[0][strings.LastIndexByte(p.Keys[0], '.')+1:] + " = " + p.Label(choice)
}

// KeyWords is what stands above a column of choices.
func (p *Plan) KeyWords() string {
	if len(p.Keys) == 1 && !strings.Contains(p.Keys[0], ".") {
		return p.Keys[0]
	}
	return "value"
}

// DesignKey is what is varied where scenarios or results are compared.
const DesignKey = "design"

// OfDesigns reports whether the choices are scenarios or results, and not values of a key.
func (p *Plan) OfDesigns() bool { return slices.Equal(p.Keys, []string{DesignKey}) }

// Forbidden reports whether the maker documents that a value cannot be set.
func (p *Plan) Forbidden(choice int) bool {
	return len(p.Allowed) == 2 && (p.Lifetimes[choice] < p.Allowed[0] || p.Lifetimes[choice] > p.Allowed[1])
}

// Marked is the label of a choice, with a word behind it if the others are compared with it.
func (p *Plan) Marked(choice int) string {
	if choice != p.Current || p.OfDesigns() && len(p.Choices) == 2 {
		return p.Label(choice)
	}
	return p.Label(choice) + " (" + p.Mark() + ")"
}

// Mark is the word for the choice that the others are compared with: "now" when it is in force, else "base".
func (p *Plan) Mark() string {
	if p.InForce {
		return "now"
	}
	return "base"
}

// Label is what a choice is called.
func (p *Plan) Label(choice int) string { return strings.Join(p.Choices[choice], ", ") }

const NoNotice = "no delay notices"

// NoticeWords say when delay notices are sent; 0: never.
func NoticeWords(after time.Duration) string {
	if after == 0 {
		return NoNotice
	}
	return "delay notices after " + english.Span(after)
}

// Unadvised says, behind a colon, why nothing is advised whatever the replications say; empty: nothing forbids it.
func (p *Plan) Unadvised() string {
	why, _, _ := strings.Cut(p.NoAdvice, ";")
	return strings.TrimSuffix(why, ".")
}

// SpanOf names choices: those that stand side by side by the first and the last.
func (p *Plan) SpanOf(choices []int) string { return english.OrListed(p.spans(choices)) }

// AllOf names choices that share a fate.
func (p *Plan) AllOf(choices []int) string {
	spans := p.spans(choices)
	return english.Listed(spans, len(spans))
}

func (p *Plan) spans(choices []int) []string {
	var words []string
	for k := 0; k < len(choices); {
		end := k
		for end+1 < len(choices) && choices[end+1] == choices[end]+1 {
			end++
		}
		if end-k > 1 {
			words = append(words, p.Label(choices[k])+" to "+p.Label(choices[end]))
		} else {
			for _, i := range choices[k : end+1] {
				words = append(words, p.Label(i))
			}
		}
		k = end + 1
	}
	return words
}

// Observations are so many outages that a law rests on.
func (p *Plan) Observations(n uint64) string {
	return english.Counted(int64(n), "observed outage", "observed outages")
}

// maker names the product of the host whose expiration is varied.
func (p *Plan) maker() string {
	if strings.HasPrefix(p.Variants[0].Profile, "exchange-online") {
		return "Exchange Online"
	}
	return p.Variants[0].Profile
}

// allowedRange is the range that may be set.
func (p *Plan) allowedRange() string {
	return english.Span(time.Duration(p.Allowed[0])*time.Second) + " to " + english.Span(time.Duration(p.Allowed[1])*time.Second)
}

// Beyond says of values that cannot be set that they cannot; empty: all can.
func (p *Plan) Beyond() string {
	longer := slices.ContainsFunc(p.Lifetimes, func(l int64) bool { return len(p.Allowed) == 2 && l > p.Allowed[1] })
	shorter := slices.ContainsFunc(p.Lifetimes, func(l int64) bool { return len(p.Allowed) == 2 && l < p.Allowed[0] })
	switch {
	case longer:
		return fmt.Sprintf("%s accepts %s; more than %s needs a relay with its own queue.", p.maker(), p.allowedRange(), english.Span(time.Duration(p.Allowed[1])*time.Second))
	case shorter:
		return fmt.Sprintf("%s accepts %s; other values are shown but not recommended.", p.maker(), p.allowedRange())
	}
	return ""
}

// Name is what a variant is called where there is room for one word.
func (v *Variant) Name(i int) string {
	if i == 0 {
		return "as it is"
	}
	switch {
	case v.World != "" && len(v.Set) == 0:
		return "where " + v.Where
	case v.State != nil:
		return "state " + strings.Join(v.State, "; ")
	}
	return strings.Join([]string{v.Profile, v.Recovery, v.Notice, v.Applies}, "; ")
}

// Watched is the first host with its profile, for the small print.
func (p *Plan) Watched() string {
	if len(p.Profiles) == 0 {
		return ""
	}
	return p.Profiles[0].Host + ": " + p.Profiles[0].Profile
}

// Standard is the expiration that good mail is measured by, the i-th of each set; where sets differ, all that there are.
func (p *Plan) Standard(i int) string {
	var words []string
	for _, set := range p.Standards {
		words = AppendNew(words, set[i].Is)
	}
	switch len(words) {
	case 0:
		return "the longest expiration"
	case 1:
		return words[0]
	}
	return "the longest expiration (" + strings.Join(words, " or ") + ")"
}

// StandardRemark says of a grid what else holds in the storm that good mail is measured by.
func (p *Plan) StandardRemark() string {
	if len(p.Standards) < 2 {
		return ""
	}
	return ", all else being as in the row"
}

// StandardNames are the expirations that good mail is measured by; nothing where it is not.
func (p *Plan) StandardNames() []string {
	if len(p.Standards) == 0 {
		return nil
	}
	return []string{p.Standard(0), p.Standard(1)}
}

// TimeZone says in which zone people read times.
func (p *Plan) TimeZone() string {
	switch {
	case slices.Contains(p.Keys, "clock") || slices.Contains(p.StateKeys, "clock"):
		return "Time zone: that of each clock."
	case p.Zone == "":
		return "Time zone: UTC."
	}
	return "Time zone: " + p.Zone + "."
}
