// SPDX-License-Identifier: AGPL-3.0-only

package output

import (
	"math"
	"testing"

	"github.com/sirupsen/logrus"
	"go.k6.io/k6/v2/metrics"
	"go.k6.io/k6/v2/output"
)

// BenchmarkAddSample is the cost of one attempt's sample: a hundred names, two classes.
func BenchmarkAddSample(b *testing.B) {
	var points []point
	for i := range 200 {
		p := attemptPoint(second, metadata)
		p.Data.Value = float64(500 + i*i)
		p.Data.Tags = map[string]string{"user_class": []string{"browsing", "staff"}[i%2], "task": "GET /page/" + string(rune('a'+i/2)), "outcome": "ok", "scenario": "replay", "group": ""}
		points = append(points, p)
	}
	out, err := open(output.Params{ConfigArgument: "-", Logger: logrus.New()})
	if err != nil {
		b.Fatal(err)
	}
	batch := make([]metrics.SampleContainer, 1)
	all := samples(b, points)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		batch[0] = all[i%len(all)]
		out.AddMetricSamples(batch)
	}
}

// BenchmarkFlush is the cost of one second's lines at 1,000 requests/s over a hundred names.
func BenchmarkFlush(b *testing.B) {
	var points []point
	for i := range 1000 {
		p := attemptPoint(second, metadata)
		p.Data.Value = float64(2000 + (i*7919)%30_000)
		p.Data.Tags["task"] = "GET /page/" + string(rune('a'+i%100))
		points = append(points, p)
	}
	out, err := open(output.Params{ConfigArgument: "-", Logger: logrus.New()})
	if err != nil {
		b.Fatal(err)
	}
	var batch []metrics.SampleContainer
	for _, sample := range samples(b, points) {
		batch = append(batch, sample)
	}
	o := out.(*Output)
	bytes := 0
	b.ReportAllocs()
	for b.Loop() {
		o.AddMetricSamples(batch)
		text, err := o.close(math.MaxInt64)
		if err != nil {
			b.Fatal(err)
		}
		bytes += len(text)
	}
	b.ReportMetric(float64(bytes)/float64(b.N)/1000, "B/request")
}
