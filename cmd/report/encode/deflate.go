package encode

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
)

// Deflated packs bytes as text, for a page that unpacks them: base64 of raw deflate. Nothing stays "".
func Deflated(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	if err == nil {
		_, err = w.Write(b)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // a buffer takes everything, and the level exists
	}
	return base64.StdEncoding.EncodeToString(packed.Bytes())
}
