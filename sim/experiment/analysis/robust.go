package analysis

// Variant is the advice in a world that differs from the scenario in one thing.
type Variant struct {
	Where  string // it is so: "outages last twice as long"
	Advice Advice
}

// Robustness says whether the verdict on a choice is the same in all worlds.
type Robustness struct {
	Statuses []Status // as the variants
	Same     bool     // and the question decided in each of them
	Depends  []string // where the verdict is another one, in words
}

// Robust compares the advice of several worlds, for each choice; the first of them is the scenario as it is.
func Robust(variants []Variant) []Robustness {
	if len(variants) == 0 {
		return nil
	}
	all := make([]Robustness, len(variants[0].Advice.Verdicts))
	for choice := range all {
		r := &all[choice]
		r.Same = true
		for i := range variants {
			v := &variants[i]
			status := v.Advice.Status(choice)
			r.Statuses = append(r.Statuses, status)
			r.Same = r.Same && v.Advice.Certain() && status == r.Statuses[0]
			if status != r.Statuses[0] {
				r.Depends = append(r.Depends, v.Where+": "+status.String())
			}
		}
	}
	return all
}
