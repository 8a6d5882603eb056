package experiment

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func anyRow(t *rapid.T) (r Row) {
	r.Run, r.Choice = rapid.Uint32().Draw(t, "run"), rapid.Uint32().Draw(t, "choice")
	for i := range r.Parts {
		r.Parts[i] = rapid.Int64().Draw(t, "part")
	}
	r.Extra = rapid.SliceOfN(rapid.Int64(), 0, 3).Draw(t, "extra")
	r.Told, r.Silent = anyBins(t), anyBins(t)
	r.Custom = rapid.SliceOfN(rapid.Int64(), 0, 4).Draw(t, "particular")
	if len(r.Extra) == 0 {
		r.Extra = nil
	}
	if len(r.Custom) == 0 {
		r.Custom = nil
	}
	return r
}

func anyBins(t *rapid.T) (all []Bin) {
	minute := uint32(0)
	for range rapid.IntRange(0, 4).Draw(t, "bins") {
		minute += rapid.Uint32Range(1, 1<<20).Draw(t, "minute")
		all = append(all, Bin{Minute: minute, Count: uint64(rapid.Uint32Range(1, 1<<32-1).Draw(t, "count"))})
	}
	return all
}

func TestRowsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRow(t)
		line := AppendRow([]byte("x"), &r)[1:]
		if !json.Valid(line) || bytes.Count(line, []byte("\n")) != 1 || line[len(line)-1] != '\n' {
			t.Fatalf("%q is no line of JSON", line)
		}
		for _, l := range [][]byte{line, line[:len(line)-1]} {
			if back, err := ParseRow(l); err != nil || !reflect.DeepEqual(back, r) {
				t.Fatalf("%q comes back as %+v, %v", l, back, err)
			}
		}
		cut := rapid.IntRange(0, len(line)-2).Draw(t, "cut")
		if _, err := ParseRow(line[:cut]); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("%q is not taken for a line that was cut off: %v", line[:cut], err)
		}
	})
}

func TestWrongRowsAreRefused(t *testing.T) {
	good := string(AppendRow(nil, &Row{Told: []Bin{{Minute: 1, Count: 1}, {Minute: 2, Count: 2}}}))
	for _, change := range [][2]string{
		{`"run":0`, `"run":-1`}, {`"run":0`, `"run":01`}, {`"run":0`, `"run":4294967296`}, {`"run":0`, `"run":0.5`}, {`"run":0`, `"run":null`},
		{`"choice"`, `"Choice"`}, {`"parts":[0,`, `"parts":[`}, {`"parts":[0,`, `"parts":[0,0,`}, {`"parts":[0,`, `"parts":[-0,`},
		{`"parts":[0,`, `"parts":[9223372036854775808,`}, {`"parts":[0,`, `"parts":[-9223372036854775808,`}, {`"extra":[]`, `"extra":[nil]`},
		{`[1,1],[2,2]`, `[2,2],[1,1]`}, {`[1,1],[2,2]`, `[1,1],[1,2]`}, {`[1,1]`, `[1,0]`}, {`[1,1]`, `[1]`}, {"}\n", "}x"}, {"}\n", "}\n\n"}, {"}\n", "} \n"}, {`{"run"`, ` {"run"`},
	} {
		wrong := bytes.Replace([]byte(good), []byte(change[0]), []byte(change[1]), 1)
		if bytes.Equal(wrong, []byte(good)) {
			t.Fatalf("%q is not in %q", change[0], good)
		}
		wrong = sealed(wrong)
		if r, err := ParseRow(wrong); err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%q is read as %+v, %v", wrong, r, err)
		}
	}
}

// sealed is a line with the checksum that belongs to it.
func sealed(line []byte) []byte {
	head, tail, cut := bytes.Cut(line, []byte(`,"sum":"`))
	if !cut || len(tail) < 8 {
		return line
	}
	return slices.Concat(head, []byte(`,"sum":"`+checksum(head)), tail[8:])
}

// Whatever digit is changed in a line, the line is refused.
func TestChangedDigitsAreRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyRow(t)
		line := AppendRow(nil, &r)
		at := rapid.IntRange(0, len(line)-1).Draw(t, "at")
		digit := rapid.SampledFrom([]byte("0123456789abcdef")).Draw(t, "digit")
		if line[at] == digit {
			return
		}
		line[at] = digit
		if back, err := ParseRow(line); err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("%q is read as %+v, %v", line, back, err)
		}
	})
	line := AppendRow(nil, &Row{Run: 7, Told: []Bin{{Minute: 1441, Count: 3}}})
	line[bytes.IndexByte(line, '7')] = '8'
	const want = `its checksum is "93666ed4", and the row comes to "dd69a417": it was changed after it was written`
	if _, err := ParseRow(line); err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
}

func FuzzParseRow(f *testing.F) {
	f.Add(AppendRow(nil, &Row{Run: 3, Extra: []int64{5, Missing}, Told: []Bin{{Minute: 1441, Count: 3}}}))
	f.Add([]byte(`{"run":1,"choice":`))
	f.Fuzz(func(t *testing.T, line []byte) {
		line = sealed(line)
		r, err := ParseRow(line)
		if err != nil {
			return
		}
		if back := AppendRow(nil, &r); !bytes.Equal(bytes.TrimSuffix(back, []byte("\n")), bytes.TrimSuffix(line, []byte("\n"))) {
			t.Errorf("%q comes back as %q", line, back)
		}
	})
}
