package layout

// Style is how text is laid out.
type Style struct {
	Color bool
	Width int // columns; 0: 100
}

func (s Style) Columns() int {
	if s.Width == 0 {
		return 100
	}
	return max(s.Width, 40)
}

func (s Style) Strong(text string) string {
	if !s.Color {
		return text
	}
	return "\x1b[1m" + text + "\x1b[0m"
}

// Bad colours what went wrong. The text must say so without the colour.
func (s Style) Bad(text string) string {
	if !s.Color || text == "" {
		return text
	}
	return "\x1b[31m" + text + "\x1b[0m"
}

// Warn colours what people notice and nobody was told.
func (s Style) Warn(text string) string {
	if !s.Color || text == "" {
		return text
	}
	return "\x1b[33m" + text + "\x1b[0m"
}

func (s Style) Faint(text string) string {
	if !s.Color || text == "" {
		return text
	}
	return "\x1b[2m" + text + "\x1b[0m"
}
