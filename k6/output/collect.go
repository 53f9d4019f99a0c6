// SPDX-License-Identifier: AGPL-3.0-only

package output

import (
	"fmt"
	"math"
	"strconv"

	"go.k6.io/k6/v2/metrics"

	"poolproof/k6/load"
)

// The metrics that the scenario kit emits. All others are passed over.
const (
	attemptMetric       = "poolproof_attempt"           // Trend: response time in microseconds
	activeMetric        = "poolproof_active"            // Gauge: +1 as a user starts, -1 as it ends
	thinkDrawnMetric    = "poolproof_think_drawn_ms"    // Trend: think time as drawn, in milliseconds
	thinkRealisedMetric = "poolproof_think_realised_ms" // Trend: think time as slept, in milliseconds
)

// collect counts one sample of the scenario kit.
func collect(into *load.Aggregator, sample *metrics.Sample) error {
	switch sample.Metric.Name {
	case attemptMetric:
		attempt, err := attemptOf(sample)
		if err == nil {
			err = into.AddAttempt(attempt)
		}
		if err != nil {
			return fmt.Errorf("sample of %s: %w", attemptMetric, err)
		}
	case activeMetric:
		into.AddActive(sample.Time.Unix(), int64(math.Round(sample.Value)))
	case thinkDrawnMetric:
		into.AddThinkDrawn(sample.Time.Unix(), sample.Value)
	case thinkRealisedMetric:
		into.AddThinkRealised(sample.Time.Unix(), sample.Value)
	}
	return nil
}

// attemptOf reads an attempt from its sample. The second and the body's size travel as metadata, because k6
// keeps every combination of tags that it has ever met, and these take a new value with every request.
func attemptOf(sample *metrics.Sample) (load.Attempt, error) {
	second, err := metadatum(sample, "second")
	if err != nil {
		return load.Attempt{}, err
	}
	bytes, err := metadatum(sample, "bytes")
	if err != nil {
		return load.Attempt{}, err
	}
	return load.Attempt{
		Key: load.Key{
			Second:    second,
			UserClass: tag(sample, "user_class"),
			Name:      tag(sample, "task"),
			Outcome:   load.Outcome(tag(sample, "outcome")),
			Cause:     tag(sample, "cause"),
		},
		EndedSecond: sample.Time.Unix(),
		Us:          sample.Value,
		Bytes:       bytes,
	}, nil
}

// tag returns the tag's value, empty when the sample has no such tag.
func tag(sample *metrics.Sample, name string) string {
	value, _ := sample.Tags.Get(name)
	return value
}

func metadatum(sample *metrics.Sample, name string) (int64, error) {
	value, err := strconv.ParseInt(sample.Metadata[name], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("metadata %s: %w", name, err)
	}
	return value, nil
}
