package desk

import (
	"errors"
	"strconv"
	"time"

	"latchkey/components"
	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/policy"
	"latchkey/server/web"
)

var policyDone = map[string]string{"required": "policy.done_required", "released": "policy.done_released"}

func (p *Pages) policy(r *web.Request) error {
	return p.showPolicy(r, components.Form{Values: r.Held()}, 0)
}

func (p *Pages) showPolicy(r *web.Request, form components.Form, status int) error {
	accounts, err := p.Accounts.All(r.Context(), r.Site.DB.Read())
	if err != nil {
		return err
	}
	now := r.Site.Clock.Now()
	props := components.PolicyProps{
		Form: form, Today: now.Time().Format(time.DateOnly), Done: done(r, policyDone),
		Minimum: r.Locale.T("policy.minimum", "Method", r.Locale.T(minimumWords(r))),
	}
	required := map[string]bool{}
	for _, rule := range p.Policies.All(r.Context()) {
		required[rule.Scope] = true
		shown := components.PolicyRule{
			Scope: rule.Scope, Name: r.Locale.T("policy.everyone"), From: date(r, rule.From), Until: date(r, rule.Deadline()), State: "on",
		}
		if now.Before(rule.From) {
			shown.State = "pending"
		}
		if rule.Scope == policy.Everyone {
			props.Everyone = &shown
			continue
		}
		for _, a := range accounts {
			if a.ID == rule.Scope {
				shown.Name = accountName(r, a)
				props.Accounts = append(props.Accounts, shown)
			}
		}
	}
	for _, a := range accounts {
		if !required[a.ID] {
			props.OfClients = append(props.OfClients, components.Choice{Value: a.ID, Label: accountName(r, a)})
		}
	}
	return screen(r, status, "policy", components.Policy(props))
}

func accountName(r *web.Request, a account.Account) string {
	return r.Locale.T("policy.account", "Name", a.Name, "Number", a.Number)
}

func (p *Pages) require(r *web.Request) error {
	scope, from, grace := r.Form("scope"), r.Form("from"), r.Form("grace")
	form := components.Form{Values: map[string]string{"scope": scope, "from": from, "grace": grace}, Errors: map[string]string{}}
	known, err := p.knownScope(r, scope)
	if err != nil {
		return err
	}
	if !known {
		form.Errors["scope"] = r.Locale.T("policy.bad_scope")
	}
	begins, wrong := day(from)
	if wrong != nil || from == "" {
		form.Errors["from"] = r.Locale.T("policy.bad_from")
	}
	days, wrong := strconv.Atoi(latin(grace))
	if wrong != nil || days < 0 || days > int(policy.MostGrace/(24*time.Hour)) {
		form.Errors["grace"] = r.Locale.T("policy.bad_grace")
	}
	if len(form.Errors) > 0 {
		return p.showPolicy(r, form, unprocessable)
	}
	rule := policy.Requirement{Scope: scope, From: clock.At(begins), Grace: time.Duration(days) * 24 * time.Hour}
	err = p.Changes.Require(r.Context(), r.Session, p.Policies, rule, r.Visitor)
	if errors.Is(err, policy.ErrGrace) {
		form.Errors["from"] = r.Locale.T("policy.bad_from")
		return p.showPolicy(r, form, unprocessable)
	}
	if err != nil {
		return again(r, err, "/desk/policy", "scope", "from", "grace")
	}
	return r.Go("/desk/policy?done=required")
}

func (p *Pages) knownScope(r *web.Request, scope string) (bool, error) {
	if scope == policy.Everyone {
		return true, nil
	}
	accounts, err := p.Accounts.All(r.Context(), r.Site.DB.Read())
	for _, a := range accounts {
		if a.ID == scope {
			return true, nil
		}
	}
	return false, err
}

func (p *Pages) release(r *web.Request) error {
	err := p.Changes.Release(r.Context(), r.Session, p.Policies, r.Form("scope"), r.Visitor)
	if err != nil {
		return again(r, err, "/desk/policy", "scope")
	}
	return r.Go("/desk/policy?done=released")
}

// latin turns the digits of other scripts into the ones that Go reads.
func latin(text string) string {
	out := []rune(text)
	for i, c := range out {
		switch {
		case c >= '٠' && c <= '٩':
			out[i] = '0' + c - '٠'
		case c >= '۰' && c <= '۹':
			out[i] = '0' + c - '۰'
		}
	}
	return string(out)
}
