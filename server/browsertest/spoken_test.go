package browsertest

import (
	"context"
	"fmt"
	"testing"

	chromium "latchkey/internal/browser"

	"latchkey/internal/account"
	"latchkey/internal/db"
	"latchkey/internal/locale"
	"latchkey/server/hosttest"

	"github.com/chromedp/chromedp"
)

// spoken is a tab whose pages are in one language, used by the words of the catalogue.
type spoken struct {
	*tab
	*locale.Locale
}

// way is how somebody uses the program.
type way struct {
	language string
	scripts  bool
	width    int64
}

// Of the eight ways that there are each journey goes two, which differ in everything.
var (
	onAPhone = []way{{"en", true, 360}, {"ar", false, 1280}}
	atADesk  = []way{{"ar", true, 1280}, {"en", false, 360}}
)

// inWays goes a journey in each of these ways, with a server of its own each time.
func inWays(t *testing.T, ways []way, journey func(b spoken)) {
	for _, w := range ways {
		t.Run(fmt.Sprintf("%s, %d px, scripts %t", w.language, w.width, w.scripts), func(t *testing.T) {
			t.Parallel()
			b := spoken{openTab(t, inStep(hosttest.Boot(t)), w.scripts), locale.Of(w.language)}
			b.accepts(w.language)
			b.do(chromedp.EmulateViewport(w.width, 800))
			journey(b)
		})
	}
}

// client is a browser without a window that speaks the language of the tab.
func (b spoken) client() *hosttest.Browser {
	v := b.s.Browser()
	v.Header.Set("Accept-Language", b.Lang())
	return v
}

// signed is the tab from now on with somebody signed in, who has no second step.
func (b spoken) signed(email, password string) *hosttest.Browser {
	b.t.Helper()
	from := b.client()
	from.Post("/sign-in", "email", email, "password", password).Leads(b.t, "/dashboard")
	b.becomes(from)
	return from
}

// elsewhere is another browser of the same language.
func (b spoken) elsewhere() spoken {
	b.t.Helper()
	other := spoken{b.another(), b.Locale}
	other.accepts(b.Lang())
	return other
}

// beside is another tab of the same browser.
func (b spoken) beside() spoken {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromium.Watch(b.t))
	b.t.Cleanup(cancel)
	other := &tab{t: b.t, s: b.s, ctx: ctx, scripts: b.scripts}
	other.engine = chromiumTab{other}
	if err := chromedp.Do(ctx); err != nil {
		b.t.Fatal(err)
	}
	other.prepare()
	other.accepts(b.Lang())
	return spoken{other, b.Locale}
}

func (b spoken) write(f func(ctx context.Context, tx db.Tx) error) {
	b.t.Helper()
	if err := b.s.Host.DB.InTx(b.t.Context(), f); err != nil {
		b.t.Fatal(err)
	}
}

// joins makes somebody a member of an account.
func (b spoken) join(accountID, email string, given ...account.Permission) {
	b.t.Helper()
	b.write(func(ctx context.Context, tx db.Tx) error {
		return b.s.Host.Accounts.Join(ctx, tx, account.Membership{
			AccountID: accountID, UserID: b.s.IDOf(email), Role: account.Member, Permissions: given,
		})
	})
}
