// SPDX-License-Identifier: AGPL-3.0-only

package output

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"go.k6.io/k6/v2/lib/fsext"
	"go.k6.io/k6/v2/metrics"
	"go.k6.io/k6/v2/output"

	"poolproof/k6/load"
)

const second = 1_763_870_000

// opened returns the output with its file in memory, and a function that reads the file.
func opened(t *testing.T) (*Output, func() string) {
	t.Helper()
	logger := logrus.New()
	logger.SetOutput(io.Discard)
	fs := fsext.NewMemMapFs()
	out, err := open(output.Params{ConfigArgument: "/load.ndjson", Logger: logger, FS: fs})
	if err != nil {
		t.Fatal(err)
	}
	return out.(*Output), func() string {
		text, err := fsext.ReadFile(fs, "/load.ndjson")
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
}

// attemptPoint is an attempt that began and ended in the given second.
func attemptPoint(second int64, metadata map[string]string) point {
	p := point{Metric: attemptMetric}
	p.Data.Time = time.Unix(second, 0)
	p.Data.Value = 12031
	p.Data.Tags = map[string]string{"user_class": "browsing", "task": "GET /dashboard/", "outcome": "ok"}
	p.Data.Metadata = metadata
	return p
}

var metadata = map[string]string{"second": "1763870000", "bytes": "6144"}

func TestNoFileNamed(t *testing.T) {
	if _, err := open(output.Params{}); err == nil || !strings.Contains(err.Error(), "--out poolproof=load.ndjson") {
		t.Errorf("got %v", err)
	}
}

// Samples that come alone and samples that come together are counted alike, each once, while lines are taken out.
func TestConcurrentFlush(t *testing.T) {
	out, _ := opened(t)
	sample := samples(t, []point{attemptPoint(second, metadata)})[0]
	var adding sync.WaitGroup
	adding.Go(func() {
		for range 1000 {
			out.AddMetricSamples([]metrics.SampleContainer{sample, metrics.Samples{sample, sample}})
		}
	})
	var counted int64
	take := func() {
		encoded, err := out.close(math.MaxInt64)
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(encoded) {
			var attempts load.AttemptsLine
			if err := json.Unmarshal(line, &attempts); err != nil {
				t.Fatal(err)
			}
			counted += attempts.Count
		}
	}
	for range 50 {
		take()
	}
	adding.Wait()
	take()
	if counted != 3000 {
		t.Errorf("%d attempts counted, want 3000", counted)
	}
}

// What is left when the run ends is written, as whole lines.
func TestStopWritesTheRest(t *testing.T) {
	out, text := opened(t)
	if err := out.Start(); err != nil {
		t.Fatal(err)
	}
	out.AddMetricSamples([]metrics.SampleContainer{samples(t, []point{attemptPoint(time.Now().Unix(), metadata)})[0]})
	if err := out.Stop(); err != nil {
		t.Fatal(err)
	}
	if got := text(); strings.Count(got, `"type":"attempts"`) != 1 || !strings.HasSuffix(got, "}\n") {
		t.Errorf("got %q", got)
	}
}

// failing is a file on a disk that is full after some bytes.
type failing struct {
	room  int
	wrote strings.Builder
}

var errFull = errors.New("no space left on device")

func (f *failing) Write(text []byte) (int, error) {
	n := min(len(text), f.room)
	f.room -= n
	f.wrote.Write(text[:n])
	if n < len(text) {
		return n, errFull
	}
	return n, nil
}

func (f *failing) Close() error { return nil }

func TestWriteErrorStopsTheRun(t *testing.T) {
	out, _ := opened(t)
	var aborts []error
	out.SetTestRunStopCallback(func(err error) { aborts = append(aborts, err) })
	file := &failing{room: 10}
	out.file = file
	for i := range int64(3) {
		out.AddMetricSamples([]metrics.SampleContainer{samples(t, []point{attemptPoint(second+i, metadata)})[0]})
		out.flush(math.MaxInt64)
	}
	if len(aborts) != 1 || !errors.Is(aborts[0], errFull) {
		t.Errorf("aborted with %v, want once with %v", aborts, errFull)
	}
	if file.wrote.Len() != 10 {
		t.Errorf("wrote %q after the torn line", file.wrote.String())
	}
}

// A run that ended well before the last flush failed must not look well: k6 only logs what Stop returns.
func TestWriteErrorAtTheEnd(t *testing.T) {
	for name, test := range map[string]struct {
		testRunErr error
		panics     bool
	}{
		"the run was well":      {nil, true},
		"the run failed anyway": {errors.New("aborted"), false},
	} {
		t.Run(name, func(t *testing.T) {
			out, _ := opened(t)
			if err := out.Start(); err != nil {
				t.Fatal(err)
			}
			out.file = &failing{}
			out.AddMetricSamples([]metrics.SampleContainer{samples(t, []point{attemptPoint(second, metadata)})[0]})
			defer func() {
				if got := recover(); (got != nil) != test.panics {
					t.Errorf("panic %v, want one: %v", got, test.panics)
				}
			}()
			if err := out.StopWithTestError(test.testRunErr); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestBrokenSampleStopsTheRun(t *testing.T) {
	for name, test := range map[string]struct {
		metadata map[string]string
		want     string
	}{
		"no second":             {map[string]string{"bytes": "1"}, "metadata second"},
		"no bytes":              {map[string]string{"second": "1763870000"}, "metadata bytes"},
		"second with a decimal": {map[string]string{"second": "1763870000.5", "bytes": "1"}, "metadata second"},
		"negative bytes":        {map[string]string{"second": "1763870000", "bytes": "-1"}, "-1 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			out, _ := opened(t)
			var aborts []error
			out.SetTestRunStopCallback(func(err error) { aborts = append(aborts, err) })
			sample := samples(t, []point{attemptPoint(second, test.metadata)})[0]
			out.AddMetricSamples([]metrics.SampleContainer{sample, sample})
			if len(aborts) != 1 || !strings.Contains(aborts[0].Error(), test.want) {
				t.Errorf("aborted with %v, want once with %q", aborts, test.want)
			}
		})
	}
}
