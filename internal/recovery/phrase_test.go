package recovery

import (
	"context"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/phrase"
)

// Whoever has the password has one browser after another follow the case, until one shows what staff hear wrongly: none
// shares a word with another, nor with the case.
func TestNoTwoBrowsersOfACaseShareAWord(t *testing.T) {
	l := loseTheApp(t)
	c := Case{ID: "case", UserID: l.ada.ID}
	shown := []int{reference(c)}
	l.Must(l.DB.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO recovery_case (id, user_id, state, version, opened_at, opened_by, email, cautious, state_at)
			VALUES ('case', $1, 'open', 1, 1, '', '', 0, 1)`, l.ada.ID); err != nil {
			return err
		}
		for i := range 300 {
			number, err := l.cases.newNumber(ctx, tx, c)
			if err != nil {
				return err
			}
			n := phraseOf(number)
			for _, other := range shown {
				if n == other || i < 100 && phrase.Alike(n, other) {
					t.Errorf("browser %d: %q beside %q", i, phrase.Of(n, "en"), phrase.Of(other, "en"))
				}
			}
			shown = append(shown, n)
			id := "key" + number
			if err := insertKey(ctx, tx, id, c.ID, id, number, 1); err != nil {
				return err
			}
		}
		return nil
	}))
}

// A proof counts for the one browser that shows the phrase: in whatever language it is typed, and for none in doubt.
func TestWhichBrowserShowsAPhrase(t *testing.T) {
	t.Parallel()
	numbers := map[string]string{"000007": "a", "000300": "b", "065543": "old", "131079": "older"} // of which the last two show one phrase
	for typed, want := range map[string]string{
		phrase.Of(7, "en"): "", phrase.Of(300, "en"): "b", phrase.Of(300, "ar"): "b", phrase.Of(301, "en"): "", "000300": "", "": "",
	} {
		if got := showing(typed, numbers); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
	delete(numbers, "065543")
	delete(numbers, "131079")
	if got := showing(phrase.Of(7, "en"), numbers); got != "a" {
		t.Errorf("alone: %q", got)
	}
}
