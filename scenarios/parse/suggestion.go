package parse

import (
	"fmt"
	"slices"
	"strings"
)

// allOf is all words, where they are few; none where no word was written.
func allOf(word string, words []string) string {
	if list := Printable(strings.Join(words, ", ")); word != "" && len(words) > 0 && len(words) <= 6 && len(list) < 70 {
		return "; use " + list
	}
	return ""
}

// Suggestion is "; did you mean ...?" for the nearest of the words, and empty when none is near.
func Suggestion(word string, words []string) string {
	best := Nearest(word, words)
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// Nearest is the nearest of the words, or the only one that begins so, or none.
func Nearest(word string, words []string) string {
	if i := slices.IndexFunc(words, func(w string) bool { return strings.EqualFold(w, word) }); i >= 0 {
		return words[i]
	}
	best, least := "", max(1, len(word)/3)+1
	begun := func(w string) bool { return strings.HasPrefix(w, word) }
	if i := slices.IndexFunc(words, begun); len(word) > 3 && i >= 0 && !slices.ContainsFunc(words[i+1:], begun) {
		best, least = words[i], min(least, 2)
	}
	for _, w := range words {
		d := Distance(word, w)
		if similar(word, w) {
			d = min(d, 2)
		}
		if d < least {
			best, least = w, d
		}
	}
	return best
}

// nearestFirst moves the nearest words, up to three, to the front.
func nearestFirst(word string, words []string) []string {
	if word == "" || len(words) < 4 {
		return words
	}
	word = strings.ToLower(word)
	apart := func(w string) int {
		if d := Distance(word, strings.ToLower(w)); !similar(word, strings.ToLower(w)) {
			return d
		}
		return 1
	}
	near := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return apart(w) > max(2, len(word)/2) })
	slices.SortStableFunc(near, func(a, b string) int { return apart(a) - apart(b) })
	near = near[:min(len(near), 3)]
	return append(near, slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(near, w) })...)
}

// similar are words of which one holds the other, or that part only at their ends: message_expiry, message_expiration.
func similar(a, b string) bool {
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	return min(len(a), len(b)) > 3 && (strings.Contains(a, b) || strings.Contains(b, a) || same*4 >= len(a)*3)
}

const LongestWord = 64

// Distance counts insertions, deletions, replacements and swaps of neighbours (Damerau and Levenshtein; each place is
// edited once).
func Distance(a, b string) int {
	if len(a) > LongestWord || len(b) > LongestWord {
		return LongestWord
	}
	var before, above, row [LongestWord + 1]int
	for j := range len(b) + 1 {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above = above, row
	}
	return above[len(b)]
}
