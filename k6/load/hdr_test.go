// SPDX-License-Identifier: AGPL-3.0-only

package load

import (
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The library's own encoder, slow as it is, says what the bytes must be.
func TestHdrAsTheLibraryWritesIt(t *testing.T) {
	var spread []int64
	for us := int64(1); us < maxUs; us += us/50 + 1 {
		spread = append(spread, us)
	}
	encoder, err := newHdrEncoder()
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		us    []int64
		times int64
	}{
		"least":             {[]int64{minUs}, 9},
		"greatest":          {[]int64{maxUs}, 9},
		"one bucket empty":  {[]int64{1, 3}, 1},
		"buckets in a row":  {[]int64{1, 2, 3, 2046, 2047, 2048, 2049, 2050}, 1},
		"doublings' edges":  {[]int64{4095, 4096, 1<<31 - 1, 1 << 31}, 70},
		"counts of 3 bytes": {[]int64{12031}, 1 << 20},
		"the whole range":   {spread, 3},
	} {
		t.Run(name, func(t *testing.T) {
			histogram := hdrhistogram.NewPacked(minUs, maxUs, significantDigits)
			for _, us := range test.us {
				if err := histogram.RecordValues(us, test.times); err != nil {
					t.Fatal(err)
				}
			}
			want, err := histogram.Encode()
			if err != nil {
				t.Fatal(err)
			}
			if got, err := encoder.encode(histogram); err != nil || got != string(want) {
				t.Errorf("got  %s, error %v\nwant %s", got, err, want)
			}
		})
	}
}
