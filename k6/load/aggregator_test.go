// SPDX-License-Identifier: AGPL-3.0-only

package load

import (
	"math"
	"strings"
	"testing"
)

const second = 1_763_870_000

// attempt is one that the scenario kit could have emitted; change makes it another.
func attempt(change func(*Attempt)) Attempt {
	a := Attempt{
		Key:         Key{Second: second, UserClass: "browsing", Name: "GET /dashboard/", Outcome: OK},
		EndedSecond: second,
		Us:          12031,
		Bytes:       6144,
	}
	if change != nil {
		change(&a)
	}
	return a
}

func TestAddAttemptRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*Attempt)
		want   string
	}{
		"unknown outcome":      {func(a *Attempt) { a.Outcome = "lost" }, `unknown outcome "lost"`},
		"failed, no cause":     {func(a *Attempt) { a.Outcome = Failed }, "a failed attempt has a cause"},
		"ok with a cause":      {func(a *Attempt) { a.Cause = "timeout" }, "others have none"},
		"no user class":        {func(a *Attempt) { a.UserClass = "" }, "neither may be empty"},
		"no name":              {func(a *Attempt) { a.Name = "" }, "neither may be empty"},
		"negative body size":   {func(a *Attempt) { a.Bytes = -1 }, "-1 bytes"},
		"time that is no time": {func(a *Attempt) { a.Us = math.NaN() }, "NaN µs"},
	} {
		t.Run(name, func(t *testing.T) {
			sums := NewAggregator()
			err := sums.AddAttempt(attempt(test.change))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
			if closed := sums.CloseAll(); len(closed.attempts)+len(closed.users) != 0 {
				t.Errorf("a refused attempt left %+v", closed)
			}
		})
	}
}

func TestWholeUs(t *testing.T) {
	for us, want := range map[float64]int64{-5: 1, 0: 1, 0.4: 1, 1: 1, 1.5: 2, 12031.49: 12031, 3.6e9: 3_600_000_000, 3.7e9: 3_600_000_000, math.Inf(1): 3_600_000_000} {
		if got := wholeUs(us); got != want {
			t.Errorf("wholeUs(%v) = %d, want %d", us, got, want)
		}
	}
}

// An attempt's line waits until both the second it began in and the second it ended in are over.
func TestCloseHoldsBack(t *testing.T) {
	for name, test := range map[string]struct {
		ended, before int64
		want          int
	}{
		"its second is not over":          {second, second, 0},
		"its second is over":              {second, second + 1, 1},
		"late, the second it ended in":    {second + 10, second + 10, 0},
		"late, after the one it ended in": {second + 10, second + 11, 1},
	} {
		t.Run(name, func(t *testing.T) {
			sums := NewAggregator()
			if err := sums.AddAttempt(attempt(func(a *Attempt) { a.EndedSecond = test.ended })); err != nil {
				t.Fatal(err)
			}
			if got := len(sums.Close(test.before).attempts); got != test.want {
				t.Errorf("got %d lines, want %d", got, test.want)
			}
			if got := len(sums.CloseAll().attempts); got != 1-test.want {
				t.Errorf("got %d lines at the end, want %d", got, 1-test.want)
			}
		})
	}
}

// What is held depends on the keys and on the spread of the response times, not on how many there are.
func TestCellIsBounded(t *testing.T) {
	var few, many cell
	for i := range int64(2_000_000) {
		us := 300 + (i*7919)%20_000
		if err := many.add(us, 1); err != nil {
			t.Fatal(err)
		}
		if i < 20_000 {
			if err := few.add(us, 1); err != nil {
				t.Fatal(err)
			}
		}
	}
	if few.histogram.Populated() != many.histogram.Populated() {
		t.Errorf("20,000 attempts populate %d buckets, 2,000,000 of the same times %d", few.histogram.Populated(), many.histogram.Populated())
	}
	if many.us != nil || many.count != 2_000_000 || many.histogram.TotalCount() != 2_000_000 {
		t.Errorf("got %d raw, %d counted, %d in the histogram", len(many.us), many.count, many.histogram.TotalCount())
	}
}
