// Package pseudonym gives domains and connectors other names: equal ones get equal names, and nobody without the key can tell whose they are.
package pseudonym

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
)

// Names knows the names of one key.
type Names struct {
	key  []byte
	keep bool
}

// New makes names by a key; without one it is random, and forgotten.
func New(key []byte) *Names {
	if len(key) == 0 {
		key = make([]byte, sha256.Size)
		_, _ = rand.Read(key) // it never fails
	}
	return &Names{key: key}
}

// Kept leaves names as they are.
func Kept() *Names { return &Names{keep: true} }

// Keeps reports whether names stay.
func (n *Names) Keeps() bool { return n.keep }

// Domain is another domain, or the same where names stay and it can be written into a scenario.
func (n *Names) Domain(domain string) string {
	if n.keep && plainDomain.MatchString(domain) {
		return domain
	}
	return n.label("d", domain) + ".example"
}

var plainDomain = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$`)

// Connector is another name of a connector.
func (n *Names) Connector(connector string) string {
	if n.keep {
		return connector
	}
	return n.label("c", connector)
}

func (n *Names) label(kind, name string) string {
	mac := hmac.New(sha256.New, n.key)
	mac.Write([]byte(kind + "\x00" + strings.ToLower(name)))
	return kind + hex.EncodeToString(mac.Sum(nil)[:5])
}
