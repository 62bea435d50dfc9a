package host

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"latchkey/internal/clock"
)

// JobState is how a job of the background stands.
type JobState struct {
	Name     string
	Last     clock.Instant // when it ended last; 0: it has not run since the start
	Took     time.Duration // the last run
	Runs     int           // since the start
	Failures int           // of them
	Failing  string        // why the last run failed; "" if it did not
}

// jobs are the jobs that have run since the start. Safe for concurrent use.
type jobs struct {
	mu  sync.Mutex
	all map[string]*JobState
}

// Jobs returns how the jobs stand that have run since the start, in the order of their names.
func (h *Host) Jobs() []JobState {
	h.jobs.mu.Lock()
	defer h.jobs.mu.Unlock()
	var states []JobState
	for _, state := range h.jobs.all {
		states = append(states, *state)
	}
	slices.SortFunc(states, func(a, b JobState) int { return strings.Compare(a.Name, b.Name) })
	return states
}

// run does one run of a job, keeps how it went and logs it if it failed. What fails because the host stops is no failure.
func (h *Host) run(ctx context.Context, name string, do func(context.Context) error) {
	began := time.Now()
	err := do(ctx)
	if err != nil && ctx.Err() != nil {
		return
	}
	h.jobs.note(name, h.Clock.Now(), time.Since(began), err)
	if err != nil {
		h.Log.Error("job failed", "job", name, "error", err)
	}
}

func (j *jobs) note(name string, now clock.Instant, took time.Duration, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.all == nil {
		j.all = map[string]*JobState{}
	}
	state := j.all[name]
	if state == nil {
		state = &JobState{Name: name}
		j.all[name] = state
	}
	state.Last, state.Took, state.Failing = now, took, ""
	state.Runs++
	if err != nil {
		state.Failures++
		state.Failing = err.Error()
	}
}

// job is something that is done again and again.
type job struct {
	name string
	do   func(context.Context) error
}

// every does jobs again and again, one after the other, the first time after a while, until ctx ends.
func (h *Host) every(ctx context.Context, wait time.Duration, jobs ...job) {
	tick := time.NewTicker(wait)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for _, j := range jobs {
			h.run(ctx, j.name, j.do)
		}
	}
}
