//go:build !playground

package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"mailstorm/cmd/simulation"
)

// packedEngine builds the engine from the source of the program, and packs it: the bytes follow from the source, Go and xz.
func (o *playgroundOptions) packedEngine(ctx context.Context) ([]byte, error) {
	source, err := moduleSource()
	if err != nil {
		return nil, err
	}
	if _, err := exec.LookPath("xz"); err != nil {
		return nil, errors.New("this development build of mailstorm packs the simulator for the page with xz, and there is no xz on PATH; install it, as with apt-get install xz-utils")
	}
	if !o.quiet {
		fmt.Fprintln(o.err, "building the simulator for the page; this takes about a minute")
	}
	folder, err := os.MkdirTemp("", "mailstorm-playground-")
	if err != nil {
		return nil, failure("building the simulator for the page", err)
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "playground.wasm")
	err = buildEngine(ctx, source, file)
	if err != nil && ctx.Err() == nil {
		return nil, failure("building the simulator for the page", err)
	}
	packed, err := pack(ctx, file)
	if ctx.Err() != nil {
		return nil, &exitError{exitFailed, simulation.ErrInterrupted}
	}
	return packed, failure("packing the simulator for the page", err)
}

// moduleSource is the folder with the source of mailstorm, in which the command was called, or below which.
func moduleSource() (string, error) {
	const needed = "this development build of mailstorm has no page inside and builds it from source; "
	if _, err := exec.LookPath("go"); err != nil {
		return "", errors.New(needed + "there is no go on PATH: install Go, or use the mailstorm of a release")
	}
	module, err := exec.Command("go", "list", "-m", "-f", "{{.Path}}\n{{.Dir}}").Output()
	path, folder, _ := strings.Cut(strings.TrimSpace(string(module)), "\n")
	if err != nil || path != "mailstorm" {
		return "", errors.New(needed + "call it in the folder with the source of mailstorm, or use the mailstorm of a release")
	}
	return folder, nil
}

// buildEngine compiles the engine. Without inlining it is a tenth smaller; the simulation itself keeps it, and its speed.
func buildEngine(ctx context.Context, source, file string) error {
	c := exec.CommandContext(ctx, "go", "-C", source, "build", "-buildmode=c-shared", "-trimpath", "-buildvcs=false", "-gcflags=all=-l", "-gcflags=mailstorm/sim/...=",
		"-ldflags=-s -w -X main.version="+version, "-o", file, "./cmd/playground")
	c.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "GOWASM=", "CGO_ENABLED=0")
	if said, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, bytes.TrimSpace(said))
	}
	return nil
}

// pack gives a file as .lzma. xz leaves the size out of the head, where the page looks for it.
func pack(ctx context.Context, file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	packed, err := exec.CommandContext(ctx, "xz", "--format=lzma", "--lzma1=preset=9e", "--stdout", file).Output()
	if err != nil {
		return nil, fmt.Errorf("xz: %w", err)
	}
	binary.LittleEndian.PutUint64(packed[5:13], uint64(info.Size()))
	return packed, nil
}
