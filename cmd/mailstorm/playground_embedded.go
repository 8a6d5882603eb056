//go:build playground

package main

import (
	"context"
	_ "embed"
)

// A release is built with its engine inside; .ci/release makes it with --engine of a development build.
//
//go:embed playground.wasm.lzma
var embeddedEngine []byte

func (o *playgroundOptions) packedEngine(context.Context) ([]byte, error) { return embeddedEngine, nil }
