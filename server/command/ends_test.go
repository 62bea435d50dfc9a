package command

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"
)

// A terminal that goes away ends a backup in good order, with nothing left of it; it tells a server to read its settings anew.
func TestATerminalThatGoesAwayEndsEveryCommandButServe(t *testing.T) {
	t.Parallel()
	for command, ended := range map[string]bool{"backup": true, "restore": true, "demo": true, "serve": false} {
		if slices.Contains(ends([]string{command}), os.Signal(syscall.SIGHUP)) != ended {
			t.Errorf("%s ends: %t", command, !ended)
		}
	}
}

// Whoever interrupts a restore that asks means no, also if something is typed afterwards.
func TestWhoInterruptsARestoreThatAsksMeansNo(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	typed, in := io.Pipe()
	said := make(chan error)
	go func() { said <- askToReplace(ctx, Console{In: typed, Out: &bytes.Buffer{}}, "here", "there") }()
	interrupt()
	select {
	case err := <-said:
		if !errors.Is(err, errKeptAsItIs) {
			t.Errorf("it says %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("it waits for an answer")
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
}
