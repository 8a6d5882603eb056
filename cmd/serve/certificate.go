package serve

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"slices"
	"time"
)

// prepareTLS makes the certificates of a host, once.
func (h *host) prepareTLS() error {
	if h.server.options.NoTLS {
		return nil
	}
	own := h.server.options.Certificate
	if own == nil {
		made, err := selfSigned(h.names()...)
		if err != nil {
			return err
		}
		own = made
	}
	wrong, err := selfSigned("another-host.invalid")
	if err != nil {
		return err
	}
	h.tls = &tls.Config{Certificates: []tls.Certificate{*own}, MinVersion: tls.VersionTLS12}
	h.wrong = &tls.Config{Certificates: []tls.Certificate{*wrong}, MinVersion: tls.VersionTLS12}
	return nil
}

// names are those under which a client may know the host.
func (h *host) names() []string {
	names := []string{h.name, "localhost", "127.0.0.1", "::1"}
	if address, _, err := net.SplitHostPort(h.address); err == nil && address != "" {
		names = append(names, address)
	}
	if h.index < 0 {
		return names[1:]
	}
	c := h.server.options.Config
	for a, own := range c.Hosts[h.index].Own {
		if own && !slices.Contains(names, c.Addresses[a].Domain) {
			names = append(names, c.Addresses[a].Domain)
		}
	}
	return names
}

// selfSigned makes a certificate that nobody vouches for.
func selfSigned(names ...string) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	template := x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: names[0], Organization: []string{"mailstorm serve"}},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true, IsCA: true}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}
