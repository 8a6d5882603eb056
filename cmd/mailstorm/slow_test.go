//go:build slow

package main

import "testing"

func takesLong(testing.TB) {}
