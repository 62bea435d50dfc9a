package desk

import (
	"errors"
	"net/http"
	"time"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/announcement"
	"latchkey/internal/clock"
	"latchkey/internal/locale"
	"latchkey/internal/markdown"
	"latchkey/internal/support"
	"latchkey/server/web"
)

const announcementList = "/desk/announcements"

var announcementsDone = map[string]string{"saved": "announcements.done_saved", "removed": "announcements.done_removed"}

// ListAnnouncements lists what the host announces, and what it has announced.
func (p *TicketPages) ListAnnouncements(r *web.Request) error {
	all, err := p.Announcements.List(r.Context(), r.Site.DB.Read(), r.Query("before"), support.PageSize+1)
	if err != nil {
		return err
	}
	props := screen.AnnouncementsProps{Done: r.Said("done", announcementsDone)}
	if r.Query("before") != "" {
		props.First = announcementList
	}
	if len(all) > support.PageSize {
		all = all[:support.PageSize]
		props.Next = web.WithQuery(announcementList, "before", all[len(all)-1].ID)
	}
	for _, a := range all {
		row := screen.AnnouncementRow{
			URL: announcementList + "/" + a.ID, Title: a.Title, Language: r.Locale.T("announcements.every_language"), From: r.DateTime(a.From),
			Until: r.DateTime(a.Until), State: stateOf(a, r.Site.Clock.Now()),
		}
		if a.Language != "" {
			row.Language = languageName(a.Language)
		}
		props.Rows = append(props.Rows, row)
	}
	return r.Screen(0, "queue", "announcements.title", screen.Announcements(props))
}

func stateOf(a announcement.Announcement, now clock.Instant) string {
	switch {
	case a.Shown(now):
		return "shown"
	case now.Before(a.From):
		return "planned"
	}
	return "over"
}

// Announcement shows the form of an announcement, or of a new one.
func (p *TicketPages) Announcement(r *web.Request) error {
	if err := p.Gate.AsStaff(r.Context(), r.Session); err != nil {
		return err
	}
	return p.showAnnouncement(r, 0, ui.Form{Values: r.PendingValues()})
}

// announced is the one in the address; the zero Announcement for a new one.
func (p *TicketPages) announced(r *web.Request) (announcement.Announcement, error) {
	id := r.Param("id")
	if id == "" {
		return announcement.Announcement{}, nil
	}
	a, err := p.Announcements.Find(r.Context(), r.Site.DB.Read(), id)
	if errors.Is(err, announcement.ErrNotFound) {
		return a, web.ErrNotFound
	}
	return a, err
}

// localTime is how a field for a date and a time writes one.
const localTime = "2006-01-02T15:04"

func (p *TicketPages) showAnnouncement(r *web.Request, status int, form ui.Form) error {
	a, err := p.announced(r)
	if err != nil {
		return err
	}
	typed := func(at clock.Instant) string {
		if at.IsZero() {
			return ""
		}
		return at.Time().In(r.Zone()).Format(localTime)
	}
	if a.ID == "" {
		a.From = r.Site.Clock.Now()
	}
	props := screen.AnnouncementProps{
		Form: form, URL: announcementList + "/new", Title: form.ValueOr("title", a.Title), Body: form.ValueOr("body", a.Body),
		Language: form.ValueOr("language", a.Language), From: form.ValueOr("from", typed(a.From)), Until: form.ValueOr("until", typed(a.Until)),
		Languages: []ui.Choice{{Label: r.Locale.T("announcements.every_language")}}, Zone: ui.ZoneName(r.Zone().String()),
	}
	if a.ID != "" {
		props.URL, props.Remove = announcementList+"/"+a.ID, announcementList+"/"+a.ID+"/remove"
	}
	if r.Form("do") == "preview" {
		props.Previewed, props.Preview = true, markdown.HTML(props.Body, r.Locale.T("desk_ticket.quoted"))
	}
	for _, l := range locale.All() {
		props.Languages = append(props.Languages, ui.Choice{Value: l.Lang(), Label: l.Name()})
	}
	return r.Screen(status, "queue", "announcements.title", screen.Announcement(props))
}

var announcementFields = []string{"title", "body", "language", "from", "until"}

// SaveAnnouncement adds or changes an announcement.
func (p *TicketPages) SaveAnnouncement(r *web.Request) error {
	a, err := p.announced(r)
	if err != nil {
		return err
	}
	form := ui.Form{Values: map[string]string{}, Errors: map[string]string{}}
	for _, name := range announcementFields {
		form.Values[name] = r.Form(name)
	}
	if r.Form("do") == "preview" {
		return p.showAnnouncement(r, http.StatusOK, form)
	}
	a.Title, a.Body, a.Language = form.Value("title"), form.Value("body"), form.Value("language")
	if _, found := locale.Find(a.Language); a.Language != "" && !found {
		return web.ErrNotFound
	}
	a.From, a.Until = p.typedTime(r, &form, "from"), p.typedTime(r, &form, "until")
	if form.Value("from") == "" {
		a.From = r.Site.Clock.Now()
	}
	if len(form.Errors) > 0 {
		return p.showAnnouncement(r, web.Unprocessable, form)
	}
	_, err = p.Support.Announce(r.Context(), r.Caller(), a)
	switch {
	case err == nil:
		return r.Go(r.Saying(announcementList + "?done=saved"))
	case errors.Is(err, support.ErrSubject):
		form.Errors["title"] = r.Locale.T("canned.bad_title")
	case errors.Is(err, support.ErrBody):
		form.Errors["body"] = r.Locale.T("desk_ticket.bad_body")
	case errors.Is(err, support.ErrPeriod):
		form.Errors["until"] = r.Locale.T("announcements.bad_period")
	default:
		page := announcementList + "/new"
		if a.ID != "" {
			page = announcementList + "/" + a.ID
		}
		return r.RequireStepUp(err, web.PendingAction{Do: r.Locale.T("announcements.save"), To: a.Title, Page: page, Fields: announcementFields})
	}
	return p.showAnnouncement(r, web.Unprocessable, form)
}

// typedTime reads a field in the reader's zone; 0 for an empty one.
func (p *TicketPages) typedTime(r *web.Request, form *ui.Form, name string) clock.Instant {
	if form.Value(name) == "" {
		return 0
	}
	at, err := time.ParseInLocation(localTime, form.Value(name), r.Zone())
	if err != nil || at.Year() < 2000 || at.Year() > 2200 {
		form.Errors[name] = r.Locale.T("announcements.bad_time")
		return 0
	}
	return clock.At(at)
}

// AskRemoveAnnouncement asks before an announcement is removed.
func (p *TicketPages) AskRemoveAnnouncement(r *web.Request) error {
	a, err := p.announced(r)
	if err != nil {
		return err
	}
	page := announcementList + "/" + a.ID
	return ask(r, "queue", screen.QuestionProps{
		Title: r.Locale.T("announcements.remove_title", "Name", a.Title), Points: []string{r.Locale.T("announcements.remove_what")},
		Action: page + "/remove", Submit: r.Locale.T("announcements.remove"), Back: page, BackToName: a.Title,
	})
}

// RemoveAnnouncement removes it.
func (p *TicketPages) RemoveAnnouncement(r *web.Request) error {
	a, err := p.announced(r)
	if err != nil {
		return err
	}
	if err := p.Support.Withdraw(r.Context(), r.Caller(), a.ID); err != nil {
		return r.RequireStepUp(err, web.PendingAction{
			Do: r.Locale.T("announcements.remove"), To: a.Title, Page: announcementList + "/" + a.ID + "/remove",
		})
	}
	return r.Go(r.Saying(announcementList + "?done=removed"))
}
