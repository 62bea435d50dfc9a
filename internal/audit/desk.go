package audit

import "context"

type deskKey struct{}

// AtDesk returns a context in which what is appended to a log was done at the desk of the host's staff.
func AtDesk(ctx context.Context) context.Context { return context.WithValue(ctx, deskKey{}, true) }

func atDesk(ctx context.Context) bool { return ctx.Value(deskKey{}) != nil }
