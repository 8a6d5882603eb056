package prediction

import (
	"errors"
	"io"

	"mailstorm/cmd/serve/record"
)

// Recording is what served hosts wrote down.
type Recording struct {
	Header   record.Header
	Scenario string // its text
	Torn     bool   // the last row was cut off
	Sessions []record.Session
}

// Read reads a recorded folder.
func Read(dir string) (*Recording, error) {
	from, err := record.Open(dir)
	if err != nil {
		return nil, err
	}
	r := &Recording{Header: from.Header, Scenario: from.Scenario}
	for {
		s, err := from.Next()
		if err != nil {
			r.Torn = from.Torn
			if err == io.EOF {
				err = nil
			}
			return r, errors.Join(err, from.Close())
		}
		r.Sessions = append(r.Sessions, *s)
	}
}

// Senders are the hosts of the scenario that the clients stand for, in the order in which they came. Where nothing but DSNs came, those
// who brought them.
func (r *Recording) Senders() (names []string) {
	if names = r.standIns(false); len(names) == 0 {
		names = r.standIns(true)
	}
	return names
}

func (r *Recording) standIns(dsns bool) (names []string) {
	seen := map[string]bool{"": true}
	for i := range r.Sessions {
		s := &r.Sessions[i]
		if (s.Host == record.DSNPort) == dsns && !seen[s.StandsFor] {
			seen[s.StandsFor] = true
			names = append(names, s.StandsFor)
		}
	}
	return names
}
