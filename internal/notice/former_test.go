package notice_test

import (
	"context"
	"slices"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/signin/signintest"
)

// Whoever comes back to an address, in whichever form, doesn't get each notice there twice.
func TestAnAddressThatIsUsedAgainIsNoFormerOne(t *testing.T) {
	t.Parallel()
	h := signintest.Open(t)
	ada := h.Person("ada@example.com")
	h.Write(func(ctx context.Context, tx db.Tx) error {
		for _, change := range [][2]string{{"ada@b\u00fccher.example", "ada@example.com"}, {"ada@example.com", "ada@xn--bcher-kva.example"}} {
			if err := h.Notices.KeepFormer(ctx, tx, ada.ID, change[0], change[1]); err != nil {
				return err
			}
		}
		return nil
	})
	former, err := h.Notices.FormerEmails(t.Context(), h.DB.Read(), ada.ID)
	if err != nil || !slices.Equal(former, []string{"ada@example.com"}) {
		t.Errorf("%q, %v", former, err)
	}
}
