package serve

import (
	"context"
	"errors"
	"net"
	"slices"
	"time"

	"mailstorm/sim"
	"mailstorm/sim/smtp"
)

// listen opens the port of a host.
func (h *host) listen() error {
	var plain net.ListenConfig
	plain.SetMultipathTCP(false) // whose sockets take no filter
	l, err := plain.Listen(context.Background(), "tcp", h.address)
	if err != nil {
		return listenError(h.address, err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.listener, h.address = l, l.Addr().String() // the system chose the port 0
	return nil
}

func (h *host) closeListener() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listener == nil {
		return nil
	}
	err := h.listener.Close()
	h.listener = nil
	return err
}

func (h *host) listening() net.Listener {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.listener
}

const acceptPause = 500 * time.Millisecond // while nothing can be accepted

// acceptAll takes connections until the listener is closed.
func (h *host) acceptAll(ctx context.Context, l net.Listener) {
	for {
		c, err := l.Accept()
		switch {
		case err == nil:
			h.welcome(c)
		case errors.Is(err, net.ErrClosed):
			return
		default:
			h.server.tell(Event{Host: h.name, Err: err})
			if !pause(ctx, acceptPause) {
				return
			}
		}
	}
}

// welcome gives a connection its session, unless there are too many.
func (h *host) welcome(c net.Conn) {
	if !h.server.enter(c) {
		c.SetDeadline(time.Now().Add(acceptPause))
		c.Write([]byte("421 4.3.2 too many connections\r\n"))
		c.Close()
		return
	}
	number := h.call()
	h.server.sessions.Go(func() {
		defer h.server.leave(c)
		defer h.hungUp()
		newSession(h, c, number).converse()
	})
}

// pause reports whether the time passed before the context ended.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// longestLook is how long a host goes without looking at what holds now.
const longestLook = 24 * time.Hour

// watchDoor closes and opens the port when the scenario does, and tells what else changes.
func (h *host) watchDoor(ctx context.Context) {
	for h.receiver != nil && ctx.Err() == nil {
		turnings, state, next := h.look()
		changed, err := h.setPort(ctx, state)
		h.tellChanges(ctx, turnings, changed)
		wait := max(h.server.Wall(next-h.server.Now()), 0) + time.Microsecond
		if err != nil {
			h.server.tell(Event{Host: h.name, Err: err})
			wait = min(wait, acceptPause)
		}
		pause(ctx, min(wait, longestLook))
	}
}

// look is what began or ended, what the port must be now, and when that may change.
func (h *host) look() (turnings []sim.Turning, state PortState, next time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = max(h.at, h.server.Now())
	turnings = h.turnings()
	cause, next := h.receiver.Port(h.at)
	if h.pending.Name != "" {
		next = min(next, h.pending.At)
	}
	return turnings, stateFor(cause), next
}

// tellChanges tells what began and ended; the last of it is why the port changed.
func (h *host) tellChanges(ctx context.Context, turnings []sim.Turning, changed PortState) {
	if ctx.Err() != nil {
		return
	}
	for i, t := range turnings {
		e := Event{Host: h.name, Turning: t}
		if i == len(turnings)-1 {
			e.Port, changed = changed, ""
		}
		h.server.tell(e)
	}
	if changed != "" {
		h.server.tell(Event{Host: h.name, Port: changed})
	}
}

// turnings are what began or ended since the last look.
func (h *host) turnings() (all []sim.Turning) {
	active, at := h.receiver.Active(h.at), h.at
	if h.pending.Name != "" {
		at = min(at, h.pending.At)
	}
	add := func(name string, begins bool) { all = append(all, sim.Turning{At: at, Name: name, Begins: begins}) }
	for _, name := range h.active {
		if !slices.Contains(active, name) {
			add(name, false)
		}
	}
	for _, name := range active {
		if h.looked && !slices.Contains(h.active, name) {
			add(name, true)
		}
	}
	if p := h.pending; p.Name != "" && p.At <= h.at && !slices.ContainsFunc(all, func(t sim.Turning) bool { return t.Name == p.Name }) {
		add(p.Name, p.Begins)
	}
	h.active, h.looked = active, true
	h.pending, _ = h.receiver.Next(h.at)
	return all
}

// stateFor is what a port does for a cause. A failing name service and a missing route are acted out as a closed port.
func stateFor(cause smtp.Cause) PortState {
	switch cause {
	case smtp.None:
		return Listening
	case smtp.Unanswered:
		return Silent
	default:
		return Closed
	}
}

// setPort makes the port what it should be; changed is what it became.
func (h *host) setPort(ctx context.Context, state PortState) (changed PortState, err error) {
	if h.port == state || h.given || state == Closed && h.server.options.RefuseByReset {
		return "", nil
	}
	if err := h.changePort(ctx, state); err != nil {
		return "", err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.port = state
	return state, nil
}

func (h *host) changePort(ctx context.Context, state PortState) error {
	switch state {
	case Closed:
		return h.closeListener()
	case Silent:
		if err := h.reopen(ctx); err != nil {
			return err
		}
		silence(h.listening()) // where that is not possible, connections are accepted and not answered
		return nil
	default:
		if err := h.reopen(ctx); err != nil {
			return err
		}
		answer(h.listening())
		return nil
	}
}

// reopen listens again, if the port was closed.
func (h *host) reopen(ctx context.Context) error {
	if h.listening() != nil || h.server.ending.Load() {
		return nil
	}
	if err := h.listen(); err != nil {
		return err
	}
	if l := h.listening(); l != nil { // the end of the server may have closed it
		h.server.ports.Go(func() { h.acceptAll(ctx, l) })
	}
	return nil
}
