package fault

// classes are the kinds of mistakes, from 1 on. Where a number is given it is a public record to read about one that
// shipped; the others are warned of by OWASP ASVS 5.0 and NIST SP 800-63B-4.
var classes = []string{
	// Skipping or weakening the step
	"a challenge is accepted as a session (GHSA-9phw-7h96-q3rv)",
	"another way of signing in does not ask for the second step (CVE-2026-9091)",
	"an API token or feed gives what the second step guards",
	"a password reset signs in, or skips the step (CVE-2026-128333)",
	"steps of a flow out of order, restarted, or with one left out (CVE-2026-18963)",
	"with the policy off, a person who has a method is not asked (CVE-2025-64103)",
	"the highest level reached is remembered, and wrong after methods change (CVE-2024-45042)",
	"a right code makes a wrong or empty password good",
	"set-up or a new secret is reachable while only challenged (CVE-2026-62232)",
	"the state of one person's failed attempt is used in another's success (GHSA-c94j-vqr5-3mxr)",
	"empty, short, long, repeated or array-valued codes pass",
	"a code stands in a response, header, log, referrer or cached page",
	// Codes
	"a code works twice, at any accepted step, the enrolling one too (CVE-2021-45331, CVE-2021-43177)",
	"of fifty identical requests at once more than one passes (CVE-2026-20779)",
	"white space or other digits defeat the replay memory or the counter (CVE-2025-55003)",
	"the window is wider than promised",
	"another person's backup code works (CVE-2025-64175), or an old set's (CVE-2022-36071)",
	"a backup code is spent twice in a race",
	"a code made for one purpose, channel or challenge works for another",
	"a reset token works twice, after a newer one, after a change, or cut short",
	// Guessing and cost
	"no limit on codes, or by address only (CVE-2026-33640), or parallel guesses beat it (CVE-2024-4629)",
	"the count is rolled back (CVE-2026-35597), reset by a right password, a new code or a restart, or kept in a cookie",
	"spellings of one account have counters of their own (CVE-2025-24806)",
	"another page answers whether a password or code is right, outside the limit (CVE-2026-43914)",
	"a stranger's failures lock the owner out",
	"X-Forwarded-For, or an IPv6 range, gives fresh counters",
	"messages can be sent without bound to one person or to expensive numbers",
	"many or long passwords exhaust memory or processor",
	// Sessions
	"a session id is chosen by the client, or kept across a change of level (CVE-2024-38513)",
	"sessions, challenges or trusted browsers outlive a change of password or method, or a disabled user",
	"signing out ends only the cookie; Back shows the page",
	"a trusted browser is granted at the password step, or holds for another person",
	// Changing and recovering
	"methods change without a fresh proof, by a weaker one, or cross-site",
	"someone else's method, session, case, ticket or invoice is named in a request",
	"an e-mailed reset and an e-mailed code count as two proofs (CVE-2024-27928)",
	"an unconfirmed e-mail or number is used as a method or for recovery",
	"the secret is shown again after set-up, to anyone",
	"staff do alone, unlogged, or by a shortcut what two of them must do",
	// Passkeys
	"a changed assertion is accepted, a challenge works twice, another's credential passes, or verification is missing",
	// Web
	"links are poisoned by Host or forwarded headers; redirects lead elsewhere; responses are split",
	"a reset goes to an address that only looks the same (CVE-2019-19844), or to a second one (CVE-2023-7028)",
	"header injection into mail, formulas in CSV, control characters in logs, scripts in names or brand settings",
	"a partial is stored by a cache or the history and shown to the next person",
	"values of one request are seen in another",
	// The operator's doors
	"what a first start or a demo opens stays open, or is known to everybody (CWE-1392, CVE-2023-27524)",
	// The log
	"the audit log lacks a decision, or is changed, cut short or filled by strangers unseen",
	// The operator's copies
	"a backup is lost as it is made, or mixed with what was there; another database's key is taken for its own",
	// Messages
	"a message is held up by others, given up or sent again while it is under way, or its failure is blamed on the wrong one",
	// The database
	"a statement is one that a single database reads, or that nothing has read before it runs",
	// Files
	"what people attach runs, names what it is not, fills memory or disk, is another request, or is lost",
	// What is committed together
	"of several whose work is committed at once, one is told too early, or its failure takes or leaves another's work",
	// What costs others
	"work that nobody waits for goes on, is cut off where it must not be, or keeps everybody else waiting",
	// What runs it
	"what runs the program is told what is not so, ends it where it could go on, or gives it more than it needs",
}
