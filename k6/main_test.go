// SPDX-License-Identifier: AGPL-3.0-only

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"poolproof/k6/load"
)

// TestMain lets the test's own program be k6, which saves building k6 once more.
func TestMain(m *testing.M) {
	if os.Getenv("POOLPROOF_TEST_AS_K6") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// k6 runs testdata/replay.js against a server on the loopback, and returns k6's exit code and what it logged.
func k6(t *testing.T, out string) (int, string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/broken/" {
			w.WriteHeader(http.StatusInternalServerError)
		}
		_, _ = w.Write(make([]byte, 100))
	}))
	defer server.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	k6 := exec.CommandContext(ctx, program, "run", "--quiet", "--no-usage-report", "--no-thresholds",
		"--summary-mode=disabled", "--out", "poolproof="+out, "testdata/replay.js")
	k6.Env = []string{"POOLPROOF_TEST_AS_K6=1", "K6_AUTO_EXTENSION_RESOLUTION=false", "BASE_URL=" + server.URL, "HOME=" + t.TempDir()}
	log, err := k6.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("%v\n%s", err, log)
	}
	return k6.ProcessState.ExitCode(), string(log)
}

func TestRealRun(t *testing.T) {
	out := filepath.Join(t.TempDir(), "load.ndjson")
	if code, log := k6(t, out); code != 0 {
		t.Fatalf("exit code %d\n%s", code, log)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	// All forty attempts: thirty answered and ten failed, half of each by either class.
	counts, bytesRead, active := totals(t, text)
	for key, want := range map[string]int64{
		"browsing|GET /ok/|ok|": 15, "api|GET /ok/|ok|": 15,
		"browsing|GET /broken/|failed|http-500": 5, "api|GET /broken/|failed|http-500": 5,
	} {
		if counts[key] != want {
			t.Errorf("%s: %d attempts, want %d", key, counts[key], want)
		}
	}
	if bytesRead != 40*100 || active != 0 {
		t.Errorf("%d bytes, %d users active at the end, want 4000 and 0\n%s", bytesRead, active, text)
	}
}

// totals adds up the attempts by key and the bytes, and gives the number of users active at the end.
func totals(t *testing.T, text []byte) (counts map[string]int64, bytesRead, active int64) {
	t.Helper()
	counts = map[string]int64{}
	for line := range bytes.Lines(text) {
		if bytes.HasPrefix(line, []byte(`{"type":"users"`)) {
			var users load.UsersLine
			mustRead(t, line, &users)
			active = users.Active
			continue
		}
		var attempts load.AttemptsLine
		mustRead(t, line, &attempts)
		cause := ""
		if attempts.Cause != nil {
			cause = *attempts.Cause
		}
		counts[strings.Join([]string{attempts.UserClass, attempts.Name, string(attempts.Outcome), cause}, "|")] += attempts.Count
		bytesRead += attempts.Bytes
		if held := responseTimes(t, attempts); held != attempts.Count {
			t.Errorf("%d response times of %d attempts: %s", held, attempts.Count, line)
		}
	}
	return counts, bytesRead, active
}

// A full disk must be heard of, however late it shows: here at the last flush, after a run that went well.
func TestFullDisk(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("this system has no /dev/full")
	}
	code, log := k6(t, "/dev/full")
	if code == 0 || !strings.Contains(log, "no space left on device") {
		t.Errorf("exit code %d\n%s", code, log)
	}
}

// responseTimes counts the response times that a line holds.
func responseTimes(t *testing.T, line load.AttemptsLine) int64 {
	t.Helper()
	if line.Hdr == "" {
		return int64(len(line.Us))
	}
	histogram, err := hdrhistogram.Decode([]byte(line.Hdr))
	if err != nil {
		t.Fatal(err)
	}
	return histogram.TotalCount()
}

func mustRead(t *testing.T, line []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(line, into); err != nil {
		t.Fatalf("%v: %s", err, line)
	}
}
