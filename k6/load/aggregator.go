// SPDX-License-Identifier: AGPL-3.0-only

package load

import (
	"math"
	"slices"
)

// Aggregator gathers attempts and users until their lines are taken out. It is not safe for concurrent use.
type Aggregator struct {
	cells map[Key]*cell
	users users
}

// NewAggregator returns an empty aggregator.
func NewAggregator() *Aggregator {
	return &Aggregator{
		cells: make(map[Key]*cell),
		users: users{seconds: make(map[int64]userSecond)},
	}
}

// AddAttempt counts an attempt. It refuses one that no line could describe truthfully.
func (a *Aggregator) AddAttempt(attempt Attempt) error {
	if err := attempt.validate(); err != nil {
		return err
	}
	a.users.extend(attempt.EndedSecond)
	open := a.cells[attempt.Key]
	if open == nil {
		// An attempt whose second was written long ago waits a while too: others of its second are likely to
		// end now, as when a pooler's wait time-out ends them together, and share its line.
		open = &cell{lastSecond: max(attempt.Second, attempt.EndedSecond)}
		a.cells[attempt.Key] = open
	}
	return open.add(wholeUs(attempt.Us), attempt.Bytes)
}

// AddActive counts users that started (positive) or ended (negative) in a unix second.
func (a *Aggregator) AddActive(second, users int64) {
	a.users.add(second, userSecond{started: users})
}

// AddThinkDrawn counts a think time that was drawn in a unix second, in milliseconds.
func (a *Aggregator) AddThinkDrawn(second int64, thinkMs float64) {
	a.users.add(second, userSecond{thinkDrawnUs: msToUs(thinkMs)})
}

// AddThinkRealised counts a think time that was slept in a unix second, in milliseconds.
func (a *Aggregator) AddThinkRealised(second int64, thinkMs float64) {
	a.users.add(second, userSecond{thinkRealisedUs: msToUs(thinkMs)})
}

// Close takes out the lines of all seconds before the given unix second: attempts in the order of their keys,
// then users in the order of seconds. An attempt reported later opens another line of its key.
func (a *Aggregator) Close(before int64) (Lines, error) {
	var keys []Key
	for key, open := range a.cells {
		if open.lastSecond < before {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, compareKeys)
	lines := Lines{Attempts: make([]AttemptsLine, 0, len(keys))}
	for _, key := range keys {
		line, err := a.cells[key].line(key)
		if err != nil {
			return lines, err
		}
		delete(a.cells, key)
		lines.Attempts = append(lines.Attempts, line)
	}
	lines.Users = a.users.close(before)
	return lines, nil
}

// CloseAll takes out all lines.
func (a *Aggregator) CloseAll() (Lines, error) {
	return a.Close(math.MaxInt64)
}
