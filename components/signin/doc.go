// Package signin draws the screens of signing in: password, second step, forgotten password, registration, and
// the pages that links in e-mails open.
package signin
