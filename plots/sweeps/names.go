package sweeps

import (
	"slices"
	"strconv"
	"strings"

	"mailstorm/plots/draw"
	"mailstorm/sim/experiment/analysis"
)

// Name is what people call a choice: its values.
func (s Sweep) Name(choice int) string {
	return JoinValues(s.Keys, s.Plan.Choices[choice].Values, choice)
}

// JoinValues is how people say the values of some keys.
func JoinValues(keys, values []string, choice int) string {
	var names []string
	for i, written := range values {
		name := formatValue(written)
		if i < len(keys) && keys[i] != "" && (written == "true" || written == "false") {
			name = keys[i][strings.LastIndexByte(keys[i], '.')+1:] + " " + written
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return "choice " + strconv.Itoa(choice+1)
	}
	return strings.Join(names, ", ")
}

// Key is a key that is varied, empty where nobody named it.
func (s Sweep) Key(i int) string {
	if i < len(s.Keys) {
		return s.Keys[i]
	}
	return ""
}

// Role says what a choice is: advised, equally good, possibly the best, current, runner-up, or impossible to set.
func (s Sweep) Role(choice int) string {
	var roles []string
	switch {
	case choice == s.Advised():
		roles = append(roles, "advised")
	case s.Advice != nil && slices.Contains(s.Advice.Best, choice):
		roles = append(roles, "equally good")
	case s.Advice != nil && s.Advice.Answer == analysis.Undecided && slices.Contains(s.Advice.Open, choice):
		roles = append(roles, "may be the best")
	}
	if choice == s.Plan.Current {
		roles = append(roles, "current")
	}
	if choice == s.RunnerUp() && len(roles) == 0 {
		roles = append(roles, "runner-up")
	}
	if s.Plan.Choices[choice].Barred {
		roles = append(roles, "cannot be set")
	}
	return strings.Join(roles, " and ")
}

// Subtitle names the scenario, what is varied and how often.
func (s Sweep) Subtitle() string {
	text := s.Title
	if text == "" {
		text = "unnamed"
	}
	if len(s.Keys) > 0 {
		text = AppendTitle(text, strings.Join(s.Keys, ", "))
	}
	return AppendTitle(text, s.Replications())
}

// AppendTitle puts something behind a title, which may be a question.
func AppendTitle(title, more string) string {
	if strings.HasSuffix(title, "?") || strings.HasSuffix(title, "!") {
		return title + " " + more
	}
	return title + "; " + more
}

// Replications says how many storms each value met.
func (s Sweep) Replications() string {
	runs := int64(s.Summary.Runs)
	text := draw.Count(runs, "storm", "storms")
	if len(s.Plan.Choices) > 1 && runs > 1 {
		text = "the same " + text + " for each value"
	}
	if runs < 2 {
		return text + ", seed " + strconv.FormatInt(s.Plan.Seed, 10)
	}
	return text + ", from seed " + strconv.FormatInt(s.Plan.Seed, 10) + " on"
}

// Join names choices: of those side by side the first and the last, and of many how many there are.
func (s Sweep) Join(choices []int) string {
	const most = 4
	var names []string
	order := s.Order()
	last := len(order)
	for at := 0; at < last; at++ {
		end := at
		for end < last && slices.Contains(choices, order[end]) {
			end++
		}
		switch {
		case end-at > 2 && HasNumericAxis(s):
			names = append(names, s.Name(order[at])+" to "+s.Name(order[end-1]))
		default:
			for _, i := range order[at:end] {
				names = append(names, s.Name(i))
			}
		}
		at = max(at, end)
	}
	switch n := len(names); {
	case n == 0:
		return "no value"
	case n > most:
		return strings.Join(names[:most-1], ", ") + " or one of " + strconv.Itoa(n-most+1) + " more"
	case n > 1:
		return strings.Join(names[:n-1], ", ") + " or " + names[n-1]
	}
	return names[0]
}

// Capitalise begins a sentence.
func Capitalise(text string) string {
	if text != "" && text[0] >= 'a' && text[0] <= 'z' {
		return string(text[0]-'a'+'A') + text[1:]
	}
	return text
}
