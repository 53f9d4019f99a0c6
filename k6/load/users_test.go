// SPDX-License-Identifier: AGPL-3.0-only

package load

import (
	"math"
	"slices"
	"testing"
)

// change is +1 or -1 user in a second.
type change struct{ second, users int64 }

// activeAt is how many users a line says were active at the end of a second.
type activeAt struct{ second, active int64 }

func TestUsers(t *testing.T) {
	for name, test := range map[string]struct {
		before, after []change // lines of all seconds before second+2 are taken out between the two
		want          []activeAt
	}{
		"nobody":                                {nil, nil, nil},
		"one second":                            {[]change{{second, 1}, {second, 1}, {second, -1}}, nil, []activeAt{{second, 1}}},
		"idle seconds between":                  {[]change{{second, 1}}, []change{{second + 3, -1}}, []activeAt{{second, 1}, {second + 1, 1}, {second + 2, 1}, {second + 3, 0}}},
		"reported out of order":                 {[]change{{second + 1, -1}, {second, 1}}, nil, []activeAt{{second, 1}, {second + 1, 0}}},
		"reported after its second was written": {[]change{{second, 1}, {second + 1, 1}}, []change{{second, -1}}, []activeAt{{second, 1}, {second + 1, 2}, {second + 2, 1}}},
	} {
		t.Run(name, func(t *testing.T) {
			sums := NewAggregator()
			var got []activeAt
			add := func(changes []change, before int64) {
				for _, c := range changes {
					sums.AddActive(c.second, c.users)
				}
				for _, line := range sums.Close(before).users {
					got = append(got, activeAt{line.Second, line.Active})
				}
			}
			add(test.before, second+2)
			add(test.after, math.MaxInt64)
			if !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
