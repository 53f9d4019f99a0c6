// SPDX-License-Identifier: AGPL-3.0-only

package output

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"io"
	"regexp"
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"
)

var hdrPattern = regexp.MustCompile(`"hdr":"([^"]*)"`)

// inflated replaces every histogram by what its compression holds: another version of Go may compress to other
// bytes, but not of something else.
func inflated(t *testing.T, lines []byte) []byte {
	t.Helper()
	return hdrPattern.ReplaceAllFunc(lines, func(match []byte) []byte {
		raw, err := base64.StdEncoding.DecodeString(string(hdrPattern.FindSubmatch(match)[1]))
		if err != nil {
			t.Fatal(err)
		}
		reader, err := zlib.NewReader(bytes.NewReader(raw[8:])) // after the cookie and the compressed length
		if err != nil {
			t.Fatal(err)
		}
		payload, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		return []byte(`"hdr":` + mustJSON(t, append(raw[:4:4], payload...)))
	})
}

// decoded reads the histograms back, one entry per line.
func decoded(t *testing.T, lines []byte) [][][2]int64 {
	t.Helper()
	all := [][][2]int64{}
	for line := range bytes.Lines(lines) {
		var buckets [][2]int64
		if match := hdrPattern.FindSubmatch(line); match != nil {
			histogram, err := hdrhistogram.Decode(match[1])
			if err != nil {
				t.Fatal(err)
			}
			for _, bar := range histogram.Distribution() {
				if bar.Count > 0 {
					buckets = append(buckets, [2]int64{bar.To, bar.Count})
				}
			}
		}
		all = append(all, buckets)
	}
	return all
}

// mustJSON is JSON without escapes for HTML, as load.ndjson has it.
func mustJSON(t *testing.T, value any) string {
	t.Helper()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSpace(text.Bytes()))
}
