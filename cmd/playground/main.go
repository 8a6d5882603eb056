//go:build wasip1

// Command playground is the engine in a browser, as WebAssembly: the page writes a question into its memory and reads the answer there.
package main

import (
	"encoding/json"
	"time"
	"unsafe"

	"mailstorm/cmd/playground/engine"
)

func main() {} // a page calls the functions below

var memory struct{ question, answer []byte } // where the page writes and reads

// version is set by the linker, so that there is one number.
var version string

// mostMemory leaves room below the 4 GiB that WebAssembly can address, and within what browsers give.
const mostMemory = 1_000_000_000

// reserve makes room for a question.
//
//go:wasmexport reserve
func reserve(bytes uint32) unsafe.Pointer {
	memory.question = make([]byte, bytes)
	return unsafe.Pointer(unsafe.SliceData(memory.question))
}

// ask answers the question. The answer is JSON: that of the engine, or {"error": ...}.
//
//go:wasmexport ask
func ask() unsafe.Pointer {
	memory.answer = answer(memory.question)
	return unsafe.Pointer(unsafe.SliceData(memory.answer))
}

// answered is how many bytes the answer has.
//
//go:wasmexport answered
func answered() uint32 { return uint32(len(memory.answer)) }

func answer(question []byte) []byte {
	var q engine.Question
	err := json.Unmarshal(question, &q)
	var a *engine.Answer
	if err == nil {
		e := &engine.Engine{Version: version, MostMemory: mostMemory, Progress: progress}
		a, err = e.Answer(&q)
	}
	var b []byte
	if err == nil {
		b, err = json.Marshal(a)
	}
	if err != nil {
		b, _ = json.Marshal(map[string]string{"error": err.Error()}) // a map of texts has always JSON
	}
	return b
}

func progress(at time.Duration, attempts uint64) { report(at.Seconds(), attempts) }

// report tells the page how far a run is.
//
//go:wasmimport mailstorm report
func report(seconds float64, attempts uint64)
