package experiment

import (
	"slices"
	"strings"
)

// Variant is the advice under one of several assumptions about what nobody knows.
type Variant struct {
	World  []string // a word for each aspect: "exchange-online-dane", "flush", "delay notices at 4 h"
	Advice Advice
}

// Label is what a variant is called.
func (v *Variant) Label() string { return strings.Join(v.World, ", ") }

// Robustness says whether the verdict on a choice is the same under all variants.
type Robustness struct {
	Standings []Standing // as the variants
	Same      bool       // and decided under each of them
	Depends   []string   // where not: on what, in words
}

// Robust compares the advice under several variants, for each choice; aspects name the words of Variant.World: "profile", "recovery",
// "delay notices".
func Robust(aspects []string, variants []Variant) []Robustness {
	if len(variants) == 0 {
		return nil
	}
	all := make([]Robustness, len(variants[0].Advice.Verdicts))
	for choice := range all {
		r := &all[choice]
		for i := range variants {
			r.Standings = append(r.Standings, variants[i].Advice.Standing(choice))
		}
		r.Same = len(slices.Compact(slices.Clone(r.Standings))) == 1 && r.Standings[0] != Open
		if !r.Same {
			r.Depends = depends(aspects, variants, r.Standings)
		}
	}
	return all
}

// depends names the aspects that can change the standing of a choice by themselves; where none can, it lists the variants.
func depends(aspects []string, variants []Variant, standings []Standing) (all []string) {
	for k, aspect := range aspects {
		if matters(k, variants, standings) {
			all = append(all, aspect+": "+strings.Join(seen(k, variants, standings), "; "))
		}
	}
	if len(all) > 0 {
		return all
	}
	for i := range variants {
		all = append(all, variants[i].Label()+": "+standings[i].String())
	}
	return all
}

// matters reports whether two variants that differ in one aspect alone differ in the standing.
func matters(aspect int, variants []Variant, standings []Standing) bool {
	for i := range variants {
		for j := range i {
			if standings[i] != standings[j] && alone(aspect, variants[i].World, variants[j].World) {
				return true
			}
		}
	}
	return false
}

// alone reports whether two worlds differ in no other aspect.
func alone(aspect int, a, b []string) bool {
	for k := range a {
		if k != aspect && a[k] != b[k] {
			return false
		}
	}
	return true
}

// seen says for each word of an aspect which standings there were under it, better ones first.
func seen(aspect int, variants []Variant, standings []Standing) (all []string) {
	var words []string
	for i := range variants {
		word := variants[i].World[aspect]
		if slices.Contains(words, word) {
			continue
		}
		words = append(words, word)
		var under []string
		for s := Best; s <= Refused; s++ {
			for k := range variants {
				if variants[k].World[aspect] == word && standings[k] == s {
					under = append(under, s.String())
					break
				}
			}
		}
		all = append(all, word+" "+strings.Join(under, " or "))
	}
	return all
}
