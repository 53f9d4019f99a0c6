// SPDX-License-Identifier: AGPL-3.0-only

package output

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"poolproof/k6/load"
)

var update = flag.Bool("update", false, "write the lines of the shared vectors anew")

// vector is one file of fixtures/load-vectors, which the reader's test shares.
type vector struct {
	About   string  `json:"about"`
	Samples []point `json:"samples"`
	// Flushes says when lines are taken out on the way; at the end all are.
	Flushes []flush           `json:"flushes,omitempty"`
	Lines   []json.RawMessage `json:"lines"`
	// Decoded has one entry per line: null for one that lists its response times, else the histogram's buckets as
	// [highest equivalent µs, count], which is what hdr-histogram-js reads back.
	Decoded [][][2]int64 `json:"decoded"`
}

type flush struct {
	AfterSamples int   `json:"afterSamples"`
	Before       int64 `json:"before"` // unix second
}

// run gives the lines that the vector's samples make.
func run(t *testing.T, v vector) []byte {
	t.Helper()
	var text []byte
	sums := load.NewAggregator()
	encoder, err := load.NewEncoder()
	if err != nil {
		t.Fatal(err)
	}
	take := func(closed load.Closed) {
		t.Helper()
		encoded, err := encoder.Encode(closed)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, encoded...)
	}
	flushes := v.Flushes
	for i, sample := range samples(t, v.Samples) {
		if err := collect(sums, &sample); err != nil {
			t.Fatal(err)
		}
		for len(flushes) > 0 && flushes[0].AfterSamples == i+1 {
			take(sums.Close(flushes[0].Before))
			flushes = flushes[1:]
		}
	}
	take(sums.CloseAll())
	return text
}

func TestVectors(t *testing.T) {
	files, err := filepath.Glob("../../fixtures/load-vectors/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			v := read(t, file)
			got := run(t, v)
			if *update {
				write(t, file, v, got)
				return
			}
			var want bytes.Buffer
			for _, line := range v.Lines {
				if err := json.Compact(&want, line); err != nil {
					t.Fatal(err)
				}
				want.WriteByte('\n')
			}
			if g, w := inflated(t, got), inflated(t, want.Bytes()); !bytes.Equal(g, w) {
				t.Errorf("%s\ngot:\n%s\nwant:\n%s", v.About, g, w)
			}
			if g, w := mustJSON(t, decoded(t, got)), mustJSON(t, v.Decoded); g != w {
				t.Errorf("%s\ngot decoded:  %s\nwant decoded: %s", v.About, g, w)
			}
		})
	}
}

func read(t *testing.T, file string) vector {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var v vector
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// itemPattern finds where a vector's text is broken into lines: between its keys and between samples or lines.
var itemPattern = regexp.MustCompile(`([\[,])(\{"(?:metric|type|afterSamples)"|"(?:samples|flushes|lines|decoded)":\[)`)

// write stores the lines as they are now, one sample and one line of load.ndjson a line.
func write(t *testing.T, file string, v vector, lines []byte) {
	t.Helper()
	v.Lines = []json.RawMessage{}
	for line := range bytes.Lines(lines) {
		v.Lines = append(v.Lines, json.RawMessage(bytes.TrimSpace(line)))
	}
	v.Decoded = decoded(t, lines)
	text := itemPattern.ReplaceAllString(mustJSON(t, v), "$1\n$2")
	if err := os.WriteFile(file, []byte(text+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}
