package throttle_test

import (
	"testing"

	"latchkey/internal/throttle"
)

func TestACrowdLeavesRoomForOthers(t *testing.T) {
	var crowd throttle.Crowd
	leave, ok := crowd.Enter("ada", 1)
	if !ok {
		t.Fatal("an empty room was full")
	}
	if _, ok := crowd.Enter("ada", 1); ok {
		t.Fatal("a full room took another")
	}
	if _, ok := crowd.Enter("bruno", 1); !ok {
		t.Fatal("one person's crowd kept another out")
	}
	leave()
	if _, ok := crowd.Enter("ada", 1); !ok {
		t.Fatal("a place that was left stayed taken")
	}
}
