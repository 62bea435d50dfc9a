package desk

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	screen "latchkey/components/desk"
	"latchkey/components/ui"
	"latchkey/internal/account"
	"latchkey/internal/clock"
	"latchkey/internal/code"
	"latchkey/internal/policy"
	"latchkey/internal/user"
	"latchkey/server/web"
)

const (
	policyPage  = "/desk/policy"
	releasePage = policyPage + "/release"
)

var policyDone = map[string]string{"required": "policy.done_required", "changed": "policy.done_changed", "released": "policy.done_released"}

// Policy lists the rules that require a second step. With ?change=SCOPE it shows the form that changes the rule
// of that scope.
func (p *Pages) Policy(r *web.Request) error {
	form, scope := ui.Form{Values: r.PendingValues()}, r.Query("change")
	if scope == "" {
		return p.showPolicy(r, "", form, 0)
	}
	if err := p.fresh(r); err != nil {
		return err
	}
	if form.Values["scope"] != scope {
		form.Values = nil
	}
	return p.showPolicy(r, scope, form, 0)
}

// How many client accounts with a rule stand on one page.
const pageOfRules = 50

// showPolicy draws the rules with the form open that changes the one of a scope; "": with the form that makes one, and the
// accounts that may be meant there.
func (p *Pages) showPolicy(r *web.Request, changing string, form ui.Form, status int, matches ...ui.Choice) error {
	props := screen.PolicyProps{
		Form: form, Today: r.Site.Clock.Now().Time().Format(time.DateOnly), Done: r.Said("done", policyDone),
		Minimum: minimum(r, user.Client), OfStaff: minimum(r, user.Support), Matches: matches,
	}
	rules := p.pageOfRules(r, changing, &props)
	ids := []string{form.Value("scope")}
	for _, rule := range rules {
		ids = append(ids, rule.Scope)
	}
	accounts, err := p.Accounts.ByIDs(r.Context(), r.Site.DB.Read(), ids)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, a := range accounts {
		names[a.ID] = accountName(r, a)
	}
	if name := names[form.Value("scope")]; name != "" && len(props.Matches) == 0 {
		props.Matches = []ui.Choice{{Value: form.Value("scope"), Label: name}}
	}
	for _, rule := range rules {
		shown := shownRule(r, rule, changing)
		if rule.Scope == policy.Everyone {
			props.Everyone = &shown
		} else if shown.Name = names[rule.Scope]; shown.Name != "" {
			props.Accounts = append(props.Accounts, shown)
		}
	}
	return r.Screen(status, "policy", "", screen.Policy(props))
}

// pageOfRules are the rules that a page shows: the one for everyone and some of those of accounts, in the order of their ids.
// The page on which the rule of an account is changed has that one alone of them.
func (p *Pages) pageOfRules(r *web.Request, changing string, props *screen.PolicyProps) (shown []policy.Requirement) {
	after, ofAccounts := r.Query("after"), 0
	for _, rule := range p.Policies.All(r.Context()) { // everyone's first, then by scope
		props.Changing = props.Changing || rule.Scope == changing
		switch {
		case rule.Scope == policy.Everyone, rule.Scope == changing:
			shown = append(shown, rule)
		case changing != "" && changing != policy.Everyone || rule.Scope <= after:
		case ofAccounts < pageOfRules:
			ofAccounts++
			shown = append(shown, rule)
		case props.Pager.Next == "":
			props.Pager.Next = web.WithQuery(policyPage, "after", shown[len(shown)-1].Scope)
		}
	}
	if after != "" && !props.Changing {
		props.Pager.First = policyPage
	}
	return shown
}

func shownRule(r *web.Request, rule policy.Requirement, changing string) screen.PolicyRule {
	shown := screen.PolicyRule{
		Scope: rule.Scope, Name: r.Locale.T("policy.everyone"), From: r.Day(rule.From), Until: r.Day(rule.Deadline()), State: "on",
		ChangeURL: web.WithQuery(policyPage, "change", rule.Scope), ReleaseURL: web.WithQuery(releasePage, "scope", rule.Scope),
	}
	if rule.Scope == changing {
		shown.Open = true
		shown.Date, shown.Grace = rule.From.Time().Format(time.DateOnly), strconv.Itoa(int(rule.Grace/(24*time.Hour)))
	}
	if r.Site.Clock.Now().Before(rule.From) {
		shown.State = "pending"
	}
	return shown
}

func accountName(r *web.Request, a account.Account) string {
	return r.Locale.T("policy.account", "Name", a.Name, "Number", a.Number)
}

// ruleFields are the fields of both forms.
var ruleFields = []string{"scope", "account", "from", "grace"}

// Require makes a rule for everyone or for one client account.
func (p *Pages) Require(r *web.Request) error {
	rule, form := typedRule(r)
	scope, matches, err := p.chosenScope(r, &form)
	if err != nil {
		return err
	}
	if len(form.Errors) > 0 {
		return p.showPolicy(r, "", form, web.Unprocessable, matches...)
	}
	rule.Scope = scope
	err = p.Staff.Require(r.Context(), r.Caller(), rule)
	if errors.Is(err, policy.ErrGrace) {
		form.Errors["from"] = r.Locale.T("policy.bad_from")
		return p.showPolicy(r, "", form, web.Unprocessable)
	}
	if err != nil {
		return p.again(r, err, "policy.require_submit", policyPage, rule.Scope, ruleFields...)
	}
	return r.Go(r.Saying(policyPage + "?done=required"))
}

// oneAccount is chosen for a rule whose account is typed.
const oneAccount = "account"

// chosenScope is whom a new rule is for. An account that is typed is taken where its number is; those that are found by anything
// else are there to choose from, since a rule for another one shuts out people whom nobody meant.
func (p *Pages) chosenScope(r *web.Request, form *ui.Form) (scope string, matches []ui.Choice, err error) {
	scope, typed := r.Form("scope"), strings.TrimSpace(r.Form("account"))
	form.Values["account"] = typed
	switch {
	case scope == policy.Everyone && typed != "":
		form.Errors["scope"] = r.Locale.T("policy.both")
		return scope, nil, nil
	case scope != oneAccount && typed == "":
		known, err := p.knownScope(r, scope)
		if err == nil && !known {
			form.Errors["scope"] = r.Locale.T("policy.bad_scope")
		}
		return scope, nil, err
	}
	a, err := p.Accounts.ByNumber(r.Context(), r.Site.DB.Read(), typed)
	if !errors.Is(err, account.ErrNotFound) {
		return a.ID, nil, err
	}
	found, err := p.Accounts.Find(r.Context(), r.Site.DB.Read(), typed, 0, mostMatches)
	if slices.ContainsFunc(found, func(a account.Account) bool { return a.ID == scope }) { // chosen from those, and nothing else typed since
		return scope, nil, err
	}
	if len(found) == 0 {
		form.Errors["account"] = r.Locale.T("desk_new.no_account")
		return "", nil, err
	}
	for _, a := range found {
		matches = append(matches, ui.Choice{Value: a.ID, Label: accountName(r, a)})
	}
	if len(matches) == 1 {
		form.Values["scope"] = matches[0].Value
	}
	form.Errors["scope"] = r.Locale.T("policy.choose_account", "Submit", r.Locale.T("policy.require_submit"))
	return "", matches, err
}

// ChangeRule moves the dates of a rule. It does not bring back a rule that somebody has released meanwhile.
func (p *Pages) ChangeRule(r *web.Request) error {
	rule, form := typedRule(r)
	if len(form.Errors) > 0 {
		return p.showPolicy(r, rule.Scope, form, web.Unprocessable)
	}
	switch err := p.Staff.ChangeRequirement(r.Context(), r.Caller(), rule); {
	case errors.Is(err, policy.ErrNone):
		return p.showPolicy(r, "", ui.Form{Alert: r.Locale.T("policy.gone"), Values: form.Values}, web.Unprocessable)
	case errors.Is(err, policy.ErrGrace):
		form.Errors["from"] = r.Locale.T("policy.bad_from")
		return p.showPolicy(r, rule.Scope, form, web.Unprocessable)
	case err != nil:
		return p.again(r, err, "policy.change", web.WithQuery(policyPage, "change", rule.Scope), rule.Scope, ruleFields...)
	}
	return r.Go(r.Saying(policyPage + "?done=changed"))
}

// typedRule reads the rule as it was typed; the form brings back what can't be read.
func typedRule(r *web.Request) (policy.Requirement, ui.Form) {
	scope, from, grace := r.Form("scope"), r.Form("from"), r.Form("grace")
	form := ui.Form{Values: map[string]string{"scope": scope, "from": from, "grace": grace}, Errors: map[string]string{}}
	begins, wrong := day(from, time.UTC)
	if wrong != nil || from == "" {
		form.Errors["from"] = r.Locale.T("policy.bad_from")
	}
	days, wrong := strconv.Atoi(code.Number(grace))
	if wrong != nil || days < 0 || days > int(policy.MostGrace/(24*time.Hour)) {
		form.Errors["grace"] = r.Locale.T("policy.bad_grace")
	}
	return policy.Requirement{Scope: scope, From: clock.At(begins), Grace: time.Duration(days) * 24 * time.Hour}, form
}

func (p *Pages) knownScope(r *web.Request, scope string) (bool, error) {
	if scope == policy.Everyone {
		return true, nil
	}
	accounts, err := p.Accounts.ByIDs(r.Context(), r.Site.DB.Read(), []string{scope})
	return len(accounts) == 1, err
}

// ConfirmRelease asks before a rule is ended.
func (p *Pages) ConfirmRelease(r *web.Request) error {
	scope := r.Query("scope")
	if !slices.ContainsFunc(p.Policies.All(r.Context()), func(rule policy.Requirement) bool { return rule.Scope == scope }) {
		return r.Go(policyPage) // somebody has ended it
	}
	name, err := p.scopeName(r, scope)
	if err != nil {
		return err
	}
	return ask(r, "policy", screen.QuestionProps{
		Title:  r.Locale.T("policy.release_title", "Name", name),
		Points: []string{r.Locale.T("policy.release_what"), r.Locale.T("policy.release_ends")},
		Action: releasePage, Fields: []ui.Choice{{Value: "scope", Label: scope}},
		Submit: r.Locale.T("policy.release"), Back: policyPage, BackToName: r.Locale.T("section.policy"),
	})
}

// scopeName is everyone, or the client account that a rule is for; "" for none that there is.
func (p *Pages) scopeName(r *web.Request, scope string) (string, error) {
	if scope == policy.Everyone {
		return r.Locale.T("policy.everyone"), nil
	}
	accounts, err := p.Accounts.ByIDs(r.Context(), r.Site.DB.Read(), []string{scope})
	if err != nil || len(accounts) == 0 {
		return "", err
	}
	return accountName(r, accounts[0]), nil
}

// Release ends a rule.
func (p *Pages) Release(r *web.Request) error {
	err := p.Staff.Release(r.Context(), r.Caller(), r.Form("scope"))
	if err != nil {
		return p.again(r, err, "policy.release", policyPage, r.Form("scope"), "scope")
	}
	return r.Go(r.Saying(policyPage + "?done=released"))
}

// again names whom the rule is for.
func (p *Pages) again(r *web.Request, stale error, words, page, scope string, fields ...string) error {
	name, err := p.scopeName(r, scope)
	if err != nil {
		return err
	}
	d := web.PendingAction{Do: r.Locale.T(words), To: name, Page: page, Fields: fields}
	if from := r.Form("from"); from != "" && slices.Contains(fields, "from") {
		d.To += r.Locale.T("settings.comma") + from
	}
	return r.RequireStepUp(stale, d)
}
