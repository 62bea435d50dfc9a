package user_test

import (
	"context"
	"testing"

	"latchkey/internal/db"
)

// Browsers send some addresses in ASCII and some as they are typed: staff find a person by either.
func TestAnAddressIsFoundInWhicheverFormItWasWritten(t *testing.T) {
	t.Parallel()
	us, d := newUsers(t)
	for _, email := range []string{"otto@b\u00fccher.example", "hans@xn--bcher-kva.example", "ada@example.com"} {
		err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
			_, err := us.Create(ctx, tx, email, "Somebody", "x")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for words, want := range map[string]int{
		"b\u00fccher.example": 2, "B\u00dcCHER.example": 2, "b\u00fccher": 2, "xn--bcher": 2, "hans@b\u00fccher.example": 1,
		"otto@xn--bcher-kva.example": 1, "@b\u00fccher.example": 2, "tt": 1, "": 3, "%": 0, "_": 0, "m\u00fcller.example": 0, "somebody": 3,
	} {
		if found, total, err := us.Find(t.Context(), d.Read(), words, 0, 10); err != nil || total != want || len(found) != want {
			t.Errorf("%q finds %d, %v; want %d", words, total, err, want)
		}
	}
}
