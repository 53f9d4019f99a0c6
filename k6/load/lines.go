// SPDX-License-Identifier: AGPL-3.0-only

package load

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// AttemptsLine describes the attempts of one key. Lines of the same key add up.
type AttemptsLine struct {
	Type      string  `json:"type"` // "attempts"
	Second    int64   `json:"second"`
	UserClass string  `json:"userClass"`
	Name      string  `json:"name"`
	Outcome   Outcome `json:"outcome"`
	Cause     *string `json:"cause"` // null unless failed
	Count     int64   `json:"count"`
	SumMs     float64 `json:"sumMs"`
	Bytes     int64   `json:"bytes"`
	Us        []int64 `json:"us,omitempty"`  // the response times, ascending; or else
	Hdr       string  `json:"hdr,omitempty"` // a histogram of them, V2 compressed base64
}

// UsersLine describes the users in one second.
type UsersLine struct {
	Type            string  `json:"type"` // "users"
	Second          int64   `json:"second"`
	Active          int64   `json:"active"` // at the end of the second
	ThinkDrawnMs    float64 `json:"thinkDrawnMs"`
	ThinkRealisedMs float64 `json:"thinkRealisedMs"`
}

// Closed is what one flush writes.
type Closed struct {
	attempts []closedCell
	users    []UsersLine
}

type closedCell struct {
	key  Key
	cell *cell
}

// Encoder turns what was closed into text. It is not safe for concurrent use.
type Encoder struct {
	hdr *hdrEncoder
}

// NewEncoder returns an encoder to keep: it holds a compressor of 800 kB.
func NewEncoder() (*Encoder, error) {
	hdr, err := newHdrEncoder()
	return &Encoder{hdr}, err
}

// Encode returns whole lines of load.ndjson: attempts in the order of their keys, then users in that of seconds.
func (e *Encoder) Encode(closed Closed) ([]byte, error) {
	slices.SortFunc(closed.attempts, func(a, b closedCell) int { return compareKeys(a.key, b.key) })
	var text bytes.Buffer
	to := json.NewEncoder(&text)
	to.SetEscapeHTML(false) // as JSON.stringify writes them: names may hold < > &
	for _, attempts := range closed.attempts {
		line, err := attempts.cell.line(attempts.key, e.hdr)
		if err != nil {
			return nil, err
		}
		if err := to.Encode(line); err != nil {
			return nil, fmt.Errorf("encode attempts: %w", err)
		}
	}
	for _, line := range closed.users {
		if err := to.Encode(line); err != nil {
			return nil, fmt.Errorf("encode users: %w", err)
		}
	}
	return text.Bytes(), nil
}

// ms turns whole microseconds into milliseconds. The quotient of the exact sum is the number nearest to it, so
// its shortest JSON form has at most three decimals (up to 2^53 µs, 285 years).
func ms(us int64) float64 {
	return float64(us) / 1000
}

func msToUs(ms float64) int64 {
	return int64(math.Round(ms * 1000))
}
