// SPDX-License-Identifier: AGPL-3.0-only

package load

import (
	"fmt"
	"slices"

	"github.com/HdrHistogram/hdrhistogram-go"
)

const (
	// rawLimit is how many response times a line lists as they are. A histogram of nine takes about as many bytes.
	rawLimit = 8
	// significantDigits of the histogram: at most 0.1 % between a response time and what is read back.
	significantDigits = 3
)

// cell gathers the attempts of one key until their line is written. Its size is bounded by the histogram's
// buckets, not by the number of attempts.
type cell struct {
	lastSecond int64 // the cell stays open at least until this second is over
	count      int64
	sumUs      int64
	bytes      int64
	us         []int64                       // up to rawLimit response times, then nil
	histogram  *hdrhistogram.PackedHistogram // nil up to rawLimit
}

// add counts one response time of the given body size.
func (c *cell) add(us, bytes int64) error {
	c.count++
	c.sumUs += us
	c.bytes += bytes
	if c.histogram == nil && len(c.us) < rawLimit {
		c.us = append(c.us, us)
		return nil
	}
	if c.histogram == nil {
		if err := c.spill(); err != nil {
			return err
		}
	}
	return c.record(us)
}

// spill moves the raw response times into a histogram.
func (c *cell) spill() error {
	c.histogram = hdrhistogram.NewPacked(minUs, maxUs, significantDigits)
	for _, us := range c.us {
		if err := c.record(us); err != nil {
			return err
		}
	}
	c.us = nil
	return nil
}

func (c *cell) record(us int64) error {
	if err := c.histogram.RecordValue(us); err != nil {
		return fmt.Errorf("record %d µs: %w", us, err)
	}
	return nil
}

// line turns the cell into the line of its key.
func (c *cell) line(key Key, encoder *hdrEncoder) (AttemptsLine, error) {
	line := AttemptsLine{
		Type:      "attempts",
		Second:    key.Second,
		UserClass: key.UserClass,
		Name:      key.Name,
		Outcome:   key.Outcome,
		Count:     c.count,
		SumMs:     ms(c.sumUs),
		Bytes:     c.bytes,
	}
	if key.Cause != "" {
		line.Cause = &key.Cause
	}
	if c.histogram == nil {
		slices.Sort(c.us)
		line.Us = c.us
		return line, nil
	}
	var err error
	line.Hdr, err = encoder.encode(c.histogram)
	return line, err
}
