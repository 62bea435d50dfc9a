package desk

import (
	"errors"

	screen "latchkey/components/desk"
	"latchkey/internal/message"
	"latchkey/internal/user"
	"latchkey/server/web"
)

// pageOfMails is how many messages stand on a page.
const pageOfMails = 50

var mailsDone = map[string]string{"resent": "mails.done_resent", "gone": "mails.done_gone"}

// Mails lists the messages to a person. Their content is not shown.
func (p *Pages) Mails(r *web.Request) error {
	u, err := p.person(r)
	if err != nil {
		return err
	}
	list, err := p.Outbox.SentTo(r.Context(), r.Site.DB.Read(), u.ID, r.Query("before"), pageOfMails+1)
	if err != nil {
		return err
	}
	page := personPage(u.ID) + "/mails"
	props := screen.MailsProps{Name: u.Name, PersonURL: personPage(u.ID), Done: r.Said("done", mailsDone)}
	if r.Query("before") != "" {
		props.First = page
	}
	if len(list) > pageOfMails {
		list = list[:pageOfMails]
		props.Next = web.WithQuery(page, "before", list[len(list)-1].ID)
	}
	for _, m := range list {
		row := screen.MailRow{
			What: subject(r, m.Kind), To: user.PlainEmail(m.Recipient), Channel: channel(r, m.Channel), When: r.Moment(m.CreatedAt),
			State: string(m.State),
		}
		if m.State == message.Failed {
			row.Reason = reason(r, m.Reason)
		}
		if m.Again() && m.Recipient == u.Email && why(r, u) == "" {
			row.AgainURL = page + "/" + m.ID + "/resend"
		}
		props.Rows = append(props.Rows, row)
	}
	return r.Screen(0, "people", "mails.title", screen.Mails(props))
}

// SendAgain sends a message to a person once more.
func (p *Pages) SendAgain(r *web.Request) error {
	u, err := p.person(r)
	if err != nil {
		return err
	}
	page := personPage(u.ID) + "/mails"
	if why(r, u) != "" {
		return r.Go(page)
	}
	err = p.Staff.SendAgain(r.Context(), r.Caller(), u.ID, r.Param("mail"))
	if errors.Is(err, message.ErrNotStuck) {
		return r.Go(r.Saying(page + "?done=gone"))
	}
	if err != nil {
		return r.RequireStepUp(err, web.PendingAction{Do: r.Locale.T("mails.again"), To: u.Name, Page: page})
	}
	return r.Go(r.Saying(page + "?done=resent"))
}
