package main

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"mailstorm": main})
}

func TestScripts(t *testing.T) { scripts(t, "testdata") }

func TestLongScripts(t *testing.T) {
	takesLong(t)
	scripts(t, "testdata/long")
}

func scripts(t *testing.T, folder string) {
	testscript.Run(t, testscript.Params{
		Dir:           folder,
		UpdateScripts: false,
		Cmds:          map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "await": await},
	})
}

// exits runs a command and wants its exit code: exits CODE COMMAND ARGS...
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARGS...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var e *exec.ExitError
		if !errors.As(err, &e) {
			ts.Fatalf("%v", err)
		}
		got = e.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// await waits until something has a name that fits: await PATTERN
func await(ts *testscript.TestScript, _ bool, args []string) {
	for range 600 {
		if found, err := filepath.Glob(ts.MkAbs(args[0])); err == nil && len(found) > 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	ts.Fatalf("%s never came", args[0])
}
