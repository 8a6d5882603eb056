package serve_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/smtp"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"mailstorm/cmd/serve"
	"mailstorm/cmd/serve/record"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/scenariotest"
	"mailstorm/sim/fault"
	"mailstorm/sim/guard"
)

// mail is one session that a client of the tests opens.
type mail struct {
	from, to string // with spaces between the recipients
	id       string // Message-ID
	received int    // Received lines
	tls      bool
	sized    bool          // SIZE= is sent
	again    bool          // a second message on the same connection
	beside   bool          // the one before it is still waiting
	after    time.Duration // the one before it
}

// acted is a kind of the catalogue on the wire: how it is written, what a client sends, and what it must see, in order.
type acted struct {
	kind  string
	lines string // of its table, with newlines
	speed float64
	sends []mail
	sees  []string      // as met says it
	row   string        // what the record says of the last session
	late  time.Duration // the last session takes so long at least
	blind bool          // swaks does not show it
}

const size = 20_000 // of each message, about

var (
	usual = mail{from: "ann@contoso.example", to: "partner@fabrikam.example", id: "<1@contoso.example>", sized: true}
	twice = []mail{usual, usual}
	pair  = mail{from: usual.from, to: "partner@fabrikam.example second@fabrikam.example", id: usual.id}
	own   = mail{from: "partner@fabrikam.example", to: "second@elsewhere.example third@elsewhere.example", id: usual.id}
)

func (m mail) over(tls bool) []mail { m.tls = tls; return []mail{m} }

var actedFaults = []acted{
	{kind: "connection-refused", sends: []mail{usual}, sees: []string{"refused"}},
	{kind: "connection-refused", lines: "of = \"messages\"\nshare = \"99.99%\"", sends: []mail{usual}, sees: []string{"greeting dropped"}, row: "connect refused"},
	{kind: "connect-timeout", sends: []mail{usual}, sees: []string{"unanswered"}},
	{kind: "greeting-defer", sends: []mail{usual}, sees: []string{"greeting 421 4.3.2"}, row: "greeting said"},
	{kind: "greeting-reject", sends: []mail{usual}, sees: []string{"greeting 554 5.7.0"}, row: "greeting said"},
	{kind: "hang", sends: []mail{usual}, sees: []string{"greeting nothing"}, row: "greeting stalled"},
	{kind: "hang", lines: "phase = \"mail\"", sends: []mail{usual}, sees: []string{"mail nothing"}, row: "mail stalled"},
	{kind: "drop-before-data", lines: "phase = \"greeting\"", sends: []mail{usual}, sees: []string{"greeting dropped"}, row: "greeting dropped"},
	{kind: "drop-before-data", sends: []mail{usual}, sees: []string{"ehlo dropped"}, row: "ehlo dropped"},
	{kind: "drop-before-data", lines: "phase = \"mail\"", sends: []mail{usual}, sees: []string{"mail dropped"}, row: "mail dropped"},
	{kind: "drop-before-data", lines: "phase = \"rcpt\"", sends: []mail{usual}, sees: []string{"rcpt dropped"}, row: "rcpt dropped"},
	{kind: "messages-per-connection", lines: "messages = 1", sends: []mail{{from: usual.from, to: usual.to, id: usual.id, again: true}},
		sees: []string{"dot 250 2.0.0, mail 421 4.7.0"}, row: "mail said", blind: true},
	{kind: "no-starttls", sends: usual.over(true), sees: []string{"starttls not offered"}, row: "ehlo client"},
	{kind: "tls-rollout", lines: "good = \"0%\"", sends: usual.over(true), sees: []string{"starttls failed"}, row: "starttls tls-failed"},
	{kind: "tls-rollout", lines: "good = \"0%\"", sends: usual.over(false), sees: []string{"dot 250 2.0.0"}, row: "dot none kept"},
	{kind: "certificate-mismatch", sends: usual.over(true), sees: []string{"starttls other name"}, blind: true},
	{kind: "tls-hang", sends: usual.over(true), sees: []string{"ehlo nothing"}, row: "starttls stalled"},
	{kind: "defer", sends: []mail{usual}, sees: []string{"rcpt 451 4.3.0"}, row: "rcpt said"},
	{kind: "defer", lines: "phase = \"mail\"", sends: []mail{usual}, sees: []string{"mail 451 4.3.0"}, row: "mail said"},
	{kind: "defer", lines: "phase = \"data\"", sends: usual.over(true), sees: []string{"data 451 4.3.0"}, row: "data said"},
	{kind: "defer", lines: "phase = \"dot\"\nkept = true", sends: []mail{usual}, sees: []string{"dot 451 4.3.0"}, row: "dot said kept"},
	{kind: "defer", lines: "rcpt_to = \"second@fabrikam.example\"", sends: []mail{pair}, sees: []string{"rcpt 451 4.3.0, dot 250 2.0.0"}, row: "dot none kept"},
	{kind: "reject", sends: []mail{usual}, sees: []string{"rcpt 550 5.7.1"}, row: "rcpt said"},
	{kind: "drop-mid-data", lines: "bytes = \"5000B\"", sends: []mail{usual}, sees: []string{"dot dropped"}, row: "data dropped"},
	{kind: "drop-mid-data", sends: []mail{{from: usual.from, to: usual.to, id: usual.id}}, sees: []string{"dot dropped"}, row: "data dropped"},
	{kind: "drop-after-data", sends: []mail{usual}, sees: []string{"dot dropped"}, row: "dot dropped kept"},
	{kind: "slow-reply", speed: 11 * 60, sends: []mail{usual}, sees: []string{"dot 250 2.0.0"}, row: "dot none kept", late: time.Second},
	{kind: "slow-reply", lines: "delay = \"2h\"", sends: []mail{usual}, sees: []string{"dot nothing"}, row: "dot client kept"},
	{kind: "accept-and-lose", sends: []mail{usual}, sees: []string{"dot 250 2.0.0"}, row: "dot none"},
	{kind: "unreachable", sends: []mail{usual}, sees: []string{"refused"}},
	{kind: "dns-failure", sends: []mail{usual}, sees: []string{"refused"}},
}

var actedGuards = []acted{
	{kind: "recipient-limit", lines: "count = 1", sends: []mail{own}, sees: []string{"rcpt 550 5.1.90, dot 250 2.0.0"}, row: "dot none kept"},
	{kind: "external-limit", lines: "count = 1", sends: []mail{own}, sees: []string{"rcpt 550 5.1.90, dot 250 2.0.0"}, row: "dot none kept"},
	{kind: "tenant-limit", lines: "count = 1", sends: []mail{own}, sees: []string{"rcpt 550 5.7.233, dot 250 2.0.0"}, row: "dot none kept"},
	{kind: "hourly-limit", lines: "count = 1", sends: []mail{own}, sees: []string{"rcpt 550 5.7.1, dot 250 2.0.0"}, row: "dot none kept"},
	{kind: "outdated-server", lines: "outdated_for = \"50d\"", sends: []mail{usual}, sees: []string{"mail 450 4.7.230"}, row: "mail said"},
	{kind: "outdated-server", lines: "outdated_for = \"90d\"", sends: []mail{usual}, sees: []string{"mail 550 5.7.230"}, row: "mail said"},
	{kind: "overload", lines: "rate = \"1/h\"\npatience = \"1s\"", speed: 1200, sends: []mail{usual, {from: usual.from, to: usual.to, id: usual.id, beside: true}},
		sees: []string{"dot 250 2.0.0", "greeting 421 4.3.2"}, row: "dot none kept"},
	{kind: "back-pressure", lines: "queue = {closes = 1}", sends: twice, sees: []string{"dot 250 2.0.0", "mail 452 4.3.1"}, row: "mail said"},
	{kind: "back-pressure", lines: "disk = {closes = \"10kB\"}\nrefuses = \"connections\"", sends: twice, sees: []string{"dot 250 2.0.0", "greeting 421 4.3.2"}, row: "greeting said"},
	{kind: "size-limit", lines: "limit = \"10kB\"", sends: []mail{usual}, sees: []string{"mail 552 5.3.4"}, row: "mail said", blind: true},
	{kind: "size-limit", lines: "limit = \"10kB\"\nat = \"dot\"", sends: []mail{usual}, sees: []string{"dot 552 5.3.4"}, row: "dot said"},
	{kind: "size-limit", lines: "limit = \"10kB\"\nat = \"drop\"", sends: []mail{usual}, sees: []string{"dot dropped"}, row: "data dropped"},
	{kind: "rate-limit", lines: "rate = \"1/h\"", sends: twice, sees: []string{"dot 250 2.0.0", "mail 451 4.7.500"}, row: "mail said"},
	{kind: "attribution", sends: []mail{{from: usual.from, to: "second@elsewhere.example", id: usual.id}}, sees: []string{"rcpt 550 5.7.64"}, row: "rcpt said"},
	{kind: "unknown-recipient", lines: "rcpt_to = \"partner@fabrikam.example\"", sends: []mail{usual}, sees: []string{"rcpt 550 5.1.1"}, row: "rcpt said"},
	{kind: "greylist", lines: "wait = \"5m\"", speed: 1000, sends: []mail{usual, {from: usual.from, to: usual.to, id: usual.id, after: 400 * time.Millisecond}},
		sees: []string{"rcpt 450 4.2.0", "dot 250 2.0.0"}, row: "dot none kept"},
	{kind: "receive-limit", lines: "count = 1\npercent = 100", sends: twice, sees: []string{"dot 250 2.0.0", "rcpt 550 5.2.122"}, row: "rcpt said"},
	{kind: "transaction-limit", lines: "count = 1", sends: []mail{pair}, sees: []string{"rcpt 452 4.5.3, dot 250 2.0.0"}, row: "dot none kept"},
	{kind: "hop-limit", lines: "hops = 30", sends: []mail{{from: usual.from, to: usual.to, id: usual.id, received: 31}}, sees: []string{"dot 554 5.4.14"}, row: "dot said"},
	{kind: "loop-check", sends: twice, sees: []string{"dot 250 2.0.0", "dot 554 5.4.6"}, row: "dot said"},
	{kind: "duplicate-check", sends: twice, sees: []string{"dot 250 2.0.0", "dot 250 2.0.0"}, row: "dot none kept suppressed"},
	{kind: "quarantine", sends: []mail{usual}, sees: []string{"dot 250 2.0.0"}, row: "dot none kept quarantined"},
	{kind: "discard", sends: []mail{usual}, sees: []string{"dot 250 2.0.0"}, row: "dot none kept discarded"},
}

// Each fault and each guard of the catalogue is seen by a client that is written with net/smtp.
func TestCatalogueOnTheWire(t *testing.T) {
	for _, k := range fault.Kinds {
		if !slices.ContainsFunc(actedFaults, func(a acted) bool { return a.kind == k.Name }) {
			t.Errorf("no client has seen the fault %s", k.Name)
		}
	}
	for _, k := range guard.Kinds {
		if !slices.ContainsFunc(actedGuards, func(a acted) bool { return a.kind == k.Name }) {
			t.Errorf("no client has seen the guard %s", k.Name)
		}
	}
	meetAll(t, send, func(*acted) bool { return true })
}

// The list of what is met otherwise names kinds that there are, and its clients meet a closed port for what cannot be acted out.
func TestDifferences(t *testing.T) {
	for _, d := range serve.Differences {
		i := slices.IndexFunc(actedFaults, func(a acted) bool { return a.kind == d.Kind })
		guards := slices.ContainsFunc(actedGuards, func(a acted) bool { return a.kind == d.Kind })
		switch {
		case i < 0 && !guards:
			t.Errorf("%s is no kind of a fault or guard", d.Kind)
		case d.Never && (guards || actedFaults[i].sees[0] != "refused"):
			t.Errorf("%s cannot be acted out, and its client sees %q", d.Kind, actedFaults[i].sees)
		}
	}
}

// And by swaks, which its author and many postmasters test servers with.
func TestCatalogueBySwaks(t *testing.T) {
	if _, err := exec.LookPath("swaks"); err != nil {
		t.Skip("needs swaks")
	}
	tls := exec.Command("perl", "-MNet::SSLeay", "-e", "1").Run() == nil
	meetAll(t, sendBySwaks, func(a *acted) bool { return !a.blind && (tls || !a.sends[0].tls) })
}

type client func(t *testing.T, address string, m *mail, hangs bool) string

func meetAll(t *testing.T, send client, can func(*acted) bool) {
	for table, all := range map[string][]acted{"fault": actedFaults, "guard": actedGuards} {
		for i, a := range all {
			if !can(&a) {
				continue
			}
			t.Run(fmt.Sprintf("%s-%d", a.kind, i), func(t *testing.T) {
				t.Parallel()
				if a.kind == "connect-timeout" && runtime.GOOS != "linux" {
					t.Skip("only Linux can leave a connection unanswered")
				}
				a.meet(t, table, send)
			})
		}
	}
}

// meet serves the kind, sends, and compares what was seen and recorded.
func (a *acted) meet(t *testing.T, table string, send client) {
	dir := filepath.Join(t.TempDir(), "record")
	server, stop := a.serve(t, table, dir)
	address := server.Addresses()["mx"]
	seen := make([]string, len(a.sends))
	var waiting sync.WaitGroup
	var took time.Duration
	for i := range a.sends {
		m := &a.sends[i]
		time.Sleep(m.after)
		meet := func() {
			began := time.Now()
			seen[i] = send(t, address, m, a.hangs())
			took = time.Since(began)
		}
		if i+1 < len(a.sends) && a.sends[i+1].beside {
			waiting.Go(meet)
			until(t, "the first session", func() bool { return server.Counts().Hosts[0].Open == 1 })
		} else {
			meet()
		}
	}
	waiting.Wait()
	until(t, "the end of all sessions", func() bool { return server.Counts().Hosts[0].Open == 0 })
	stop()
	if !slices.Equal(seen, a.sees) {
		t.Errorf("the client saw %q, want %q", seen, a.sees)
	}
	if took < a.late {
		t.Errorf("it took %s, want %s at least", took, a.late)
	}
	if got := lastRow(t, dir); a.row != "" && got != a.row {
		t.Errorf("the record says %q, want %q", got, a.row)
	}
}

// hangs reports whether the client must wait for what never comes.
func (a *acted) hangs() bool {
	return slices.ContainsFunc(a.sees, func(s string) bool { return s == "unanswered" || strings.HasSuffix(s, "nothing") })
}

// until waits for what must come.
func until(t *testing.T, what string, come func() bool) {
	t.Helper()
	for range 3000 {
		if come() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal(what + " did not come")
}

// serve plays the host mx with this fault or guard.
func (a *acted) serve(t *testing.T, table, dir string) (server *serve.Server, stop func()) {
	t.Helper()
	lines := strings.Split(a.lines, "\n")
	row, routes := scenariotest.Fault("mx", "it", a.kind, lines...), ""
	if table == "guard" {
		row = scenariotest.Guard("mx", "it", a.kind, lines...)
	}
	if a.kind == "loop-check" || a.kind == "back-pressure" { // which needs a queue
		routes = "fabrikam.example=inner"
		row += scenariotest.Host("inner", "rfc5321", "", "")
	}
	domains := map[bool]string{true: "inner.example", false: "fabrikam.example"}[routes != ""]
	text := scenariotest.Lines("title = \"on the wire\"", "why = \"a client sees it\"") +
		scenariotest.Host("exo", "rfc5321", "contoso.example", "*=mx") + scenariotest.Host("mx", "rfc5321", domains, routes) + row +
		scenariotest.Mail("one", "ann@contoso.example", "partner@fabrikam.example", "20kB") +
		scenariotest.Mail("two", "ann@contoso.example", "second@fabrikam.example", "20kB")
	file := filepath.Join(t.TempDir(), "wire.toml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	scenario, err := load.Load(file, load.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := record.Create(dir, record.Header{}, text)
	if err != nil {
		t.Fatal(err)
	}
	s, err := serve.New(serve.Options{Config: scenario.Config, Hosts: []serve.Host{{Index: 1, Address: "127.0.0.1:0"}}, Speed: a.speed, Record: rows})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- s.Run(ctx) }()
	if a.sees[0] == "refused" || a.sees[0] == "unanswered" {
		until(t, "the closed port", func() bool { return s.Counts().Hosts[0].Port != serve.Listening })
	}
	return s, func() {
		cancel()
		if err := errors.Join(<-done, rows.Close(time.Now())); err != nil {
			t.Error(err)
		}
	}
}

// lastRow says how the last session ended that was told of.
func lastRow(t *testing.T, dir string) string {
	folder, err := record.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer folder.Close()
	last := ""
	for {
		row, err := folder.Next()
		if err == io.EOF {
			return last
		}
		if err != nil {
			t.Fatal(err)
		}
		last = row.Phase + " " + row.Cause
		if row.Kept {
			last += " kept"
		}
		for _, to := range row.To {
			if to.Becomes != "" {
				last += " " + to.Becomes
			}
		}
	}
}

// patience is how long a client waits for a reply.
func patience(hangs bool) time.Duration {
	if hangs {
		return time.Second
	}
	return time.Minute
}

// send is a client written with net/smtp. It tells at which phase it met what.
func send(_ *testing.T, address string, m *mail, hangs bool) string {
	c, err := net.DialTimeout("tcp", address, patience(hangs))
	if err != nil {
		return met("", err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(patience(hangs)))
	client, err := smtp.NewClient(c, "mx")
	if err != nil {
		return met("greeting", err)
	}
	return talk(client, m)
}

func talk(c *smtp.Client, m *mail) string {
	if err := c.Hello("client.contoso.example"); err != nil {
		return met("ehlo", err)
	}
	if m.tls {
		if offered, _ := c.Extension("STARTTLS"); !offered {
			return "starttls not offered"
		}
		var names []string
		config := &tls.Config{InsecureSkipVerify: true, VerifyConnection: func(state tls.ConnectionState) error {
			names = state.PeerCertificates[0].DNSNames
			return nil
		}}
		err := c.StartTLS(config)
		switch {
		case names != nil && !slices.Contains(names, "mx"):
			return "starttls other name"
		case names != nil && err != nil:
			return met("ehlo", err)
		case err != nil:
			return "starttls failed"
		}
	}
	seen := transfer(c, m)
	if m.again {
		seen += ", " + transfer(c, m)
	}
	if strings.HasSuffix(seen, "dot 250 2.0.0") {
		c.Quit()
	}
	return seen
}

// transfer sends the message. MAIL is written by hand, because net/smtp announces no size.
func transfer(c *smtp.Client, m *mail) string {
	announced := ""
	if m.sized {
		announced = fmt.Sprintf(" SIZE=%d", len(m.text()))
	}
	if err := command(c.Text, 250, "MAIL FROM:<%s>%s", m.from, announced); err != nil {
		return met("mail", err)
	}
	refused := ""
	to := strings.Fields(m.to)
	for _, address := range to {
		if err := c.Rcpt(address); err != nil {
			refused = met("rcpt", err)
			to = to[1:]
		}
	}
	if len(to) == 0 {
		return refused
	}
	if refused != "" {
		refused += ", "
	}
	w, err := c.Data()
	if err != nil {
		return refused + met("data", err)
	}
	for rest := m.text(); rest != ""; rest = rest[min(len(rest), 1000):] {
		if _, err := io.WriteString(w, rest[:min(len(rest), 1000)]); err != nil {
			return refused + met("dot", err)
		}
	}
	if err := w.Close(); err != nil {
		return refused + met("dot", err)
	}
	return refused + "dot 250 2.0.0"
}

func command(c *textproto.Conn, code int, format string, args ...any) error {
	id, err := c.Cmd(format, args...)
	if err != nil {
		return err
	}
	c.StartResponse(id)
	defer c.EndResponse(id)
	_, _, err = c.ReadResponse(code)
	return err
}

func (m *mail) text() string {
	return strings.Repeat("Received: from somewhere\r\n", m.received) + "Message-ID: " + m.id + "\r\nSubject: on the wire\r\n\r\n" +
		strings.Repeat("A line of a message that has a good many lines.\r\n", size/49)
}

// met says in words what a client met at a phase.
func met(phase string, err error) string {
	var reply *textproto.Error
	var call net.Error
	switch {
	case errors.As(err, &reply):
		codes := regexp.MustCompile(`^\d\.\d+\.\d+`).FindString(reply.Msg)
		return strings.TrimSpace(fmt.Sprintf("%s %d %s", phase, reply.Code, codes))
	case errors.As(err, &call) && call.Timeout() && phase == "":
		return "unanswered"
	case phase == "" && !errors.Is(err, syscall.ECONNREFUSED): // so soon after the handshake that it shows there
		return "greeting dropped"
	case errors.As(err, &call) && call.Timeout():
		return phase + " nothing"
	case phase == "":
		return "refused"
	default:
		return phase + " dropped"
	}
}

// sendBySwaks lets swaks send, and reads its transcript: "~> command", "<~ reply", "<** refusal", "*** what went wrong".
func sendBySwaks(t *testing.T, address string, m *mail, hangs bool) string {
	host, port, _ := net.SplitHostPort(address)
	file := filepath.Join(t.TempDir(), "message")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(m.text(), "\r\n", "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"--server", host, "--port", port, "--helo", "client.contoso.example", "--from", m.from, "--to", strings.ReplaceAll(m.to, " ", ","), "--data", "@" + file, "--suppress-data",
		"--timeout", fmt.Sprint(int(patience(hangs).Seconds()))}
	if m.tls {
		args = append(args, "--tls")
	}
	out, _ := exec.Command("swaks", args...).CombinedOutput() // its exit code says less than its transcript
	seen := transcript(string(out))
	if seen == "" {
		t.Logf("%s", out)
	}
	return seen
}

var phases = map[string]string{"EHLO": "ehlo", "STARTTLS": "starttls", "MAIL": "mail", "RCPT": "rcpt", "DATA": "data", "QUIT": "over"}

// transcript says in the words of met what swaks shows.
func transcript(text string) string {
	var seen []string
	phase := ""
	for line := range strings.Lines(text) {
		mark, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		words := strings.Fields(rest)
		switch {
		case strings.Contains(line, "Connection refused"):
			return "refused"
		case strings.Contains(line, "Connection reset"): // so soon after the handshake that it shows there
			return "greeting dropped"
		case phase == "" && strings.Contains(line, "imed out"), phase == "" && strings.Contains(line, "imeout"):
			return "unanswered"
		case strings.Contains(line, "did not advertise STARTTLS"):
			return "starttls not offered"
		case strings.Contains(line, "TLS startup failed"):
			return "starttls failed"
		case strings.Contains(line, "=== Connected"):
			phase = "greeting"
		case strings.Contains(line, " lines sent"):
			phase = "dot"
		case mark == "->" || mark == "~>":
			phase = phases[words[0]]
		case phase == "over":
		case strings.Contains(line, "Timeout ("):
			return strings.Join(append(seen, phase+" nothing"), ", ")
		case strings.Contains(line, "Remote host closed"):
			return strings.Join(append(seen, phase+" dropped"), ", ")
		case mark == "<**" || mark == "<~*" || phase == "dot" && (mark == "<-" || mark == "<~"):
			seen = append(seen, strings.Join(append([]string{phase}, words[:2]...), " "))
		}
	}
	return strings.Join(seen, ", ")
}
