package user_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"latchkey/internal/db"
	"latchkey/internal/user"
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
		"otto@xn--bcher-kva.example": 1, "@b\u00fccher.example": 2, "otto": 1, "tto": 1, "": 0, "%": 0, "_": 0, "m\u00fcller.example": 0,
		"somebody": 3, "meb": 3, "SOME": 3, "body some": 3, "body none": 0,
	} {
		if f, err := us.Find(t.Context(), d.Read(), words, 0, 10); err != nil || f.Count != want || len(f.People) != want {
			t.Errorf("%q finds %d, %v; want %d", words, f.Count, err, want)
		}
	}
}

// Pages of everybody begin behind the person that the page before ended with, also when that one was removed meanwhile: nobody is
// left out or shown twice because others come and go.
func TestPagesOfPeopleStandWhereTheyEnded(t *testing.T) {
	t.Parallel()
	us, d := newUsers(t)
	change := func(do func(ctx context.Context, tx db.Tx) error) {
		t.Helper()
		if err := d.InTx(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}
	add := func(name string) {
		change(func(ctx context.Context, tx db.Tx) error {
			_, err := us.Create(ctx, tx, name+"@example.com", "The same", "x")
			return err
		})
	}
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		add(name)
	}
	page := func(before string) (names, last string) {
		t.Helper()
		people, err := us.Newest(t.Context(), d.Read(), before, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range people {
			names, last = names+u.Email[:1], u.ID
		}
		return names, last
	}
	first, last := page("")
	add("f") // appears before the page that is open
	change(func(ctx context.Context, tx db.Tx) error { return us.Remove(ctx, tx, last) })
	second, next := page(last)
	third, _ := page(next)
	if got := first + " " + second + " " + third; got != "ed cb a" {
		t.Errorf("%q", got)
	}
	if f, err := us.Find(t.Context(), d.Read(), "d@example.com", 0, 10); err != nil || f.Count != 0 {
		t.Errorf("who was removed is found: %v, %v", f, err)
	}
	if all, without, err := us.Count(t.Context(), d.Read()); err != nil || all != 5 || without != 5 {
		t.Errorf("%d people, %d of them without a method, %v", all, without, err)
	}
}

// What words find is shown page by page, and counted up to a thousand.
func TestPagesOfWhoIsFound(t *testing.T) {
	t.Parallel()
	us, d := newUsers(t)
	err := d.InTx(t.Context(), func(ctx context.Context, tx db.Tx) error {
		for i := range user.MostCounted + 5 {
			if _, err := us.Create(ctx, tx, fmt.Sprintf("p%d@example.com", i), "Ada Twin", "x"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		words string
		skip  int
		first string
		count int
		more  bool
	}{
		{"twin ada", 0, "p1004@", user.MostCounted, true},
		{"twin ada", 2, "p1002@", user.MostCounted, true},
		{"p1003", 0, "p1003@", 1, false},
		{"p1003@example.com", 0, "p1003@", 1, false},
		{"p1003@example.com", 1, "", 1, false}, // who was found on the first page is not found again on the second
		{"p1003", 1, "", 1, false},
	} {
		f, err := us.Find(t.Context(), d.Read(), c.words, c.skip, 2)
		first := ""
		if len(f.People) > 0 {
			first = f.People[0].Email
		}
		if err != nil || f.Count != c.count || f.More != c.more || !strings.HasPrefix(first, c.first) || (first == "") != (c.first == "") {
			t.Errorf("%q from %d: %q of %d (more: %v), %v", c.words, c.skip, first, f.Count, f.More, err)
		}
	}
	if all, without, err := us.Count(t.Context(), d.Read()); err != nil || all != user.MostCounted+1 || without != user.MostCounted+1 {
		t.Errorf("%d people, %d of them without a method, %v", all, without, err)
	}
}
