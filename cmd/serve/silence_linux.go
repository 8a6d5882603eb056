package serve

import (
	"net"

	"golang.org/x/sys/unix"
)

// silence drops all packets to a listening socket: a client that connects hears nothing. Connections that are open already go on.
func silence(l net.Listener) bool {
	drop := unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: 0}
	program := unix.SockFprog{Len: 1, Filter: &drop}
	return onSocket(l, func(fd int) error {
		return unix.SetsockoptSockFprog(fd, unix.SOL_SOCKET, unix.SO_ATTACH_FILTER, &program)
	})
}

// answer ends it.
func answer(l net.Listener) bool {
	return onSocket(l, func(fd int) error { return unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_DETACH_FILTER, 0) })
}

func onSocket(l net.Listener, do func(fd int) error) bool {
	t, ok := l.(*net.TCPListener)
	if !ok {
		return false
	}
	raw, err := t.SyscallConn()
	if err != nil {
		return false
	}
	failed := raw.Control(func(fd uintptr) { err = do(int(fd)) })
	return failed == nil && err == nil
}
