package folder

import "testing"

func TestMessagesNameWhatTheUserAskedFor(t *testing.T) {
	for message, want := range map[string]string{
		"mkdir /a/x.run-0123456789abcdef.partial: permission denied":     "mkdir /a/x: permission denied",
		"open /a/x.run-0123456789abcdef.partial.lock: permission denied": "open /a/x: permission denied",
		"open /a/x.partial.lock: permission denied":                      "open /a/x.partial: permission denied",
		"they are saved in x.partial; to continue, repeat with --resume": "they are saved in x.partial; to continue, repeat with --resume",
	} {
		if got := WithoutInnerNames(message); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
