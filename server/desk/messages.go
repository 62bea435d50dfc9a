package desk

import (
	"errors"
	"time"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/audit"
	"latchkey/internal/authn"
	"latchkey/internal/message"
	"latchkey/internal/user"
	"latchkey/server/web"
)

var messagesDone = map[string]string{"retried": "messages.done_retried", "gone": "messages.gone"}

// Messages lists the messages that could not be sent.
func (p *Pages) Messages(r *web.Request) error {
	stuck, err := p.Outbox.Stuck(r.Context(), r.Site.DB.Read())
	if err != nil {
		return err
	}
	props := screen.MessagesProps{Done: r.Said("done", messagesDone)}
	if props.Warnings, err = p.putBack(r); err != nil {
		return err
	}
	failing, err := p.messageWarnings(r)
	if err != nil {
		return err
	}
	props.Warnings = append(props.Warnings, failing...)
	for _, s := range stuck {
		row := screen.MessageRow{
			What: subject(r, s.Kind), To: user.PlainEmail(s.Recipient), Channel: channel(r, s.Channel),
			Since: r.Moment(s.CreatedAt), Reason: reason(r, s.Reason),
		}
		if !s.Ended {
			row.RetryURL = "/desk/messages/" + s.ID + "/retry"
		}
		props.Rows = append(props.Rows, row)
	}
	return r.Screen(0, "messages", "", screen.Messages(props))
}

// Retry sends a stuck message again.
func (p *Pages) Retry(r *web.Request) error {
	err := p.Staff.RetryMessage(r.Context(), r.Caller(), r.Param("id"))
	if errors.Is(err, message.ErrNotStuck) {
		return r.Go(r.Saying("/desk/messages?done=gone"))
	}
	if err != nil {
		return r.RequireStepUp(err, web.PendingAction{Do: r.Locale.T("messages.retry_one"), Page: "/desk/messages"})
	}
	return r.Go(r.Saying("/desk/messages?done=retried"))
}

// warnings is what staff should look after.
func (p *Pages) warnings(r *web.Request) ([]ui.Banner, error) {
	list, err := p.putBack(r)
	if err != nil {
		return nil, err
	}
	failing, err := p.messageWarnings(r)
	if err != nil {
		return nil, err
	}
	for _, b := range failing {
		b.LinkText, b.LinkURL = r.Locale.T("desk.to_messages"), "/desk/messages"
		list = append(list, b)
	}
	administrators, err := p.Users.Administrators(r.Context(), r.Site.DB.Read(), "")
	if err != nil {
		return nil, err
	}
	if administrators == 1 && r.Session.Role == user.Administrator { // nobody else can make another one
		list = append(list, ui.Banner{
			Kind: "warning", Text: r.Locale.T("desk.warn_alone"),
			LinkText: r.Locale.T("desk.to_people"), LinkURL: "/desk/people",
		})
	}
	c := r.Site.Settings.Choices(r.Context())
	if r.Session.Role == user.Administrator && c.SupportEmail+c.SupportPhone+c.SupportURL == "" {
		list = append(list, ui.Banner{
			Kind: "warning", Text: r.Locale.T("desk.warn_no_contact"),
			LinkText: r.Locale.T("section.settings"), LinkURL: "/desk/settings",
		})
	}
	return p.copiedPasskeys(r, list)
}

// copiedFor is how long staff are warned of a passkey that may have been copied.
const copiedFor = 7 * 24 * time.Hour

func (p *Pages) copiedPasskeys(r *web.Request, list []ui.Banner) ([]ui.Banner, error) {
	found, _, err := audit.Find(r.Context(), r.Site.DB.Read(), audit.Filter{
		Kind: authn.CounterBack, From: r.Site.Clock.Now().Add(-copiedFor),
	}, 0, 1)
	if err != nil || len(found) == 0 {
		return list, err
	}
	return append(list, ui.Banner{
		Kind: "warning", Text: r.Locale.T("desk.warn_copied"), LinkText: r.Locale.T("section.audit"),
		LinkURL: web.WithQuery("/desk/audit", "kind", authn.CounterBack),
	}), nil
}

func (p *Pages) messageWarnings(r *web.Request) ([]ui.Banner, error) {
	found, err := p.Outbox.Warnings(r.Context(), r.Site.DB.Read())
	if err != nil {
		return nil, err
	}
	var list []ui.Banner
	for _, w := range found {
		text := r.Locale.N("desk.warn_channel", w.Count, "Channel", channel(r, w.Channel), "Reason", reason(r, w.Reason))
		list = append(list, ui.Banner{Kind: "warning", Text: text})
	}
	return list, nil
}

func channel(r *web.Request, c message.Channel) string {
	if c == message.WhatsApp {
		return r.Locale.T("messages.whatsapp")
	}
	return r.Locale.T("messages.email")
}

func reason(r *web.Request, why message.Reason) string {
	if why == "" {
		return r.Locale.T("messages.waits")
	}
	return r.Locale.T("message.reason_" + string(why))
}

func subject(r *web.Request, k message.Kind) string {
	return wordsOr(r, "mail."+string(k)+"_subject", string(k))
}
