package web

import (
	"errors"
	"math"
	"mime/multipart"
	"slices"
	"strings"
	"time"

	"latchkey/components/ui"
	"latchkey/internal/access"
	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/policy"
	"latchkey/internal/user"

	"github.com/gofiber/fiber/v2"
)

const (
	// SetUpPage is where a person is sent who must set a second step up.
	SetUpPage = "/security/two-factor"
	// Dashboard is a client's first page.
	Dashboard = "/dashboard"
	// Desk is the first page of staff.
	Desk = "/desk"
	// frozenPage is where a person settles what their account is frozen for.
	frozenPage = "/security/frozen"
	// casePage is where a person sees, and stops, their recovery case.
	casePage = "/security/recovery"
)

var (
	errMethodFirst = errors.New("a second step is required and not set up")
	// ErrForbidden refuses a page to staff whose role is not enough.
	ErrForbidden = errors.New("not for this role")
	// ErrTooLarge refuses an uploaded file that is larger than allowed.
	ErrTooLarge = errors.New("file is too large")
)

// authorize is the one place where the host's policy, and the line between clients and
// staff, are held: at every request, so that a change acts on people already signed in.
func (r *Request) authorize(route Route) error {
	s := r.Session
	if route.Access >= Staff && s.Role == user.Client {
		return ErrNotFound // that there is a desk is nobody else's business
	}
	reaches, err := r.Reaches()
	if err != nil {
		return err
	}
	if !route.WithoutMethod && !reaches {
		return errMethodFirst
	}
	if route.Access >= Staff && s.SecondStepAt.IsZero() {
		return access.ErrStepUpRequired // signed in without it, as from a trusted browser
	}
	if route.Access == Administrator && s.Role != user.Administrator {
		return ErrForbidden
	}
	return nil
}

// Reaches reports whether who is signed in has the second step that is required of them, so that more than setting one up is
// open to them.
func (r *Request) Reaches() (bool, error) {
	if r.Site.Policies == nil {
		return true, nil
	}
	standing, err := r.Site.Policies.Of(r.Context(), r.Session.UserID, r.Session.Role)
	if err != nil {
		return false, err
	}
	if !r.Session.EnrollmentRequired.IsZero() { // a recovery case took the second step off: until there is one, nothing else opens
		standing = policy.Standing{Required: true}
	}
	r.Standing = standing
	return !r.locked(), nil
}

// NotFrozen returns [access.ErrFrozen] if the person's account is frozen. A page calls it so that nobody fills
// in a form that will be refused; the change itself checks again.
func (r *Request) NotFrozen() error {
	if r.Session.FrozenAt.IsZero() {
		return nil
	}
	return access.ErrFrozen
}

// locked reports whether nothing but setting a second step up is open to the person.
func (r *Request) locked() bool { return r.Standing.Locked(r.Site.Clock.Now()) }

// Home returns the first page of the signed-in person: the desk for staff, the dashboard for clients.
func (r *Request) Home() string { return Home(r.Session.Role) }

// Home returns the first page of people with a role: the desk for staff, the dashboard for clients.
func Home(role user.Role) string {
	if role != user.Client {
		return Desk
	}
	return Dashboard
}

// GoAfterSetUp redirects after a set-up. If the person could reach nothing else until now, the frame changes,
// so the whole page is loaded.
func (r *Request) GoAfterSetUp(path string) error {
	if r.locked() {
		return r.Leave(path)
	}
	return r.Go(path)
}

// KeepBack remembers the page that led to the set-up of a second step, by the "next" in the address: a page of this site
// without a query. An address without one changes nothing.
func (r *Request) KeepBack() {
	if next := LocalPath(r.Query("next"), ""); !strings.Contains(next, "?") {
		r.keepBack(next)
	}
}

// keepBack remembers a page, without its query, to lead back to after the set-up of a second step. To those that a set-up
// leads to by itself it need not.
func (r *Request) keepBack(page string) {
	page, _, _ = strings.Cut(page, "?")
	form := cookieForms[backCookie]
	if page != "" && page != Dashboard && page != Desk && page != "/security" && form.matches([]byte(page)) {
		r.SetCookie(backCookie, page)
	}
}

// TakeBack returns the page that led to the set-up, and forgets it; "" if none did.
func (r *Request) TakeBack() string {
	kept := r.Cookie(backCookie)
	if kept != "" {
		r.ClearCookie(backCookie)
	}
	return LocalPath(kept, "")
}

// required says above every screen what the host's policy asks of the person.
func (r *Request) required() []ui.Banner {
	now := r.Site.Clock.Now()
	banner := ui.Banner{Kind: "warning", LinkText: r.Locale.T("policy.link"), LinkURL: SetUpPage}
	switch {
	case r.locked():
		banner.Text, banner.LinkURL = r.Locale.T("policy.now"), ""
		asks, leaves := r.requiring()
		switch {
		case r.Standing.Short:
			banner.Text = r.Locale.T("policy.short_now")
		case asks.RequiresSecondStep():
			banner.Text = r.Locale.T("policy.now_account", "Account", asks.Name)
		case asks.ID != "":
			banner.Text = r.Locale.T("policy.now_account_host", "Account", asks.Name)
		case r.Session.Role != user.Client:
			banner.Text = r.Locale.T("policy.now_staff")
		}
		if leaves {
			banner.LinkText, banner.LinkURL = r.Locale.T("policy.leave", "Account", asks.Name), "/account/"+asks.ID+"/leave"
		}
	case r.Standing.Counting(now):
		banner.Text = r.left(r.Standing.Deadline, now)
	default:
		return nil
	}
	return []ui.Banner{banner}
}

// requiring is the account that requires the second step which the person lacks; the zero Belonging where the host does. It
// reports whether they can leave it instead: its owner can't.
func (r *Request) requiring() (b account.Belonging, leaves bool) {
	if r.Standing.Account == "" {
		return b, false
	}
	all, err := r.Accounts()
	if err != nil {
		return b, false // the page is drawn without its name
	}
	for _, b := range all {
		if b.ID == r.Standing.Account {
			return b, b.As.Role == account.Member
		}
	}
	return b, false
}

// MayLeave lets somebody who can reach only the set-up leave the account that asks for it, and no other: what else is theirs
// stays shut to whoever has their password alone.
func (r *Request) MayLeave(accountID string) error {
	if r.locked() && r.Standing.Account != accountID {
		return errMethodFirst
	}
	return nil
}

// left counts days down, then hours.
func (r *Request) left(deadline, now clock.Instant) string {
	left, inHours, inDays := deadline.Sub(now), "policy.hours", "policy.days"
	if r.Standing.Short {
		inHours, inDays = "policy.short_hours", "policy.short_days"
	}
	if hours := int(math.Ceil(left.Hours())); hours <= 24 {
		return r.Locale.N(inHours, hours)
	}
	return r.Locale.N(inDays, int(left/(24*time.Hour)), "Date", r.Locale.Date(deadline.Time()))
}

func isUpload(c *fiber.Ctx) bool {
	kind, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), ";")
	return strings.EqualFold(strings.TrimSpace(kind), fiber.MIMEMultipartForm)
}

// Field returns a text field of a form that may be multipart, on an Upload route, or on a Streams route after
// [Request.Upload].
func (r *Request) Field(name string) string {
	if !isUpload(r.c) {
		return r.Form(name)
	}
	if r.route.Streams {
		if values := r.arrived(name); len(values) == 1 {
			return values[0]
		}
		return ""
	}
	form, err := r.c.Request().MultipartFormWithLimit(BodyLimit) // it may come packed
	if err != nil || len(form.Value[name]) != 1 {
		return ""
	}
	return bare(name, form.Value[name][0])
}

// FieldList returns all values of a field, as [Request.Field] does one.
func (r *Request) FieldList(name string) []string {
	if !isUpload(r.c) {
		return r.FormList(name)
	}
	if r.route.Streams {
		return r.arrived(name)
	}
	form, err := r.c.Request().MultipartFormWithLimit(BodyLimit)
	if err != nil {
		return nil
	}
	var list []string
	for _, v := range form.Value[name] {
		list = append(list, bare(name, v))
	}
	return list
}

// hasFile reports whether a file came with the form, which is kept on no detour.
func (r *Request) hasFile() bool {
	if !isUpload(r.c) {
		return false
	}
	if r.route.Streams {
		return r.streamed == nil || r.streamed.files
	}
	form, err := r.c.Request().MultipartFormWithLimit(BodyLimit)
	if err != nil {
		return true
	}
	for _, files := range form.File {
		if slices.ContainsFunc(files, func(f *multipart.FileHeader) bool { return f.Size > 0 }) {
			return true
		}
	}
	return false
}
