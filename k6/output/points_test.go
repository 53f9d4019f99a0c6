// SPDX-License-Identifier: AGPL-3.0-only

package output

import (
	"testing"
	"time"

	"go.k6.io/k6/v2/metrics"
)

// point is a sample as k6's json output writes it.
type point struct {
	Metric string `json:"metric"`
	Type   string `json:"type"`
	Data   struct {
		Time     time.Time         `json:"time"`
		Value    float64           `json:"value"`
		Tags     map[string]string `json:"tags"`
		Metadata map[string]string `json:"metadata,omitempty"`
	} `json:"data"`
}

// samples turns points back into what k6 hands to an output.
func samples(t testing.TB, points []point) []metrics.Sample {
	t.Helper()
	registry := metrics.NewRegistry()
	all := make([]metrics.Sample, 0, len(points))
	for _, p := range points {
		kind := metrics.Trend
		if p.Metric == activeMetric {
			kind = metrics.Gauge
		}
		metric, err := registry.NewMetric(p.Metric, kind)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, metrics.Sample{
			TimeSeries: metrics.TimeSeries{Metric: metric, Tags: registry.RootTagSet().WithTagsFromMap(p.Data.Tags)},
			Time:       p.Data.Time,
			Value:      p.Data.Value,
			Metadata:   p.Data.Metadata,
		})
	}
	return all
}
