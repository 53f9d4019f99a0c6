// SPDX-License-Identifier: AGPL-3.0-only

// Package output registers the k6 output "poolproof": `k6 run --out poolproof=load.ndjson`.
//
// It folds the samples of the scenario kit into one line per second and kind of attempt as they arrive, so that
// neither memory nor the file grows with every request as k6's own outputs do.
package output

import (
	"errors"
	"fmt"
	"io"
	"math"
	"sync"
	"time"

	"github.com/sirupsen/logrus"
	"go.k6.io/k6/v2/errext"
	"go.k6.io/k6/v2/metrics"
	"go.k6.io/k6/v2/output"

	"poolproof/k6/load"
)

const (
	flushPeriod = time.Second
	// graceSeconds is how long after its end a second stays open for attempts that began in it and end later.
	graceSeconds = 2
)

func init() {
	output.RegisterExtension("poolproof", open)
}

// Output writes load.ndjson.
type Output struct {
	params  output.Params
	logger  logrus.FieldLogger
	abort   func(error)
	flusher *output.PeriodicFlusher

	mutex sync.Mutex // guards what follows: k6 adds samples while the flusher takes lines out
	sums  *load.Aggregator
	fault error // the first thing that went wrong

	// For the flusher alone:
	encoder *load.Encoder
	file    io.WriteCloser
	torn    bool // a write failed: the last line may be torn, so none may follow
}

var (
	_ output.WithTestRunStop       = (*Output)(nil)
	_ output.WithStopWithTestError = (*Output)(nil)
)

// open makes the output that `--out poolproof=FILE` asks for.
func open(params output.Params) (output.Output, error) {
	if params.ConfigArgument == "" {
		return nil, errors.New("poolproof: name the file to write, as in --out poolproof=load.ndjson")
	}
	encoder, err := load.NewEncoder()
	if err != nil {
		return nil, fmt.Errorf("poolproof: %w", err)
	}
	return &Output{
		params:  params,
		logger:  params.Logger.WithField("output", "poolproof"),
		abort:   func(error) {},
		sums:    load.NewAggregator(),
		encoder: encoder,
	}, nil
}

// Description is what k6 prints of the output as the run starts.
func (o *Output) Description() string {
	return fmt.Sprintf("poolproof (%s)", o.params.ConfigArgument)
}

// SetTestRunStopCallback receives the function that ends the test run early.
func (o *Output) SetTestRunStopCallback(abort func(error)) {
	o.abort = abort
}

// Start creates the file and begins to flush.
func (o *Output) Start() error {
	file, err := o.params.FS.Create(o.params.ConfigArgument)
	if err != nil {
		return fmt.Errorf("poolproof: %w", err)
	}
	o.file = file
	o.flusher, err = output.NewPeriodicFlusher(flushPeriod, func() {
		o.flush(time.Now().Unix() - graceSeconds)
	})
	return err
}

// AddMetricSamples counts the samples at once: that costs less than to keep them for later.
func (o *Output) AddMetricSamples(containers []metrics.SampleContainer) {
	fault := o.collectAll(containers)
	if fault != nil {
		o.fail(fault)
	}
}

// collectAll returns the first fault among the samples; those after it are counted nevertheless.
func (o *Output) collectAll(containers []metrics.SampleContainer) (fault error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	count := func(sample *metrics.Sample) {
		if err := collect(o.sums, sample); err != nil && fault == nil {
			fault = err
		}
	}
	for _, container := range containers {
		// A custom metric's sample comes alone; asked for its samples, it would allocate a slice.
		if sample, ok := container.(metrics.Sample); ok {
			count(&sample)
			continue
		}
		samples := container.GetSamples()
		for i := range samples {
			count(&samples[i])
		}
	}
	return fault
}

// flush writes the lines of the seconds before the given one, in one write: a crash can tear only the last line.
func (o *Output) flush(before int64) {
	text, err := o.close(before)
	if err == nil && len(text) > 0 && !o.torn {
		_, err = o.file.Write(text)
		o.torn = err != nil
	}
	if err != nil {
		o.fail(err)
	}
}

// close turns what belongs to the seconds before the given one into text; only taking it out holds up samples.
func (o *Output) close(before int64) ([]byte, error) {
	o.mutex.Lock()
	closed := o.sums.Close(before)
	o.mutex.Unlock()
	return o.encoder.Encode(closed)
}

// fail ends the test run at the first fault: what it measures from here on could not be trusted.
func (o *Output) fail(err error) {
	o.mutex.Lock()
	first := o.fault == nil
	if first {
		o.fault = fmt.Errorf("poolproof output: %w", err)
	}
	o.mutex.Unlock()
	if first {
		o.logger.WithError(err).Error("load.ndjson is not complete, stopping the test run")
		o.abort(errext.WithAbortReasonIfNone(o.fault, errext.AbortedByOutput))
	}
}

// Stop writes what is left.
func (o *Output) Stop() error {
	return o.StopWithTestError(nil)
}

// StopWithTestError writes what is left, and makes sure that k6 does not exit 0 over an incomplete file.
func (o *Output) StopWithTestError(testRunErr error) error {
	o.flusher.Stop()
	o.flush(math.MaxInt64)
	if err := o.file.Close(); err != nil {
		o.fail(err)
	}
	if o.fault != nil && testRunErr == nil {
		// The run has ended well, so aborting it comes too late, and k6 only logs an error returned from here. A
		// panic, which it turns into exit code 109, is the one way left to say that the run failed.
		panic(o.fault)
	}
	return nil
}
