package web

import (
	"net/url"
	"strings"
	"testing"

	"latchkey/internal/access"
	"latchkey/internal/session"
)

// A form that can't go on just now leads somewhere else, and from there back to the page it stood on.
func TestADetourLeadsBackToThePageOfTheForm(t *testing.T) {
	t.Parallel()
	refuses := func(path, stands string, err error) Route {
		return Route{Method: "POST", Path: path, Stands: stands, Access: Anyone, Handle: func(*Request) error { return err }}
	}
	page := func(path string) Route { return text("GET", path, func(*Request) string { return "" }) }
	w := plug(t, nil,
		page("/things/:id"), refuses("/things/:id", "", session.ErrNone),
		page("/parts"), refuses("/parts/remove", "/parts", access.ErrStepUpRequired),
		refuses("/alone", "", session.ErrNone),
	)
	for sent, want := range map[string]string{
		"/things/7?x=1": "/sign-in next=/things/7",
		"/parts/remove": "/confirm next=/parts",
		"/alone":        "/sign-in next=/security",
	} {
		to, err := url.Parse(w.one(submit(sent, "a=b")).header.Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		if got := to.Path + " next=" + to.Query().Get("next"); !strings.HasPrefix(got, want) {
			t.Errorf("%s leads to %s, want %s", sent, got, want)
		}
	}
}
