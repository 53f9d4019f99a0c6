// SPDX-License-Identifier: AGPL-3.0-only

package load

import "math"

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

// Close takes out what belongs to the seconds before the given unix second. An attempt reported later opens
// another line of its key.
func (a *Aggregator) Close(before int64) Closed {
	closed := Closed{users: a.users.close(before)}
	for key, open := range a.cells {
		if open.lastSecond < before {
			closed.attempts = append(closed.attempts, closedCell{key, open})
			delete(a.cells, key)
		}
	}
	return closed
}

// CloseAll takes out everything.
func (a *Aggregator) CloseAll() Closed {
	return a.Close(math.MaxInt64)
}
