// SPDX-License-Identifier: AGPL-3.0-only

// Package load folds attempts and users into the lines of load.ndjson.
//
// It is the pure half of the output: it knows neither k6 nor files nor a clock.
// Time comes in with the samples, and whoever calls Close says which seconds are over.
package load

import (
	"cmp"
	"fmt"
	"math"
)

// Outcome says how an attempt ended.
type Outcome string

// The outcomes that the scenario kit emits.
const (
	OK       Outcome = "ok"
	Failed   Outcome = "failed"
	Censored Outcome = "censored"
)

// The response times that a histogram holds, in microseconds: 1 µs to 1 h. Others are clamped to it.
const (
	minUs = 1
	maxUs = 3_600_000_000
)

// Key is what the attempts of one line have in common.
type Key struct {
	Second    int64 // unix second in which the attempts began
	UserClass string
	Name      string
	Outcome   Outcome
	Cause     string // empty unless the outcome is Failed
}

// Attempt is one request that a user made.
type Attempt struct {
	Key
	EndedSecond int64   // unix second in which the attempt was reported
	Us          float64 // response time in microseconds
	Bytes       int64   // size of the response's body
}

// validate refuses an attempt that the scenario kit cannot have meant: a line of it would mislead every later stage.
func (a Attempt) validate() error {
	switch a.Outcome {
	case OK, Failed, Censored:
	default:
		return fmt.Errorf("unknown outcome %q", a.Outcome)
	}
	if (a.Outcome == Failed) != (a.Cause != "") {
		return fmt.Errorf("outcome %q with cause %q: a failed attempt has a cause, others have none", a.Outcome, a.Cause)
	}
	if a.UserClass == "" || a.Name == "" {
		return fmt.Errorf("user class %q, name %q: neither may be empty", a.UserClass, a.Name)
	}
	if math.IsNaN(a.Us) || a.Bytes < 0 {
		return fmt.Errorf("response time %v µs, %d bytes: neither may be negative or no number", a.Us, a.Bytes)
	}
	return nil
}

// wholeUs rounds a response time and clamps it to what a histogram holds.
func wholeUs(us float64) int64 {
	return int64(math.Round(min(max(us, minUs), maxUs)))
}

// compareKeys orders the lines of one flush, so that the same samples give the same bytes.
func compareKeys(a, b Key) int {
	return cmp.Or(
		cmp.Compare(a.Second, b.Second),
		cmp.Compare(a.UserClass, b.UserClass),
		cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.Outcome, b.Outcome),
		cmp.Compare(a.Cause, b.Cause),
	)
}
