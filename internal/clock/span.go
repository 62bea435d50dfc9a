package clock

import "time"

// Ahead is how far ahead of the clock a stored time may be. What was made later than that was made while the clock was
// wrong: it has expired, because otherwise it would hold until that time has come, years perhaps.
const Ahead = time.Minute

// Span is a range of times: those after After, up to Until.
type Span struct{ After, Until Instant }

// Has reports whether i is in the span.
func (s Span) Has(i Instant) bool { return i.After(s.After) && !i.After(s.Until) }

// MadeFor returns when something that holds for lasts must have been made to hold at the time now. It is the one rule
// for what gives something to somebody: sessions, links, codes, trust, proofs. What restricts, such as a code that is
// spent, a wait or a freeze, does not ask it, and stays.
func (now Instant) MadeFor(lasts time.Duration) Span {
	return Span{After: now.Add(-lasts), Until: now.Add(Ahead)}
}

// EndsFor is [Instant.MadeFor] where the end is stored: it returns when something that holds for lasts must end to hold
// at the time now.
func (now Instant) EndsFor(lasts time.Duration) Span {
	return Span{After: now, Until: now.Add(lasts + Ahead)}
}
