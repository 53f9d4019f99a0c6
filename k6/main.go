// SPDX-License-Identifier: AGPL-3.0-only

// Command k6 is Grafana k6 with one more output, "poolproof", built in.
//
// It is the program that `xk6 build --with poolproof/k6` would generate.
package main

import (
	"go.k6.io/k6/v2/cmd"

	_ "poolproof/k6/output" // registers --out poolproof=FILE
)

func main() {
	cmd.Execute()
}
