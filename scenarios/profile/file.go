package profile

import (
	"fmt"
	"os"
	"path/filepath"

	"mailstorm/scenarios"
	"mailstorm/scenarios/decode"
	"mailstorm/scenarios/parse"
)

// ReadFile reads a profile that stands in a file by itself, whatever the file is called, and gives its text, too: of itself it is whole, or starts
// from a profile of the library. What is wrong with it comes as parse.Problems.
func ReadFile(file string) (*Entry, string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	src, err := decode.ReadSource(decode.Shown(file), f)
	if err != nil {
		return nil, "", err
	}
	root, p := parse.Document(src)
	if p != nil {
		return nil, "", parse.Problems{p}
	}
	r := &decode.Decoder{Cache: decode.NewCache(), Folder: decode.Folder{Path: filepath.Dir(file)}}
	e := NewReader(r, NewCache()).readEntry(r.Open(root), scenarios.Stem(file), 1)
	switch {
	case len(r.Problems) > 0:
		return nil, "", r.Problems
	case scenarios.IsPath(e.Base):
		return nil, "", fmt.Errorf("it starts from %s, which would not go along; write out what that file says, or start from a profile of the library", parse.Quoted(e.Base))
	}
	return e, src.Text, nil
}
