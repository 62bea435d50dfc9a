package throttle_test

import (
	"testing"

	"latchkey/internal/throttle"
)

func TestACrowdLeavesRoomForOthers(t *testing.T) {
	t.Parallel()
	var concurrency throttle.Concurrency
	leave, ok := concurrency.Enter("ada", 1)
	if !ok {
		t.Fatal("an empty room was full")
	}
	if _, ok := concurrency.Enter("ada", 1); ok {
		t.Fatal("a full room took another")
	}
	if _, ok := concurrency.Enter("bruno", 1); !ok {
		t.Fatal("one person's crowd kept another out")
	}
	leave()
	if _, ok := concurrency.Enter("ada", 1); !ok {
		t.Fatal("a place that was left stayed taken")
	}
}
