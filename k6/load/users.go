// SPDX-License-Identifier: AGPL-3.0-only

package load

// userSecond is what changed about the users within one second. Think times are kept in whole microseconds,
// so that their sum does not depend on the order in which users report them.
type userSecond struct {
	started         int64 // users started less users ended
	thinkDrawnUs    int64
	thinkRealisedUs int64
}

// users holds the seconds whose lines are not written yet, and how many users were active before them.
type users struct {
	seconds map[int64]userSecond
	next    int64 // the first second that is not written yet
	last    int64 // the last second in which anything was reported
	active  int64 // active users at the end of the second before next
	begun   bool  // something was reported
	wrote   bool  // a line was written: next can no longer move back
}

// extend takes a second into the time that lines are written for. Many users report at once, so the first report
// need not be the earliest.
func (u *users) extend(second int64) {
	if !u.begun {
		u.begun, u.next, u.last = true, second, second
	}
	if !u.wrote {
		u.next = min(u.next, second)
	}
	u.last = max(u.last, second)
}

// add counts a change. What is reported after its second was written counts into the first second still open:
// there is one line per second, and no user and no think time may get lost.
func (u *users) add(second int64, change userSecond) {
	u.extend(second)
	second = max(second, u.next)
	u.last = max(u.last, second)
	sum := u.seconds[second]
	sum.started += change.started
	sum.thinkDrawnUs += change.thinkDrawnUs
	sum.thinkRealisedUs += change.thinkRealisedUs
	u.seconds[second] = sum
}

// close takes out the lines of the seconds before the given one, a line for each second, idle ones included.
func (u *users) close(before int64) []UsersLine {
	var lines []UsersLine
	for ; u.begun && u.next < before && u.next <= u.last; u.next++ {
		change := u.seconds[u.next]
		delete(u.seconds, u.next)
		u.active += change.started
		u.wrote = true
		lines = append(lines, UsersLine{
			Type:            "users",
			Second:          u.next,
			Active:          u.active,
			ThinkDrawnMs:    ms(change.thinkDrawnUs),
			ThinkRealisedMs: ms(change.thinkRealisedUs),
		})
	}
	return lines
}
