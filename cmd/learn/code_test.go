package learn

import "testing"

func TestCodeOf(t *testing.T) {
	for _, c := range []struct {
		reply string
		want  Code
	}{
		{"451 4.7.1 Try again later", Code{Reply: "451", Enhanced: "4.7.1"}},
		{"451-4.7.1 Try again", Code{Reply: "451", Enhanced: "4.7.1"}},
		{"550 #5.1.0 Address rejected.", Code{Reply: "550", Enhanced: "5.1.0"}},
		{"[{LED=450 4.4.316 Connection refused [Message=Socket error code 10061]};", Code{Reply: "450", Enhanced: "4.4.316"}},
		{"421 Service not available", Code{Reply: "421"}},
		{"450", Code{Reply: "450"}},
		{"host mx.example said: 452 too many, 5.3.0 (x) 450 4.2.1 busy", Code{Reply: "450", Enhanced: "4.2.1"}},
		{"smtp; 554 rejected due to policy", Code{}},
		{"status=554 no", Code{Reply: "554"}},
		{"remote <<< 451 later", Code{Reply: "451"}},
		{"5.4.316", Code{Enhanced: "5.4.316"}},
		{"4.4.1 Connection refused", Code{Enhanced: "4.4.1", Words: "connection refused"}},
		{"error 4.7.1234 and 450x and 4500 4.7.1x", Code{Words: "no code"}},
		{"H=mx.example [10.4.1.20]: Connection timed out", Code{Words: "connection timed out"}},
		{"no answer from 5.1.1.7:25 after 4.1.1.9", Code{Words: "no code"}},
		{"451 mx.example [192.5.1.1] is busy", Code{Reply: "451"}},
		{"mail is 5.1.1.", Code{Enhanced: "5.1.1"}},
		{"", Code{Words: "no code"}},
		{"4.", Code{Words: "no code"}},
	} {
		if c.want == (Code{}) {
			c.want.Words = "no code"
		}
		if got := codeOf(c.reply); got != c.want {
			t.Errorf("%q: %+v, want %+v", c.reply, got, c.want)
		}
	}
}
