// SPDX-License-Identifier: AGPL-3.0-only

package load

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Cookies of HdrHistogram's V2 format, plain and compressed (HdrHistogram, AbstractHistogram.java).
const (
	v2Cookie           = 0x1c849303 | 0x10
	v2CompressedCookie = 0x1c849304 | 0x10
	v2HeaderBytes      = 40
)

// subBucketBits is the geometry of three significant digits from 1 µs: 2,048 buckets one microsecond wide, then
// 1,024 for every doubling.
const subBucketBits = 11

// hdrEncoder writes histograms in V2 compressed base64, the same bytes as PackedHistogram.Encode. That makes a
// compressor of 800 kB for each histogram, ten times the work of all else; this keeps one.
type hdrEncoder struct {
	plain      []byte
	compressed bytes.Buffer
	compressor *zlib.Writer
}

func newHdrEncoder() (*hdrEncoder, error) {
	e := &hdrEncoder{}
	var err error
	e.compressor, err = zlib.NewWriterLevel(&e.compressed, zlib.BestCompression)
	return e, err
}

func (e *hdrEncoder) encode(h *hdrhistogram.PackedHistogram) (string, error) {
	e.plain = appendV2(e.plain[:0], h)
	e.compressed.Reset()
	e.compressed.Write(make([]byte, 8)) // room for the cookie and the length
	e.compressor.Reset(&e.compressed)
	if _, err := e.compressor.Write(e.plain); err != nil {
		return "", fmt.Errorf("compress a histogram: %w", err)
	}
	if err := e.compressor.Close(); err != nil {
		return "", fmt.Errorf("compress a histogram: %w", err)
	}
	out := e.compressed.Bytes()
	binary.BigEndian.PutUint32(out, v2CompressedCookie)
	binary.BigEndian.PutUint32(out[4:], uint32(len(out)-8))
	return base64.StdEncoding.EncodeToString(out), nil
}

// appendV2 appends the header and the counts: ZigZag LEB128 numbers, which are Go's varints, a negative one
// standing for so many empty buckets in a row.
func appendV2(to []byte, h *hdrhistogram.PackedHistogram) []byte {
	to = append(to, make([]byte, v2HeaderBytes)...)
	next := int64(0)
	h.ForEachBucket(func(lowestUs, count int64) bool {
		index := bucketIndex(lowestUs)
		switch empty := index - next; {
		case empty == 1:
			to = binary.AppendVarint(to, 0)
		case empty > 1:
			to = binary.AppendVarint(to, -empty)
		}
		to = binary.AppendVarint(to, count)
		next = index + 1
		return true
	})
	binary.BigEndian.PutUint32(to[0:], v2Cookie)
	binary.BigEndian.PutUint32(to[4:], uint32(len(to)-v2HeaderBytes))
	binary.BigEndian.PutUint32(to[12:], significantDigits) // 8 to 11: the normalising offset, 0
	binary.BigEndian.PutUint64(to[16:], minUs)
	binary.BigEndian.PutUint64(to[24:], maxUs)
	binary.BigEndian.PutUint64(to[32:], math.Float64bits(1)) // ratio of stored to real values
	return to
}

// bucketIndex returns the place of a response time's bucket among all.
func bucketIndex(us int64) int64 {
	doublings := max(0, bits.Len64(uint64(us))-subBucketBits)
	return int64(doublings)<<(subBucketBits-1) + us>>doublings
}
