//go:build slow

package serve

import (
	"context"
	"math/rand/v2"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

// A hundred thousand broken sessions end, leave no goroutine, and take no memory.
func TestManyHostileClients(t *testing.T) {
	c, before := config(t, everything), heap()
	synctest.Test(t, func(t *testing.T) {
		l := newMemoryListener()
		s, err := New(Options{Config: c, Hosts: []Host{{Index: 1, Listener: l}}})
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- s.Run(ctx) }()
		r := rand.New(rand.NewPCG(5, 6))
		for i := range 100_000 {
			hostile(&played{s, t, l, nil}, shatter(r), 1+r.IntN(4), time.Duration(r.IntN(4))*time.Second)
			if i%200 == 0 {
				time.Sleep(2 * time.Hour)
			}
		}
		time.Sleep(2 * time.Hour)
		if n := s.open.Load(); n != 0 {
			t.Errorf("%d sessions are open at the end", n)
		}
		if grown := heap() - before; grown > 150e6 { // two generations of subjects and deliveries
			t.Errorf("the heap has grown by %d bytes", grown)
		} else {
			t.Logf("the heap has grown by %d bytes, after %d sessions", grown, s.Counts().Hosts[0].Sessions)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
