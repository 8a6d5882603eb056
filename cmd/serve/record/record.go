// Package record is what a served host writes down: one row for each transaction, or for a connection that never came to MAIL.
package record

import "time"

// Schema names the shape of both files of a folder.
const Schema = "mailstorm/serve/v1"

// The files of a folder.
const (
	HeaderFile   = "serve.json"
	SessionsFile = "sessions.jsonl"
	ScenarioFile = "scenario.toml"
)

// DSNPort is the name in rows of the port without faults, where only DSNs are expected. No host can have it.
const DSNPort = "--dsn-listen"

// Header is serve.json: what was served.
type Header struct {
	Schema   string            `json:"schema"`
	Version  string            `json:"version"` // of mailstorm
	Scenario string            `json:"scenario"`
	SHA256   string            `json:"sha256"` // of the scenario file, whose text is beside this file as scenario.toml
	Seed     int64             `json:"seed"`
	Clock    time.Time         `json:"clock"`                     // what scenario time 0 is called
	Started  time.Time         `json:"started"`                   // when it was scenario time 0 on the wall
	Speed    float64           `json:"speed"`                     // scenario time runs so many times as fast as the wall's
	Hosts    map[string]string `json:"hosts"`                     // address by name of the host
	Set      []string          `json:"set,omitempty"`             // KEY=VALUE, what else changed the scenario
	Reset    bool              `json:"refuse_by_reset,omitempty"` // no port was closed: a refused connection has a row
	Ended    time.Time         `json:"ended"`
}

// Session is a row of sessions.jsonl. Times are scenario time, nanoseconds since its clock.
type Session struct {
	Host        string        `json:"host"`
	Connection  uint64        `json:"connection"`            // its ordinal at the host, 1 the first
	Transaction int           `json:"transaction,omitempty"` // 1 the first of the connection; 0: it never came to MAIL
	Client      string        `json:"client"`                // its IP address
	StandsFor   string        `json:"stands_for"`            // the host of the scenario that the client is taken for
	Server      uint16        `json:"server"`                // of that host's pool, 1 the first
	Helo        string        `json:"helo,omitempty"`
	TLS         bool          `json:"tls,omitempty"`
	Began       time.Duration `json:"began"` // the connection, or MAIL of a later transaction
	Ended       time.Duration `json:"ended"`
	From        string        `json:"from,omitempty"`
	Null        bool          `json:"null,omitempty"` // MAIL FROM:<>
	To          []Recipient   `json:"to,omitempty"`
	Announced   int64         `json:"announced"` // by SIZE=, bytes; -1: not announced
	Bytes       int64         `json:"bytes"`     // message data that crossed
	MessageID   string        `json:"message_id,omitempty"`
	Received    int           `json:"received,omitempty"` // Received lines
	Queued      time.Duration `json:"queued,omitempty"`   // when the client itself received the message, by its Received line; 0: unknown
	Phase       string        `json:"phase"`              // where it ended: dot for a transaction that came to its end
	Cause       string        `json:"cause"`              // none: 250; said; dropped, stalled, ...: what the host did; client: the client ended it; ended: serving ended first
	Reply       string        `json:"reply,omitempty"`    // the reply that decided: its codes
	Kept        bool          `json:"kept"`               // the host has the message
	Heard       bool          `json:"heard"`              // the client was told 250 at the dot, and did not break off the connection
	Decisions   []Decision    `json:"decisions"`
	DSN         *DSN          `json:"dsn,omitempty"` // what a message from the null sender reports
}

// Recipient is one RCPT.
type Recipient struct {
	Address string `json:"address"`
	Reply   string `json:"reply"`             // what RCPT said: its codes
	Becomes string `json:"becomes,omitempty"` // after 250, unless it is kept as usual: suppressed, discarded, quarantined, full, diverted to HOST
}

// Decision is one question to the scenario, in the order of all questions to the host.
type Decision struct {
	Number    uint64        `json:"n"`  // from 1, over all connections of the host
	At        time.Duration `json:"at"` // scenario time
	Phase     string        `json:"phase"`
	Recipient string        `json:"rcpt,omitempty"` // at rcpt
	Subject   uint64        `json:"subject,string"` // whose draws decided
	Turn      uint64        `json:"turn"`
	Cause     string        `json:"cause,omitempty"` // what was decided; empty: it goes on
	Reply     string        `json:"reply,omitempty"`
	StandsFor string        `json:"stands_for,omitempty"` // the host that the client was taken for, where it is not that of the row: before HELO
	Server    uint16        `json:"server,omitempty"`     // and the server of its pool
}

// DSN is what a delivery status notification says of one message.
type DSN struct {
	Action    string   `json:"action"`               // failed, delayed, ...; empty where it is no RFC 3464 report
	MessageID string   `json:"message_id,omitempty"` // of the message it is about
	Status    string   `json:"status,omitempty"`
	To        []string `json:"to,omitempty"` // final recipients that it names

	Queued time.Duration `json:"queued,omitempty"` // when the client received that message, as the report says; 0: unknown
}
