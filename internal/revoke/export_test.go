package revoke

import (
	"maps"
	"slices"
)

// Changes is every change that has a row.
func Changes() []Change { return slices.Sorted(maps.Keys(table)) }
