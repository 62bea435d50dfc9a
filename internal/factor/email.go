package factor

import (
	"context"

	"latchkey/internal/db"
	"latchkey/internal/user"
)

var _ = register(Email, func(f *Factors) Method { return sent{f, Email} })

// prepare needs nothing: codes go to the account's confirmed address, whatever it is then.
func (m sent) prepare(context.Context, db.Tx, *row) error { return nil }

// masked is where a method's codes go to, as it may be shown.
func (r row) masked() string {
	switch {
	case r.target == "":
		return ""
	case r.kind == Email:
		return user.MaskEmail(r.target)
	}
	return user.MaskPhone(r.target)
}
