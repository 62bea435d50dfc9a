package authn

import (
	"context"
	"slices"
	"strings"

	"latchkey/internal/factor"
)

// Offers reports whether people may set a method of this kind up: the host allows it, and its messages can be
// sent.
func (p *Verifier) Offers(ctx context.Context, k factor.Kind) bool {
	if p.Factors.Method(k) == nil || !slices.Contains(strings.Split(p.Settings.Choices(ctx).Methods, ","), string(k)) {
		return false
	}
	channel, sent := channels[k]
	return !sent || p.Outbox.Offers(channel)
}

// Offered returns the kinds that people may set up, the strongest first.
func (p *Verifier) Offered(ctx context.Context) []factor.Kind {
	return slices.DeleteFunc(factor.Kinds(), func(k factor.Kind) bool { return !p.Offers(ctx, k) })
}
