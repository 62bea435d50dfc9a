package signin

import (
	screen "latchkey/components/signin"
	"latchkey/components/ui"
	"latchkey/internal/signin"
	"latchkey/internal/user"
	"latchkey/server/prompt"
	"latchkey/server/web"
)

// What the sign-in page says to somebody who was led to it.
var said = map[string]ui.Banner{
	"out":    {Kind: "success", Text: "sign_in.signed_out"},
	"again":  {Kind: "info", Text: "sign_in.again"},
	"lost":   {Kind: "info", Text: "sign_in.lost"},
	"kept":   {Kind: "info", Text: "sign_in.kept"},
	"unkept": {Kind: "info", Text: "sign_in.unkept"},

	"reset":      {Kind: "success", Text: "sign_in.reset"},
	"known":      {Kind: "info", Text: "sign_in.known"},
	"registered": {Kind: "success", Text: "sign_in.registered"},
	"email":      {Kind: "success", Text: "sign_in.email_confirmed"},
	"put-back":   {Kind: "success", Text: "sign_in.put_back"},
}

// Password shows the sign-in page, which asks for e-mail address and password.
func (p *Pages) Password(r *web.Request) error {
	if r.SignedIn() {
		return r.Go(web.LocalPath(r.Query("next"), r.Home()))
	}
	var banners []ui.Banner
	if b, found := said[r.Told("said")]; found {
		b.Text = r.Locale.T(b.Text)
		banners = append(banners, b)
	}
	props := p.props(r, r.Query("next"))
	if props.Next == invitationPath {
		props.Values = map[string]string{"email": p.invited(r)}
	}
	return r.Show(web.View{Title: "sign_in.title", Banners: banners, Screen: screen.Password(props)})
}

// invitationPath is the page of an invitation to a client account.
const invitationPath = "/account-invitation"

// invited is the address of the invitation whose link this browser has: nobody else's can accept it. "" where it holds no
// longer, which the page of the invitation says.
func (p *Pages) invited(r *web.Request) string {
	token := r.Cookie(web.AccountInvitationCookie)
	if token == "" {
		return ""
	}
	in, err := p.Links.Membership.InvitationOf(r.Context(), token)
	if err != nil {
		return ""
	}
	return user.PlainEmail(in.Email)
}

// props is the first step with the ways that this host has.
func (p *Pages) props(r *web.Request, next string) screen.PasswordProps {
	return screen.PasswordProps{Next: web.LocalPath(next, ""), Register: welcomes(r), Recovery: r.Recovers(), Passkeys: p.offersPasskeys(r)}
}

// CheckPassword checks address and password. It signs the person in, leads to the second step, or leads to
// recovery if a recovery case has removed the person's methods and no new one is set up yet, or if all are suspended.
func (p *Pages) CheckPassword(r *web.Request) error {
	email, pass := r.Form("email"), r.Form("password")
	props := p.props(r, r.Form("next"))
	if props.Errors = missing(r, email, pass); len(props.Errors) > 0 {
		props.Values = map[string]string{"email": email}
		return r.Screen(web.Unprocessable, "", "sign_in.title", screen.Password(props))
	}
	result, err := p.Flow.Password(r.Context(), signin.Entry{
		Email: email, Password: pass, Next: props.Next, Replaces: r.Cookie(web.SessionCookie), By: r.Client,
		Earlier: r.Cookie(web.ChallengeCookie), Trust: r.Cookie(web.TrustCookie),
	})
	if err != nil {
		return err
	}
	if !result.OK {
		form, status := prompt.WrongPassword(r, "refused.password_wrong", result.Verdict)
		form.Values = map[string]string{"email": email}
		props.Form, props.Locked = form, result.Refusal != nil
		return r.Screen(status, "", "sign_in.title", screen.Password(props))
	}
	if result.EnrollmentRequired {
		return r.Go(r.Saying("/recovery?said=owed"))
	}
	if result.Suspended {
		return r.Go(r.Saying("/recovery?said=suspended"))
	}
	if result.Challenge != "" {
		r.SetCookie(web.ChallengeCookie, result.Challenge)
		return r.Go("/sign-in/code")
	}
	return p.enter(r, result)
}

func missing(r *web.Request, email, pass string) map[string]string {
	errors := map[string]string{}
	if email == "" {
		errors["email"] = r.Locale.T("refused.email_empty")
	}
	if pass == "" {
		errors["password"] = r.Locale.T("refused.password_empty")
	}
	return errors
}

// enter hands out the cookies of somebody who has proved everything that is asked.
func (p *Pages) enter(r *web.Request, result signin.Result) error {
	r.SetCookie(web.SessionCookie, result.Session)
	r.SetBrowser(result.Browser)
	if result.Trust != "" {
		r.SetCookie(web.TrustCookie, result.Trust)
	}
	r.ClearCookie(web.ChallengeCookie)
	r.ForgetLinks()
	return r.Leave(web.LocalPath(result.Next, web.Home(result.Role)))
}

// Language stores the chosen language for this browser and, if somebody is signed in, for the person.
func (p *Pages) Language(r *web.Request) error {
	chosen, err := r.InLanguage(r.Form("language"))
	if err != nil {
		return r.Go("/")
	}
	if err := r.ChooseLanguage(chosen); err != nil {
		return err
	}
	if r.SignedIn() {
		err := p.Credential.SetLanguage(r.Context(), r.Caller(), chosen)
		if err != nil {
			return err
		}
	}
	return r.Go(web.LocalPath(r.Form("next"), "/"))
}
