package serve

import (
	"net"
	"testing"
	"time"
)

// A connection that is open before goes on, one that is begun meanwhile hears nothing, and later everybody is heard again.
func TestSilentPort(t *testing.T) {
	h := &host{address: "127.0.0.1:0"}
	if err := h.listen(); err != nil {
		t.Fatal(err)
	}
	defer h.closeListener()
	dial := func() (net.Conn, error) { return net.DialTimeout("tcp", h.address, 300*time.Millisecond) }
	before, err := dial()
	if err != nil {
		t.Fatal(err)
	}
	defer before.Close()
	accepted, err := h.listening().Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer accepted.Close()
	if !silence(h.listening()) {
		t.Fatal("the socket takes no filter")
	}
	if c, err := dial(); err == nil {
		c.Close()
		t.Error("a port that answers nobody was connected to")
	} else if e, ok := err.(net.Error); !ok || !e.Timeout() {
		t.Errorf("it ended otherwise than by silence: %v", err)
	}
	if _, err := before.Write([]byte("x")); err != nil {
		t.Error(err)
	}
	accepted.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := accepted.Read(make([]byte, 1)); err != nil {
		t.Errorf("an open connection fell silent: %v", err)
	}
	if !answer(h.listening()) {
		t.Fatal("the filter stays")
	}
	c, err := dial()
	if err != nil {
		t.Fatalf("afterwards: %v", err)
	}
	c.Close()
}
